"""Choose the questions of a paper: cells filled, enemies apart, true-or-false limited."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from exams.bank import Bank, Cell, Drawing, Question

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

MAX_LOOKS = 500_000
"""At candidates, in one search. Keeping enemies apart can take for ever in theory; papers that
exist take some thousand, and half a million take half a second."""


def cells_of(bank: Bank) -> tuple[Cell, ...]:
    """Give the cells of a paper; without a blueprint there is one, and any question fits."""
    return bank.blueprint or (Cell(competency="", count=bank.questions_per_attempt),)


def fits(question: Question, cell: Cell) -> bool:
    """Tell whether a question may fill a place of a cell."""
    return (not cell.competency or question.competency == cell.competency) and (
        not cell.difficulty or question.difficulty == cell.difficulty
    )


def cell_words(cell: Cell) -> str:
    """Name a cell of the blueprint: `'designs' (hard)`."""
    return f"'{cell.competency}'" + (f" ({cell.difficulty})" if cell.difficulty else "")


def are_enemies(one: Question, other: Question) -> bool:
    """Tell whether one names the other; whichever does, the two never meet."""
    return other.id in one.enemies or one.id in other.enemies


def most_true_false(bank: Bank) -> int:
    """Give how many questions of a paper may be true-or-false: the percentage, cut off."""
    return bank.true_false_percent * bank.questions_per_attempt // 100


def fixed_sets(bank: Bank) -> list[Sequence[Question]]:
    """Give the Academy's sets: the pool cut into neighbours, in the order they are served.

    Empty where the pool is no multiple of a set; the Academy refuses to build such an exam.
    """
    size, pool = bank.questions_per_attempt, bank.pool
    if not size or len(pool) % size:
        return []
    return [pool[start : start + size] for start in range(0, len(pool), size)]


def can_be_filled(bank: Bank, *, true_false: bool = False) -> bool:
    """Tell whether there is a paper at all that fills every cell and has no two enemies.

    Args:
        bank: The exam; readers ask before they accept it.
        true_false: Whether the limit of true-or-false questions must hold too.
    """
    if bank.drawing is Drawing.SETS:
        return bool(fixed_sets(bank))
    most = most_true_false(bank) if true_false else None
    return fill(cells_of(bank), bank.pool, most_true_false=most) is not None


def can_hold(bank: Bank, question: Question, *, paper: Sequence[Question]) -> bool:
    """Tell whether there is a paper with a question on it.

    Args:
        bank: Its papers are drawn.
        question: One of the bank's.
        paper: Any paper of the bank; mostly one exchange in it is enough, and saves a search.
    """
    for place, other in enumerate(paper):
        rest = (*paper[:place], *paper[place + 1 :])
        same_kind = (other.competency, other.difficulty) == (
            question.competency,
            question.difficulty,
        )
        if same_kind and not any(are_enemies(one, question) for one in rest):
            return True
    others = [one for one in bank.pool if one.id != question.id and not are_enemies(one, question)]
    cells = cells_of(bank)
    return any(
        fill([*cells[:place], replace(cell, count=cell.count - 1), *cells[place + 1 :]], others)
        is not None
        for place, cell in enumerate(cells)
        if fits(question, cell)
    )


def fill(
    cells: Sequence[Cell],
    candidates: Sequence[Question],
    *,
    families: Mapping[str, int] | None = None,
    most_true_false: int | None = None,
) -> list[Question] | None:
    """Choose as many questions for every cell as it asks for, none twice.

    Earlier candidates are taken before later ones as far as the rules allow: the search goes
    back only where a cell cannot be filled. Cells with the fewest candidates to spare come
    first.

    Args:
        cells: What is wanted.
        candidates: In the order of preference. Enemies are kept apart always.
        families: Numbers by question id; of one number one question is taken. `None` allows
            all together.
        most_true_false: `None` is without limit.

    Returns:
        `None` where there is no such choice, or none was found in `MAX_LOOKS`.
    """
    return _Search(cells, candidates, families or {}, most_true_false).run()


@dataclass(frozen=True, slots=True, kw_only=True)
class _Place:
    """One place of a paper that wants a question.

    Attributes:
        candidates: Of its cell, in the order of preference.
        open: How many places of its cell are still open, with this one.
        later: Candidates and count of the cells that come after.
        truths: How many true-or-false questions those must take for want of others.
    """

    candidates: Sequence[Question]
    open: int
    later: Sequence[tuple[Sequence[Question], int]]
    truths: int


class _Search:
    """One search, depth first: a place after the other, and back where nothing is left."""

    def __init__(
        self,
        cells: Sequence[Cell],
        candidates: Sequence[Question],
        families: Mapping[str, int],
        most_true_false: int | None,
    ) -> None:
        self._rows = [([q for q in candidates if fits(q, cell)], cell.count) for cell in cells]
        # The cells with the fewest candidates to spare come first.
        self._rows.sort(key=lambda row: len(row[0]) - row[1])
        self._places = _places(self._rows)
        self._enemies = _enemies(candidates)
        self._families = families
        self._sizes = Counter(families.values())
        self._most = len(self._places) if most_true_false is None else most_true_false
        self._taken: dict[str, Question] = {}
        self._blocked: Counter[str] = Counter()
        self._met: Counter[int] = Counter()
        self._truths = 0
        self._looks = 0

    def run(self) -> list[Question] | None:
        """Give the first choice that keeps all rules; `None` where none is found."""
        if self._is_hopeless():
            return None
        picks: list[int] = []
        first = 0
        while len(picks) < len(self._places):
            place = self._places[len(picks)]
            for pick in range(first, len(place.candidates)):
                if self._may_take(place, place.candidates[pick]):
                    picks.append(pick)
                    first = pick + 1 if place.open > 1 else 0
                    break
            else:
                if not picks:
                    return None
                first = picks.pop() + 1
                self._put_back(self._places[len(picks)].candidates[first - 1])
            if self._looks > MAX_LOOKS:
                return None
        return list(self._taken.values())

    def _is_hopeless(self) -> bool:
        """Tell by counting alone that there is no choice; searching for one would take long."""
        truths = sum(max(0, count - _others(asked)) for asked, count in self._rows)
        return truths > self._most or any(
            count > len({self._families.get(q.id, q.id) for q in asked})
            for asked, count in self._rows
        )

    def _may_take(self, place: _Place, question: Question) -> bool:
        """Take a question, unless a rule forbids it or would leave too little for the rest."""
        if not self._is_free(question):
            return False
        truths = self._truths + question.public.is_true_or_false
        if question.public.is_true_or_false and truths + place.truths > self._most:
            return False
        self._take(question)
        if self._keeps_others_out(question) and not self._enough_is_left(place):
            self._put_back(question)
            return False
        return True

    def _is_free(self, question: Question) -> bool:
        self._looks += 1
        return (
            question.id not in self._taken
            and not self._blocked[question.id]
            and not (question.id in self._families and self._met[self._families[question.id]])
        )

    def _keeps_others_out(self, question: Question) -> bool:
        family = self._families.get(question.id)
        return bool(self._enemies[question.id]) or (family is not None and self._sizes[family] > 1)

    def _enough_is_left(self, place: _Place) -> bool:
        wanted = [(place.candidates, place.open - 1), *place.later]
        return all(
            sum(map(self._is_free, candidates)) >= count for candidates, count in wanted if count
        )

    def _take(self, question: Question) -> None:
        self._taken[question.id] = question
        self._count(question, 1)

    def _put_back(self, question: Question) -> None:
        del self._taken[question.id]
        self._count(question, -1)

    def _count(self, question: Question, change: int) -> None:
        self._truths += change * question.public.is_true_or_false
        for name in self._enemies[question.id]:
            self._blocked[name] += change
        if question.id in self._families:
            self._met[self._families[question.id]] += change


def _places(rows: Sequence[tuple[Sequence[Question], int]]) -> list[_Place]:
    """Lay out the places of a paper from the candidates and the count of every cell."""
    places: list[_Place] = []
    for number, (fitting, count) in enumerate(rows):
        later = rows[number + 1 :]
        truths = sum(max(0, wanted - _others(asked)) for asked, wanted in later)
        places += [
            _Place(candidates=fitting, open=count - taken, later=later, truths=truths)
            for taken in range(count)
        ]
    return places


def _others(questions: Sequence[Question]) -> int:
    """Count those that are not true-or-false."""
    return sum(not question.public.is_true_or_false for question in questions)


def _enemies(questions: Sequence[Question]) -> dict[str, set[str]]:
    """Give the enemies of every question, whichever of the two names the other."""
    enemies: dict[str, set[str]] = {question.id: set() for question in questions}
    for question in questions:
        for name in question.enemies & enemies.keys() - {question.id}:
            enemies[question.id].add(name)
            enemies[name].add(question.id)
    return enemies
