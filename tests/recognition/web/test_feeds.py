"""Awards for programs: feeds that readers understand, and nothing in them that is not public."""

from __future__ import annotations

import json
import re
from datetime import timedelta
from pathlib import Path
from typing import Any
from xml.etree import ElementTree as ET

import pytest

from recognition.render.feeds import NEVER
from tests.recognition.web.site import PUBLIC_URL, Site

ATOM = "{http://www.w3.org/2005/Atom}"
DOCUMENT = Path(__file__).resolve().parents[3] / "docs" / "json.md"
FEEDS = ["/feed.atom", "/feed.json", "/u/person-1/feed.atom", "/u/person-1/feed.json"]


def atom(site: Site, path: str = "/feed.atom") -> ET.Element:
    return ET.fromstring(site.text(path))


def titles(feed: ET.Element) -> list[str | None]:
    return [entry.findtext(f"{ATOM}title") for entry in feed.iter(f"{ATOM}entry")]


def link(element: ET.Element, relation: str) -> str | None:
    found = element.find(f"{ATOM}link[@rel='{relation}']")
    return None if found is None else found.get("href")


def items(site: Site, path: str = "/feed.json") -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = json.loads(site.text(path))["items"]
    return found


# --- feeds --------------------------------------------------------------------------------


def test_an_entry_says_who_earned_what_and_leads_to_the_proof(site: Site) -> None:
    site.certify()
    award = site.award("certified")
    feed = atom(site, "/u/person-1/feed.atom")
    (entry,) = feed.iter(f"{ATOM}entry")
    assert entry.findtext(f"{ATOM}title") == "person-1 earned Certified Contributor"
    assert entry.findtext(f"{ATOM}summary") == "Passed both exams. Valid until 2028-03-04."
    assert entry.findtext(f"{ATOM}id") == f"tag:recognition.example,2026:award/{award}"
    assert entry.findtext(f"{ATOM}author/{ATOM}name") == "person-1"
    assert link(entry, "alternate") == f"{PUBLIC_URL}/v/{award}"
    assert link(entry, "enclosure") == f"{PUBLIC_URL}/v/{award}.svg"
    assert link(feed, "self") == f"{PUBLIC_URL}/u/person-1/feed.atom"
    assert link(feed, "alternate") == f"{PUBLIC_URL}/u/person-1"


@pytest.mark.parametrize("path", FEEDS)
def test_every_feed_has_what_its_format_demands(site: Site, path: str) -> None:
    site.merge(1)
    if path.endswith("json"):
        told = json.loads(site.text(path))
        assert told["version"] == "https://jsonfeed.org/version/1.1"
        assert told["feed_url"] == f"{PUBLIC_URL}{path}"
        assert all(item["id"] and item["content_text"] for item in told["items"])
        return
    feed = atom(site, path)
    for element in (feed, *feed.iter(f"{ATOM}entry")):
        for required in ("id", "title", "updated"):
            assert element.findtext(f"{ATOM}{required}")
    assert all(entry.find(f"{ATOM}author") is not None for entry in feed.iter(f"{ATOM}entry"))


def test_what_was_given_last_stands_first_however_old_the_work(site: Site) -> None:
    site.merge(1)
    site.clock.advance(timedelta(days=1))
    site.certify(person=2)
    site.clock.advance(timedelta(days=1))
    site.merge(3, person=3)
    assert [title and title.partition(" ")[0] for title in titles(atom(site))] == [
        "person-3",
        "person-3",
        "person-2",
        "person-1",
    ]


def test_older_news_is_on_the_next_page_and_nothing_is_lost_between(site: Site) -> None:
    for person in range(1, 61):
        site.merge(1, person=person)
    first = atom(site)
    assert len(titles(first)) == 50
    following = link(first, "next")
    assert following is not None
    second = atom(site, following.removeprefix(PUBLIC_URL))
    assert len(titles(second)) == 10
    assert link(second, "next") is None
    assert len({*titles(first), *titles(second)}) == 60


def test_a_page_after_an_award_that_is_not_there_is_not_found(site: Site) -> None:
    site.text("/feed.json?before=nonsense", status=404)


def test_what_is_not_public_is_in_no_feed(site: Site) -> None:
    site.merge(3)
    proposed, revoked = site.award("trusted"), site.award("meshery", tier="silver")
    site.revoke(revoked)
    for path in FEEDS:
        text = site.text(path)
        assert proposed not in text
        assert revoked not in text
        assert site.award("meshery", tier="bronze") in text


