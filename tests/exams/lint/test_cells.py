from __future__ import annotations

from dataclasses import replace

from exams.bank import Bank, Cell, Competency, Drawing, Question
from exams.lint import lint_bank
from recognition.kernel.findings import Severity
from tests.exams.factories import a_bank
from tests.exams.lint.banks import at_line, found, message, spread, truths


def planned(*cells: Cell, questions: list[Question] | None = None) -> Bank:
    if questions is None:
        questions = [replace(question, competency="designs") for question in spread(12)]
    return replace(a_bank(*questions), blueprint=cells)


def marked(question: Question, marks: int) -> Question:
    return replace(question, public=replace(question.public, marks=marks))


def test_unequal_marks_within_a_cell_are_told() -> None:
    cell = Cell(competency="designs", count=4)
    assert found(planned(cell)) == []
    first, *others = [replace(question, competency="designs") for question in spread(12)]
    bank = planned(cell, questions=[marked(first, 3), *others])
    assert message(bank, "unequal-cell").endswith("cell 'designs' are worth 2, 3 marks")


def test_a_cell_of_which_every_paper_has_all_is_told() -> None:
    assert "narrow-cell" in found(planned(Cell(competency="designs", count=12)))
    assert "narrow-cell" not in found(planned(Cell(competency="designs", count=11)))


def test_a_question_no_cell_takes_is_told_at_its_line() -> None:
    lonely, *others = spread(12)
    others = [replace(question, competency="designs") for question in others]
    bank = planned(Cell(competency="designs", count=4), questions=[at_line(lonely, 30), *others])
    assert [(f.line, f.code) for f in lint_bank(bank)] == [(30, "never-drawn")]
    assert found(a_bank(lonely, *others)) == []


def test_a_question_whose_enemies_every_paper_needs_is_told() -> None:
    first, second, *others = [replace(question, competency="designs") for question in spread(12)]
    first = replace(first, enemies=frozenset({"q1"}))
    second = replace(second, competency="models", enemies=frozenset({"q0"}))
    cells = (Cell(competency="designs", count=4), Cell(competency="models", count=1))
    bank = planned(*cells, questions=[at_line(first, 30), second, *others])
    assert [f.line for f in lint_bank(bank) if f.code == "never-drawn"] == [30]
    third, *others = others
    bank = planned(*cells, questions=[first, second, replace(third, competency="models"), *others])
    assert "never-drawn" not in found(bank)


def test_true_or_false_of_which_no_paper_may_have_one_is_told() -> None:
    statement = at_line(truths("true")[0], 30)
    bank = a_bank(statement, *spread(12), questions_per_attempt=4)
    assert [f.line for f in lint_bank(bank) if f.code == "never-drawn"] == [30]
    assert "never-drawn" not in found(a_bank(statement, *spread(12), questions_per_attempt=5))
    # Where there are too few others, the limit gives way.
    assert "never-drawn" not in found(a_bank(statement, *spread(3), questions_per_attempt=4))


def test_enemies_that_do_not_exist_are_an_error() -> None:
    first, *others = spread(12)
    enemies = frozenset({"q99", "q0", "q1"})
    bank = a_bank(at_line(replace(first, enemies=enemies), 9), *others)
    findings = [f for f in lint_bank(bank) if f.code == "unknown-enemy"]
    assert {f.severity for f in findings} == {Severity.ERROR}
    assert [f.message.partition(";")[0] for f in findings] == [
        "q0: it is named its own enemy",
        "q0: there is no enemy 'q99'",
    ]


def test_enemies_of_which_one_is_silent_are_told_on_the_other_side() -> None:
    first, second, *others = spread(12)
    first = replace(first, enemies=frozenset({"q1"}))
    assert message(a_bank(first, second, *others), "one-sided-enemy") == (
        "q0: q1 does not name it as an enemy"
    )
    second = replace(second, enemies=frozenset({"q0"}))
    assert found(a_bank(first, second, *others)) == []


def test_enemies_in_one_fixed_set_are_an_error_where_sets_are_served() -> None:
    first, second, *others = spread(12)
    first = replace(first, enemies=frozenset({"q1"}))
    second = replace(second, enemies=frozenset({"q0"}))
    drawn = a_bank(first, second, *others, questions_per_attempt=6)
    assert "enemies-in-a-set" not in found(drawn)
    served = replace(drawn, drawing=Drawing.SETS)
    assert message(served, "enemies-in-a-set") == (
        "q1: it stands in set 1 together with q0, its enemy"
    )
    apart = a_bank(first, *others[:6], second, *others[6:], questions_per_attempt=6)
    assert "enemies-in-a-set" not in found(replace(apart, drawing=Drawing.SETS))


def test_enemies_that_are_alike_are_not_told_again() -> None:
    text = "Which command of the tool lists the models that are registered?"
    first, second, *others = spread(12)
    twins = [
        replace(first, public=replace(first.public, text=text), enemies=frozenset({"q1"})),
        replace(second, public=replace(second.public, text=text[:-1]), enemies=frozenset({"q0"})),
    ]
    assert found(a_bank(*twins, *others)) == []
    assert found(a_bank(*[replace(q, enemies=frozenset()) for q in twins], *others)) == [
        "similar-text"
    ]


def test_study_links_are_looked_at() -> None:
    first, *others = spread(12)
    bank = a_bank(at_line(replace(first, study=("docs.meshery.io",)), 5), *others)
    assert message(bank, "bad-link").startswith("q0: the link 'docs.meshery.io'")
    competency = Competency(id="x", title="Designs", study=("http://docs.meshery.io",))
    bank = replace(a_bank(*spread(12)), competencies=(competency,))
    assert message(bank, "insecure-link").startswith("Designs: the link ")
