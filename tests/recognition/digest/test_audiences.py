"""Tests of recognition.digest.audiences: whose word an award waits for."""

from __future__ import annotations

from dataclasses import replace

import pytest

from recognition.catalog import Catalog, make_catalog
from recognition.digest import Audience, audience_named, audiences_of, deciders_of
from recognition.domains import Domain, Domains
from recognition.rules.terms import Terms
from tests.recognition.factories import make_badge

MAINTAINERS = "meshery/maintainers"
DOMAINS = Domains(
    domains=(
        Domain(id="ui", name="UI", paths=("ui/**",), team="meshery/UI-Team"),
        Domain(id="cli", name="CLI", paths=("mesheryctl/**",)),
        Domain(id="docs", name="Docs", paths=("docs/**",), team=MAINTAINERS),
    )
)


def catalog(**rules: str) -> Catalog:
    terms = Terms(domains=DOMAINS)
    badges = [make_badge(f"{rule}\ngrant: review", name=name, terms=terms)
              for name, rule in rules.items()]  # fmt: skip
    return replace(make_catalog(badges), terms=terms)


@pytest.mark.parametrize(
    ("rule", "audience", "deciders"),
    [
        ("count: 1", None, {MAINTAINERS}),
        ("count: 1\nwhere: {domain: ui}", "ui", {MAINTAINERS, "meshery/ui-team"}),
        ("count: 1\nwhere: {domain: [ui]}", "ui", {MAINTAINERS, "meshery/ui-team"}),
        ("count: 1\nwhere: {domain: [ui, cli]}", None, {MAINTAINERS}),
        ("count: 1\nwhere: {domain: cli}", None, {MAINTAINERS}),
        ("count: 1\nwhere: {domain: docs}", None, {MAINTAINERS}),
        ("count: 1\napprove: {team: meshery/Events}", "events", {"meshery/events"}),
        ("count: 1\napprove: {team: layer5/ui}", "layer5-ui", {"layer5/ui"}),
        ("count: 1\napprove: {team: meshery/Maintainers}", None, {MAINTAINERS}),
        (
            "count: 1\nwhere: {domain: ui}\napprove: {team: meshery/events}",
            "events",
            {"meshery/events"},
        ),
    ],
)
def test_a_badge_is_for_its_team_for_its_domains_or_for_the_maintainers(
    rule: str, audience: str | None, deciders: set[str]
) -> None:
    found = catalog(example=rule)
    audiences = audiences_of(found, MAINTAINERS)
    assert [one.name for one in audiences] == ([audience] if audience else [])
    assert deciders_of("example", found, MAINTAINERS) == deciders


def test_all_badges_of_a_team_stand_in_one_digest() -> None:
    found = catalog(
        one="count: 1\nwhere: {domain: ui}",
        two="count: 2\napprove: {team: meshery/ui-team}",
        three="count: 3",
    )
    audiences = audiences_of(found, MAINTAINERS)
    theirs = Audience(name="ui", team="meshery/ui-team", badges=frozenset({"one", "two"}))
    assert audiences == (theirs,)
    assert audience_named(audiences, "ui") == theirs
    assert audience_named(audiences, "") is None


def test_without_maintainers_nobody_decides_about_what_is_nobody_elses() -> None:
    found = catalog(example="count: 1")
    assert deciders_of("example", found, None) == frozenset()
    assert deciders_of("a badge that is gone", found, MAINTAINERS) == {MAINTAINERS}
