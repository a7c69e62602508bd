"""Draw a paper from a bank: the same seed gives the same paper, on any machine, for ever."""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, TypeVar

from exams.content import question_version
from exams.questions import QUESTION_TYPES

if TYPE_CHECKING:
    from exams.bank import Bank, Question

ALGORITHM = 1
"""Raised whenever the same seed would give another paper."""

_WORD = 1 << 64

T = TypeVar("T")


@dataclass(frozen=True, slots=True, kw_only=True)
class PaperItem:
    """One question on a paper.

    Attributes:
        version: The fingerprint of the question as it was served.
        option_order: Ids of its options as they are shown; empty for typed answers.
        marks: What it is worth on this paper.
    """

    question_id: str
    version: str
    option_order: tuple[str, ...]
    marks: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Paper:
    """The questions of one attempt, in their order; it holds no key.

    Attributes:
        bank_version: The fingerprint of the bank it was drawn from.
        seed: What it was drawn with; it alone tells nothing without the bank.
    """

    exam: str
    bank_version: str
    seed: str
    items: tuple[PaperItem, ...]
    algorithm: int = ALGORITHM

    @property
    def possible(self) -> int:
        """The marks of the whole paper."""
        return sum(item.marks for item in self.items)

    def as_json(self) -> dict[str, object]:
        """Give the stored form."""
        return {
            "exam": self.exam,
            "bank": self.bank_version,
            "seed": self.seed,
            "algorithm": self.algorithm,
            "items": [
                {
                    "id": item.question_id,
                    "version": item.version,
                    "order": list(item.option_order),
                    "marks": item.marks,
                }
                for item in self.items
            ],
        }

    @classmethod
    def from_json(cls, stored: Mapping[str, Any]) -> Paper:
        """Read a stored paper back."""
        return cls(
            exam=stored["exam"],
            bank_version=stored["bank"],
            seed=stored["seed"],
            algorithm=stored["algorithm"],
            items=tuple(
                PaperItem(
                    question_id=item["id"],
                    version=item["version"],
                    option_order=tuple(item["order"]),
                    marks=item["marks"],
                )
                for item in stored["items"]
            ),
        )


def draw(bank: Bank, bank_version: str, seed: str, *, seen: frozenset[str] = frozenset()) -> Paper:
    """Draw a paper without replacement and shuffle its questions and their options.

    Two questions of the same text do not meet on a paper as long as there are others.

    Args:
        bank: Where the questions come from; its policy says how many.
        bank_version: The bank's fingerprint, kept in the paper.
        seed: Any text; whoever knows it and the bank can draw the same paper.
        seen: Questions of this person's earlier attempts, taken only when the others run out.
    """
    shuffled = _shuffle(bank.pool, _words(seed, "questions"))
    places = {question.id: place for place, question in enumerate(shuffled)}
    by_preference = sorted(shuffled, key=lambda question: question.id in seen)
    chosen = _first_distinct(by_preference, bank.questions_per_attempt)
    chosen.sort(key=lambda question: places[question.id])
    return Paper(
        exam=bank.exam,
        bank_version=bank_version,
        seed=seed,
        items=tuple(
            PaperItem(
                question_id=question.id,
                version=question_version(question),
                option_order=_option_order(question, seed),
                marks=question.public.marks,
            )
            for question in chosen
        ),
    )


def whole_paper(bank: Bank, bank_version: str) -> Paper:
    """Give a paper of every question in the author's order, as `exams grade` uses it."""
    return Paper(
        exam=bank.exam,
        bank_version=bank_version,
        seed="",
        items=tuple(
            PaperItem(
                question_id=question.id,
                version=question_version(question),
                option_order=tuple(option.id for option in question.public.options),
                marks=question.public.marks,
            )
            for question in bank.pool
        ),
    )


def _option_order(question: Question, seed: str) -> tuple[str, ...]:
    words = _words(seed, f"options:{question.id}")
    groups = QUESTION_TYPES[question.public.type].option_groups(question.public)
    return tuple(name for group in groups for name in _shuffle(group, words))


def _first_distinct(questions: Sequence[Question], count: int) -> list[Question]:
    """Take the first so many of different texts, and fill up with the others in their order."""
    texts: set[str] = set()
    chosen: list[Question] = []
    twins: list[Question] = []
    for question in questions:
        text = " ".join(question.public.text.casefold().split())
        (twins if text in texts else chosen).append(question)
        texts.add(text)
    return [*chosen, *twins][:count]


def _shuffle(items: Sequence[T], words: Iterator[int]) -> list[T]:
    """Shuffle by Fisher and Yates, from the end; every order is equally likely."""
    shuffled = list(items)
    for last in range(len(shuffled) - 1, 0, -1):
        other = _below(last + 1, words)
        shuffled[last], shuffled[other] = shuffled[other], shuffled[last]
    return shuffled


def _below(limit: int, words: Iterator[int]) -> int:
    """Give a number from 0 up to but not including the limit, each equally likely.

    Words beyond the largest multiple of the limit are rejected; keeping them would favour
    small numbers.
    """
    fair = _WORD - _WORD % limit
    return next(word for word in words if word < fair) % limit


def _words(seed: str, purpose: str) -> Iterator[int]:
    """Give an endless stream of 64-bit numbers: HMAC-SHA-256 of the purpose and a counter.

    Our own, because the library's shuffle may change between versions of Python.
    """
    key = seed.encode()
    counter = 0
    while True:
        message = f"{ALGORITHM}:{purpose}:{counter}".encode()
        block = hmac.digest(key, message, hashlib.sha256)
        for start in range(0, len(block), 8):
            yield int.from_bytes(block[start : start + 8], "big")
        counter += 1
