"""Read question banks in the Meshery Academy's format: YAML front matter, Markdown below."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from pathlib import PurePath
from typing import TYPE_CHECKING, Any

from exams.bank import Bank
from exams.formats.academy_blueprint import check_papers, read_plan
from exams.formats.academy_policy import read_policy
from exams.formats.academy_question import QuestionReading, read_question
from exams.formats.fields import Fields
from exams.formats.key_file import are_apart, joined, no_key_file
from recognition.kernel.findings import Finding, Severity
from recognition.kernel.yaml import Document, YamlError, read_yaml

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from exams.policy import Policy

_FENCE = "---"
_LOOKS_LIKE_A_BANK = re.compile(r"""^(questions\s*:|type\s*:\s*["']?test\b)""", re.MULTILINE)


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


def read_bank(
    text: str, *, file: str, keys: Callable[[], Document | None] | None = None
) -> BankReading | None:
    """Read a bank from the text of a file.

    Args:
        text: The whole file.
        file: The path as the author knows it; its stem becomes the exam's id.
        keys: Gives its key file, or `None`; asked only where its keys stand in one.

    Returns:
        `None` where the file is no bank: no front matter, or one with neither `type: test`
        nor `questions:`.
    """
    parts = front_matter(text)
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
    if are_apart(document.value):
        secret = keys() if keys is not None else None
        if secret is None:
            return _reading(file, findings=[no_key_file(document)])
        document, unfit = joined(document, secret)
        findings += unfit
    fields = Fields(document=document, path=(), value=document.value, findings=findings)
    policy = read_policy(fields)
    title = (fields.text("title") or "").strip()
    if not title:
        fields.error("no-title", "the exam has no title", fields.key("title"))
    readings = _questions(fields, policy)
    questions = tuple(r.question for r in readings if r.question is not None)
    if not readings or (len(questions) == len(readings) and all(q.retired for q in questions)):
        fields.error("no-questions", "the exam has no questions", fields.key("questions"))
    plan = read_plan(fields, questions_per_attempt=policy.questions_per_attempt)
    if plan.questions is not None:
        policy = replace(policy, questions_per_attempt=plan.questions)
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
            competencies=plan.competencies,
            blueprint=plan.blueprint,
            drawing=plan.drawing,
            true_false_percent=plan.true_false_percent,
            requires=fields.texts("requires"),
            draft=draft,
            file=file,
        )
        check_papers(fields, bank)
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


def front_matter(text: str) -> tuple[str, str] | None:
    """Split a file into its front matter, without the fences, and what follows.

    Returns:
        Both as they stand in the text; `None` where it does not begin with a fence.
    """
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
