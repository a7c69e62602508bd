"""Gather the questions of another system's file, and say of everything whether it was taken."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Any

from exams.formats.academy import read_bank
from exams.formats.markup import markdown_of, plain_as_markdown
from exams.formats.writing import Authored, Item, bank_text
from recognition.kernel.findings import Finding, Severity

MAX_QUESTIONS = 1_000
MAX_ANSWERS = 100
"""Of one question; more are a mistake or an attack."""

TOO_MANY = "too-many"

_NOT_IN_AN_ID = re.compile(r"[^A-Za-z0-9_.-]+")
_HTML = re.compile(
    r"</?(?:p|br|b|i|em|strong|code|pre|ul|ol|li|sup|sub|span|div|img|a|table)\b[^<>]{0,200}>",
    re.IGNORECASE,
)

ALL = Fraction(1)
NOTHING = Fraction(0)
_USUAL_PARTS = tuple(
    Fraction(part, whole) for whole in range(1, 21) for part in range(1, whole + 1)
)
_ROUNDING = Fraction(1, 100_000)
"""Other systems write thirds as 33.33333 %."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Imported:
    """What came of a file.

    Attributes:
        title: Of the collection, or empty.
        competencies: Titles of categories, by the ids that questions name.
        questions: In our dialect of the Academy's YAML; each is read without an error.
        findings: What was not taken. An error leaves a whole question out, or all of them; a
            warning leaves out a part.
    """

    title: str
    competencies: Mapping[str, str]
    questions: tuple[Item, ...]
    findings: tuple[Finding, ...]

    def bank_text(self, *, title: str) -> str:
        """Write a bank file of the questions."""
        front: dict[str, Authored] = {"title": self.title or title, "type": "test"}
        if self.competencies:
            front["competencies"] = [
                {"id": name, "title": words} for name, words in self.competencies.items()
            ]
        return bank_text(front, self.questions)


