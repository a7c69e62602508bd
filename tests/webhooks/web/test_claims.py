"""Tests of the page on which people claim a badge with a code."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import pytest
from sqlmodel import select

from recognition.kernel.ids import UserId
from recognition.kernel.web.session import Visitor
from recognition.service.claims import create_code
from recognition.store import ClaimCodeRow, FactRow
from tests.recognition.factories import make_actor, make_badges
from tests.webhooks.web.intake import Intake, make_intake

if TYPE_CHECKING:
    from recognition.kernel.clock import ManualClock
    from recognition.kernel.store import Database

ADA = Visitor(id=UserId(7), login="ada")
SITE = {"Sec-Fetch-Site": "same-origin"}


@pytest.fixture
def site(database: Database, clock: ManualClock) -> Intake:
    rule = "on: claim\nwhere: {badge: meetup}\nfirst: true"
    return make_intake(database, clock, make_badges(meetup=rule))


def code_of(site: Intake, *, uses: int = 1) -> str:
    now = site.clock.now()
    with site.database.writing() as session:
        return create_code(
            session,
            "meetup",
            by=make_actor(9, login="lee"),
            expires_at=now + timedelta(days=1),
            uses=uses,
            now=now,
        )


def test_whoever_has_the_link_signs_in_clicks_and_has_the_badge(site: Intake) -> None:
    code = code_of(site)
    stranger = site.browser().get(f"/claim?code={code}")
    assert stranger.status_code == 302
    assert stranger.location == f"/login?next=/claim?code%3D{code}"
    browser = site.browser(ADA)
    page = browser.get(f"/claim?code={code}")
    assert f'value="{code}"' in page.text
    assert page.headers["Cache-Control"] == "no-store"
    assert site.awards() == [], "a look at the page claims nothing"
    done = browser.post("/claim", data={"code": code}, headers=SITE)
    assert (done.status_code, done.headers["Cache-Control"]) == (200, "no-store")
    assert 'href="/achievements/meetup"' in done.text
    assert site.awards() == [("ada", "meetup", "granted")]
    assert site.woken == ["woken"]


def test_a_claim_that_another_site_sends_is_refused(site: Intake) -> None:
    code = code_of(site)
    answer = site.browser(ADA).post(
        "/claim", data={"code": code}, headers={"Sec-Fetch-Site": "cross-site"}
    )
    assert answer.status_code == 403
    assert site.awards() == []


def test_nobody_claims_without_signing_in(site: Intake) -> None:
    answer = site.browser().post("/claim", data={"code": code_of(site)}, headers=SITE)
    assert answer.status_code == 302
    with site.database.reading() as session:
        assert [row.uses for row in session.exec(select(ClaimCodeRow))] == [0]


@pytest.mark.parametrize(
    ("trouble", "words"),
    [
        ("unknown", "There is no such code"),
        ("expired", "good for some time only"),
        ("used_up", "all of them have used it"),
        ("claimed", "claimed this badge already"),
        ("empty", "There is no such code"),
    ],
)
def test_a_code_that_does_not_work_is_answered_kindly(
    site: Intake, trouble: str, words: str
) -> None:
    code = code_of(site)
    if trouble in ("used_up", "claimed"):
        somebody = ADA if trouble == "claimed" else Visitor(id=UserId(8), login="grace")
        site.browser(somebody).post("/claim", data={"code": code}, headers=SITE)
    if trouble == "expired":
        site.clock.advance(timedelta(days=2))
    typed = {"unknown": "7KQ2-M4XD-9PZA-H3VE", "empty": ""}.get(trouble, code)
    answer = site.browser(ADA).post("/claim", data={"code": typed}, headers=SITE)
    assert answer.status_code == 422
    assert words in answer.text
    assert 'role="alert"' in answer.text
    with site.database.reading() as session:
        facts = session.exec(select(FactRow.actor_id)).all()
    assert facts == {"used_up": [8], "claimed": [7]}.get(trouble, [])


def test_who_tries_code_after_code_must_wait(site: Intake) -> None:
    code = code_of(site)
    browser = site.browser(ADA)
    for number in range(10):
        assert browser.post("/claim", data={"code": f"{number}"}, headers=SITE).status_code == 422
    assert browser.post("/claim", data={"code": code}, headers=SITE).status_code == 429
    assert site.awards() == []
    other = site.browser(Visitor(id=UserId(8), login="grace"))
    assert other.post("/claim", data={"code": code}, headers=SITE).status_code == 200
    site.clock.advance(timedelta(minutes=10))
    late = browser.post("/claim", data={"code": code}, headers=SITE)
    assert "all of them have used it" in late.text


def test_what_is_typed_comes_back_as_text_and_is_cut(site: Intake) -> None:
    typed = '"><script>alert(1)</script>' + 100 * "x"
    for answer in (
        site.browser(ADA).get("/claim", query_string={"code": typed}),
        site.browser(ADA).post("/claim", data={"code": typed}, headers=SITE),
    ):
        assert "<script>alert" not in answer.text
        assert "x" * 60 not in answer.text
