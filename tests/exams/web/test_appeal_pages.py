"""Objecting on the result page: the form, what is wrong with it, and the answer."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import pytest

import recognition.web
from exams.service import appeals, regrades
from exams.service.proposals import Wish, propose
from recognition.service.rulebook import Rulebook
from tests.exams.regrading import LEE, MAX
from tests.exams.web.site import MARKER, RIGHT, WRONG, Browser
from tests.recognition.factories import make_badges

if TYPE_CHECKING:
    from flask import Flask

    from exams.service import ExamService
    from recognition.kernel.clock import ManualClock
    from recognition.kernel.store import Database


@pytest.fixture
def result(player: Browser) -> str:
    """The address of a failed attempt."""
    address = player.start()
    player.post(f"{address}/submit", dict(WRONG))
    return address


def answer(database: Database, clock: ManualClock, words: str) -> None:
    with database.writing() as session:
        (row,) = appeals.queue(session, is_open=True)
        appeals.decide(session, row.id, by=LEE, is_upheld=False, words=words, now=clock.now())


def test_an_objection_goes_from_the_result_to_an_answer_on_it(
    player: Browser, result: str, database: Database, clock: ManualClock
) -> None:
    page = player.get(result)
    assert "Object to a question or the result" in page.text
    assert "You can object until 2026-12-08" in page.text
    sent = player.post(f"{result}/appeals", {"question": "2", "text": "Tables are verbs."})
    assert (sent.status, sent.location) == (303, f"{result}#appeals")
    page = player.get(result)
    assert "Question 2, 2026-11-24: waits for an answer ." in page.text
    assert "Tables are verbs." in page.text
    answer(database, clock, "They are nouns <b>only</b>.")
    page = player.get(result)
    assert "declined ." in page.text
    assert "They are nouns <b>only</b>." in page.text
    assert "<b>only" not in page.html


def test_a_passed_exam_can_be_objected_to_as_well(player: Browser) -> None:
    address = player.start()
    player.post(f"{address}/submit", dict(RIGHT))
    sent = player.post(f"{address}/appeals", {"question": "whole", "text": "Too easy."})
    assert sent.status == 303
    assert "The whole result, 2026-11-24" in player.get(address).text


@pytest.mark.parametrize(
    ("form", "words"),
    [
        ({"question": "9", "text": "Why?"}, "this paper has the questions 1 to 3"),
        ({"question": "one", "text": "Why?"}, "choose one of the questions"),
        ({"question": "9" * 400, "text": "Why?"}, "choose one of the questions"),
        ({"question": "1", "text": "  "}, "write some words"),
        ({"question": "1", "text": "x" * 2001}, "at most 2,000 characters; these are 2,001"),
        ({"question": "1", "text": "a\0b"}, "cannot be kept"),
        ({}, "write some words"),
    ],
)
def test_what_cannot_be_sent_is_named_and_stays_in_the_form(
    player: Browser, result: str, form: dict[str, str], words: str
) -> None:
    page = player.post(f"{result}/appeals", form)
    assert page.status == 422
    assert words in page.text
    assert form.get("text", "").strip()[:1000] in page.html
    assert "waits for an answer" not in player.get(result).text


def test_a_second_objection_to_the_same_question_is_a_conflict(
    player: Browser, result: str
) -> None:
    form = {"question": "1", "text": "Why?"}
    player.post(f"{result}/appeals", form)
    page = player.post(f"{result}/appeals", form)
    assert page.status == 409
    assert "You have objected to this already" in page.text


def test_after_the_time_the_form_is_gone_and_a_late_text_is_not_lost(
    player: Browser, result: str, clock: ManualClock
) -> None:
    clock.advance(timedelta(days=15))
    assert "Object to" not in player.get(result).text
    page = player.post(f"{result}/appeals", {"question": "1", "text": "Late words."})
    assert page.status == 409
    assert "The time to object to this result is over." in page.text
    assert "Late words." in page.text


def test_another_persons_attempt_reads_like_one_that_is_not_there(
    other: Browser, anybody: Browser, result: str
) -> None:
    form = {"question": "1", "text": "Why?"}
    assert other.post(f"{result}/appeals", form).status == 404
    assert other.post("/attempts/nowhere/appeals", form).status == 404
    assert anybody.post(f"{result}/appeals", form).status == 302


def test_an_attempt_under_way_cannot_be_objected_to(player: Browser) -> None:
    address = player.start()
    page = player.post(f"{address}/appeals", {"question": "1", "text": "Why?"})
    assert page.status == 409
    assert "once the result is final" in page.text


def test_objecting_tells_nothing_of_the_key(
    player: Browser, result: str, database: Database
) -> None:
    """Each answer of the site is searched for keys; here all pages about objections are."""
    player.post(f"{result}/appeals", {"question": "3", "text": "Why?"})
    assert MARKER not in player.get(result).html
    with database.reading() as session:
        (row,) = appeals.queue(session, is_open=True)
        assert MARKER not in repr(appeals.case(session, row.id))


def test_people_find_their_objections_on_their_own_page(
    app: Flask, player: Browser, other: Browser, database: Database, clock: ManualClock
) -> None:
    recognition.web.install(app, Rulebook(make_badges()))
    assert "objections" not in player.get("/me").text
    address = player.start()
    player.post(f"{address}/submit", dict(WRONG))
    player.post(f"{address}/appeals", {"question": "2", "text": "Tables are verbs."})
    page = player.get("/me")
    assert "Your objections to exam results" in page.text
    assert "meshery-cli, question 2 : waits for an answer" in page.text
    assert page.links["meshery-cli, question 2"] == f"{address}#appeals"
    answer(database, clock, "They are nouns.")
    assert "declined: They are nouns." in player.get("/me").text
    assert "objections" not in other.get("/me").text


def test_people_find_changed_results_on_their_own_page(
    app: Flask, player: Browser, service: ExamService, database: Database, clock: ManualClock
) -> None:
    recognition.web.install(app, Rulebook(make_badges()))
    address = player.start()
    player.post(f"{address}/submit", {**WRONG, "q.one": "a"})
    assert "changed" not in player.get("/me").text
    with database.writing() as session:
        wish = Wish(question_id="two", to="void")
        plan = regrades.save_plan(
            session,
            propose(session, service.context.bank("meshery-cli"), wish),
            by=LEE,
            reason="It had no right answer.",
            may_lower=False,
            now=clock.now(),
        ).id
        regrades.approve(session, plan, by=MAX, now=clock.now())
        regrades.apply(service.context, session, plan, by=MAX)
    page = player.get("/me")
    assert "from 2/7 to 2/4 marks on 2026-11-24. It had no right answer." in page.text
    assert page.links["meshery-cli"] == f"{address}#changes"
