"""Turn answers that carry percentages, as Moodle has them, into the keys of our question types."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

from exams.formats.intake import (
    ALL,
    NOTHING,
    Intake,
    explanation_of,
    options_of,
    share_of_percent,
    weighted,
)
from exams.formats.writing import Authored, Item

_NUMBER = r"\s*(-?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d{1,2})?)\s*"
_RANGE = re.compile(rf"{_NUMBER}\.\.{_NUMBER}", re.ASCII)
_WITH_TOLERANCE = re.compile(rf"{_NUMBER}(?::{_NUMBER})?", re.ASCII)
_WILD = re.compile(r"(?<!\\)\*")


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """One answer as its author wrote it.

    Attributes:
        right: Written as a right one; what it is worth may be said beside it.
        percent: What it is worth in hundredths of the marks, or `None` where nothing is said.
        text: As it is compared with what a candidate types.
        markdown: As it is shown.
        feedback: Markdown, or empty.
    """

    right: bool
    percent: str | None
    text: str
    markdown: str
    feedback: str
    line: int

    @property
    def share(self) -> Fraction | None:
        """What it is worth, -1 to 1; `None` where that cannot be read."""
        if self.percent is None:
            return ALL if self.right else NOTHING
        share = share_of_percent(self.percent)
        return share if share is not None and -1 <= share <= 1 else None


def read_truth(is_true: bool, feedback: Sequence[str]) -> dict[str, Authored]:  # noqa: FBT001
    """Read a statement that is true or false; feedback is that on a wrong, then a right answer."""
    wrong, right = (*feedback, "", "")[:2]
    words = {True: right, False: wrong}
    return {
        "type": "true-false",
        "options": [
            {"id": name, "text": name.capitalize(), **({"isCorrect": True} if correct else {})}
            for name, correct in (("true", is_true), ("false", not is_true))
        ],
        "explanation": explanation_of(
            "", (("True", words[is_true]), ("False", words[not is_true]))
        ),
    }


def read_choice(
    intake: Intake, name: str, answers: Sequence[Answer], line: int, *, single: bool | None = None
) -> dict[str, Authored] | None:
    """Read options; without one that is right by itself, several are to be ticked."""
    shares = _shares(intake, name, answers)
    if shares is None:
        return None
    if single is None:
        single = any(answer.right for answer in answers)
    options, values = _weighed(answers, shares, single=single)
    gained = sum((share for share in shares if share > 0), start=NOTHING)
    question: dict[str, Authored] = {
        "type": "single-answer" if single else "multiple-answers",
        "options": options,
        "explanation": _explanation(answers),
    }
    if single:
        if ALL not in shares:
            intake.left_out(line, f"{name}: no option earns all marks")
            return None
        for answer, share in zip(answers, shares, strict=True):
            if share < 0:
                message = f"{name}: an option takes {-share * 100} % away; here it earns nothing"
                intake.not_taken(answer.line, message)
        values = {option: share for option, share in values.items() if share > 0}
        if len(values) > 1:
            question["scoring"] = weighted(values)
        return question
    if gained != ALL:
        message = f"{name}: the right options earn {gained * 100} % together; make it 100 %"
        intake.left_out(line, message)
        return None
    question["scoring"] = weighted(values)
    return question


def read_short(
    intake: Intake,
    name: str,
    answers: Sequence[Answer],
    line: int,
    *,
    case_sensitive: bool = False,
) -> dict[str, Authored] | None:
    """Read accepted texts; those worth only a part have no counterpart."""
    texts = _full(intake, name, answers)
    if not texts:
        intake.left_out(line, f"{name}: no answer earns all marks")
        return None
    is_wild = any(_WILD.search(text) for text in texts)
    if not is_wild:
        texts = [text.replace("\\*", "*") for text in texts]
    return {
        "type": "short-answer",
        "correctAnswer": texts[0],
        "accept": texts[1:],
        "wildcard": is_wild,
        "caseSensitive": case_sensitive,
        "explanation": _explanation(answers),
    }


def read_matching(
    intake: Intake, name: str, answers: Sequence[Answer], line: int
) -> dict[str, Authored] | None:
    """Read pairs `stem -> match`; a match without a stem is a distractor."""
    pairs: list[tuple[str, str]] = []
    for answer in answers:
        if answer.feedback or answer.percent is not None:
            message = f"{name}: feedback and percentages of a pair have no place here"
            intake.not_taken(answer.line, message)
        stem, _, match = answer.markdown.partition("->")
        if not _:
            stem, _, match = answer.text.partition("->")
        pairs.append((stem.strip(), match.strip()))
    if not any(stem for stem, _ in pairs):
        intake.left_out(line, f"{name}: no pair has a left side")
        return None
    return matching(pairs)


def matching(pairs: Sequence[tuple[str, str]]) -> dict[str, Authored]:
    """Give a matching of which each pair counts; pairs without a stem are distractors."""
    stems = [(stem, match) for stem, match in pairs if stem]
    matches = {match for _, match in stems}
    extra = dict.fromkeys(match for stem, match in pairs if not stem and match not in matches)
    return {
        "type": "matching",
        "pairs": [
            {"id": f"p{number}", "text": stem, "match": match}
            for number, (stem, match) in enumerate(stems, start=1)
        ],
        "distractors": [match for match in extra if match],
        "scoring": "each-answer",
    }


def read_numeric(
    intake: Intake, name: str, answers: Sequence[Answer], line: int
) -> dict[str, Authored] | None:
    """Read a number with its tolerance, or a range; our numbers have one right answer."""
    right = [answer for answer in answers if answer.share == ALL and answer.text.strip() != "*"]
    if not right:
        intake.left_out(line, f"{name}: no number earns all marks")
        return None
    for answer in answers:
        if answer is not right[0] and answer.share != NOTHING:
            message = f"{name}: a further number, '{answer.text[:40]}', is not taken"
            intake.not_taken(answer.line, message)
    key = number_key(right[0].text)
    if key is None:
        intake.left_out(right[0].line, f"{name}: '{right[0].text[:40]}' is no number or range")
        return None
    return {"type": "numeric", **key, "explanation": _explanation(answers)}


def number_key(text: str) -> Item | None:
    """Read `9.81`, `9.81:0.01` or `5..7`; `None` where it is none of them."""
    between = _RANGE.fullmatch(text)
    if between:
        return {"interval": f"[{between[1]}, {between[2]}]"}
    number = _WITH_TOLERANCE.fullmatch(text)
    if number is None:
        return None
    return {"correctAnswer": number[1], **({"tolerance": number[2]} if number[2] else {})}


def _shares(intake: Intake, name: str, answers: Sequence[Answer]) -> list[Fraction] | None:
    shares: list[Fraction] = []
    for answer in answers:
        share = answer.share
        if share is None:
            message = f"{name}: '{answer.percent}' is no percentage from -100 to 100"
            intake.left_out(answer.line, message)
            return None
        shares.append(share)
    return shares


def _weighed(
    answers: Sequence[Answer], shares: Sequence[Fraction], *, single: bool
) -> tuple[list[Item], Mapping[str, Fraction]]:
    first = next((n for n, share in enumerate(shares) if share == ALL), -1)
    correct = (
        [number == first for number in range(len(shares))]
        if single
        else [share > 0 for share in shares]
    )
    options = options_of((answer.markdown for answer in answers), correct)
    values = {str(option["id"]): share for option, share in zip(options, shares, strict=True)}
    return options, values


def _full(intake: Intake, name: str, answers: Sequence[Answer]) -> list[str]:
    """Give the texts that earn all marks, and name those that earn a part."""
    texts: list[str] = []
    for answer in answers:
        share = answer.share
        if share == ALL:
            texts.append(answer.text)
        elif share is None or share:
            worth = answer.percent if share is None else share * 100
            message = (
                f"{name}: an accepted text worth {worth} % is not taken; here it is all or none"
            )
            intake.not_taken(answer.line, message)
    return texts


def _explanation(answers: Sequence[Answer]) -> str:
    return explanation_of("", ((answer.markdown, answer.feedback) for answer in answers))
