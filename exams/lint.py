"""Tell authors what gives their answers away, before candidates find out."""

from __future__ import annotations

import re
from collections import Counter
from difflib import SequenceMatcher
from itertools import combinations, pairwise
from typing import TYPE_CHECKING

from exams.questions.choice import ChoiceKey
from recognition.kernel.findings import Finding, Severity

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from exams.bank import Bank, Question

NEAR_PERCENT = 90
"""Texts this alike ask the same in other words; two of them on one paper help a candidate."""

ENOUGH_FOR_POSITIONS = 20
ENOUGH_FOR_LENGTHS = 10
ENOUGH_FOR_TRUTHS = 5

LONGEST_PERCENT = 40
"""Of four options the right one is the longest in a quarter of the questions by chance."""

BLIND_PERCENT = 50
"""What somebody who knows nothing must not reach."""

CRITICAL_CHI_SQUARE = (0.0, 6.63, 9.21, 11.34, 13.28, 15.09, 16.81, 18.48)
"""By degrees of freedom, at 1 %; more options than eight do not occur."""

_NAMES_A_PLACE = re.compile(
    r"\b(both|only|either|neither)\s+\(?[a-f1-6]\)?\s*(,|and|or|nor|&)|\boptions?\s+[a-f1-6]\b",
    re.IGNORECASE,
)

Hit = tuple[int, str, str]
"""Line, code and message of what a rule found."""


def lint_bank(bank: Bank) -> tuple[Finding, ...]:
    """Find what a reader of the format cannot: all of it warnings, in the order of their lines.

    The reader has already reported what makes a bank unusable.
    """
    found = [finding for rule in RULES for finding in rule(bank)]
    return tuple(
        Finding(file=bank.file, line=line, code=code, severity=Severity.WARNING, message=message)
        for line, code, message in sorted(found)
    )


def _keys(bank: Bank) -> Iterator[tuple[Question, frozenset[str]]]:
    """Give the questions with options, and the ids of the right ones."""
    for question in bank.pool:
        if isinstance(question.key, ChoiceKey):
            yield question, question.key.correct


def _singles(bank: Bank) -> list[tuple[Question, str]]:
    """Give the questions of which one option is to be chosen, and its id."""
    return [
        (question, next(iter(correct)))
        for question, correct in _keys(bank)
        if question.public.type == "single-answer"
    ]


def _is_true_or_false(question: Question) -> bool:
    return {option.text.casefold() for option in question.public.options} == {"true", "false"}


def _one_by_one(bank: Bank) -> Iterator[Hit]:
    """Judge every question with options by itself."""
    for question, correct in _keys(bank):
        options, several = question.public.options, question.public.type == "multiple-answers"
        if len(options) < 2:  # noqa: PLR2004 - a choice is between two
            yield question.line, "one-option", f"{question.id}: there is only one option"
        elif len(correct) == len(options):
            message = "every option is right, so ticking all earns the marks; add a wrong one"
            yield question.line, "all-correct", f"{question.id}: {message}"
        if several and len(correct) == 1:
            message = "only one option is right; make it single-answer, or add a right one"
            yield question.line, "one-correct", f"{question.id}: {message}"
        texts = Counter(" ".join(option.text.casefold().split()) for option in options)
        for text, count in texts.items():
            if count > 1:
                message = f"{count} options read '{text}'"
                yield question.line, "duplicate-option-text", f"{question.id}: {message}"
        for option in options:
            if _NAMES_A_PLACE.search(option.text):
                message = f"option '{option.id}' names others by their place; they are shuffled"
                yield question.line, "names-a-place", f"{question.id}: {message}"


def _alike(bank: Bank) -> Iterator[Hit]:
    """Compare the texts of all questions; each is told once, beside the first it is like."""
    told: set[str] = set()
    texts = [
        (question, " ".join(question.public.text.casefold().split())) for question in bank.pool
    ]
    for (one, one_text), (other, other_text) in combinations(texts, 2):
        if other.id in told:
            continue
        if one_text == other_text:
            told.add(other.id)
            message = f"{other.id}: the same text as {one.id} on line {one.line}"
            yield other.line, "duplicate-text", message
            continue
        matcher = SequenceMatcher(a=one_text, b=other_text, autojunk=False)
        limit = NEAR_PERCENT / 100
        # The quick ratios are upper bounds, and spare nearly all of the slow comparisons.
        if (
            matcher.real_quick_ratio() >= limit
            and matcher.quick_ratio() >= limit
            and matcher.ratio() >= limit
        ):
            told.add(other.id)
            message = f"{other.id}: nearly the same text as {one.id} on line {one.line}"
            yield other.line, "similar-text", message


