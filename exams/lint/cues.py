"""Find words in one question that point at its answer."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from exams.lint.asked import real_singles, words
from exams.lint.contract import Hit, rule

if TYPE_CHECKING:
    from collections.abc import Iterator

    from exams.bank import Bank

ABSOLUTE = frozenset(
    ("always", "never", "nobody", "everybody", "impossible", "entirely", "completely")
)
"""Words that are seldom true of anything; `all` and `only` are, and stand in honest options."""

MANY_ABSOLUTE = 2

_ENDS_WITH_ARTICLE = re.compile(r"\b(an?)\s*(?:_+|…|\.{3})?\s*[:?.]?\s*$", re.IGNORECASE)
_VOWELS = frozenset("aeiou")


@rule("absolute-words", "Use such words in right options too, or in none.")
def absolute_words(bank: Bank) -> Iterator[Hit]:
    """Find questions in which only wrong options, two or more, say always or never."""
    for question, key in real_singles(bank):
        absolute = {o.id for o in question.public.options if ABSOLUTE.intersection(words(o.text))}
        if len(absolute) >= MANY_ABSOLUTE and key not in absolute:
            message = "words such as 'always' and 'never' stand in wrong options only"
            yield Hit(question.line, f"{question.id}: {message}")


@rule("article-cue", "Let the question end before the article, or write a(n).")
def article_cue(bank: Bank) -> Iterator[Hit]:
    """Find questions that end with `a` or `an`, which fits the right option alone."""
    for question, key in real_singles(bank):
        ending = _ENDS_WITH_ARTICLE.search(question.public.text)
        if ending is None:
            continue
        wants_vowel = ending[1].lower() == "an"
        fitting = [
            option.id
            for option in question.public.options
            if (first := words(option.text)) and (first[0][0] in _VOWELS) is wants_vowel
        ]
        if fitting == [key]:
            message = f"only one option can follow the '{ending[1]}' at the end of the question"
            yield Hit(question.line, f"{question.id}: {message}")
