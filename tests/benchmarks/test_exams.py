"""How often somebody who knows nothing passes the real exams, and how fast papers are graded."""

from __future__ import annotations

import time
from pathlib import Path

import pytest

from exams.bank import Bank, PublicQuestion, Response
from exams.content import bank_version
from exams.draw import Paper, PaperItem, draw
from exams.grading import grade
from exams.library import load_banks
from exams.lint import lint_bank
from exams.questions import present
from exams.questions.choice import ChoiceResponse
from tests.exams.factories import a_bank, right_responses, several, single
from tests.exams.lint.banks import WORDS

pytestmark = [pytest.mark.benchmark, pytest.mark.real_data]

PAPERS = 1_000


@pytest.fixture(scope="module")
def banks(shared_data: Path) -> dict[str, Bank]:
    folder = "certifications/*/certified-meshery-contributor"
    return dict(load_banks((shared_data / "academy").glob(folder)).banks)


def blind(question: PublicQuestion) -> Response | None:
    """Choose the second option, tick everything, and type nothing."""
    if not question.options:
        return None
    if question.type == "multiple-answers":
        return ChoiceResponse(chosen=frozenset(option.id for option in question.options))
    return ChoiceResponse(chosen=frozenset({question.options[1].id}))


def in_file_order(paper: Paper, bank: Bank) -> Paper:
    """Give the same questions with their options as the author wrote them."""
    questions = bank.by_id()
    return Paper(
        exam=paper.exam,
        bank_version=paper.bank_version,
        seed=paper.seed,
        items=tuple(
            PaperItem(
                question_id=item.question_id,
                version=item.version,
                option_order=tuple(o.id for o in questions[item.question_id].public.options),
                marks=item.marks,
            )
            for item in paper.items
        ),
    )


def passes(bank: Bank, paper: Paper) -> bool:
    questions = bank.by_id()
    responses = {
        item.question_id: response
        for item in paper.items
        if (response := blind(present(questions[item.question_id].public, item.option_order)))
    }
    return grade(paper, responses, bank).passed


def test_blind_guessing_passes_less_often_when_options_are_shuffled(
    banks: dict[str, Bank],
) -> None:
    print(f"\nalways the second option, tick everything; passes of {PAPERS:,} papers")
    totals = {"file order": 0, "shuffled": 0}
    for exam, bank in banks.items():
        version = bank_version(bank)
        papers = [draw(bank, version, f"{exam}:{n}") for n in range(PAPERS)]
        fixed = sum(passes(bank, in_file_order(paper, bank)) for paper in papers)
        shuffled = sum(passes(bank, paper) for paper in papers)
        totals["file order"] += fixed
        totals["shuffled"] += shuffled
        print(f"{exam:24} file order {fixed / PAPERS:7.1%}   shuffled {shuffled / PAPERS:7.1%}")
    assert totals["shuffled"] <= totals["file order"]


def test_fixed_sets_of_the_academy_can_be_passed_blind(banks: dict[str, Bank]) -> None:
    """The sets are consecutive, so the skew of a bank meets in one of them."""
    print("\nthe Academy's consecutive sets, options in file order, blind percentage")
    best: dict[str, list[str]] = {}
    for exam, bank in banks.items():
        size = bank.questions_per_attempt
        for start in range(0, len(bank.pool), size):
            served = bank.pool[start : start + size]
            paper = Paper(
                exam=exam,
                bank_version="",
                seed="",
                items=tuple(
                    PaperItem(
                        question_id=question.id,
                        version="",
                        option_order=tuple(o.id for o in question.public.options),
                        marks=question.public.marks,
                    )
                    for question in served
                ),
            )
            responses = {q.id: r for q in served if (r := blind(q.public))}
            best.setdefault(exam, []).append(grade(paper, responses, bank).score.percent)
        print(f"{exam:24} {'  '.join(best[exam])}")
    assert best["meshery-ui"][1:] == ["88.00", "96.00"]


def test_papers_drawn_and_graded_per_second(banks: dict[str, Bank]) -> None:
    bank = banks["meshery-ui"]
    version = bank_version(bank)
    begun = time.perf_counter()
    papers = [draw(bank, version, str(n)) for n in range(PAPERS)]
    drawn = time.perf_counter() - begun
    responses = [right_responses(bank, paper) for paper in papers]
    begun = time.perf_counter()
    results = [grade(p, r, bank) for p, r in zip(papers, responses, strict=True)]
    graded = time.perf_counter() - begun
    assert all(result.passed for result in results)
    print(f"\npapers of 25: {PAPERS / drawn:,.0f} drawn/s, {PAPERS / graded:,.0f} graded/s")


def test_a_thousand_questions_are_linted_within_five_seconds() -> None:
    """Every text is compared with every other, and every tactic is tried on every question."""
    words = WORDS.split()
    questions = [
        (several if n % 4 == 0 else single)(
            f"q{n}",
            text=f"Which {words[n % 11]} of a {words[n * 3 % 11]} shows the {words[n // 11 % 15]} "
            f"that {words[n // 121]} of number {n} has seen?",
        )
        for n in range(1_000)
    ]
    bank = a_bank(*questions, questions_per_attempt=25)
    started = time.perf_counter()
    findings = lint_bank(bank)
    seconds = time.perf_counter() - started
    print(f"\nlint of 1,000 questions: {seconds:.2f} s, {len(findings)} findings")
    assert seconds < 5
