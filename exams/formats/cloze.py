"""Read Moodle's texts with embedded answers, as far as their gaps are typed or chosen.

Source: Moodle's documentation, "Embedded Answers (Cloze) question type".
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from html import unescape
from itertools import islice

from exams.formats.intake import (
    ALL,
    MAX_ANSWERS,
    NOTHING,
    Intake,
    explanation_of,
    share_of_percent,
)
from exams.formats.writing import Authored, Item

MAX_GAPS = 20

_GAP = re.compile(r"\{(\d*):([A-Z_]+):((?:\\.|[^{}\\])*)\}", re.DOTALL)
_TYPED = {"SHORTANSWER": False, "SA": False, "MW": False}
_TYPED |= {"SHORTANSWER_C": True, "SAC": True, "MWC": True}
_CHOSEN = frozenset(
    (
        *("MULTICHOICE", "MC", "MULTICHOICE_V", "MCV", "MULTICHOICE_H", "MCH"),
        *("MULTICHOICE_S", "MCS", "MULTICHOICE_VS", "MCVS", "MULTICHOICE_HS", "MCHS"),
    )
)
_ANSWER = re.compile(r"(=|%[^%]{1,20}%)?((?:\\.|[^\\#])*)(?:#(.*))?", re.DOTALL)
_ELEMENT = re.compile(r"</?[A-Za-z][^<>]{0,200}>")
_FIRST_PLACE = 0xF1000
_PLACES = re.compile("[\U000f1000-\U000f1fff]")
_BETWEEN = re.compile(r"(?<!\\)~")


def read_cloze(
    intake: Intake, name: str, text: str, form: str, *, line: int
) -> dict[str, Authored] | None:
    """Read a text such as `Paris lies in {1:SHORTANSWER:=France}`.

    Returns:
        The question with its text; `None` where a gap has no counterpart here, since the text
        asks nothing without it.
    """
    text = _PLACES.sub(" ", text)
    blanks: list[Item] = []
    weights: set[str] = set()
    feedback: list[tuple[str, str]] = []
    for number, gap in enumerate(islice(_GAP.finditer(text), MAX_GAPS + 1), start=1):
        blank = _blank(intake, name, gap, f"g{number}", line, feedback)
        if blank is None:
            return None
        weights.add(gap[1] or "1")
        blanks.append(blank)
    if not blanks or len(blanks) > MAX_GAPS:
        intake.left_out(line, f"{name}: there must be 1 to {MAX_GAPS} gaps in its text")
        return None
    # Markdown must not read the answers; so something it passes over stands in their place.
    places = iter(range(_FIRST_PLACE, _FIRST_PLACE + len(blanks)))
    asked = intake.text(_GAP.sub(lambda _: chr(next(places)), text), form, line, name)
    asked = _PLACES.sub(lambda match: f"{{{{g{ord(match[0]) - _FIRST_PLACE + 1}}}}}", asked)
    if re.search(r"\{\d*:", asked):
        intake.left_out(line, f"{name}: the answers of a gap cannot be read")
        return None
    if len(weights) > 1:
        said = ", ".join(sorted(weights))
        intake.not_taken(line, f"{name}: gaps weigh {said}; here all the same")
    return {
        "type": "blanks",
        "text": asked,
        "blanks": blanks,
        "scoring": "each-answer",
        "explanation": explanation_of("", feedback),
    }


def _blank(
    intake: Intake,
    name: str,
    gap: re.Match[str],
    blank_id: str,
    line: int,
    feedback: list[tuple[str, str]],
) -> Item | None:
    kind = gap[2]
    if kind not in _TYPED and kind not in _CHOSEN:
        message = f"{name}: a gap of the type '{kind[:30]}' has no counterpart here"
        intake.left_out(line, message, code="unsupported-type")
        return None
    parts = _BETWEEN.split(gap[3], maxsplit=MAX_ANSWERS)
    if len(parts) > MAX_ANSWERS:
        intake.not_taken(line, f"{name}: answers of a gap beyond {MAX_ANSWERS} are left out")
    answers = [_ANSWER.fullmatch(part) for part in parts[:MAX_ANSWERS]]
    accept: list[str] = []
    options: list[str] = []
    for answer in answers:
        assert answer is not None, "every part of the pattern may be empty"
        worth, words = answer[1] or "%0%", _plain(answer[2])
        share = ALL if worth == "=" else share_of_percent(worth.strip("%"))
        options.append(words)
        if share == ALL:
            accept.append(words)
        elif share != NOTHING:
            message = f"{name}: an answer of a gap worth {worth.strip('%')} % is taken as wrong"
            intake.not_taken(line, message)
        feedback.append((words, _plain(answer[3] or "")))
    if kind in _TYPED and any("*" in text for text in accept):
        intake.not_taken(line, f"{name}: the * of a gap is taken as a star, not as anything")
    if not accept:
        intake.left_out(line, f"{name}: no answer of a gap earns all marks")
        return None
    return _written(blank_id, accept, options if kind in _CHOSEN else (), _TYPED.get(kind, False))


def _written(
    blank_id: str,
    accept: Sequence[str],
    options: Sequence[str],
    case_sensitive: bool,  # noqa: FBT001 - it is named where it is made
) -> Item:
    blank: dict[str, Authored] = {"id": blank_id, "accept": list(accept)}
    if options:
        blank["options"] = list(dict.fromkeys(options))
    if case_sensitive:
        blank["caseSensitive"] = True
    return blank


def _plain(text: str) -> str:
    """Give the words of an answer: without elements, entities and the format's backslashes."""
    words = unescape(_ELEMENT.sub("", text))
    return re.sub(r"\\(.)", r"\1", words, flags=re.DOTALL).strip()
