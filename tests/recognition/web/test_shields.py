"""Shields tell the truth, to anybody, in time, and never break a README."""

from __future__ import annotations

import hashlib
import json
from datetime import timedelta
from urllib.parse import quote
from xml.etree import ElementTree as ET

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from werkzeug.test import TestResponse

from recognition.render.palette import LABEL_COLOR, LOOKS, Standing
from recognition.render.shield import STYLES, shield
from tests.recognition.web.site import Site

CAN_BE_KEPT = "public, max-age=300, s-maxage=300"


def get(site: Site, path: str) -> TestResponse:
    answer = site.client.get(path)
    assert answer.status_code == 200
    return answer


def words(site: Site, path: str) -> str:
    return ET.fromstring(get(site, path).data).attrib["aria-label"]


# --- what it says -------------------------------------------------------------------------


def test_a_shield_says_the_highest_tier(site: Site) -> None:
    site.merge(1)
    assert words(site, "/b/person-1/meshery.svg") == "Meshery <&>: bronze"
    site.merge(3)
    assert words(site, "/b/person-1/meshery.svg") == "Meshery <&>: silver"


def test_a_certification_is_called_by_its_letters(site: Site) -> None:
    site.certify()
    assert words(site, "/b/person-1/certified.svg") == "CC: certified"


@pytest.mark.parametrize("path", ["/b/PERSON-1/certified.svg", "/b/person-1/CC.svg"])
def test_login_and_badge_have_no_case_and_a_badge_has_aliases(site: Site, path: str) -> None:
    site.certify()
    assert words(site, path) == "CC: certified"


def test_expired_and_revoked_are_said_in_words_and_not_kept(site: Site) -> None:
    site.certify()
    site.clock.advance(timedelta(days=3 * 365))
    assert words(site, "/b/person-1/certified.svg") == "CC: expired"
    assert get(site, "/b/person-1/certified.svg").headers["Cache-Control"] == "no-store"
    site.revoke(site.award("certified"))
    assert words(site, "/b/person-1/certified.svg") == "CC: revoked"
    assert get(site, "/b/person-1/certified.svg").headers["Cache-Control"] == "no-store"


def test_a_proposed_award_is_not_shown(site: Site) -> None:
    site.merge(2)
    assert words(site, "/b/person-1/trusted.svg") == "Trusted: unknown"


def test_unknown_people_people_without_it_and_people_who_opted_out_answer_alike(
    site: Site,
) -> None:
    site.certify(person=1)
    site.merge(1, person=2)
    site.opt_out(1)
    answers = [
        get(site, f"/b/{login}/certified.svg") for login in ("person-1", "person-2", "nobody")
    ]
    assert len({answer.data for answer in answers}) == 1
    assert {answer.headers["Cache-Control"] for answer in answers} == {"no-store"}
    assert all("ETag" not in answer.headers for answer in answers)


def test_what_the_address_says_is_not_repeated(site: Site) -> None:
    answer = get(site, "/b/%3Cscript%3E/%3Cimg%20src=x%3E.svg")
    assert b"script" not in answer.data
    assert words(site, "/b/x/no-such-badge.svg") == "badge: unknown"


@settings(
    max_examples=50, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(login=st.text(min_size=1, max_size=20), badge=st.text(min_size=1, max_size=20))
def test_any_address_gives_a_well_formed_image(site: Site, login: str, badge: str) -> None:
    """A slash ends a part of an address, and dots are taken out by clients."""
    path = f"/b/{quote(login, safe='')}/{quote(badge, safe='')}.svg"
    if "/" in login + badge or {login, badge} & {".", ".."}:
        return
    ET.fromstring(get(site, path).data)


# --- how it looks -------------------------------------------------------------------------


@pytest.mark.parametrize("style", STYLES)
def test_every_style_of_shields_can_be_asked_for(site: Site, style: str) -> None:
    site.certify()
    expected = shield(
        "CC",
        "certified",
        color=LOOKS[Standing.CERTIFIED].color,
        label_color=LABEL_COLOR,
        style=style,  # type: ignore[arg-type]  # the keys are the styles
    )
    assert get(site, f"/b/person-1/certified.svg?style={style}").text == expected


def test_an_unknown_style_is_the_usual_one(site: Site) -> None:
    flat = get(site, "/b/person-1/certified.svg").data
    assert get(site, "/b/person-1/certified.svg?style=%3Cround").data == flat


# --- how it travels -----------------------------------------------------------------------


def test_image_proxies_are_told_all_they_need(site: Site) -> None:
    site.certify()
    answer = get(site, "/b/person-1/certified.svg")
    assert answer.headers["Content-Type"] == "image/svg+xml; charset=utf-8"
    assert answer.headers["Cache-Control"] == CAN_BE_KEPT
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert answer.headers["ETag"] == f'"{hashlib.sha256(answer.data).hexdigest()}"'
    assert answer.expires == site.clock.now() + timedelta(minutes=5)
    assert "Set-Cookie" not in answer.headers
    assert "script" not in answer.headers["Content-Security-Policy"]
    assert answer.headers["Cross-Origin-Resource-Policy"] == "cross-origin"


def test_an_image_that_has_not_changed_is_not_sent_again(site: Site) -> None:
    site.merge(1)
    first = get(site, "/b/person-1/meshery.svg")
    tag = {"If-None-Match": first.headers["ETag"]}
    again = site.client.get("/b/person-1/meshery.svg", headers=tag)
    assert (again.status_code, again.data) == (304, b"")
    site.merge(3)
    changed = site.client.get("/b/person-1/meshery.svg", headers=tag)
    assert changed.status_code == 200


def test_a_broken_database_gives_an_apology_that_is_kept_for_a_minute(site: Site) -> None:
    site.certify()
    with site.database.engine.begin() as connection:
        connection.exec_driver_sql("ALTER TABLE account RENAME TO elsewhere")
    answer = get(site, "/b/person-1/certified.svg")
    assert ET.fromstring(answer.data).attrib["aria-label"] == "badge: unavailable"
    assert answer.headers["Cache-Control"] == "public, max-age=60, s-maxage=60"
    described = get(site, "/b/person-1/certified.json").get_json()
    assert described["isError"] is True


# --- for shields.io -----------------------------------------------------------------------

# What shields.io takes; it refuses other keys.
ENDPOINT_KEYS = {
    *("schemaVersion", "label", "message", "color", "labelColor", "isError"),
    *("namedLogo", "logoSvg", "logoColor", "logoWidth", "style", "cacheSeconds"),
}


def test_shields_io_is_told_the_same(site: Site) -> None:
    site.merge(3)
    answer = get(site, "/b/person-1/meshery.json")
    assert answer.headers["Content-Type"] == "application/json"
    assert answer.headers["Cache-Control"] == CAN_BE_KEPT
    assert json.loads(answer.data) == {
        "schemaVersion": 1,
        "label": "Meshery <&>",
        "message": "silver",
        "color": LOOKS[Standing.EARNED].color.removeprefix("#"),
        "labelColor": LABEL_COLOR.removeprefix("#"),
        "isError": False,
        "cacheSeconds": 300,
    }


@pytest.mark.parametrize("path", ["/b/person-1/meshery.json", "/b/nobody/nothing.json"])
def test_shields_io_would_accept_the_answer(site: Site, path: str) -> None:
    site.merge(1)
    described = get(site, path).get_json()
    assert described.keys() <= ENDPOINT_KEYS
    assert described["message"]
    assert described["schemaVersion"] == 1
