"""Read the gaps of a text: where they stand, and what fills each."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from exams.bank import AnswerKey
from exams.formats.fields import Fields
from exams.questions.contract import RawQuestion
from exams.questions.parts import neutral_id
from exams.questions.typed import comparable

BLANK_KEYS = frozenset(("id", "accept", "options", "casesensitive"))
MOST = 20

GAP = re.compile(r"\{\{\s*([A-Za-z0-9_-]+)\s*\}\}")
"""A gap in a text, such as `{{verb}}`."""


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class Gap(AnswerKey):
    """What fills one gap.

    Attributes:
        accepted: In the form in which answers are compared; for a list the ids of options.
        is_list: The answer is chosen from a list, not typed.
    """

    accepted: frozenset[str]
    case_sensitive: bool = False
    is_list: bool = False

    def comparable(self, answer: str) -> str:
        """Give the form of an answer in which it is compared."""
        if self.is_list:
            return answer
        return comparable(answer, case_sensitive=self.case_sensitive)


@dataclass(frozen=True, slots=True, kw_only=True)
class Blank:
    """A gap as the author wrote it; `options` is empty where the answer is typed."""

    id: str
    accept: tuple[str, ...]
    options: tuple[str, ...]
    case_sensitive: bool

    def option_id(self, text: str) -> str:
        """Name one of its options."""
        return f"{self.prefix}{neutral_id(text.strip())}"

    @property
    def prefix(self) -> str:
        """What the ids of its options begin with; ids of gaps have no dot."""
        return f"{self.id}."

    def gap(self) -> Gap:
        """Give what fills it."""
        if self.options:
            return Gap(accepted=frozenset(map(self.option_id, self.accept)), is_list=True)
        typed = Gap(accepted=frozenset(), case_sensitive=self.case_sensitive)
        return replace(typed, accepted=frozenset(map(typed.comparable, self.accept)))


def read_blanks(raw: RawQuestion) -> Sequence[Blank] | None:
    """Read the gaps in the order of the text; `None` after an error was reported."""
    line = raw.fields.line("blanks")
    if raw.options or raw.correct_answer is not None:
        message = "the answers stand in 'blanks'; remove options and correctAnswer"
        raw.error("unexpected-options", message)
        return None
    found = raw.fields.mappings("blanks", where=raw.id, noun="a blank")
    by_id = {blank.id: blank for blank in map(_blank, found)}
    in_text = [match[1] for match in GAP.finditer(raw.text)]
    problem = _problem(by_id, in_text, len(found))
    for number, fields in enumerate(found, start=1):
        fields.warn_of_unknown(BLANK_KEYS, where=f"{raw.id}, blank {number}")
    for blank in by_id.values():
        problem = problem or _problem_of(blank)
    if problem:
        raw.error("blanks", problem, line=line)
        return None
    return [by_id[name] for name in in_text]


def _blank(fields: Fields) -> Blank:
    return Blank(
        id=(fields.text("id") or "").strip(),
        accept=fields.texts("accept"),
        options=tuple(text.strip() for text in fields.texts("options")),
        case_sensitive=fields.truth("casesensitive"),
    )


def _problem(by_id: Mapping[str, Blank], in_text: Sequence[str], count: int) -> str:
    """Say why blanks and gaps of the text do not fit together, or nothing."""
    if not 1 <= count <= MOST:
        return f"there must be 1 to {MOST} blanks, each {{{{id}}}} in the text and in 'blanks'"
    if len(by_id) != count:
        return "two blanks have the same id"
    for name, times in Counter(in_text).items():
        if times > 1:
            return f"{{{{{name}}}}} stands in the text {times} times"
        if name not in by_id:
            return f"{{{{{name}}}}} is in the text, and not in 'blanks'"
    missing = sorted(by_id.keys() - set(in_text))
    return f"the text has no {{{{{missing[0]}}}}}" if missing else ""


def _problem_of(blank: Blank) -> str:
    """Say what is wrong with one blank, or nothing."""
    if not blank.accept or not all(comparable(t, case_sensitive=False) for t in blank.accept):
        return f"blank '{blank.id}' accepts nothing, or a blank answer"
    if blank.options:
        if len(set(blank.options)) != len(blank.options) or len(blank.options) == 1:
            return f"the options of blank '{blank.id}' are not different ones"
        if not set(blank.options).issuperset(text.strip() for text in blank.accept):
            return f"blank '{blank.id}' accepts what is none of its options"
    return ""
