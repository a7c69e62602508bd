"""Questions of every type on the page: their controls, what they send, and how they come back."""

from __future__ import annotations

from pathlib import Path

import pytest
from flask import Flask
from werkzeug.datastructures import MultiDict

import exams.web
from exams.questions import QUESTION_TYPES
from exams.service import ExamService
from exams.web.form import encoded, read_answers
from recognition.kernel.clock import ManualClock
from recognition.kernel.store import Database
from tests.exams.examples import EXAMPLES, a_question, right_answer
from tests.exams.factories import bank_text
from tests.exams.web.site import EVERY_TYPE, PLAYER, Browser, Page, make_site, read

QUESTIONS = {question.id: question for question in map(a_question, EXAMPLES)}
ALL = len(EXAMPLES)
TASK_NAMES = ("manifest", "design", "command", "code")


@pytest.fixture
def site(database: Database, clock: ManualClock) -> tuple[Flask, ExamService]:
    return make_site(database, clock, read(EVERY_TYPE, exam="every-type"), facts=[])


def as_form(name: str, answer: object) -> dict[str, str | list[str]]:
    """Give an answer in the form in which a page sends it."""
    match answer:
        case dict():
            return {f"q.{name}.{encoded(part)}": text for part, text in answer.items()}
        case list():
            return {f"q.{name}": ["", *answer]}
        case text:
            return {f"q.{name}": str(text)}


def right_form() -> dict[str, str | list[str]]:
    form: dict[str, str | list[str]] = {}
    for name, question in QUESTIONS.items():
        form.update(as_form(name, right_answer(question).as_json()))
    return form


def controls(page: Page, name: str) -> list[tuple[str, dict[str, str | None]]]:
    """Give the inputs of a question, in order."""
    return [
        (tag, attributes)
        for tag, attributes in page.tags
        if tag in ("input", "select", "textarea")
        and (attributes.get("name") or "").split(".")[:2] == ["q", name]
    ]


def test_every_type_has_native_controls_and_every_control_a_label(player: Browser) -> None:
    page = player.get(player.start("every-type"))
    kinds = {name: [tag for tag, _ in controls(page, name)] for name in QUESTIONS}
    assert kinds == {
        "single": ["input"] * 3,
        "several": ["input"] * 5,
        "short": ["input"],
        "numeric": ["input"],
        "ordering": ["select"] * 4,
        "matching": ["select"] * 3,
        "blanks": ["input", "select"],
        "essay": ["textarea"],
        **{name: ["textarea"] for name in TASK_NAMES},
    }
    labelled = {attributes.get("for") for tag, attributes in page.tags if tag == "label"}
    for name in ("short", "numeric", "ordering", "matching", "blanks", "essay", *TASK_NAMES):
        assert all(attributes["id"] in labelled for _, attributes in controls(page, name))


def test_what_is_answered_is_there_when_one_comes_back_and_earns_its_marks(
    player: Browser,
) -> None:
    address = player.start("every-type")
    form = right_form()
    assert player.post(f"{address}/save", form).location == address
    page = player.get(address)
    assert f"✓ Saved {ALL} of {ALL} answered" in page.text
    for name, value in form.items():
        shown = sorted(text for text in page.fields[name] if text)
        assert shown == sorted([value] if isinstance(value, str) else value[1:])
    assert player.post(f"{address}/save", page.fields).location == address
    assert player.get(address).fields == {**page.fields, "save_no": ["3"]}
    player.post(f"{address}/submit", {})
    assert "22/26 marks" in player.get(address).text


def test_how_each_question_is_answered_and_counted_is_said_beside_it(player: Browser) -> None:
    text = player.get(player.start("every-type")).text
    assert "2 marks · tick all that are right · a wrong one cancels a right one" in text
    assert "2 marks · put in order · each right place counts" in text
    assert "2 marks · match each · each one counts" in text
    assert "2 marks · fill in the blanks · each one counts" in text
    assert "Your answer, in GiB" in text


def test_unfinished_answers_are_kept_and_named_before_handing_in(player: Browser) -> None:
    address = player.start("every-type")
    places = dict.fromkeys(list(right_answer(QUESTIONS["ordering"]).as_json())[:2], "1")
    form = {
        **as_form("ordering", places),
        "q.blanks.verb": "get",
        "q.blanks.place": "",
        "q.essay": "  ",
    }
    player.post(f"{address}/save", form)
    paper = player.get(address)
    assert "Not finished: place 1 given more than once." in paper.text
    assert paper.fields["q.blanks.verb"] == ["get"]
    last_look = player.get(f"{address}/submit").text
    assert f"2 of {ALL} questions are answered" in last_look
    assert "(place 1 given more than once)" in last_look
    assert "(1 of 2 parts answered)" in last_look


