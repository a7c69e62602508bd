"""Sit the exam without knowing anything, in every way at once, and tell what that earns."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from typing import TYPE_CHECKING

from exams.blueprint import cells_of, fits, fixed_sets
from exams.lint.contract import Hit, rule
from exams.lint.guessing import kinds_of
from recognition.kernel.findings import Severity

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from exams.bank import Bank

NEVER = Fraction(0)

BLIND_PERCENT = 50
"""What somebody who knows nothing must not reach."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Attack:
    """The best that can be earned without knowledge, of all strategies and papers.

    Attributes:
        earned: The expected marks, exact.
        possible: The marks of the paper, expected likewise where papers differ.
        strategy: What one does, in words that follow "by".
        papers: Which papers, in words that follow "of".
    """

    earned: Fraction
    possible: Fraction
    strategy: str
    papers: str

    @property
    def share(self) -> Fraction:
        """Give the share of the marks, 0 to 1."""
        return self.earned / self.possible

    @property
    def percent(self) -> str:
        """Give the percentage with two decimals, cut off."""
        hundredths = 10_000 * self.earned // self.possible
        return f"{hundredths // 100}.{hundredths % 100:02d}"


@rule(
    "blind-score",
    "Spread right options over all places, make options equally long, add wrong ones.",
    severity=Severity.ERROR,
)
def blind_score(bank: Bank) -> Iterator[Hit]:
    """Find exams of which somebody who knows nothing earns half of the marks."""
    for shuffled in (True, False):
        attack = best_attack(bank, shuffled=shuffled)
        if attack is not None and 100 * attack.share >= BLIND_PERCENT:
            yield Hit(
                1,
                f"who knows nothing earns {attack.percent} % of {attack.papers}, by "
                f"{attack.strategy}; it must stay below {BLIND_PERCENT} %",
            )


def best_attack(bank: Bank, *, shuffled: bool) -> Attack | None:
    """Find the strategy that earns the largest share of the marks without knowledge.

    All papers are tried that the bank gives: those that are drawn, and where the Academy's
    pages would serve fixed sets, each of them.

    Args:
        bank: The exam.
        shuffled: Whether options are shuffled, as they are here, or stand as in the file.

    Returns:
        `None` where the bank has no questions.
    """
    order = "with options shuffled" if shuffled else "with options in the file's order"
    kinds = _earnings(bank, shuffled=shuffled)
    attacks = [
        _attack(bank, times, kinds, papers=f"{papers} {order}") for papers, times in _papers(bank)
    ]
    worth = [attack for attack in attacks if attack.possible]
    return max(worth, key=lambda attack: attack.share, default=None)


def _papers(bank: Bank) -> Iterator[tuple[str, Mapping[str, Fraction]]]:
    """Give papers in words, and how often each question is on one: always, or by chance."""
    if bank.pool:
        often = dict.fromkeys((question.id for question in bank.pool), NEVER)
        for cell in cells_of(bank):
            fitting = [question.id for question in bank.pool if fits(question, cell)]
            for name in fitting:
                often[name] += Fraction(cell.count, len(fitting))
        yield "a drawn paper", often
    sets = fixed_sets(bank)
    if len(sets) > 1:
        for number, served in enumerate(sets, start=1):
            yield f"the Academy's set {number}", {q.id: Fraction(1) for q in served}


def _earnings(bank: Bank, *, shuffled: bool) -> list[Mapping[str, Mapping[str, Fraction]]]:
    """Give for every kind and each of its tactics, in words, the marks by question id."""
    return [
        {
            tactic.words: {
                question.id: question.public.marks * share
                for question in bank.pool
                if kind.holds(question) and (share := tactic.share(question, shuffled=shuffled))
            }
            for tactic in kind.tactics
        }
        for kind in kinds_of(bank)
    ]


def _attack(
    bank: Bank,
    times: Mapping[str, Fraction],
    kinds: Sequence[Mapping[str, Mapping[str, Fraction]]],
    *,
    papers: str,
) -> Attack:
    """Put the best tactics of all kinds together; marks add up, so none hinders another."""
    total, strategy = Fraction(0), []
    for tactics in kinds:
        totals = {
            words: sum((often * by_id.get(name, NEVER) for name, often in times.items()), NEVER)
            for words, by_id in tactics.items()
        }
        best = max(totals, key=lambda words: totals[words])
        if totals[best]:
            total += totals[best]
            strategy.append(best)
    marks = {question.id: question.public.marks for question in bank.pool}
    possible = sum((often * marks[name] for name, often in times.items()), NEVER)
    return Attack(
        earned=total,
        possible=possible,
        strategy=" and ".join(strategy) or "leaving everything open",
        papers=papers,
    )
