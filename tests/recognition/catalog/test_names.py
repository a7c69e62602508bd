"""The catalog's badges are Meshery's: 42 of them, each found under every name people use."""

from __future__ import annotations

import pytest

from recognition.render.art import TEMPLATES
from recognition.render.emblems import read_emblems
from recognition.rules.badge import Category, Signal
from tests.recognition.deeds import CATALOG

CLOUD, EXAM, GITHUB, PEOPLE = Signal.CLOUD, Signal.EXAM, Signal.GITHUB, Signal.PEOPLE

MESHERYS: dict[Category, dict[str, set[Signal]]] = {
    Category.SPECIAL: {
        "docker-captain": {PEOPLE},
        "cncf-ambassador": {PEOPLE},
        "hacktoberfest-25-contributor": {GITHUB},
        "hacktoberfest-24-contributor": {GITHUB},
        "hacktoberfest-contributor": {GITHUB},
        "meshmate": {GITHUB},
    },
    Category.ACHIEVEMENT: {
        "first-application": {CLOUD},
        "design-pioneer": {CLOUD},
        "code-cleanup-crew": {GITHUB},
        "security-sentinel": {GITHUB, PEOPLE},
        "longevity-legend": {GITHUB},
        "review-rockstar": {GITHUB},
        "bring-a-buddy": {CLOUD},
        "first-share": {CLOUD},
        "first-deployment": {CLOUD},
        "need-for-speed": {CLOUD},
        "first-interactive-terminal-session": {CLOUD},
        "first-log-streaming-session": {CLOUD},
        "first-collaborator": {CLOUD},
        "gitops-connected": {CLOUD},
        "meshmap-snapshot": {CLOUD},
        "continuous-contributor": {GITHUB},
    },
    Category.PROJECT: {
        "ui-ux": {GITHUB},
        "writers-program": {GITHUB, CLOUD},
        "kanvas": {GITHUB},
        "service-mesh-performance": {GITHUB},
        "community": {GITHUB},
        "meshery": {GITHUB},
        "patterns": {GITHUB},
        "landscape": {GITHUB},
        "nighthawk": {GITHUB},
        "meshery-catalog": {GITHUB},
        "docker-extension": {GITHUB},
        "meshery-operator": {GITHUB},
        "meshery-docs": {GITHUB},
        "meshsync": {GITHUB},
        "sistent-contributor": {GITHUB},
    },
    Category.CERTIFICATION: {
        "certified-meshery-contributor": {EXAM},
        "certified-meshery-developer": {EXAM},
        "certified-meshery-associate": {EXAM},
        "certified-meshery-professional": {EXAM},
        "certified-meshery-expert": {EXAM},
    },
}

OURS = {
    "first-contribution",
    *(f"exam-meshery-{exam}" for exam in ("server", "cli", "ui", "models", "extensibility")),
}


def test_the_catalog_holds_mesherys_42_badges_and_ours() -> None:
    named = [badge for shelf in MESHERYS.values() for badge in shelf]
    assert len(named) == 42
    assert CATALOG.badges.keys() == {*named, *OURS}


@pytest.mark.parametrize("category", MESHERYS)
def test_each_stands_on_its_shelf_and_looks_where_its_deeds_are_told(category: Category) -> None:
    found = {
        badge.id: set(badge.signals)
        for badge in CATALOG.badges.values()
        if badge.category is category and badge.id not in OURS
    }
    assert found == MESHERYS[category]


@pytest.mark.parametrize(
    ("alias", "badge"),
    [
        ("hacktoberfest25", "hacktoberfest-25-contributor"),
        ("hacktoberfest2025", "hacktoberfest-25-contributor"),
        ("first-design", "design-pioneer"),
        ("kanvas-snapshot", "meshmap-snapshot"),
        ("docs", "meshery-docs"),
        ("cloud-native-performance", "service-mesh-performance"),
        ("SMP", "service-mesh-performance"),
        ("meshmap", "kanvas"),
        ("application-pioneer", "first-application"),
        ("shipped", "first-deployment"),
        ("hip-hacker", "first-interactive-terminal-session"),
        ("log-streamer", "first-log-streaming-session"),
        ("Streamer", "first-log-streaming-session"),
        ("gitops-with-friends", "first-collaborator"),
        ("sistent", "sistent-contributor"),
        ("CMC", "certified-meshery-contributor"),
        ("MCC", "certified-meshery-contributor"),
        ("CMD", "certified-meshery-developer"),
        ("CMA", "certified-meshery-associate"),
        ("CMP", "certified-meshery-professional"),
        ("CME", "certified-meshery-expert"),
    ],
)
def test_other_names_lead_to_the_badge(alias: str, badge: str) -> None:
    found = CATALOG.find(alias)
    assert found is not None
    assert found.id == badge


def test_every_alias_resolves_to_its_badge() -> None:
    for badge in CATALOG.badges.values():
        for name in (badge.id, *badge.aliases):
            assert CATALOG.find(name.upper()) is badge


def test_every_badge_has_a_drawing_of_its_family_and_no_two_of_a_family_look_the_same() -> None:
    emblems = read_emblems()
    seen: dict[tuple[str, str], str] = {}
    for badge in CATALOG.badges.values():
        template, emblem = badge.art["template"], badge.art["emblem"]
        assert template in TEMPLATES
        assert template == ("round" if badge.category is Category.PROJECT else "shield")
        assert emblem in emblems
        if not badge.id.startswith("hacktoberfest"):
            # The seasons of one event share their picture, and bear their year on the ribbon.
            assert (template, emblem) not in seen, (badge.id, seen[template, emblem])
            seen[template, emblem] = badge.id


def test_every_badge_says_what_it_is_given_for_in_one_sentence() -> None:
    said = [badge.description for badge in CATALOG.badges.values()]
    assert len(set(said)) == len(said)
    assert all(text.endswith((".", "!")) and len(text) <= 100 for text in said)


def test_every_certification_of_the_three_tracks_is_a_badge_and_the_live_one_is_given() -> None:
    assert [track.id for track in CATALOG.tracks] == ["developers", "administrators", "community"]
    for track in CATALOG.tracks:
        for step in track.certifications:
            badge = CATALOG.badges[step.badge]
            assert badge.name == step.name
            assert badge.is_active is (step.state == "live")
            assert CATALOG.is_track(badge.id)
