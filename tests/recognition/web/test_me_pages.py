"""One's own page: what is known, being left out, two accounts, all of it as JSON."""

from __future__ import annotations

import json
import re
from datetime import timedelta
from html import unescape
from typing import Any

import pytest

from recognition.service.persons import accounts_of
from tests.recognition.factories import make_fact
from tests.recognition.web.site import Site
from tests.recognition.web.test_people_pages import plain


def post(site: Site, path: str, **form: str) -> str:
    """Send a form of the page, and give what is shown afterwards."""
    answer = site.client.post(path, data=form, follow_redirects=True)
    assert answer.status_code in (200, 409), answer.text
    return answer.text


def code_of(site: Site, person: int) -> str:
    site.enter(person)
    found = re.search(
        r'aria-label="Code for your other account"><code>([^<]+)', post(site, "/me/code")
    )
    assert found is not None
    return unescape(found[1])


def accounts(site: Site, person: int) -> tuple[int, ...]:
    with site.database.reading() as session:
        return accounts_of(session, person)


# --- what is known ------------------------------------------------------------------------


def test_it_says_in_numbers_what_is_known(site: Site) -> None:
    site.merge(3)
    site.certify()
    site.enter()
    words = plain(site.text("/me"))
    assert "Since 2026-03-04 we counted:" in words
    assert "3 merged pull requests 2 passed exams" in words
    assert "Badges: 3 yours, 1 waiting for a maintainer" in words
    assert "Your public page" in words


def test_somebody_new_is_greeted_with_nothing(site: Site) -> None:
    site.enter(5)
    words = plain(site.text("/me"))
    assert "No contributions of yours yet." in words
    assert "Your public page" not in words


@pytest.mark.parametrize("path", ["/me", "/me/export.json"])
def test_it_is_for_who_is_signed_in_and_for_no_cache(site: Site, path: str) -> None:
    assert site.client.get(path).headers["Location"] == f"/login?next={path}"
    site.enter()
    assert site.client.get(path).headers["Cache-Control"] == "no-store"


def test_everything_can_be_taken_away_as_json(site: Site) -> None:
    site.merge(2)
    site.merge(1, person=2)
    site.enter()
    answer = site.client.get("/me/export.json")
    assert answer.headers["Content-Disposition"] == "attachment; filename=recognition.json"
    told: dict[str, Any] = json.loads(answer.text)["recognition"]
    assert [row["login"] for row in told["accounts"]] == ["person-1"]
    assert {row["actor_id"] for row in told["facts"]} == {1}
    assert {row["state"] for row in told["awards"]} == {"granted", "proposed"}
    assert all("decided_by" not in row for row in told["awards"])


# --- wishes -------------------------------------------------------------------------------


def test_leaving_takes_one_click_and_coming_back_another(site: Site) -> None:
    site.merge(3)
    site.enter()
    assert "You are left out." in post(site, "/me/wishes", wish="optout")
    site.text("/u/person-1", status=404)
    assert "silver" not in site.text("/b/person-1/meshery.svg")
    page = post(site, "/me/wishes", wish="optin")
    assert "You are left out." not in page
    assert "Silver" in site.text("/u/person-1")


def test_announcements_are_stopped_and_resumed(site: Site) -> None:
    site.merge(1)
    site.enter()
    assert "not announced" in post(site, "/me/wishes", wish="mute")
    assert "not announced" not in post(site, "/me/wishes", wish="unmute")


def test_somebody_of_whom_nothing_is_known_can_leave_beforehand(site: Site) -> None:
    site.enter(5)
    assert "You are left out." in post(site, "/me/wishes", wish="optout")
    site.merge(3, person=5)
    site.text("/u/person-5", status=404)


def test_another_wish_is_refused(site: Site) -> None:
    site.enter()
    assert site.client.post("/me/wishes", data={"wish": "gold"}).status_code == 422


def test_another_site_cannot_wish_in_somebodys_name(site: Site) -> None:
    site.merge(1)
    site.enter()
    answer = site.client.post(
        "/me/wishes", data={"wish": "optout"}, headers={"Sec-Fetch-Site": "cross-site"}
    )
    assert answer.status_code == 403
    site.text("/u/person-1")


# --- two accounts -------------------------------------------------------------------------


def test_a_code_of_one_account_typed_in_as_the_other_makes_them_one(site: Site) -> None:
    site.merge(2, person=1)
    site.record([make_fact(9, person=2)])
    code = code_of(site, 1)
    site.enter(2)
    page = plain(post(site, "/me/accounts", code=f" {code}\n"))
    assert "These count as one person, shown as person-1" in page
    assert "3 merged pull requests" in page
    assert accounts(site, 2) == (1, 2)
    assert "Silver" in site.text("/u/person-2")
    assert "<h1>person-1</h1>" in site.text("/u/person-2")


def test_accounts_are_parted_again(site: Site) -> None:
    site.merge(1, person=1)
    site.record([make_fact(9, person=2)])
    code = code_of(site, 1)
    site.enter(2)
    post(site, "/me/accounts", code=code)
    post(site, "/me/accounts/2/part")
    assert accounts(site, 2) == (2,)
    assert "<h1>person-2</h1>" in site.text("/u/person-2")


def test_a_code_is_good_for_one_account_and_ten_minutes(site: Site) -> None:
    for person in (1, 2, 3):
        site.record([make_fact(person, person=person)])
    code = code_of(site, 1)
    site.enter(2)
    post(site, "/me/accounts", code=code)
    site.enter(3)
    assert "has run out or was used" in post(site, "/me/accounts", code=code)
    fresh = code_of(site, 1)
    site.clock.advance(timedelta(minutes=11))
    site.enter(3)
    assert "has run out or was used" in post(site, "/me/accounts", code=fresh)
    assert accounts(site, 3) == (3,)


def test_a_code_that_was_changed_or_is_ones_own_is_refused(site: Site) -> None:
    for person in (1, 2):
        site.record([make_fact(person, person=person)])
    code = code_of(site, 1)
    assert "Sign in with the other one first" in post(site, "/me/accounts", code=code)
    site.enter(2)
    for wrong in ("", "nonsense", f"{code}x", f"WzIsOTk5OTk5OTk5OV0.{code.rpartition('.')[2]}"):
        assert "not one of ours" in post(site, "/me/accounts", code=wrong)
    assert accounts(site, 2) == (2,)


def test_nobody_parts_the_accounts_of_others(site: Site) -> None:
    for person in (1, 2, 3):
        site.record([make_fact(person, person=person)])
    code = code_of(site, 1)
    site.enter(2)
    post(site, "/me/accounts", code=code)
    site.enter(3)
    assert site.client.post("/me/accounts/2/part").status_code == 404
    assert accounts(site, 2) == (1, 2)


def test_what_is_said_for_one_account_holds_for_both(site: Site) -> None:
    site.merge(3, person=1)
    site.record([make_fact(9, person=2)])
    code = code_of(site, 1)
    site.enter(2)
    post(site, "/me/accounts", code=code)
    post(site, "/me/wishes", wish="optout")
    site.text("/u/person-1", status=404)
    site.text("/u/person-2", status=404)