@dataclass(slots=True, kw_only=True)
class Intake:
    """One reading of one file.

    Attributes:
        file: The path as its owner knows it.
    """

    file: str
    title: str = ""
    competencies: dict[str, str] = field(default_factory=dict)
    competency: str = ""
    findings: list[Finding] = field(default_factory=list)
    _questions: list[Item] = field(default_factory=list)
    _ids: dict[str, int] = field(default_factory=dict)

    def imported(self) -> Imported:
        """Give what was gathered."""
        used = {question.get("competency") for question in self._questions}
        return Imported(
            title=self.title,
            competencies={
                name: words for name, words in self.competencies.items() if name in used
            },
            questions=tuple(self._questions),
            findings=tuple(self.findings),
        )

    def left_out(self, line: int, message: str, *, code: str = "left-out") -> None:
        """Report something that was not taken as a whole."""
        self._find(line, code, Severity.ERROR, message)

    def not_taken(self, line: int, message: str) -> None:
        """Report a part of a question that has no counterpart here."""
        self._find(line, "not-taken", Severity.WARNING, message)

    def categorise(self, path: str) -> None:
        """Make the last part of a category's path the competency of the questions that follow."""
        parts = [part.strip() for part in path.replace("//", "\0").split("/")]
        words = parts[-1].replace("\0", "/").strip("$ ")
        name = _NOT_IN_AN_ID.sub("-", words.lower()).strip("-.")[:60]
        self.competency = "" if name in ("", "top", "course", "system", "module") else name
        if self.competency:
            self.competencies.setdefault(self.competency, words)

    def question_id(self, *wanted: str) -> str:
        """Make an id of the first wish that can be one, unlike every other of this file."""
        cleaned = (_NOT_IN_AN_ID.sub("-", wish).strip("-.")[:60] for wish in wanted)
        stem = next((wish for wish in cleaned if wish), f"q{len(self._ids) + 1}")
        name, number = stem, self._ids.get(stem, 1)
        while name in self._ids:
            number += 1
            name = f"{stem}-{number}"
        # Where the next one of this stem begins to look, however many there are.
        self._ids[stem] = number
        self._ids.setdefault(name, 1)
        return name

    def add(self, line: int, question: Mapping[str, Authored | None]) -> None:
        """Take a question, if our own reader does; keys without a value are left away."""
        if self.competency:
            question = {**question, "competency": self.competency}
        item: Item = {
            name: value
            for name, value in question.items()
            if value not in (None, "", [], {}, False)
        }
        name = item["id"]
        if len(self._questions) >= MAX_QUESTIONS:
            if not any(finding.code == TOO_MANY for finding in self.findings[-1:]):
                message = f"{name}: there are more than {MAX_QUESTIONS:,} questions; from here on"
                self.left_out(line, f"{message} they are left out", code=TOO_MANY)
            return
        drawn = {key: value for key, value in item.items() if key != "retired"}
        reading = read_bank(
            bank_text({"title": "Import", "type": "test"}, [drawn]), file=self.file
        )
        assert reading is not None, "it has questions"
        for finding in reading.errors:
            self.left_out(line, finding.message)
        if not reading.errors:
            self._questions.append(item)

    def text(self, text: str, form: str, line: int, where: str) -> str:
        """Give a text as Markdown, naming what cannot be.

        Args:
            text: As it stands in the file.
            form: `html`, `markdown`, `plain`, or `moodle`, which is text with HTML in it.
            line: Where it stands.
            where: Names the question.
        """
        if form == "markdown":
            return text.strip()
        if form == "html" or (form == "moodle" and _HTML.search(text)):
            markdown, lost = markdown_of(text)
            for what in lost:
                self.not_taken(line, f"{where}: {what} in a text is left out")
            return markdown
        return plain_as_markdown(text).strip() if form == "plain" else text.strip()

    def _find(self, line: int, code: str, severity: Severity, message: str) -> None:
        self.findings.append(
            Finding(
                file=self.file, line=max(1, line), code=code, severity=severity, message=message
            )
        )


def options_of(texts: Iterable[str], correct: Iterable[bool]) -> list[Item]:
    """Give options with ids a, b, c and so on."""
    options: list[Item] = []
    for number, (text, is_correct) in enumerate(zip(texts, correct, strict=True)):
        option: dict[str, Authored] = {"id": letter(number), "text": text}
        if is_correct:
            option["isCorrect"] = True
        options.append(option)
    return options


def letter(number: int) -> str:
    """Give a for 0, z for 25, and then `o27` and so on."""
    return "abcdefghijklmnopqrstuvwxyz"[number] if number < 26 else f"o{number + 1}"  # noqa: PLR2004


def weighted(values: Mapping[str, Fraction]) -> Item:
    """Give a scoring in which every option has a share of its own."""
    shares = {name: str(value) for name, value in values.items() if value}
    return {"policy": "weighted", "values": shares}


def share_of_percent(text: str) -> Fraction | None:
    """Read a percentage such as `33.33333` as the third it stands for; `None` where it is none."""
    text = text.strip()
    if re.fullmatch(r"-?\d{1,4}(?:\.\d{1,12})?", text, re.ASCII) is None:
        return None
    share = Fraction(Fraction(text), 100)
    near = next((part for part in _USUAL_PARTS if abs(abs(share) - part) <= _ROUNDING), None)
    if near is None:
        return share
    return near if share > 0 else -near


def explanation_of(general: str, by_answer: Iterable[tuple[str, str]]) -> str:
    """Join the words on a question and on its answers to one explanation."""
    lines = [f"- {answer}: {words}" for answer, words in by_answer if words]
    return "\n\n".join(part for part in (general, "\n".join(lines)) if part)


def essay_rubric(marks: int) -> list[Any]:
    """Give the one line that every essay has, until its author writes better ones."""
    return [{"id": "whole", "text": "The answer as a whole.", "points": marks}]
