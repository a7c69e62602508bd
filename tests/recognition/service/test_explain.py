"""Tests of recognition.service.explain: all of one's work is judged, and nobody is exposed."""

from __future__ import annotations

import inspect
from collections.abc import Iterator
from datetime import timedelta

import pytest
from sqlmodel import Session

from recognition.kernel.ids import UserId
from recognition.kernel.store import Database
from recognition.rules import exclusions, explain
from recognition.rules.explain import Explanation
from recognition.service.explain import WHOLE, explanation_of, lines_of
from recognition.service.persons import link, opt_out
from recognition.service.record import record
from tests.recognition.factories import NOON, make_badges, make_fact

CATALOG = make_badges(
    docs="where: {paths: docs/**}\ntiers: {bronze: 1, silver: 3}",
    reviews="on: review.submitted\nwhere: {not_self: true}\ncount: 2",
    perfect='on: exam.passed\nwhere: {score: ">=90"}\ncount: 1\ncap: 1/day',
    master="on: pr.merged\ncount: 1\nrequires: [docs, reviews]",
)
NOW = NOON + timedelta(days=10)


@pytest.fixture
def session(database: Database) -> Iterator[Session]:
    with database.writing() as session:
        yield session


def merge(session: Session, number: int, path: str, *, person: int = 1) -> None:
    fact = make_fact(
        number, person=person, at=NOON + timedelta(hours=number), attrs={"paths": [path]}
    )
    record(session, [fact], catalog=CATALOG, now=NOW)


def review(session: Session, number: int, author: int, *, person: int = 1) -> None:
    fact = make_fact(
        number,
        person=person,
        kind="review.submitted",
        attrs={"author": author, "role": "reviewer"},
    )
    record(session, [fact], catalog=CATALOG, now=NOW)


def explained(session: Session, badge: str, *, account: int = 1) -> Explanation:
    return explanation_of(session, account, CATALOG.badges[badge], now=NOW)


def test_each_fact_counts_or_says_what_it_takes_and_what_there_is(session: Session) -> None:
    merge(session, 1, "docs/a.md")
    merge(session, 2, "ui/a.ts")
    lines = lines_of(session, explained(session, "docs").facts)
    assert [(line.deed.place, line.takes) for line in lines] == [
        ("meshery/meshery#1", ""),
        ("meshery/meshery#2", "merged pull requests changing files that match docs/**"),
    ]
    assert "ui/a.ts" in lines[1].found


def test_work_of_both_accounts_of_a_person_is_judged(session: Session) -> None:
    merge(session, 1, "docs/a.md")
    merge(session, 2, "docs/b.md", person=2)
    link(session, 2, to=1, by=UserId(1), catalog=CATALOG, now=NOW)
    review(session, 3, author=1, person=2)
    for account in (1, 2):
        assert len(explained(session, "docs", account=account).counted) == 2
        assert explained(session, "reviews", account=account).counted == ()


def test_reasons_that_stand_alone_are_said_as_they_are(session: Session) -> None:
    merge(session, 1, "docs/a.md")
    gone = make_fact(1, at=NOON + timedelta(hours=1), version=2, retracted=True)
    record(session, [gone], catalog=CATALOG, now=NOW)
    (line,) = lines_of(session, explained(session, "docs").facts)
    assert (line.takes, line.found) == ("what stands on GitHub", "it was taken back")


def test_every_reason_that_stands_alone_is_one_there_is() -> None:
    """A reason that is renamed would be put behind a kind of work."""
    written = "".join(inspect.getsource(module) for module in (explain, exclusions))
    assert all(f'"{name}"' in written for name in WHOLE)


def test_a_required_badge_that_is_missing_is_named(session: Session) -> None:
    merge(session, 1, "docs/a.md")
    assert explained(session, "master").missing_badges == ("reviews",)


def test_the_person_whose_work_it_was_is_named_unless_they_opted_out(session: Session) -> None:
    merge(session, 1, "ui/a.ts", person=2)
    review(session, 1, author=2)
    (line,) = lines_of(session, explained(session, "reviews").facts)
    assert line.author == "person-2"
    opt_out(session, 2, catalog=CATALOG, now=NOW)
    (line,) = lines_of(session, explained(session, "reviews").facts)
    assert line.author == ""


def test_an_exam_that_does_not_count_is_left_out_with_its_score(session: Session) -> None:
    exams = [
        make_fact(
            number,
            kind="exam.passed",
            repo=None,
            attrs={"exam": exam, "percent": percent},
        )
        for number, (exam, percent) in enumerate([("cli", 71), ("ui", 95)])
    ]
    record(session, exams, catalog=CATALOG, now=NOW)
    told = explained(session, "perfect")
    assert [one.fact.attrs["exam"] for one in told.facts] == ["ui"]
    assert "71" not in str(lines_of(session, told.facts))
