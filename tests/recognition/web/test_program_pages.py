"""The program, where one stands in it, and certificates to print."""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID

import pytest

from tests.recognition.factories import NOON
from tests.recognition.web.site import Site

DAY = timedelta(days=1)
TWO_YEARS = 730 * DAY


def text(site: Site, path: str, *, person: int | None = None) -> str:
    if person is not None:
        site.enter(person)
    return " ".join(site.client.get(path).get_data(as_text=True).split())


def test_everybody_sees_tracks_steps_and_exams_and_nobody_elses_standing(site: Site) -> None:
    site.certify()
    page = text(site, "/program")
    assert "Developers" in page
    assert "Certified Contributor" in page
    assert "/exams/server" in page
    assert "Sign in to see where you stand" in page
    assert "exams passed" not in page


def test_a_visitor_sees_what_is_passed_and_then_what_is_held(site: Site) -> None:
    site.sit("server")
    page = text(site, "/program", person=1)
    assert "1 of 2 exams passed" in page
    assert ">Open<" in page
    site.sit("cli")
    page = text(site, "/program", person=1)
    assert ">Yours<" in page
    assert site.award("certified") in page


def test_of_what_has_ended_only_newer_passes_count(site: Site) -> None:
    site.certify()
    site.clock.advance(TWO_YEARS + 5 * DAY)
    page = text(site, "/program", person=1)
    assert ">Has ended<" in page
    assert "0 of 2 exams passed" in page
    site.sit("cli", at=site.clock.now())
    assert "1 of 2 exams passed" in text(site, "/program", person=1)
    site.sit("server", at=site.clock.now())
    assert ">Yours<" in text(site, "/program", person=1)


@pytest.mark.parametrize(
    ("before", "told"), [(61, None), (60, "60 days"), (14, "14 days"), (1, "1 day")]
)
def test_ones_own_page_reminds_of_the_end(site: Site, before: int, told: str | None) -> None:
    site.certify()
    ends_at = NOON.replace(year=NOON.year + 2)
    site.clock.advance(ends_at - before * DAY - site.clock.now())
    page = text(site, "/me", person=1)
    assert ("Ending soon" in page) == (told is not None)
    assert told is None or f"in {told}." in page


def test_a_certificate_is_there_while_the_award_stands(site: Site) -> None:
    site.certify()
    award = site.award("certified")
    page = text(site, f"/v/{award}/certificate")
    for said in ("person-1", "Certified Contributor", award, f"/v/{award}"):
        assert said in page
    assert f"/v/{award}/certificate" in text(site, f"/v/{award}")
    site.clock.advance(TWO_YEARS + 5 * DAY)
    assert site.client.get(f"/v/{award}/certificate").status_code == 404
    assert f"/v/{award}/certificate" not in text(site, f"/v/{award}")


def test_a_certificate_for_programs_has_the_academys_names(site: Site) -> None:
    site.certify()
    award = site.award("certified")
    told = site.client.get(f"/v/{award}/certificate.json").get_json()
    for name in ("id", "orgId", "recipientId"):
        assert UUID(told.pop(name)).version == 5
    assert told.pop("description")
    assert told == {
        "title": "Certified Contributor",
        "issuingAuthorities": [
            {"name": "Meshery Recognition", "role": "Issuer", "url": "https://recognition.example"}
        ],
        "issuedDate": "2026-03-04T12:00:00Z",
        "expirationDate": "2028-03-04T12:00:00Z",
        "expiresIn": 24,
        "recipientName": "person-1",
    }
    site.clock.advance(TWO_YEARS + 5 * DAY)
    assert site.client.get(f"/v/{award}/certificate.json").status_code == 404


def test_there_is_no_certificate_of_a_badge_or_of_what_is_not_there(site: Site) -> None:
    site.merge(1)
    award = site.award("meshery", tier="bronze")
    assert site.client.get(f"/v/{award}/certificate").status_code == 404
    assert site.client.get("/v/nothing/certificate").status_code == 404
    assert f"/v/{award}/certificate" not in text(site, f"/v/{award}")
