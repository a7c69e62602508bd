"""Rules read as sentences."""

from __future__ import annotations

import pytest

from recognition.domains import Domain, Domains
from recognition.facts import KINDS
from recognition.render.criteria import criteria, granting, in_short
from recognition.rules.badge import Badge
from recognition.rules.conditions.distinct import DIMENSIONS as OTHER_DIMENSIONS
from recognition.rules.conditions.total import QUANTITIES
from recognition.rules.terms import Terms
from recognition.rules.units import UNITS
from recognition.rules.wording import AMOUNTS, DIMENSIONS, NOUNS, noun, some
from tests.recognition.deeds import CATALOG
from tests.recognition.factories import make_badge

TERMS = Terms(domains=Domains(domains=(Domain(id="ui", name="UI"), Domain(id="cli", name="CLI"))))


def said(yaml: str, **names: str) -> list[str]:
    return criteria(make_badge(yaml, terms=TERMS), names=names)


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
        (
            "on: pr.merged\nsum: {additions: 1000}",
            ["Merged pull requests.", "With 1000 added lines in all."],
        ),
        (
            "on: pr.merged\nsince_first: 365d",
            ["Merged pull requests.", "365 days after the first."],
        ),
        (
            "on: pr.merged\ncount: 25\nmax_share: {author: 40%}",
            ["25 merged pull requests.", "At most 40% of them from one person."],
        ),
        (
            "on: pr.merged\ncount: 2\nfrom: 2025-10-01\nuntil: 2025-10-31",
            ["2 merged pull requests.", "From 2025-10-01 to 2025-10-31."],
        ),
        (
            "on: claim\nfirst: true\nfrom: 2025-10-01",
            ["The first accepted claim.", "From 2025-10-01 on."],
        ),
        (
            "on: claim\nfirst: true\nuntil: 2025-10-01",
            ["The first accepted claim.", "Until 2025-10-01."],
        ),
        (
            "any: [{on: pr.merged, where: {paths: a}}, {on: ext.article.published}]\ncount: 2",
            [
                "2 events “article published” or merged pull requests.",
                "Merged pull requests changing files that match a, or events “article published”.",
            ],
        ),
        (
            "on: comment.created\ndistinct: {domain: 2, kind: 1}",
            [
                "Comments.",
                "In at least 2 different domains.",
                "With at least 1 different kind of contribution.",
            ],
        ),
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
            "state: [changes_requested, commented]",
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
        (
            "any: [{all: [{repos: a/*}, {labels: y}]}, {role: merger}]",
            "In the repository a/* and labelled y, or as merger.",
        ),
        ("base: [default, main]", "Into the default branch or the branch main."),
        ("domain: [ui, cli]", "In the domain CLI or UI."),
        ("team: a/b", "Of the team a/b."),
        ("badge: x", "For the badge x."),
        ("on: issue", "In a thread of the kind issue."),
        ("author: [5, 6]", "On the work of the account 5 or 6."),
        ("merged_by_not: author", "Merged by somebody else than its author."),
        (
            "merged_by_not: [author, self]",
            "Merged by somebody else than its author or the person who is counted.",
        ),
        ("actor_type: human", "By a person."),
        ("size: 5-9", "With 5 to 9 changed lines."),
        ("size: 1", "With exactly 1 changed line."),
        ("min_size: 5", "With 5 or more changed lines."),
        ("max_size: 5", "With at most 5 changed lines."),
        ("net_deletions: true", "That delete more lines than they add."),
        ("bare: false", "That say something."),
        ('comments: ">=2"', "With 2 or more comments on lines."),
        ('body_length: ">99"', "With 100 or more written characters."),
        ('score: ">=70"', "With 70 or more percent."),
        (
            'hour: ["22-23", "0-5", 12]',
            "From 22:00 to 23:59, from 00:00 to 05:59 or from 12:00 to 12:59 UTC.",
        ),
        ("weekday: [saturday, sunday]", "On a Saturday or Sunday."),
        ("opened_from: 2025-10-01", "Opened on or after 2025-10-01."),
        ("opened_until: 2025-10-31", "Opened on or before 2025-10-31."),
        (
            "opened_until: 2025-10-31T12:30:00Z",
            "Opened on or before 2025-10-31 12:30 UTC.",
        ),
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
        (
            "approve: {quorum: 2}",
            ["2 maintainers confirm each award.", "Valid without an end."],
        ),
        (
            "approve: {team: meshery/docs, expires: 60d}",
            [
                "A member of meshery/docs confirms each award, within 60 days.",
                "Valid without an end.",
            ],
        ),
        ("expires: 1w", ["Granted by the rule alone, as soon as it holds.", "Valid for 1 week."]),
    ],
)
def test_who_decides_and_for_how_long_is_said(yaml: str, sentences: list[str]) -> None:
    assert granting(make_badge(f"{yaml}\nfirst: true")) == sentences


def test_every_kind_of_fact_has_a_name() -> None:
    """`badge.earned` cannot stand in a badge file."""
    assert set(NOUNS) == KINDS - {"badge.earned"}


def test_one_is_not_many() -> None:
    assert noun({"pr.merged"}, 1) == "merged pull request"
    assert noun({"pr.merged"}, 0) == "merged pull requests"
    assert noun({"pr.merged", "claim"}, 2) == "accepted claims or merged pull requests"
    assert noun(set(), 2) == "contributions"


@pytest.mark.parametrize(
    ("yaml", "sentence"),
    [
        ("distinct: {year: 3}\nwhere: {role: author}",
         "Merged pull requests, in at least 3 different years."),
        ("count: 5\ndistinct: {month: 2}\nrequires: [x]\ncap: 5/day",
         "5 merged pull requests, in at least 2 different months."),
        ("first: true", "The first merged pull request."),
        ("since_first: 1y", "Merged pull requests, 1 year after the first."),
        ("on: exam.passed\nwhere: {exam: [a, b]}\ndistinct: {exam: 2}",
         "All of these exams passed: a, b."),
        ("tiers: {bronze: 2, gold: 9}\nstreak: {unit: week, at_least: 2}",
         "Bronze for 2, gold for 9 merged pull requests, in 2 weeks in a row."),
    ],
)  # fmt: skip
def test_a_rule_is_said_in_short(yaml: str, sentence: str) -> None:
    assert in_short(make_badge(yaml)) == sentence


@pytest.mark.parametrize("badge", CATALOG.badges.values(), ids=lambda badge: badge.id)
def test_every_shipped_rule_is_said_in_sentences(badge: Badge) -> None:
    for sentence in [*criteria(badge, names={}), *granting(badge)]:
        assert sentence.endswith(".")
        assert "{" not in sentence
        assert ": [" not in sentence


def test_everything_that_can_be_counted_has_a_name() -> None:
    assert set(UNITS) | set(OTHER_DIMENSIONS) | {"domain"} == set(DIMENSIONS)
    assert set(QUANTITIES) == set(AMOUNTS)


def test_a_long_list_is_cut() -> None:
    assert some(["a"], ("file", "files")) == "the file a"
    assert some("abcde", ("file", "files")) == "the files a, b, c and 2 more"
    assert some([], ("file", "files")) == "no files"
