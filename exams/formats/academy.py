"""Read question banks in the Meshery Academy's format: YAML front matter, Markdown below."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import timedelta
from pathlib import PurePath
from typing import TYPE_CHECKING, Any

from exams.bank import Bank
from exams.formats.academy_question import MAX_MARKS, QuestionReading, read_question
from exams.formats.fields import Fields
from exams.policy import Policy
from recognition.kernel.findings import Finding, Severity
from recognition.kernel.yaml import YamlError, read_yaml

if TYPE_CHECKING:
    from collections.abc import Mapping

_FENCE = "---"
_LOOKS_LIKE_A_BANK = re.compile(r"""^(questions\s*:|type\s*:\s*["']?test\b)""", re.MULTILINE)
_DURATION = re.compile(r"(\d{1,5})\s*(m|h|d)", re.ASCII)
_UNITS = {"m": timedelta(minutes=1), "h": timedelta(hours=1), "d": timedelta(days=1)}
_NO_LIMIT = ("", "infinite", "unlimited", "none")

MAX_TIME_LIMIT_MINUTES = 7 * 24 * 60


@dataclass(frozen=True, slots=True, kw_only=True)
class BankReading:
    """One bank file, as far as it could be read.

    Attributes:
        exam: The stem of the file's name.
        questions: Questions written in it, unusable ones too; empty list items are none.
        types: How many of each canonical type.
        marks: Of all the questions.
        bank: `None` where a question or rule of it cannot be used.
        findings: In the order of their lines.
    """

    file: str
    exam: str
    title: str
    questions: int
    types: Mapping[str, int]
    marks: int
    bank: Bank | None
    findings: tuple[Finding, ...]

    @property
    def errors(self) -> tuple[Finding, ...]:
        """The findings for which the exam is not offered."""
        return tuple(f for f in self.findings if f.severity is Severity.ERROR)

    @property
    def warnings(self) -> tuple[Finding, ...]:
        """The findings which the exam survives."""
        return tuple(f for f in self.findings if f.severity is Severity.WARNING)


def read_bank(text: str, *, file: str) -> BankReading | None:
    """Read a bank from the text of a file.

    Args:
        text: The whole file.
        file: The path as the author knows it; its stem becomes the exam's id.

    Returns:
        `None` where the file is no bank: no front matter, or one with neither `type: test`
        nor `questions:`.
    """
    parts = _front_matter(text)
    if parts is None or not _LOOKS_LIKE_A_BANK.search(parts[0]):
        return None
    front, body = parts
    try:
        document = read_yaml(front, file=file, first_line=2)
    except YamlError as error:
        return _reading(file, findings=[error.finding])
    if not isinstance(document.value, dict):
        return None
    findings: list[Finding] = []
    fields = Fields(document=document, path=(), value=document.value, findings=findings)
    policy = _policy(fields)
    title = (fields.text("title") or "").strip()
    if not title:
        fields.error("no-title", "the exam has no title", fields.key("title"))
    readings = _questions(fields, policy)
    questions = tuple(r.question for r in readings if r.question is not None)
    if not readings or (len(questions) == len(readings) and all(q.retired for q in questions)):
        fields.error("no-questions", "the exam has no questions", fields.key("questions"))
    draft = fields.truth("draft")
    description = body.strip() or (fields.text("description") or "").strip()
    bank = None
    if not any(finding.severity is Severity.ERROR for finding in findings):
        bank = Bank(
            exam=_exam_id(file),
            title=title,
            description=description,
            policy=policy,
            questions=questions,
            draft=draft,
            file=file,
        )
        _check_pool(fields, bank)
    return _reading(file, title=title, readings=readings, bank=bank, findings=findings)


def _reading(
    file: str,
    *,
    findings: list[Finding],
    title: str = "",
    readings: tuple[QuestionReading, ...] = (),
    bank: Bank | None = None,
) -> BankReading:
    types: dict[str, int] = {}
    for reading in readings:
        types[reading.type] = types.get(reading.type, 0) + 1
    return BankReading(
        file=file,
        exam=_exam_id(file),
        title=title,
        questions=len(readings),
        types=dict(sorted(types.items())),
        marks=sum(reading.marks for reading in readings),
        bank=bank,
        findings=tuple(sorted(findings, key=lambda finding: finding.line)),
    )


def _exam_id(file: str) -> str:
    return PurePath(file).stem


def _front_matter(text: str) -> tuple[str, str] | None:
    """Split a file into its front matter, without the fences, and what follows."""
    lines = text.removeprefix("\ufeff").split("\n")
    if lines[0].rstrip() != _FENCE:
        return None
    for number, line in enumerate(lines[1:], start=1):
        if line.rstrip() == _FENCE:
            return "\n".join(lines[1:number]) + "\n", "\n".join(lines[number + 1 :])
    return None


def _questions(fields: Fields, policy: Policy) -> tuple[QuestionReading, ...]:
    value = fields.get("questions")
    if value is None:
        return ()
    key = fields.key("questions")
    if not isinstance(value, list):
        fields.error("not-a-list", "'questions' must be a list", key)
        return ()
    readings: list[QuestionReading] = []
    lines: dict[str, int] = {}
    for index, item in enumerate(value):
        reading = _question(fields, key, index, item, policy)
        if reading is None:
            continue
        line = fields.document.line(key, index)
        first = lines.setdefault(reading.id, line)
        if first != line:
            message = f"{reading.id}: the question on line {first} has this id too"
            fields.error("duplicate-id", message, key, index)
        readings.append(reading)
    return tuple(readings)


def _question(
    fields: Fields, key: str, index: int, item: Any, policy: Policy
) -> QuestionReading | None:
    if item is None:
        fields.warning("empty-item", "an empty item of 'questions' is left out", key, index)
        return None
    if not isinstance(item, dict):
        fields.error("not-a-question", "a question needs id, text, type and a key", key, index)
        return None
    question = Fields(
        document=fields.document, path=(key, index), value=item, findings=fields.findings
    )
    return read_question(question, default_marks=policy.default_marks)


def _policy(fields: Fields) -> Policy:
    default = Policy()
    origins: dict[str, str] = {}

    def origin(field: str, name: str) -> None:
        if fields.get(name) is not None:
            place = f"{PurePath(fields.document.file).name}:{fields.line(name)}"
            origins[field] = f"{fields.key(name)} in {place}"

    def whole(field: str, name: str, *, least: int, most: int, absent: int | None) -> int | None:
        origin(field, name)
        number = fields.whole(name, least=least, most=most)
        return absent if number is None else number

    origin("time_limit", "timelimit")
    origin("cool_down", "cooldown")
    return Policy(
        pass_percentage=whole("pass_percentage", "passpercentage", least=1, most=100, absent=None)
        or default.pass_percentage,
        # Nought means "without limit" to the Academy's platform.
        max_attempts=whole(
            "max_attempts", "maxattempts", least=0, most=1_000, absent=default.max_attempts
        )
        or None,
        time_limit=_time_limit(fields),
        questions_per_attempt=whole(
            "questions_per_attempt", "numberofquestions", least=1, most=1_000, absent=None
        ),
        cool_down=_cool_down(fields),
        default_marks=whole("default_marks", "defaultmarks", least=1, most=MAX_MARKS, absent=None)
        or default.default_marks,
        expiry_months=whole(
            "expiry_months", "expiresin", least=0, most=1_200, absent=default.expiry_months
        )
        or None,
        origins=origins,
    )


def _time_limit(fields: Fields) -> timedelta | None:
    """Read minutes; 0, "infinite" and what is no number are without limit, as on the platform."""
    value = fields.get("timelimit")
    if isinstance(value, str):
        word = value.strip().lower()
        if not (word.isascii() and word.isdigit()):
            if word not in _NO_LIMIT:
                message = f"'{value}' is no number of minutes; there is no time limit"
                fields.warning("time-limit", message, fields.key("timelimit"))
            return None
    minutes = fields.whole("timelimit", least=0, most=MAX_TIME_LIMIT_MINUTES)
    return timedelta(minutes=minutes) if minutes else None


def _cool_down(fields: Fields) -> timedelta | None:
    """Read a duration such as `24h`, `7d` or `30m`; our own addition to the format."""
    text = fields.text("cooldown")
    if text is None:
        return None
    match = _DURATION.fullmatch(text.strip())
    if match is None:
        message = f"'{text}' is no duration; write 30m, 24h or 7d"
        fields.error("cool-down", message, fields.key("cooldown"))
        return None
    return int(match[1]) * _UNITS[match[2]] or None


def _check_pool(fields: Fields, bank: Bank) -> None:
    wanted, there = bank.questions_per_attempt, len(bank.pool)
    if wanted > there:
        fields.error(
            "pool-too-small",
            f"an attempt draws {wanted} questions, and there are {there}",
            fields.key("numberofquestions"),
        )
