"""Tests of recognition.overlay."""

from __future__ import annotations

import json
from collections.abc import Mapping

import pytest

from recognition.catalog import Catalog
from recognition.overlay import compose
from recognition.rules.badge import Status

DOCS = """\
id: docs
name: Docs
description: Better documentation.
on: pr.merged  # not opened
where:
  paths: ["docs/**"]
tiers: {bronze: 1, silver: 5}
"""
CODE = "id: code\nname: Code\non: pr.merged\ncount: 5\n"
SHIPPED = {"docs/badge.yml": DOCS, "code/badge.yml": CODE}

OWN = "id: helper\nname: Helper\non: comment.created\ncount: 10\n"


def composed(changed: Mapping[str, str]) -> Catalog:
    return compose(SHIPPED, changed)


def test_without_changes_the_shipped_badges_are_in_force() -> None:
    for files in ({}, {".github/recognition.yml": "# nothing yet\n"}):
        catalog = composed(files)
        assert sorted(catalog.badges) == ["code", "docs"]
        assert not catalog.findings


def test_a_badge_of_the_organisation_stands_beside_the_shipped_ones() -> None:
    catalog = composed({".github/recognition/helper/badge.yml": OWN})
    assert sorted(catalog.badges) == ["code", "docs", "helper"]
    assert not catalog.findings


def test_a_file_of_the_same_path_replaces_the_shipped_one() -> None:
    changed = CODE.replace("count: 5", "count: 7")
    catalog = composed({".github/recognition/code/badge.yml": changed})
    assert catalog.badges["code"].rule.milestones[0].count == 7
    assert catalog.badges["code"].fingerprint != composed({}).badges["code"].fingerprint


def test_single_keys_are_changed_and_the_others_stay() -> None:
    rules = "badges:\n  docs:\n    tiers: {gold: 50}\n    description: Ours.\n"
    docs = composed({".github/recognition.yml": rules}).badges["docs"]
    assert docs.tiers == ("gold",)
    assert docs.description == "Ours."
    assert docs.written["where"] == {"paths": ["docs/**"]}


def test_a_key_that_stands_over_several_lines_is_replaced_whole() -> None:
    rules = 'badges: {docs: {where: {paths: ["guides/**"]}, status: hold}}\n'
    docs = composed({".github/recognition.yml": rules}).badges["docs"]
    assert docs.written["where"] == {"paths": ["guides/**"]}
    assert docs.status is Status.HOLD


def test_keys_change_a_file_of_the_organisation_too() -> None:
    files = {
        ".github/recognition/helper/badge.yml": OWN,
        ".github/recognition.yml": "badges: {helper: {count: 3}}",
    }
    assert composed(files).badges["helper"].rule.milestones[0].count == 3


def test_other_badges_keep_their_fingerprints() -> None:
    """A change of one rule must not recount the others."""
    catalog = composed({".github/recognition.yml": "badges: {docs: {tiers: {bronze: 2}}}"})
    assert catalog.badges["code"].fingerprint == composed({}).badges["code"].fingerprint


@pytest.mark.parametrize(
    ("files", "place", "words"),
    [
        (
            {".github/recognition.yml": "badges:\n  docs:\n    tier: {bronze: 2}\n"},
            ".github/recognition.yml:3:5",
            "did you mean 'tiers'?",
        ),
        (
            {".github/recognition.yml": "badges:\n  docs:\n    tiers: {bronze: 0}\n"},
            ".github/recognition.yml:3:5",
            "must be a whole number",
        ),
        (
            {".github/recognition.yml": "badges:\n  doc: {status: hold}\n"},
            ".github/recognition.yml:2:3",
            "there is no badge 'doc' to change; did you mean 'docs'?",
        ),
        (
            {".github/recognition.yml": "badges: {docs: {requires: nothing}}\n"},
            ".github/recognition.yml:1:",
            "which is not a badge here",
        ),
        (
            {".github/recognition/helper/badge.yml": OWN.replace("count", "cuont")},
            ".github/recognition/helper/badge.yml:4:1",
            "did you mean 'count'?",
        ),
        (
            {".github/recognition.yml": "badges: [docs]\n"},
            ".github/recognition.yml:1:",
            "'badges' must be a mapping",
        ),
    ],
)
def test_a_mistake_is_named_where_it_was_written(
    files: Mapping[str, str], place: str, words: str
) -> None:
    said = [str(finding) for finding in composed(files).findings]
    assert any(one.startswith(place) and words in one for one in said), said


def test_values_of_every_kind_come_through_unchanged() -> None:
    text = 'quote " colon: hash # back\\slash tab\t umlaut ä lines \n \u2028 \x85 emoji 🎉'
    written = json.dumps(text).replace("\\ud83c\\udf89", "🎉")
    rules = f"badges: {{docs: {{description: {written}}}}}\n"
    catalog = composed({".github/recognition.yml": rules})
    assert not catalog.findings
    assert catalog.badges["docs"].description == text
