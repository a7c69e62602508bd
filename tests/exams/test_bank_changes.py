from __future__ import annotations

from dataclasses import replace

import pytest

from exams.bank import Question
from exams.bank_changes import QuestionChange, Touch, figures_of, question_changes, rule_changes
from tests.exams.factories import a_bank, several, short, single


def text_of(question: Question, text: str) -> Question:
    return replace(question, public=replace(question.public, text=text))


@pytest.mark.parametrize(
    ("after", "touch"),
    [
        (single("q1", right="b"), Touch.KEY),
        (text_of(single("q1", right="b"), "Other?"), Touch.KEY),
        (several("q1", right="a"), Touch.KEY),
        (text_of(single("q1"), "Other?"), Touch.CHANGED),
        (replace(single("q1"), explanation="Because."), Touch.CHANGED),
        (replace(single("q1"), competency="designs"), Touch.CHANGED),
        (single("q1", retired=True), Touch.RETIRED),
        (single("q1", right="b", retired=True), Touch.RETIRED),
        (replace(single("q1"), line=99), None),
    ],
)
def test_the_most_serious_thing_that_happens_to_a_question_is_told(
    after: Question, touch: Touch | None
) -> None:
    changes = question_changes(a_bank(single("q1"), short("q2")), a_bank(after, short("q2")))
    assert [change.touch for change in changes] == ([] if touch is None else [touch])


def test_a_question_that_is_drawn_again_has_changed() -> None:
    changes = question_changes(a_bank(single("q1", retired=True)), a_bank(single("q1")))
    assert [change.touch for change in changes] == [Touch.CHANGED]


def test_new_and_removed_questions_are_named_with_their_lines() -> None:
    before = a_bank(replace(single("q1"), line=8), replace(single("q2"), line=20))
    successor = replace(single("q3"), line=21, supersedes="q2")
    assert question_changes(before, a_bank(replace(single("q1"), line=9), successor)) == (
        QuestionChange(id="q3", touch=Touch.NEW, line=21, supersedes="q2"),
        QuestionChange(id="q2", touch=Touch.REMOVED, line=20),
    )
    assert {change.touch for change in question_changes(None, before)} == {Touch.NEW}
    assert {change.touch for change in question_changes(before, None)} == {Touch.REMOVED}


def test_a_bank_is_counted_as_its_papers_are_drawn() -> None:
    questions = [
        replace(single("q1"), competency="designs", difficulty="hard"),
        replace(single("q2"), competency="designs"),
        several("q3", right="ab", marks=3),
        single("q4", retired=True),
    ]
    figures = figures_of(a_bank(*questions, questions_per_attempt=2))
    assert (figures.pool, figures.retired, figures.marks, figures.paper) == (3, 1, 7, 2)
    assert figures.types == {"single-answer": 2, "multiple-answers": 1}
    assert figures.cells == {("designs", "hard"): 1, ("designs", ""): 1, ("", ""): 1}
    assert figures.blind == "21.42", "a quarter of four marks, and a sixth of three"


def test_rules_that_change_are_told_in_the_candidates_words() -> None:
    before, after = a_bank(pass_percentage=70), a_bank(pass_percentage=75)
    ((label, was, becomes),) = rule_changes(before, after)
    assert "70 %" in was
    assert "75 %" in becomes
    assert label
    assert rule_changes(before, before) == ()
