"""Judge the blueprint: whether every paper is worth the same, and every question can be drawn."""

from __future__ import annotations

from itertools import combinations
from typing import TYPE_CHECKING

from exams.bank import Drawing
from exams.blueprint import (
    are_enemies,
    can_be_filled,
    can_hold,
    cell_words,
    cells_of,
    fill,
    fits,
    fixed_sets,
    most_true_false,
)
from exams.lint.contract import Hit, rule
from recognition.kernel.findings import Severity, suggestion

if TYPE_CHECKING:
    from collections.abc import Iterator

    from exams.bank import Bank


@rule("unequal-cell", "Give all questions of a cell the same marks, or make the cell two.")
def unequal_cell(bank: Bank) -> Iterator[Hit]:
    """Find cells whose questions differ in marks, so that papers do."""
    for cell in bank.blueprint:
        marks = sorted({question.public.marks for question in bank.pool if fits(question, cell)})
        if len(marks) > 1:
            worth = ", ".join(str(one) for one in marks)
            yield Hit(1, f"the questions of the cell {cell_words(cell)} are worth {worth} marks")


@rule("narrow-cell", "Write more questions for the cell than a paper takes from it.")
def narrow_cell(bank: Bank) -> Iterator[Hit]:
    """Find cells of which every paper has all questions, so that a second attempt knows them."""
    for cell in bank.blueprint:
        there = sum(fits(question, cell) for question in bank.pool)
        if there <= cell.count:
            message = f"every paper has all {there} questions of the cell {cell_words(cell)}"
            yield Hit(1, message)


@rule("never-drawn", "Change what keeps it off every paper, or mark it retired.")
def never_drawn(bank: Bank) -> Iterator[Hit]:
    """Find questions that no paper can have; where there is no paper at all the reader says it."""
    paper = None if bank.drawing is Drawing.SETS else fill(cells_of(bank), bank.pool)
    if paper is None:
        return
    # A paper exists, so that only what has enemies can be kept off by the others of its cell.
    with_enemies = {name for q in bank.pool if q.enemies for name in (q.id, *q.enemies)}
    no_truths = most_true_false(bank) == 0 and can_be_filled(bank, true_false=True)
    for question in bank.pool:
        if not any(fits(question, cell) for cell in cells_of(bank)):
            yield Hit(question.line, f"{question.id}: no cell of the blueprint takes it")
        elif question.id in with_enemies and not can_hold(bank, question, paper=paper):
            message = "the places that it leaves cannot be filled without its enemies"
            yield Hit(question.line, f"{question.id}: {message}")
        elif no_truths and question.public.is_true_or_false:
            share = f"{bank.true_false_percent} % of {bank.questions_per_attempt} questions"
            yield Hit(question.line, f"{question.id}: true or false may be none; it is {share}")


@rule("unknown-enemy", "Correct the id; a misspelt enemy is none.", severity=Severity.ERROR)
def unknown_enemy(bank: Bank) -> Iterator[Hit]:
    """Find enemies that do not exist."""
    known = bank.by_id()
    for question in bank.pool:
        for name in sorted(question.enemies - known.keys()):
            message = f"there is no enemy '{name}'{suggestion(name, known)}"
            yield Hit(question.line, f"{question.id}: {message}")
        if question.id in question.enemies:
            yield Hit(question.line, f"{question.id}: it is named its own enemy")


@rule(
    "enemies-in-a-set",
    "Move one of them to another set; sets are served as they stand.",
    severity=Severity.ERROR,
)
def enemies_in_a_set(bank: Bank) -> Iterator[Hit]:
    """Find enemies that the Academy's fixed sets, where they are served, bring together."""
    if bank.drawing is not Drawing.SETS:
        return
    for number, served in enumerate(fixed_sets(bank), start=1):
        for one, other in combinations(served, 2):
            if are_enemies(one, other):
                message = f"{other.id}: it stands in set {number} together with {one.id}"
                yield Hit(other.line, f"{message}, its enemy")


@rule("one-sided-enemy", "Name it on the other side too, so that editing one does not part them.")
def one_sided_enemy(bank: Bank) -> Iterator[Hit]:
    """Find enemies of which only one names the other; they are kept apart all the same."""
    known = bank.by_id()
    for question in bank.pool:
        for name in sorted(question.enemies & known.keys()):
            if question.id not in known[name].enemies:
                yield Hit(question.line, f"{question.id}: {name} does not name it as an enemy")
