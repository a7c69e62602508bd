"""Signing in: a random cookie, its hash in the table, an end by time and by choice."""

from __future__ import annotations

import hashlib
from datetime import timedelta
from http.cookies import SimpleCookie

import pytest
from flask.testing import FlaskClient
from sqlmodel import select
from werkzeug.test import TestResponse

from recognition.kernel.store.tables import LoginSessionRow
from recognition.kernel.web.session import ABSOLUTE, IDLE, TOUCH, end_sessions
from tests.recognition.kernel.web.site import OCTOCAT, Site

A_MOMENT = timedelta(seconds=1)
SECURE_NAME = "__Host-recognition"
PLAIN_NAME = "recognition"


def cookie(answer: TestResponse, name: str = SECURE_NAME) -> SimpleCookie:
    """Give the one cookie that an answer sets, with its attributes."""
    (header,) = answer.headers.getlist("Set-Cookie")
    jar = SimpleCookie(header)
    assert list(jar) == [name]
    return jar


def enter(site: Site, browser: FlaskClient, name: str = "octocat") -> TestResponse:
    answer = browser.post(f"/sign-in/{name}", base_url=site.public_url)
    assert (answer.status_code, answer.text) == (200, name)
    return answer


def who(site: Site, browser: FlaskClient) -> str:
    return browser.get("/who", base_url=site.public_url).text


def rows(site: Site) -> list[LoginSessionRow]:
    with site.database.reading() as session:
        return list(session.exec(select(LoginSessionRow)))


def test_nobody_is_signed_in_at_first_and_no_cookie_is_set(site: Site) -> None:
    answer = site.get("/who")
    assert answer.text == "nobody"
    assert "Set-Cookie" not in answer.headers


def test_whoever_signed_in_is_known_on_the_next_request(site: Site) -> None:
    browser = site.browser()
    enter(site, browser)
    assert who(site, browser) == f"{OCTOCAT.id} octocat"
    assert who(site, site.browser()) == "nobody"


def test_over_tls_the_cookie_belongs_to_this_host_alone(site: Site) -> None:
    morsel = cookie(enter(site, site.browser()))[SECURE_NAME]
    assert morsel["httponly"] is True
    assert morsel["secure"] is True
    assert morsel["samesite"] == "Lax"
    assert morsel["path"] == "/"
    assert morsel["domain"] == ""
    assert int(morsel["max-age"]) == ABSOLUTE.total_seconds()


def test_without_tls_the_cookie_can_still_be_kept(plain_site: Site) -> None:
    """Browsers throw a `__Host-` cookie away that does not come over TLS."""
    browser = plain_site.browser()
    morsel = cookie(enter(plain_site, browser), PLAIN_NAME)[PLAIN_NAME]
    assert morsel["httponly"] is True
    assert morsel["secure"] == ""
    assert morsel["samesite"] == "Lax"
    assert who(plain_site, browser) == "583231 octocat"


def test_the_table_holds_only_the_hash_of_the_token(site: Site) -> None:
    token = cookie(enter(site, site.browser()))[SECURE_NAME].value
    assert len(token) >= 43
    (row,) = rows(site)
    assert row.token_hash == hashlib.sha256(token.encode()).hexdigest()
    assert (row.user_id, row.login) == (OCTOCAT.id, "octocat")
    assert row.created_at == row.seen_at == site.clock.now()
    assert site.database.sqlite_path is not None
    with open(site.database.sqlite_path, "rb") as file:  # noqa: PTH123  # read as a thief would
        assert token.encode() not in file.read()


def test_the_hash_from_the_table_opens_nothing(site: Site) -> None:
    enter(site, site.browser())
    thief = site.browser()
    thief.set_cookie(SECURE_NAME, rows(site)[0].token_hash, domain="recognition.example")
    assert who(site, thief) == "nobody"


@pytest.mark.parametrize("token", ["", "x", "a" * 4_000, "é", "'; DROP TABLE login_session"])
def test_a_made_up_token_is_nobody(site: Site, token: str) -> None:
    browser = site.browser()
    browser.set_cookie(SECURE_NAME, token, domain="recognition.example")
    assert who(site, browser) == "nobody"


def test_signing_in_again_gives_a_new_token_and_ends_the_old_one(site: Site) -> None:
    browser, thief = site.browser(), site.browser()
    first = cookie(enter(site, browser))[SECURE_NAME].value
    second = cookie(enter(site, browser, "hubot"))[SECURE_NAME].value
    assert first != second
    assert who(site, browser) == "9 hubot"
    thief.set_cookie(SECURE_NAME, first, domain="recognition.example")
    assert who(site, thief) == "nobody"
    assert len(rows(site)) == 1


def test_a_token_that_was_planted_before_signing_in_is_worth_nothing(site: Site) -> None:
    browser, thief = site.browser(), site.browser()
    for client in (browser, thief):
        client.set_cookie(SECURE_NAME, "planted", domain="recognition.example")
    enter(site, browser)
    assert who(site, browser) == "583231 octocat"
    assert who(site, thief) == "nobody"