def test_who_opted_out_is_in_no_feed(site: Site) -> None:
    site.merge(3)
    site.merge(1, person=2)
    site.opt_out()
    assert titles(atom(site)) == ["person-2 earned Meshery <&> (bronze)"]
    assert "person-1" not in site.text("/feed.json")
    hidden, nobody = (site.client.get(f"/u/{name}.json") for name in ("person-1", "no-such"))
    assert (hidden.status_code, hidden.text) == (nobody.status_code, nobody.text)
    assert hidden.status_code == 404
    for path in ("/u/person-1/feed.atom", "/u/person-1/feed.json"):
        assert site.client.get(path).status_code == 404


def test_an_award_that_expires_is_changed_news(site: Site) -> None:
    site.certify()
    before = items(site)[0]
    site.clock.advance(timedelta(days=3 * 365))
    after = items(site)[0]
    assert after["id"] == before["id"]
    assert after["content_text"] == "Passed both exams. Expired on 2028-03-04."
    assert after["date_modified"] == "2028-03-04T12:00:00Z"
    assert after["date_published"] == before["date_published"]


def test_a_feed_without_news_is_still_one(site: Site) -> None:
    assert titles(atom(site)) == []
    assert atom(site).findtext(f"{ATOM}updated") == NEVER.isoformat().replace("+00:00", "Z")


def test_words_from_elsewhere_stay_words(site: Site) -> None:
    site.merge(1, login="<b>&\"'")
    (entry,) = atom(site).iter(f"{ATOM}entry")
    assert entry.findtext(f"{ATOM}title") == "<b>&\"' earned Meshery <&> (bronze)"


@pytest.mark.parametrize("path", FEEDS)
def test_a_reader_that_has_seen_it_is_told_so(site: Site, path: str) -> None:
    site.merge(1)
    answer = site.client.get(path)
    assert answer.headers["Cache-Control"] == "public, no-cache"
    for header, value in (
        ("If-None-Match", answer.headers["ETag"]),
        ("If-Modified-Since", answer.headers["Last-Modified"]),
    ):
        assert site.client.get(path, headers={header: value}).status_code == 304
    site.clock.advance(timedelta(days=1))
    site.merge(3)
    again = site.client.get(path, headers={"If-None-Match": answer.headers["ETag"]})
    assert again.status_code == 200


# --- a person as JSON ---------------------------------------------------------------------


def test_the_json_of_a_person_says_what_the_page_says(site: Site) -> None:
    site.merge(3)
    told = json.loads(site.text("/u/PERSON-1.json"))
    assert told["login"] == "person-1"
    (award,) = told["awards"]
    assert (award["badge"], award["tier"], award["standing"]) == ("meshery", "silver", "earned")
    assert award["evidence"][0] == {
        "what": "Merged pull request",
        "place": "meshery/meshery#3",
        "url": "https://github.com/meshery/meshery/pull/3",
        "at": "2026-03-04T15:00:00Z",
    }
    assert award["evidence_total"] == 3
    assert told["next"] == [
        {
            "badge": "certified",
            "tier": None,
            "name": "Certified Contributor",
            "done": 0,
            "of": 2,
            "missing": "2 exams",
        }
    ]


def test_an_exam_as_evidence_has_a_whole_address_and_no_score(site: Site) -> None:
    site.certify()
    text = site.text("/u/person-1.json")
    assert f"{PUBLIC_URL}/exams/server" in text
    assert "score" not in text


def test_pages_lead_readers_to_their_feeds(site: Site) -> None:
    site.merge(1)
    for page, feed in (("/", "/feed.atom"), ("/u/person-1", "/u/person-1/feed.atom")):
        assert re.search(
            rf'<link rel="alternate" type="application/atom\+xml" [^>]*href="{feed}"',
            site.text(page),
        )


def shape(value: Any) -> Any:
    """Give the keys of a JSON value, those of lists by their first item."""
    if isinstance(value, dict):
        return {key: shape(item) for key, item in value.items()}
    if isinstance(value, list):
        return [shape(value[0])] if value else []
    return None


@pytest.mark.parametrize("name", ["award", "person", "leaderboard"])
def test_the_documented_shapes_are_those_that_are_given(site: Site, name: str) -> None:
    site.merge(3)
    written = DOCUMENT.read_text(encoding="utf-8").partition(f"<!-- {name} -->")[2]
    documented = json.loads(written.partition("```json")[2].partition("```")[0])
    given = {
        "award": items(site)[0]["_award"],
        "person": json.loads(site.text("/u/person-1.json")),
        "leaderboard": {
            **json.loads(site.text("/leaderboard.json?period=all")),
            "newcomers": [],
        },
    }[name]
    assert shape(given) == shape(documented)
