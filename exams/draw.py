"""Draw a paper from a bank: the same seed gives the same paper, on any machine, for ever."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from exams.alike import families
from exams.bank import Drawing
from exams.blueprint import cells_of, fill, fixed_sets, most_true_false
from exams.content import question_version
from exams.numbers import below, shuffle, words
from exams.questions import QUESTION_TYPES
from exams.questions.ordering import OrderKey

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence

    from exams.bank import Bank, Question

ALGORITHM = 2
"""Raised whenever the same seed would give another paper; papers of before are stored whole."""


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


def draw(
    bank: Bank,
    bank_version: str,
    seed: str,
    *,
    seen: frozenset[str] = frozenset(),
    exposure: Mapping[str, int] | None = None,
    number: int = 1,
) -> Paper:
    """Draw a paper without replacement and shuffle its questions and their options.

    Cells of the blueprint are filled, and enemies never meet, always. Where the bank has
    enough others, no two questions of one family of texts meet and true-or-false questions
    stay below their limit; where it has not, these two rules give way in this order, and as
    little as they must. As far as all that allows, questions of earlier attempts come last.

    Args:
        bank: What the reader accepted; a paper for it exists.
        bank_version: The bank's fingerprint, kept in the paper.
        seed: Any text; whoever knows it, the bank and the rest can draw the same paper.
        seen: Questions of this person's earlier attempts.
        exposure: How often each question was served lately. Of two that are drawn by lot the
            one served less comes first, so that all stay possible and none wears out.
        number: Which of the person's attempts it is, from 1; fixed sets are served in turn.
    """
    if bank.drawing is Drawing.SETS:
        sets = fixed_sets(bank)
        chosen = list(sets[(number - 1) % len(sets)])
    else:
        chosen = shuffle(_choose(bank, seed, seen, exposure or {}), _words(seed, "order"))
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


def _choose(
    bank: Bank, seed: str, seen: frozenset[str], exposure: Mapping[str, int]
) -> list[Question]:
    """Choose the questions of a paper, in no order that means anything."""
    cells, most = cells_of(bank), most_true_false(bank)
    numbers = families(tuple(question.public.text for question in bank.pool))
    kin = {question.id: number for question, number in zip(bank.pool, numbers, strict=True)}
    preferred = _by_lot(bank.pool, _words(seed, "questions"), exposure)
    # Who has met a question knows what takes its place.
    preferred.sort(key=lambda question: not seen.isdisjoint((question.id, question.supersedes)))
    twins_last = sorted(preferred, key=_is_twin(preferred, kin))
    truths_last = sorted(twins_last, key=lambda question: question.public.is_true_or_false)
    chosen = (
        fill(cells, preferred, families=kin, most_true_false=most)
        or fill(cells, twins_last, most_true_false=most)
        or fill(cells, truths_last)
        # The reader has made this very search, so that there always is a paper.
        or fill(cells, bank.pool)
    )
    if chosen is None:
        raise ValueError(f"no paper can be made of the bank of {bank.exam}")
    return chosen


def _is_twin(preferred: Sequence[Question], kin: Mapping[str, int]) -> Callable[[Question], bool]:
    """Tell of a question whether another of its family is preferred to it."""
    first: dict[int, str] = {}
    for question in preferred:
        first.setdefault(kin[question.id], question.id)
    return lambda question: first[kin[question.id]] != question.id


def _by_lot(
    questions: Sequence[Question], numbers: Iterator[int], exposure: Mapping[str, int]
) -> list[Question]:
    """Shuffle, drawing two lots for every place and taking what was served less.

    Two lots are enough to keep the counts together, and never rule a question out. Source:
    M. Mitzenmacher, "The power of two choices in randomized load balancing" (2001).
    """
    left = list(questions)
    drawn: list[Question] = []
    while left:
        one, other = below(len(left), numbers), below(len(left), numbers)
        if exposure.get(left[other].id, 0) < exposure.get(left[one].id, 0):
            one = other
        left[one], left[-1] = left[-1], left[one]
        drawn.append(left.pop())
    return drawn


def _option_order(question: Question, seed: str) -> tuple[str, ...]:
    """Shuffle the options within their groups; those that are to be ordered never stand right."""
    numbers = _words(seed, f"options:{question.id}")
    groups = QUESTION_TYPES[question.public.type].option_groups(question.public)
    while True:
        order = tuple(name for group in groups for name in shuffle(group, numbers))
        if not isinstance(question.key, OrderKey) or order != question.key.order:
            return order


def _words(seed: str, purpose: str) -> Iterator[int]:
    return words(seed, f"{ALGORITHM}:{purpose}")
