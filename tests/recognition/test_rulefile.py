"""Tests of recognition.rulefile."""

from __future__ import annotations

import pytest

from recognition.rulefile import Features, is_rule, read_rule_file


@pytest.mark.parametrize(
    ("path", "expected"),
    [
        (".github/recognition.yml", True),
        (".github/recognition/meshery-docs/badge.yml", True),
        (".github/recognition/domains.yml", True),
        (".github/recognition/art/crown.svg", False),
        (".github/workflows/recognition.yml", False),
        ("recognition.yml", False),
        ("docs/.github/recognition.yml", False),
    ],
)
def test_rules_stand_in_one_file_and_one_folder(path: str, expected: bool) -> None:
    assert is_rule(path) is expected


def test_a_file_that_says_nothing_leaves_everything_on() -> None:
    for text in ("", "# nothing yet\n"):
        said, findings = read_rule_file(text, whole=True)
        assert not findings
        assert said.features == Features(announcements=True, commands=True)
        assert not said.badges


def test_features_are_switched_off_one_by_one() -> None:
    said, findings = read_rule_file("features: {announcements: false}\n", whole=False)
    assert not findings
    assert said.features == Features(announcements=False, commands=True)


def test_an_organisation_changes_single_keys_of_badges() -> None:
    text = "badges:\n  meshery-docs: {tiers: {bronze: 2}}\n  kanvas:\n    status: hold\n"
    said, findings = read_rule_file(text, whole=True)
    assert not findings
    assert said.badges == {"meshery-docs": {"tiers": {"bronze": 2}}, "kanvas": {"status": "hold"}}


def test_a_repository_cannot_change_what_a_badge_means() -> None:
    """A badge means the same wherever it was earned."""
    said, findings = read_rule_file("badges: {kanvas: {status: hold}}\n", whole=False)
    assert not said.badges
    assert [str(one.code) for one in findings] == ["unknown-key"]


@pytest.mark.parametrize(
    ("text", "line", "words"),
    [
        ("features:\n  announcement: false\n", 2, "did you mean 'announcements'?"),
        ("features:\n  commands: maybe\n", 2, "'features.commands' must be true or false"),
        ("badge: {}\n", 1, "did you mean 'badges'?"),
        ("badges:\n  kanvas: hold\n", 2, "'badges.kanvas' must be a mapping"),
        ("- features\n", 1, "the file must be a mapping"),
        ("features: {commands: false\n", 2, "not valid YAML"),
    ],
)
def test_what_is_wrong_is_named_with_its_place(text: str, line: int, words: str) -> None:
    said, (finding,) = read_rule_file(text, whole=True)
    assert (finding.file, finding.line) == (".github/recognition.yml", line)
    assert words in finding.message
    assert said.features == Features(), "a file with an error switches nothing off"
