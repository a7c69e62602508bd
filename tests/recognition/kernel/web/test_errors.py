"""Error pages: what to do, in the words of the error, and never how the program is built."""

from __future__ import annotations

import re

import pytest
from sqlalchemy import text as sql
from structlog.testing import capture_logs
from werkzeug.test import TestResponse

from recognition.kernel.web.base import MAX_FORM_BYTES
from tests.recognition.kernel.web.site import Site

STATUSES = {"user": 422, "not-found": 404, "forbidden": 403, "conflict": 409}


def check_no_inside(answer: TestResponse) -> None:
    for inside in ("Traceback", "RuntimeError", "secret-place", "ghs_", "File ", "sqlalchemy"):
        assert inside not in answer.text


def reference(answer: TestResponse) -> str:
    found = re.search(r"\b[0-9A-F]{10}\b", answer.text)
    assert found is not None
    return found[0]


@pytest.mark.parametrize("kind", STATUSES)
def test_an_error_of_a_person_is_told_in_its_own_words(site: Site, kind: str) -> None:
    with capture_logs() as logged:
        answer = site.get(f"/foreseen/{kind}?text=This attempt is closed.")
    assert answer.status_code == STATUSES[kind]
    assert answer.mimetype == "text/html"
    assert "<p>This attempt is closed.</p>" in answer.text
    assert answer.headers["Cache-Control"] == "no-store"
    assert logged == []


def test_the_text_of_an_error_cannot_become_markup(site: Site) -> None:
    answer = site.get("/foreseen/user", query_string={"text": "<script>alert('1')</script> & co"})
    assert "<script>alert" not in answer.text
    assert "&lt;script&gt;alert(&#39;1&#39;)&lt;/script&gt; &amp; co" in answer.text


@pytest.mark.parametrize("kind", STATUSES)
def test_an_address_for_programs_answers_in_json(site: Site, kind: str) -> None:
    answer = site.get(f"/foreseen/{kind}.json", query_string={"text": 'No "such" <exam>.'})
    assert answer.status_code == STATUSES[kind]
    assert answer.mimetype == "application/json"
    assert answer.json == {"error": 'No "such" <exam>.'}


def test_a_client_that_asks_for_json_gets_it(site: Site) -> None:
    answer = site.get("/foreseen/conflict", headers={"Accept": "application/json"})
    assert answer.json == {"error": "Not like this."}
    browser = "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8"
    assert site.get("/foreseen/conflict", headers={"Accept": browser}).mimetype == "text/html"


@pytest.mark.parametrize("path", ["/nowhere", "/static/nothing.css", "/static/../settings.py"])
def test_an_unknown_address_says_no_more_than_that(site: Site, path: str) -> None:
    answer = site.get(path)
    assert answer.status_code == 404
    assert "There is nothing at this address, or it is not for you." in answer.text
    check_no_inside(answer)


def test_an_unknown_address_for_programs_answers_in_json(site: Site) -> None:
    assert site.get("/nowhere.json").json == {
        "error": "There is nothing at this address, or it is not for you."
    }


def test_the_wrong_method_is_told_with_the_right_ones(site: Site) -> None:
    answer = site.get("/form")
    assert answer.status_code == 405
    assert "does not take that kind of request" in answer.text
    assert "POST" in answer.headers["Allow"]


def test_who_must_wait_is_told_how_long(site: Site) -> None:
    answer = site.get("/busy")
    assert (answer.status_code, answer.headers["Retry-After"]) == (429, "60")
    assert answer.headers.getlist("Content-Type") == ["text/html; charset=utf-8"]


def test_an_answer_that_a_view_made_itself_is_left_alone(site: Site) -> None:
    answer = site.get("/own-answer")
    assert (answer.status_code, answer.text) == (418, "as the view wants it")


def test_a_form_at_the_limit_is_taken_and_one_above_it_is_not(site: Site) -> None:
    fits = "a" * (MAX_FORM_BYTES - len("answer="))
    assert site.post("/form", data={"answer": fits}).status_code == 200
    answer = site.post("/form", data={"answer": fits + "a"})
    assert answer.status_code == 413
    assert "more than a form here can hold" in answer.text


def test_a_form_in_many_parts_is_bounded_too(site: Site) -> None:
    answer = site.post(
        "/form", data={"answer": "a" * MAX_FORM_BYTES}, content_type="multipart/form-data"
    )
    assert answer.status_code == 413


@pytest.mark.parametrize("path", ["/broken", "/broken.json"])
def test_what_nobody_foresaw_is_a_reference_for_the_person_and_a_line_for_us(
    site: Site, path: str
) -> None:
    with capture_logs() as logged:
        answer = site.get(path)
    assert answer.status_code == 500
    check_no_inside(answer)
    (line,) = logged
    assert (line["event"], line["log_level"], line["path"]) == ("request_failed", "error", path)
    assert line["reference"] == reference(answer)
    assert isinstance(line["exc_info"], RuntimeError)


def test_each_mishap_has_a_reference_of_its_own(site: Site) -> None:
    with capture_logs():
        assert reference(site.get("/broken")) != reference(site.get("/broken"))


def test_a_failed_form_is_not_said_to_be_kept(site: Site) -> None:
    with capture_logs():
        answer = site.post("/broken", data={"answer": "b"})
    assert "Try again" in answer.text
    assert "lost" not in answer.text


def test_a_plain_500_of_a_view_has_a_reference_too(site: Site) -> None:
    with capture_logs() as logged:
        answer = site.get("/abort")
    assert answer.status_code == 500
    assert [line["reference"] for line in logged] == [reference(answer)]


@pytest.mark.parametrize("path", ["/page", "/mine", "/nowhere", "/foreseen/conflict"])
def test_the_error_page_does_not_need_what_broke(site: Site, path: str) -> None:
    """The page head asks the database who is signed in; it must not when that is down."""
    browser = site.browser()
    browser.post("/sign-in/octocat", base_url=site.public_url)
    with site.database.writing() as session:
        session.connection().execute(sql("DROP TABLE login_session"))
    with capture_logs() as logged:
        answer = browser.get(path, base_url=site.public_url)
    assert answer.status_code == 500
    assert "<h1>Internal Server Error</h1>" in answer.text
    assert "X-Frame-Options" in answer.headers
    check_no_inside(answer)
    assert logged[-1]["reference"] == reference(answer)


def test_the_error_page_is_a_page_like_any_other(site: Site) -> None:
    text = site.get("/nowhere").text
    assert text.count("<h1>") == 1
    assert '<html lang="en">' in text
    assert "<title>Not Found · Meshery Recognition</title>" in text
    assert '<a href="/">' in text
