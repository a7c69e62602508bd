"""Make questions, banks and answers for the tests of exams; every text is invented here."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from exams.bank import Bank, Option, PublicQuestion, Question, Response
from exams.content import (
    bank_content,
    bank_from_content,
    bank_version,
    question_content,
    question_from_content,
)
from exams.draw import Paper, draw
from exams.formats.academy import BankReading, read_bank
from exams.library import Banks
from exams.policy import Policy
from exams.questions import QUESTION_TYPES
from exams.questions.choice import ChoiceKey, ChoiceResponse
from exams.questions.short_answer import TextKey
from exams.questions.typed import TextResponse

if TYPE_CHECKING:
    from collections.abc import Iterable
    from fractions import Fraction


def single(name: str = "q1", *, right: str = "a", marks: int = 2, **more: Any) -> Question:
    return choice(name, right={right}, question_type="single-answer", marks=marks, **more)


def several(
    name: str = "q1", *, right: Iterable[str] = "ab", marks: int = 2, **more: Any
) -> Question:
    return choice(name, right=right, question_type="multiple-answers", marks=marks, **more)


def choice(
    name: str,
    *,
    right: Iterable[str],
    question_type: str,
    marks: int = 2,
    texts: dict[str, str] | None = None,
    text: str | None = None,
    retired: bool = False,
) -> Question:
    texts = texts or {letter: f"{letter} of {name}" for letter in "abcd"}
    public = PublicQuestion(
        id=name,
        type=question_type,
        text=f"What is {name}?" if text is None else text,
        marks=marks,
        options=tuple(Option(id=letter, text=words) for letter, words in texts.items()),
    )
    return Question(public=public, key=ChoiceKey(correct=frozenset(right)), retired=retired)


def short(
    name: str = "q1", *accepted: str, marks: int = 2, case_sensitive: bool = False
) -> Question:
    public = PublicQuestion(id=name, type="short-answer", text=f"Name {name}.", marks=marks)
    key = TextKey(accepted=accepted or (name,), case_sensitive=case_sensitive)
    return Question(public=public, key=key)


def a_bank(*questions: Question, exam: str = "meshery-demo", **policy: Any) -> Bank:
    """Make a bank; without questions it has twelve of three types, 27 marks in all."""
    if not questions:
        questions = tuple(
            [single(f"s{n}", right="abcd"[n % 4]) for n in range(6)]
            + [several(f"m{n}", marks=3) for n in range(3)]
            + [short(f"t{n}") for n in range(3)]
        )
    return Bank(
        exam=exam,
        title=exam.replace("-", " ").title(),
        description="What it is about.",
        policy=Policy(**policy),
        questions=questions,
    )


def some_banks(*banks: Bank) -> Banks:
    return Banks.of(banks or (a_bank(),))


def stored(bank: Bank) -> Bank:
    """Write a bank as JSON and read it back."""
    content = json.loads(json.dumps(bank_content(bank)))
    questions = [json.loads(json.dumps(question_content(q))) for q in bank.questions]
    return bank_from_content(content, map(question_from_content, questions))


def share(question: Question, response: Response) -> Fraction:
    """Give the share of the marks that a response earns."""
    return QUESTION_TYPES[question.public.type].grade(question, response).share


def a_paper(bank: Bank, *, seed: str = "seed") -> Paper:
    return draw(bank, bank_version(bank), seed)


def right_response(question: Question) -> Response:
    """Answer a question as its key has it."""
    key = question.key
    if isinstance(key, ChoiceKey):
        return ChoiceResponse(chosen=key.correct)
    assert isinstance(key, TextKey)
    return TextResponse(text=key.accepted[0])


def right_responses(bank: Bank, paper: Paper) -> dict[str, Response]:
    questions = bank.by_id()
    return {item.question_id: right_response(questions[item.question_id]) for item in paper.items}


def bank_text(*questions: str, **front: Any) -> str:
    """Write an Academy file; the first question's dash stands on line 8 by default.

    Args:
        questions: Each in YAML, its first line `id: …`, not indented.
        front: Further front matter, or other values; `None` leaves a key out.
    """
    fields: dict[str, Any] = {
        "title": "Demo",
        "type": "test",
        "passPercentage": 70,
        "maxAttempts": 3,
        "timeLimit": 30,
        **front,
    }
    lines = [f"{key}: {json.dumps(value)}" for key, value in fields.items() if value is not None]
    lines.append("questions:")
    for question in questions:
        first, *rest = question.strip("\n").split("\n")
        lines.append(f"  - {first}")
        lines.extend(f"    {line}" for line in rest)
    return "\n".join(["---", *lines, "---", "", "What it is **about**.", ""])


def read(*questions: str, **front: Any) -> BankReading:
    reading = read_bank(bank_text(*questions, **front), file="exams/demo.md")
    assert reading is not None
    return reading


def codes(reading: BankReading) -> list[tuple[int, str, str]]:
    """Give line, severity and code of every finding."""
    return [(f.line, str(f.severity), f.code) for f in reading.findings]