def _positions(bank: Bank) -> Iterator[Hit]:
    """Test whether the right options are spread evenly, by chi-square against chance."""
    places: Counter[int] = Counter()
    expected: dict[int, float] = {}
    asked = [(q, key) for q, key in _singles(bank) if not _is_true_or_false(q)]
    for question, key in asked:
        names = [option.id for option in question.public.options]
        places[names.index(key)] += 1
        for place in range(len(names)):
            expected[place] = expected.get(place, 0.0) + 1 / len(names)
    if len(asked) < ENOUGH_FOR_POSITIONS:
        return
    chi_square = sum((places[p] - wanted) ** 2 / wanted for p, wanted in expected.items())
    freedom = min(len(expected), len(CRITICAL_CHI_SQUARE)) - 1
    if chi_square > CRITICAL_CHI_SQUARE[freedom]:
        place, count = places.most_common(1)[0]
        message = f"option {place + 1} is right in {count} of {len(asked)} questions; spread them"
        yield 1, "key-position", message


def _truths(bank: Bank) -> Iterator[Hit]:
    answers = [
        {option.id: option.text for option in question.public.options}[key].capitalize()
        for question, key in _singles(bank)
        if _is_true_or_false(question)
    ]
    if len(answers) >= ENOUGH_FOR_TRUTHS and len(set(answers)) == 1:
        message = f"all {len(answers)} true-or-false questions have the answer {answers[0]}"
        yield 1, "one-sided", message


def _longest(question: Question) -> str | None:
    """Give the id of the one longest option, or `None` where two are as long."""
    first, second = sorted(question.public.options, key=lambda o: len(o.text), reverse=True)[:2]
    return first.id if len(first.text) > len(second.text) else None


def _lengths(bank: Bank) -> Iterator[Hit]:
    """Count how often the longest option is the right one."""
    asked = [(q, key) for q, key in _singles(bank) if len(q.public.options) > 2]  # noqa: PLR2004 - of two, one is the longer half of the time
    told = sum(_longest(question) == key for question, key in asked)
    if len(asked) >= ENOUGH_FOR_LENGTHS and 100 * told > LONGEST_PERCENT * len(asked):
        message = f"the longest option is the right one in {told} of {len(asked)} questions"
        yield 1, "longest-option", message


def _blind(bank: Bank) -> Iterator[Hit]:
    """Score somebody who ticks the longest option, or every one; shuffling does not stop that."""
    earned = 0
    for question, correct in _keys(bank):
        options = question.public.options
        ticked: set[str | None] = {option.id for option in options}
        if question.public.type != "multiple-answers" and len(options) > 1:
            ticked = {_longest(question)}
        earned += question.public.marks if ticked == correct else 0
    if 100 * earned >= BLIND_PERCENT * bank.marks:
        message = (
            f"ticking the longest option, and all where several may be right, earns {earned} "
            f"of {bank.marks} marks without knowing anything"
        )
        yield 1, "blind-score", message


def _sets(bank: Bank) -> Iterator[Hit]:
    """Compare the fixed sets which the Academy's own pages serve one after the other."""
    size = bank.questions_per_attempt
    marks = [question.public.marks for question in bank.pool]
    if not size or len(marks) % size or len(marks) == size:
        return
    totals = [sum(marks[start : start + size]) for start in range(0, len(marks), size)]
    if any(one != other for one, other in pairwise(totals)):
        words = ", ".join(str(total) for total in totals)
        message = (
            f"the Academy's sets of {size} questions are worth {words} marks; make them equal"
        )
        yield 1, "unequal-sets", message


RULES: Sequence[Callable[[Bank], Iterator[Hit]]] = (
    _one_by_one,
    _alike,
    _positions,
    _truths,
    _lengths,
    _blind,
    _sets,
)
