from __future__ import annotations

import pytest

from exams.bank import Question
from exams.lint import lint_bank
from recognition.kernel.findings import Severity
from tests.exams.factories import a_bank, several, single
from tests.exams.lint.banks import at_line, found, message, spread


@pytest.mark.parametrize(
    ("question", "code"),
    [
        (several(right="abcd"), "all-correct"),
        (several(right="a"), "one-correct"),
        (single(texts={"a": "only"}), "one-option"),
        (single(texts={"a": "Same", "b": " same ", "c": "x"}), "duplicate-option-text"),
        (single(texts={"a": "One", "b": "Two", "c": "Both A and B"}), "names-a-place"),
        (single(texts={"a": "One", "b": "Two", "c": "Option b, mostly"}), "names-a-place"),
        (single(texts={"a": "One", "b": "Two", "c": "All of the above"}), "of-the-above"),
        (single(texts={"a": "One", "b": "Two", "c": "It is none of them"}), "of-the-above"),
    ],
)
def test_a_question_that_gives_itself_away_is_told_at_its_line(
    question: Question, code: str
) -> None:
    bank = a_bank(at_line(question, 17), *spread(12))
    assert [(f.line, f.code) for f in lint_bank(bank) if f.line > 1] == [(17, code)]


def test_every_option_right_is_an_error_and_one_right_a_warning() -> None:
    severities = {
        finding.code: finding.severity
        for finding in lint_bank(a_bank(several("x", right="abcd"), several("y", right="a")))
    }
    assert severities["all-correct"] is Severity.ERROR
    assert severities["one-correct"] is Severity.WARNING


def test_honest_options_are_left_alone() -> None:
    texts = {"a": "All of the nodes", "b": "Both layers", "c": "Neither", "d": "Any one of three"}
    assert found(a_bank(single("x", texts=texts), *spread(12))) == []


def test_the_shared_text_of_options_is_shown_once() -> None:
    question = single("x", texts={"a": "One", "b": "two", "c": "Two", "d": "TWO"})
    bank = a_bank(question, *spread(12))
    assert message(bank, "duplicate-option-text") == "x: 3 options read 'two'"
