"""Rules read as sentences."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from recognition.facts import KINDS
from recognition.kernel.yaml import read_yaml
from recognition.render.criteria import NOUNS, criteria, granting, noun
from tests.conftest import ROOT


def said(yaml: str, **names: str) -> list[str]:
    written: dict[str, Any] = read_yaml(yaml, file="badge.yml").value
    return criteria(written, names=names)


@pytest.mark.parametrize(
    ("yaml", "sentences"),
    [
        ("on: pr.merged\nfirst: true", ["The first merged pull request."]),
        ("on: pr.merged\ncount: 5", ["5 merged pull requests."]),
        (
            "on: [pr.opened, pr.merged]\ncount: 1",
            ["A merged pull request or opened pull request."],
        ),
        (
            "on: review.submitted\ntiers: {gold: 25, bronze: 5}",
            ["Bronze for 5, gold for 25 reviews."],
        ),
        (
            "on: pr.merged\ndistinct: {month: 6, repo: 2}",
            [
                "Merged pull requests.",
                "In at least 6 different months.",
                "In at least 2 different repositories.",
            ],
        ),
        (
            "on: pr.merged\nstreak: {unit: week, at_least: 8}",
            ["Merged pull requests.", "In 8 weeks in a row."],
        ),
        (
            "on: pr.merged\ncount: 9\ncap: 5/day\nwithin: 90d",
            [
                "9 merged pull requests.",
                "At most 5 of one day count.",
                "All of it within 90 days.",
            ],
        ),
        (
            "on: exam.passed\nwhere: {exam: [a, b]}\ndistinct: {exam: 2}",
            ["All of these exams passed: a, b."],
        ),
        (
            "on: exam.passed\nwhere: {exam: [a, b, c]}\ndistinct: {exam: 2}",
            ["2 of these exams passed: a, b, c."],
        ),
        ("on: exam.passed\nwhere: {exam: a}\nfirst: true", ["The exam a passed."]),
        ("on: ext.design.shared\ncount: 2", ["2 events “design shared”."]),
        ("on: issue.opened\ncount: 1", ["An opened issue."]),
    ],
)
def test_what_must_be_reached_is_said(yaml: str, sentences: list[str]) -> None:
    assert said(yaml) == sentences


@pytest.mark.parametrize(
    ("where", "sentence"),
    [
        ("repos: [a/*, b/c, d/e]", "In the repository a/*, b/c or d/e."),
        ("paths: ui/**", "Changing files that match ui/**."),
        ("labels: [bug]", "Labelled bug."),
        ("role: author", "As author."),
        (
            "state: [CHANGES_REQUESTED, commented]",
            "With the verdict changes requested or commented.",
        ),
        ("not_self: true", "On the work of others."),
        ("not_self: false", "On one's own work."),
        ("base: main", "Into the branch main."),
        ("not: {paths: docs/**}", "Not changing files that match docs/**."),
        (
            "any: [{repos: a/*, paths: x}, {labels: y}]",
            "In the repository a/* and changing files that match x, or labelled y.",
        ),
        ("all: [{repos: a/*}, {labels: y}]", "In the repository a/*, and labelled y."),
        ("hour: 3", "Hour: 3."),
    ],
)
def test_what_is_selected_is_said(where: str, sentence: str) -> None:
    assert said(f"on: pr.merged\ncount: 2\nwhere: {{{where}}}")[1:] == [sentence]


def test_required_badges_are_called_by_their_names() -> None:
    sentences = said("on: claim\nfirst: true\nrequires: [a, b]", a="Alpha")
    assert sentences[1:] == ["Holding the badge Alpha.", "Holding the badge b."]


@pytest.mark.parametrize(
    ("yaml", "sentences"),
    [
        (
            "grant: auto",
            ["Granted by the rule alone, as soon as it holds.", "Valid without an end."],
        ),
        (
            "grant: review\nexpires: 24mo",
            ["A maintainer confirms each award.", "Valid for 24 months."],
        ),
        ("expires: 1y", ["Granted by the rule alone, as soon as it holds.", "Valid for 1 year."]),
        ("expires: 1w", ["Granted by the rule alone, as soon as it holds.", "Valid for 1 week."]),
    ],
)
def test_who_decides_and_for_how_long_is_said(yaml: str, sentences: list[str]) -> None:
    assert granting(read_yaml(yaml, file="badge.yml").value) == sentences


def test_every_kind_of_fact_has_a_name() -> None:
    """`badge.earned` cannot stand in a badge file."""
    assert set(NOUNS) == KINDS - {"badge.earned"}


def test_one_is_not_many() -> None:
    assert noun({"pr.merged"}, 1) == "merged pull request"
    assert noun({"pr.merged"}, 0) == "merged pull requests"
    assert noun({"pr.merged", "claim"}, 2) == "accepted claims or merged pull requests"
    assert noun(set(), 2) == "contributions"


@pytest.mark.parametrize("file", sorted((ROOT / "badge_templates").glob("*/badge.yml")), ids=str)
def test_every_shipped_rule_can_be_said_without_falling_back_to_its_spelling(file: Path) -> None:
    written = read_yaml(file.read_text(encoding="utf-8"), file=file.name).value
    for sentence in [*criteria(written, names={}), *granting(written)]:
        assert sentence.endswith(".")
        assert "{" not in sentence
        assert ": [" not in sentence
