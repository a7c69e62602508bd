"""What ten thousand papers of one blueprint have in common, and how questions are chosen."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from itertools import combinations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from exams.bank import Bank, Cell, Drawing, Question
from exams.blueprint import are_enemies, can_be_filled, fill, fits, fixed_sets
from exams.draw import Paper, draw
from tests.exams.factories import a_bank, single

SEEDS = 10_000

CELLS = (
    Cell(competency="designs", count=3),
    Cell(competency="models", difficulty="hard", count=2),
    Cell(competency="models", count=2),
    Cell(competency="cli", count=1),
)


def about(
    competency: str, numbers: range, *, difficulty: str = "", enemies: str = ""
) -> list[Question]:
    return [
        replace(
            single(f"{competency}{n}"),
            competency=competency,
            difficulty=difficulty,
            enemies=frozenset(enemies.split()),
        )
        for n in numbers
    ]


def truths(competency: str, count: int) -> list[Question]:
    texts = {"true": "True", "false": "False"}
    return [
        replace(single(f"t{competency}{n}", right="true", texts=texts), competency=competency)
        for n in range(count)
    ]


@pytest.fixture(scope="module")
def bank() -> Bank:
    """Twenty-four questions for papers of eight; two designs are enemies of two commands."""
    questions = [
        *about("designs", range(6)),
        *about("designs", range(6, 8), enemies="cli0 cli1"),
        *about("models", range(6), difficulty="hard"),
        *about("models", range(6, 9), difficulty="easy"),
        *truths("models", 3),
        *about("cli", range(4)),
    ]
    return replace(a_bank(*questions, questions_per_attempt=8), blueprint=CELLS)


@pytest.fixture(scope="module")
def papers(bank: Bank) -> list[Paper]:
    return [draw(bank, "version", f"seed {n}") for n in range(SEEDS)]


def drawn(bank: Bank, paper: Paper) -> list[Question]:
    questions = bank.by_id()
    return [questions[item.question_id] for item in paper.items]


def test_the_same_seed_gives_the_same_paper(bank: Bank, papers: list[Paper]) -> None:
    assert all(draw(bank, "version", paper.seed) == paper for paper in papers)
    assert len({tuple(item.question_id for item in paper.items) for paper in papers}) > 9_000


def test_every_cell_is_filled(bank: Bank, papers: list[Paper]) -> None:
    for paper in papers:
        counts = Counter(
            (question.competency, question.difficulty == "hard") for question in drawn(bank, paper)
        )
        assert counts["designs", False] == 3
        assert counts["models", True] >= 2
        assert counts["models", True] + counts["models", False] == 4
        assert counts["cli", False] == 1


def test_no_enemies_meet_and_true_or_false_is_limited(bank: Bank, papers: list[Paper]) -> None:
    for paper in papers:
        questions = drawn(bank, paper)
        assert not any(are_enemies(*pair) for pair in combinations(questions, 2))
        assert sum(question.public.is_true_or_false for question in questions) <= 1


def test_questions_are_exposed_evenly(papers: list[Paper]) -> None:
    """Six free designs of one cell share what that cell takes of them; chi-square at 1 %.

    The counts of a draw without replacement vary less than independent ones, by (m - k) of
    (m - 1) parts, so that the statistic is divided by as much.
    """
    taken = Counter(item.question_id for paper in papers for item in paper.items)
    names = [f"models{n}" for n in range(6)]
    total = sum(taken[name] for name in names)
    expected = total / len(names)
    statistic = sum((taken[name] - expected) ** 2 for name in names) / expected
    drawn_each = total / SEEDS
    assert statistic * 5 / (6 - drawn_each) < 15.09


def test_the_order_of_questions_says_nothing(papers: list[Paper]) -> None:
    """The one question about the CLI stands on each of eight places; 7 degrees, 1 %."""
    places = Counter(
        next(n for n, item in enumerate(paper.items) if item.question_id.startswith("cli"))
        for paper in papers
    )
    expected = SEEDS / 8
    assert sum((places[n] - expected) ** 2 / expected for n in range(8)) < 18.48


def test_unseen_questions_are_preferred_cell_by_cell(bank: Bank, papers: list[Paper]) -> None:
    for first in papers[:300]:
        seen = frozenset(item.question_id for item in first.items)
        again = seen & {item.question_id for item in draw(bank, "v", "x", seen=seen).items}
        # Of six hard models two to four were seen, and two or more are wanted again.
        assert again <= {f"models{n}" for n in range(6)}
        assert len(again) <= 2


def test_a_cell_with_few_candidates_gets_them_before_a_wide_one() -> None:
    questions = [
        *about("models", range(2), difficulty="hard"),
        *about("models", range(2, 5), difficulty="easy"),
    ]
    cells = (
        Cell(competency="models", count=3),
        Cell(competency="models", difficulty="hard", count=2),
    )
    chosen = fill(cells, questions)
    assert chosen is not None
    assert len({question.id for question in chosen}) == 5


def test_earlier_candidates_are_taken_first() -> None:
    questions = about("cli", range(6))
    chosen = fill((Cell(competency="cli", count=3),), questions)
    assert chosen == questions[:3]


def test_the_search_goes_back_where_an_enemy_of_many_would_leave_too_few() -> None:
    star = about("cli", range(1), enemies="cli1 cli2 cli3")
    chosen = fill((Cell(competency="cli", count=4),), [*star, *about("cli", range(1, 5))])
    assert chosen is not None
    assert [question.id for question in chosen] == ["cli1", "cli2", "cli3", "cli4"]


def test_true_or_false_is_kept_for_the_cell_that_has_nothing_else() -> None:
    questions = [*truths("cli", 2), *about("cli", range(2)), *truths("models", 1)]
    cells = (Cell(competency="cli", count=2), Cell(competency="models", count=1))
    chosen = fill(cells, questions, most_true_false=1)
    assert chosen is not None
    assert sum(question.public.is_true_or_false for question in chosen) == 1


@settings(max_examples=60, deadline=None)
@given(data=st.data())
def test_a_choice_is_found_exactly_where_there_is_one(data: st.DataObject) -> None:
    """Against trying all choices of up to seven questions."""
    count = data.draw(st.integers(1, 7))
    names = [f"q{n}" for n in range(count)]
    questions = [
        replace(
            single(name),
            competency=data.draw(st.sampled_from("ab")),
            difficulty=data.draw(st.sampled_from(["easy", "hard"])),
            enemies=data.draw(st.frozensets(st.sampled_from(names), max_size=2)) - {name},
        )
        for name in names
    ]
    cells = [
        Cell(competency=competency, difficulty=difficulty, count=data.draw(st.integers(1, 3)))
        for competency, difficulty in data.draw(
            st.lists(
                st.tuples(st.sampled_from("ab"), st.sampled_from(["", "hard"])),
                min_size=1, max_size=2, unique=True,
            )
        )
    ]  # fmt: skip
    wanted = [cell for cell in cells for _ in range(cell.count)]

    def possible(places: list[Cell], chosen: list[Question]) -> bool:
        return not places or any(
            possible(places[1:], [*chosen, question])
            for question in questions
            if question not in chosen
            and fits(question, places[0])
            and not any(are_enemies(question, other) for other in chosen)
        )

    chosen = fill(cells, questions)
    assert (chosen is not None) is possible(wanted, [])
    if chosen is not None:
        assert len({question.id for question in chosen}) == len(wanted)
        assert not any(are_enemies(*pair) for pair in combinations(chosen, 2))


@settings(max_examples=80, deadline=None)
@given(data=st.data())
def test_whatever_can_be_filled_is_drawn_in_full(data: st.DataObject) -> None:
    """Twins and too many true-or-false questions give way; cells and enemies never do."""
    count = data.draw(st.integers(2, 12))
    names = [f"q{n}" for n in range(count)]
    stem = "Which of the many commands of the tool shows the state of"
    texts = data.draw(st.lists(st.sampled_from("abc"), min_size=count, max_size=count))
    truth = {"true": "True", "false": "False"}
    questions = [
        replace(
            single(
                name,
                right="true" if is_truth else "a",
                texts=truth if is_truth else None,
                text=f"{stem} part {text}?" if text != "a" else f"What is the name of {name}?",
            ),
            competency=data.draw(st.sampled_from("xy")),
            enemies=data.draw(st.frozensets(st.sampled_from(names), max_size=1)) - {name},
        )
        for name, text in zip(names, texts, strict=True)
        for is_truth in (data.draw(st.booleans()),)
    ]
    cells = (
        Cell(competency="x", count=data.draw(st.integers(1, 4))),
        Cell(competency="y", count=data.draw(st.integers(1, 4))),
    )
    size = sum(cell.count for cell in cells)
    bank = replace(a_bank(*questions, questions_per_attempt=size), blueprint=cells)
    if not can_be_filled(bank):
        return
    chosen = drawn(bank, draw(bank, "v", data.draw(st.text(alphabet="abc", max_size=4))))
    assert len({question.id for question in chosen}) == size
    assert Counter(question.competency for question in chosen) == {
        cell.competency: cell.count for cell in cells
    }
    assert not any(are_enemies(*pair) for pair in combinations(chosen, 2))


def test_a_hopeless_tangle_of_enemies_is_given_up_soon() -> None:
    """Sixty questions in pairs of enemies, and a ring through them: thirty and one are asked."""
    questions = [
        replace(
            single(f"q{n}"),
            enemies=frozenset({f"q{n ^ 1}", f"q{(n + 7) % 60}", f"q{(n + 13) % 60}"}),
        )
        for n in range(60)
    ]
    assert not can_be_filled(a_bank(*questions, questions_per_attempt=31))


def test_a_paper_of_a_thousand_questions_is_chosen() -> None:
    bank = a_bank(*[single(f"q{n}") for n in range(1_000)])
    assert can_be_filled(bank)
    assert len(draw(bank, "v", "seed").items) == 1_000


def test_sets_cut_the_pool_without_a_rest() -> None:
    bank = a_bank(*[single(f"q{n}") for n in range(6)], questions_per_attempt=4)
    assert fixed_sets(bank) == []
    assert not can_be_filled(replace(bank, drawing=Drawing.SETS))