def test_two_browsers_of_one_person_are_two_sessions(site: Site) -> None:
    one, two = site.browser(), site.browser()
    enter(site, one)
    enter(site, two)
    one.post("/logout", base_url=site.public_url)
    assert (who(site, one), who(site, two)) == ("nobody", "583231 octocat")


def test_signing_out_ends_the_session_on_both_sides(site: Site) -> None:
    browser, thief = site.browser(), site.browser()
    token = cookie(enter(site, browser))[SECURE_NAME].value
    answer = browser.post("/logout", base_url=site.public_url)
    morsel = cookie(answer)[SECURE_NAME]
    assert (morsel.value, morsel["max-age"], morsel["path"]) == ("", "0", "/")
    assert morsel["secure"] is True
    assert rows(site) == []
    thief.set_cookie(SECURE_NAME, token, domain="recognition.example")
    assert who(site, thief) == "nobody"


def test_signing_out_without_a_session_is_harmless(site: Site) -> None:
    enter(site, site.browser())
    assert site.post("/logout").status_code == 302
    assert len(rows(site)) == 1


def test_a_session_ends_when_nobody_uses_it(site: Site) -> None:
    browser = site.browser()
    enter(site, browser)
    site.clock.advance(IDLE)
    assert who(site, browser) == "583231 octocat"
    site.clock.advance(IDLE + A_MOMENT)
    assert who(site, browser) == "nobody"


def test_a_session_ends_after_a_week_however_busy(site: Site) -> None:
    browser = site.browser()
    enter(site, browser)
    spent = timedelta(0)
    while spent + IDLE <= ABSOLUTE:
        site.clock.advance(IDLE)
        spent += IDLE
        assert who(site, browser) == "583231 octocat"
    assert spent == ABSOLUTE
    site.clock.advance(A_MOMENT)
    assert who(site, browser) == "nobody"


def test_reading_pages_writes_only_now_and_then(site: Site) -> None:
    browser = site.browser()
    enter(site, browser)
    began = site.clock.now()
    site.clock.advance(TOUCH)
    who(site, browser)
    assert rows(site)[0].seen_at == began
    site.clock.advance(A_MOMENT)
    who(site, browser)
    assert rows(site)[0].seen_at == site.clock.now()
    assert rows(site)[0].created_at == began


def test_sessions_that_have_run_out_are_forgotten(site: Site) -> None:
    """What nobody can use any more is a record of people's visits, and grows for ever."""
    enter(site, site.browser())
    site.clock.advance(IDLE + A_MOMENT)
    enter(site, site.browser(), "hubot")
    assert [row.login for row in rows(site)] == ["hubot"]


def test_a_page_for_members_sends_others_to_the_sign_in_and_back(site: Site) -> None:
    answer = site.get("/mine?exam=cli&page=2")
    assert answer.status_code == 302
    assert answer.headers["Location"] == "/login?next=/mine?exam%3Dcli%26page%3D2"
    assert site.get("/mine").headers["Location"] == "/login?next=/mine"


def test_a_form_whose_session_ran_out_leads_back_to_its_page(site: Site) -> None:
    answer = site.post("/mine?save=1", data={"answer": "b"})
    assert answer.status_code == 302
    assert answer.headers["Location"] == "/login?next=/mine"


def test_a_page_for_members_opens_for_them(site: Site) -> None:
    browser = site.browser()
    enter(site, browser)
    assert browser.get("/mine", base_url=site.public_url).text == "for octocat"


def test_the_layout_shows_who_is_signed_in_and_how_to_leave(site: Site) -> None:
    browser = site.browser()
    before = browser.get("/page?text=a&b=1", base_url=site.public_url).text
    assert 'href="/login?next=/page%3Ftext%3Da%26b%3D1"' in before
    assert "octocat" not in before
    enter(site, browser)
    after = browser.get("/page", base_url=site.public_url).text
    assert '<a href="/me">octocat</a>' in after
    assert '<form class="inline" method="post" action="/logout">' in after
    assert "/login" not in after


def test_the_cookie_of_the_sign_in_itself_is_as_strict(site: Site, plain_site: Site) -> None:
    for one, secure in ((site, True), (plain_site, False)):
        config = one.app.config
        assert config["SESSION_COOKIE_SECURE"] is secure
        assert config["SESSION_COOKIE_HTTPONLY"] is True
        assert config["SESSION_COOKIE_SAMESITE"] == "Lax"


def test_somebody_can_be_signed_out_everywhere_and_nobody_else_is(site: Site) -> None:
    one, other, somebody = site.browser(), site.browser(), site.browser()
    enter(site, one)
    enter(site, other)
    enter(site, somebody, "hubot")
    with site.database.writing() as session:
        end_sessions(session, OCTOCAT.id)
    assert (who(site, one), who(site, other)) == ("nobody", "nobody")
    assert who(site, somebody) != "nobody"
