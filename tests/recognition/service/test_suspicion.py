"""Tests of recognition.service.suspicion: what is found around an award."""

from __future__ import annotations

import gzip
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlmodel import Session, select

from recognition.facts import Actor, Fact
from recognition.kernel.store import Database
from recognition.service.facts import store_facts
from recognition.service.suspicion import flags_of
from recognition.service.transfer import import_facts
from recognition.store import AwardRow
from tests.recognition.deeds import ANN, BOB, CAT, CATALOG, OPERATOR, merged
from tests.recognition.factories import NOON, make_actor, make_fact

DAY = timedelta(days=1)


@pytest.fixture
def session(database: Database) -> Iterator[Session]:
    with database.writing() as session:
        yield session


def flags(session: Session, *evidence: Fact, person: Actor = ANN) -> tuple[str, ...]:
    """Give the flags of an award with this evidence."""
    store_facts(session, evidence)
    award = AwardRow(
        id="a" * 16,
        person_id=person.id,
        badge="meshery",
        state="proposed",
        earned_at=NOON,
        evidence=[fact.key for fact in evidence],
        created_at=NOON,
        updated_at=NOON,
    )
    return flags_of(session, award)


def credited(number: int, other: Actor, *, author: Actor, at: Any = NOON) -> list[Fact]:
    """Make a merged pull request with a co-author."""
    written = merged(number, by=author, at=at)
    helped = merged(number, by=other, at=at)
    key = helped.key.replace(":author", ":co_author")
    return [written, replace(helped, key=key, attrs={**helped.attrs, "role": "co_author"})]


def reviewed(number: int, *, by: Actor, of: Actor) -> Fact:
    return make_fact(
        number, person=by.id, login=by.login, kind="review.submitted", attrs={"author": of.id}
    )


def test_work_with_others_has_no_flag(session: Session) -> None:
    assert flags(session, *(merged(n, by=ANN, at=NOON + n * DAY) for n in range(9))) == ()


def test_people_who_credit_only_each_other_are_found_by_their_pull_requests(
    session: Session,
) -> None:
    mine = [fact for n in (1, 2) for fact in credited(n, BOB, author=ANN, at=NOON + n * DAY)]
    theirs = [fact for n in (12, 13) for fact in credited(n, ANN, author=BOB, at=NOON + n * DAY)]
    store_facts(session, [*mine, *theirs])
    evidence = [fact for fact in (*mine, *theirs) if fact.actor == ANN]
    assert flags(session, *evidence) == (
        "credited as co-authors by each other (2 and 2 times) and by nobody else (bob)",
    )
    # Pull request 1 is not 12, and somebody else's credit on 12 lifts the flag.
    third = credited(12, CAT, author=BOB, at=NOON)[1]
    store_facts(session, [third])
    assert len(flags(session, *evidence)) == 1
    store_facts(session, [credited(1, CAT, author=ANN, at=NOON)[1]])
    assert flags(session, *evidence) == ()


def test_the_reviews_of_a_ring_are_counted_from_both_sides(session: Session) -> None:
    back = [reviewed(50 + n, by=BOB, of=ANN) for n in range(5)]
    store_facts(session, back)
    mine = [reviewed(n, by=ANN, of=BOB) for n in range(5)]
    [flag] = flags(session, *mine)
    assert flag.endswith("who reviews nobody else in return (5 times) (bob)")
    store_facts(session, [replace(back[0], version=2, retracted=True)])
    assert flags(session, *mine) == ("all 5 reviews are of one person's work (bob)",)


def test_newcomers_of_one_day_and_repository_are_counted(session: Session) -> None:
    crowd = [make_actor(500 + n, login=f"new-{n}") for n in range(4)]
    store_facts(session, [merged(100 + n, by=who, at=NOON) for n, who in enumerate(crowd)])
    # None of these appeared there and then: before, elsewhere, the day after, or a machine.
    store_facts(
        session,
        [
            merged(200, by=BOB, at=NOON - 30 * DAY, repo=OPERATOR),
            merged(201, by=BOB, at=NOON),
            merged(202, by=CAT, at=NOON, repo=OPERATOR),
            merged(203, by=make_actor(600), at=NOON + DAY),
            merged(204, by=make_actor(601, kind="Bot"), at=NOON),
        ],
    )
    found = flags(session, merged(1, by=ANN, at=NOON), merged(2, by=ANN, at=NOON + 9 * DAY))
    assert found == ("first seen on the same day in the same repository as 4 others",)
    assert flags(session, merged(202, by=CAT, at=NOON, repo=OPERATOR), person=CAT) == ()
    assert flags(session, merged(201, by=BOB, at=NOON), person=BOB) == ()


def test_who_never_did_anything_in_a_repository_is_in_no_crowd(session: Session) -> None:
    passed = make_fact(kind="exam.passed", person=ANN.id, repo=None)
    assert flags(session, passed) == ()


def test_only_the_newest_deeds_of_a_long_award_are_looked_at(session: Session) -> None:
    old = [merged(n, by=ANN, at=NOON + n * DAY, merged_by=BOB.id) for n in range(50)]
    own = [merged(n, by=ANN, at=NOON + n * DAY, merged_by=ANN.id) for n in range(50, 160)]
    assert flags(session, *old, *own) == ("all 100 pull requests were merged by their author",)


@pytest.mark.real_data
def test_of_the_awards_of_the_real_history_few_have_a_flag(
    database: Database, shared_data: Path
) -> None:
    with gzip.open(shared_data / "meshery-facts.jsonl.gz", "rt", encoding="utf-8") as lines:
        import_facts(database, lines, catalog=CATALOG, now=datetime(2026, 8, 24, tzinfo=UTC))
    with database.writing() as session:
        awards = session.exec(select(AwardRow)).all()
        flagged = [found for award in awards if (found := flags_of(session, award))]
    assert len(awards) > 700
    assert 0 < len(flagged) < len(awards) * 0.05
