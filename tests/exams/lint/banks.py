"""Make banks for the tests of lint rules, each broken in one way only."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from exams.lint import lint_bank
from tests.exams.factories import single

if TYPE_CHECKING:
    from exams.bank import Bank, Question

FOUR = {"a": "first", "b": "other", "c": "third", "d": "forth"}

WORDS = "amber birch cedar delta ember flint grove heath inlet jetty knoll larch maple north ocean"


def found(bank: Bank) -> list[str]:
    """Give the codes of what is found, in the order of lines."""
    return [finding.code for finding in lint_bank(bank)]


def message(bank: Bank, code: str) -> str:
    """Give the one message of a code."""
    (only,) = [finding.message for finding in lint_bank(bank) if finding.code == code]
    return only


def spread(count: int, *, right: str = "abcd") -> list[Question]:
    """Make singles of different texts whose right options go round."""
    words = WORDS.split()
    return [
        single(
            f"q{n}",
            right=right[n % len(right)],
            texts=FOUR,
            text=f"{words[n % 15]} {words[n * 7 % 15]} {n} {words[n * 11 % 13]}?",
        )
        for n in range(count)
    ]


def truths(*answers: str) -> list[Question]:
    words = WORDS.split()
    return [
        single(
            f"t{n}",
            right=answer,
            texts={"true": "True", "false": "False"},
            text=f"{words[n % 15]} {words[n * 4 % 15]} {words[-n % 14]} {n}.",
        )
        for n, answer in enumerate(answers)
    ]


def at_line(question: Question, line: int) -> Question:
    return replace(question, line=line)
