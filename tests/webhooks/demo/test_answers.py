"""A demonstration answers every type of question right, through the form or directly."""

from __future__ import annotations

import pytest
from werkzeug.datastructures import MultiDict

from exams.bank import Bank
from exams.questions import QUESTION_TYPES
from exams.web.form import read_answers
from tests.exams.factories import read
from webhooks.demo.answers import right_answer, right_answers

CHOICE = """
id: one
text: "Which one?"
type: single-answer
options: [{id: a, text: "A"}, {id: b, text: "B", isCorrect: true}]
"""
SEVERAL = """
id: many
text: "Which ones?"
type: multiple-answers
options:
  - {id: a, text: "A", isCorrect: true}
  - {id: b, text: "B", isCorrect: true}
  - {id: c, text: "C"}
"""
SHORT = """
id: word
text: "Which word?"
type: short-answer
correctAnswer: "apply"
"""
NUMBER = """
id: number
text: "How many?"
type: numeric
correctAnswer: "9.5"
"""
WEIGHT = """
id: weight
text: "How much?"
type: numeric
interval: "(2, 3)"
unit: {name: GiB, required: true, accept: {MiB: "1/1024"}}
"""
ORDER = """
id: order
text: "In which order?"
type: ordering
options: [{id: a, text: "Init"}, {id: b, text: "Build"}, {id: c, text: "Import"}]
"""
PAIRS = """
id: pairs
text: "What belongs together?"
type: matching
pairs: [{id: u, text: "Pod", match: "runs"}, {id: v, text: "Service", match: "routes"}]
"""
GAPS = """
id: gaps
text: "A {{kind}} has {{count}} parents."
type: blanks
blanks: [{id: kind, accept: ["Pod"]}, {id: count, accept: ["no"], options: ["no", "two"]}]
"""
ESSAY = """
id: essay
text: "Why?"
type: essay
rubric: [{id: reason, text: "Gives a reason", points: 1}]
"""


def a_bank_of(*questions: str) -> Bank:
    bank = read(*questions).bank
    assert bank is not None
    return bank


def names_of(bank: Bank) -> set[str]:
    """The names that the inputs of a page have, and one that is no answer."""
    names = {"save_no"}
    for question in bank.questions:
        public = question.public
        parts = public.options if public.type == "ordering" else public.prompts
        names |= {f"q.{public.id}.{part.id}" for part in parts} or {f"q.{public.id}"}
    return names


def test_every_type_is_answered_right_through_the_fields_of_a_form() -> None:
    bank = a_bank_of(CHOICE, SEVERAL, SHORT, NUMBER, WEIGHT, ORDER, PAIRS, GAPS)
    names = names_of(bank)
    fields = right_answers(bank, names)
    assert fields.keys() == names - {"save_no"}
    sent = read_answers(MultiDict(fields))
    for question in bank.questions:
        kind = QUESTION_TYPES[question.public.type]
        response = kind.parse_response(question.public, sent[question.id])
        assert response is not None
        assert kind.grade(question, response).share == 1, question.id


def test_only_the_questions_of_the_form_are_answered() -> None:
    bank = a_bank_of(CHOICE, SHORT.replace("id: word", "id: one-more"))
    assert right_answers(bank, {"q.one", "save_no"}) == {"q.one": ["b"]}
    assert right_answers(bank, set()) == {}


def test_an_essay_has_no_right_answer() -> None:
    (question,) = a_bank_of(ESSAY).questions
    with pytest.raises(LookupError, match="essay: type 'essay' has no right answer"):
        right_answer(question)