def test_an_answer_that_is_refused_is_marked_at_its_control_and_stays_there(
    player: Browser,
) -> None:
    address = player.start("every-type")
    page = player.post(f"{address}/save", {"q.numeric": "1,234", "q.short": "kept"})
    assert page.status == 422
    (_, control), *_ = controls(page, "numeric")
    number = (control["id"] or "").removesuffix("-answer")
    assert control["aria-invalid"] == "true"
    assert control["aria-describedby"] == f"{number}-form {number}-error"
    assert page.fields["q.numeric"] == ["1,234"]
    assert page.fields["q.short"] == ["kept"]
    (alert,) = [attributes for _, attributes in page.tags if attributes.get("role") == "alert"]
    assert alert["tabindex"] == "-1"
    assert "autofocus" in alert
    assert "Nothing to save yet" in player.get(address).text


@pytest.mark.parametrize(
    "form",
    [
        {"q.matching.nobody": "x"},
        {"q.matching.server": "x"},
        {"q.matching.server": ["x", "y"]},
        {"q.matching": "x"},
        {"q.ordering.x": "1"},
        {"q.short.part": "x"},
        {"q.single.part": "x"},
        {"q.blanks.place": "namespace"},
        {"q.matching": "x", "q.matching.server": "y"},
        {"q.numeric": "1e999999999"},
        {"q.essay": "x" * 20_001},
    ],
    ids=str,
)
def test_what_no_page_sends_is_refused_and_stores_nothing(
    player: Browser, form: dict[str, str | list[str]]
) -> None:
    address = player.start("every-type")
    page = player.post(f"{address}/save", form)
    assert page.status == 422
    assert sum(link.startswith("Question ") for link in page.links) == 1
    assert "Nothing to save yet" in player.get(address).text


def test_text_keeps_its_lines_as_the_person_saw_them(player: Browser) -> None:
    address = player.start("every-type")
    player.post(f"{address}/save", {"q.essay": "\r\nfirst\r\n\r\n<b>last</b>\r\n"})
    assert player.get(address).fields["q.essay"] == ["\nfirst\n\n<b>last</b>\n"]
    long = "line\r\n" * 4_000
    assert player.post(f"{address}/save", {"q.essay": long}).status == 303


def test_a_task_begins_with_its_starter_which_is_no_answer(player: Browser) -> None:
    address = player.start("every-type")
    starter = QUESTIONS["code"].public.starter
    page = player.get(address)
    assert page.fields["q.code"] == [starter]
    assert "Your answer, in Go" in page.text
    assert "Your answer, a command line" in page.text
    player.post(f"{address}/save", page.fields)
    assert f"0 of {len(EXAMPLES)} answered" in player.get(address).text
    open_ones = [link for link in player.get(f"{address}/submit").links if "question" in link]
    assert len([link for link in open_ones if link != "Back to the questions"]) == len(EXAMPLES)
    player.post(f"{address}/save", {"q.code": f"{starter}// begun"})
    assert player.get(address).fields["q.code"] == [f"{starter}// begun"]
    player.post(f"{address}/save", {"q.code": " "})
    assert player.get(address).fields["q.code"] == [starter]


def test_ids_with_dots_and_odd_signs_do_not_mix_up_questions_and_parts() -> None:
    names = ["a.b", "a", "50 %", "x.y.z", "ü"]
    form = MultiDict([(f"q.{encoded(name)}", name) for name in names])
    form.add(f"q.{encoded('a.c')}.{encoded('d.e')}", "part")
    assert read_answers(form) == {**{name: [name] for name in names}, "a.c": {"d.e": "part"}}


def test_questions_whose_ids_have_dots_can_be_answered(
    database: Database, clock: ManualClock
) -> None:
    texts = [text.replace('id: "', 'id: "v1.2 ', 1) for text in EXAMPLES]
    bank = read(bank_text(*texts), exam="dotted")
    app, _ = make_site(database, clock, bank, facts=[])
    player = Browser(app, PLAYER)
    address = player.start("dotted")
    form: dict[str, str | list[str]] = {}
    for question in bank.questions:
        form.update(as_form(encoded(question.id), right_answer(question).as_json()))
    player.post(f"{address}/save", form)
    assert f"{ALL} of {ALL} answered" in player.get(address).text


def test_every_type_has_a_template_or_is_a_task() -> None:
    folder = Path(exams.web.__file__).parent / "templates" / "exams" / "questions"
    for name in QUESTION_TYPES:
        assert (folder / f"{name}.html").is_file() or name in TASK_NAMES
