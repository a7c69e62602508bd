"""The home page shows what can be earned; each badge has a page that says how."""

from __future__ import annotations

from html import unescape
from xml.etree import ElementTree as ET

from recognition.catalog import load_catalog, make_catalog
from recognition.kernel.clock import ManualClock
from recognition.kernel.store import Database
from tests.conftest import ROOT
from tests.recognition.factories import make_badge
from tests.recognition.web.site import Site, make_site
from tests.recognition.web.test_people_pages import plain


def test_the_home_page_shows_every_badge_that_can_be_earned_with_its_rule(site: Site) -> None:
    page = site.text("/")
    words = plain(page)
    assert "Certified Contributor Passed both exams. All of these exams passed" in words
    assert "Meshery <&> Merged pull requests & more. Bronze for 1, silver for 3" in words
    assert "Retired" not in words
    assert 'href="/exams"' in page
    assert 'href="/achievements/certified"' in page


def test_an_empty_shelf_is_not_shown(site: Site) -> None:
    assert "Community" not in plain(site.text("/"))


def test_a_badge_says_what_it_takes_in_words_and_as_it_is_written(site: Site) -> None:
    site.merge(3)
    page = site.text("/achievements/meshery")
    words = plain(page)
    assert "Bronze for 1, silver for 3 merged pull requests." in words
    assert "In the repository meshery/*." in words
    assert "Held by 1 person." in words
    assert "tiers: {bronze: 1, silver: 3}" in words


def test_a_badge_is_found_by_an_alias_in_any_case(site: Site) -> None:
    assert "<h1>Certified Contributor</h1>" in site.text("/achievements/CC")


def test_a_certification_leads_to_its_exams(site: Site) -> None:
    assert "Go to the exams" in site.text("/achievements/certified")


def test_a_retired_badge_can_still_be_read_about(site: Site) -> None:
    assert "Retired: kept by its holders" in site.text("/achievements/retired")


def test_a_badge_that_is_not_there_is_a_page_that_says_so(site: Site) -> None:
    assert "no badge of this name" in site.text("/achievements/nothing", status=404)
    assert site.client.get("/achievements/nothing.svg").status_code == 404


def test_a_badge_is_drawn_in_the_tier_that_is_asked_for(site: Site) -> None:
    def title(query: str) -> str | None:
        drawn = site.client.get(f"/achievements/meshery.svg{query}").data
        return ET.fromstring(drawn).findtext("{http://www.w3.org/2000/svg}title")

    assert title("") == "Meshery <&>"
    assert title("?tier=silver") == "Meshery <&>, silver"
    assert title("?tier=%3Cscript%3E") == "Meshery <&>"


def test_every_shipped_badge_has_a_page_and_a_picture(
    database: Database, clock: ManualClock
) -> None:
    catalog = load_catalog(ROOT / "badge_templates")
    site = make_site(database, clock, catalog)
    home = site.text("/")
    for badge in catalog.badges.values():
        assert badge.name in unescape(site.text(f"/achievements/{badge.id}"))
        assert badge.name in unescape(site.text(f"/achievements/{badge.id}.svg"))
        is_shown = f'href="/achievements/{badge.id}"' in home
        assert is_shown is badge.is_active


def test_the_page_of_a_badge_on_hold_leads_to_no_exam_that_does_not_exist(
    database: Database, clock: ManualClock
) -> None:
    site = make_site(database, clock, load_catalog(ROOT / "badge_templates"))
    held_back = site.text("/achievements/cme")
    assert "not given at the moment" in held_back
    assert "Go to the exam" not in held_back
    assert "Go to the exam" in site.text("/achievements/cmc")


def test_what_people_said_about_a_badge_is_one_click_away(
    database: Database, clock: ManualClock
) -> None:
    talk = "https://example.org/t/7"
    badge = make_badge(f"first: true\ndiscussion: {talk}")
    site = make_site(database, clock, make_catalog([badge]))
    assert f'href="{talk}"' in site.text(f"/achievements/{badge.id}")
