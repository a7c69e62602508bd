"""Tests of recognition.service.announce: who is told, where, about what, and how often."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from sqlmodel import Session

from recognition.awards import ChangeKind
from recognition.catalog import Catalog
from recognition.effects import CommentEffect
from recognition.facts import Fact
from recognition.kernel.clock import ManualClock
from recognition.kernel.store import Database
from recognition.service.announce import STALE_AFTER, announcements
from recognition.service.record import record
from recognition.store import AccountRow
from tests.good_markdown import check_good_markdown
from tests.recognition.deciding import approve
from tests.recognition.deeds import (
    ADDRESSES,
    ANN,
    BOB,
    CATALOG,
    LEE,
    MESHERY,
    THREAD,
    merged,
    operator_work,
    passed,
    reviewed,
)
from tests.recognition.factories import make_actor, make_badges

FIVE = ("cli", "extensibility", "models", "server", "ui")


@pytest.fixture
def session(database: Database) -> Iterator[Session]:
    with database.writing() as session:
        yield session


def told(
    session: Session,
    award_ids: Collection[str],
    clock: ManualClock,
    *,
    catalog: Catalog = CATALOG,
) -> list[CommentEffect]:
    effects = announcements(
        session, award_ids, catalog=catalog, addresses=ADDRESSES, now=clock.now()
    )
    for effect in effects:
        account = session.get_one(AccountRow, int(effect.key.rpartition(":")[2]))
        check_good_markdown(effect.body, mentions={account.login})
    return effects


def earned(
    session: Session, *facts: Fact, clock: ManualClock, catalog: Catalog = CATALOG
) -> list[CommentEffect]:
    """Record facts, and give the comments for what they earned."""
    changes = record(session, facts, catalog=catalog, now=clock.now()).changes
    granted = [one.award.id for one in changes if one.kind is ChangeKind.GRANTED]
    return told(session, granted, clock, catalog=catalog)


def test_several_awards_of_one_thread_are_one_comment(
    session: Session, clock: ManualClock
) -> None:
    fact = merged(7, at=clock.now(), paths=("docs/a.md",))
    [effect] = earned(session, fact, clock=clock)
    assert (effect.repo, effect.number) == (MESHERY, 7)
    assert effect.key == f"award:{MESHERY.id}:7:{ANN.id}"
    assert effect.body.startswith(
        "### 🎉 @ann earned **First Contribution** and **Meshery Docs (bronze)**"
    )
    assert effect.body.count("@ann") == 1


def test_a_later_award_of_the_thread_joins_the_comment_that_is_there(
    session: Session, clock: ManualClock
) -> None:
    [first] = earned(session, merged(7, at=clock.now()), clock=clock)
    clock.advance(timedelta(hours=1))
    docs = merged(7, at=clock.now(), paths=("docs/a.md",), version=2)
    [second] = earned(session, docs, clock=clock)
    assert second.key == first.key
    assert "First Contribution" in first.body
    assert "Meshery Docs" not in first.body
    assert "**First Contribution** and **Meshery Docs (bronze)**" in second.body


def test_a_comment_never_loses_the_awards_it_told_of(session: Session, clock: ManualClock) -> None:
    opened_at = clock.now()
    earned(session, merged(THREAD.number, at=opened_at), clock=clock)
    clock.advance(STALE_AFTER * 3)
    [effect] = earned(session, passed("meshery-cli", at=clock.now()), clock=clock)
    assert "**First Contribution** and **Meshery CLI**" in effect.body


def test_awards_of_two_threads_are_two_comments(session: Session, clock: ManualClock) -> None:
    now = clock.now()
    docs = ("docs/a.md",)
    facts = [merged(1, at=now - timedelta(hours=1)), merged(2, at=now, paths=docs)]
    effects = earned(session, *facts, clock=clock)
    assert {(one.number, "(bronze)" in one.body) for one in effects} == {(1, False), (2, True)}


def test_two_people_in_one_thread_have_a_comment_each(
    session: Session, clock: ManualClock
) -> None:
    now = clock.now()
    effects = earned(session, merged(7, at=now), merged(7, by=BOB, at=now), clock=clock)
    assert sorted(effect.body.split()[2] for effect in effects) == ["@ann", "@bob"]


def test_the_certification_of_the_track_has_a_comment_of_its_own(
    session: Session, clock: ManualClock
) -> None:
    facts = [passed(f"meshery-{name}", at=clock.now()) for name in FIVE]
    effects = {effect.key: effect.body for effect in earned(session, *facts, clock=clock)}
    thread = f"{MESHERY.id}:{THREAD.number}:{ANN.id}"
    assert set(effects) == {
        f"award:{thread}",
        f"certified:certified-meshery-contributor:{thread}",
    }
    certified = effects[f"certified:certified-meshery-contributor:{thread}"]
    assert certified.startswith("### 🎉 @ann earned **Certified Meshery Contributor**\n")
    assert "Certified Meshery Contributor**" not in effects[f"award:{thread}"]


def test_no_comment_tells_a_score(session: Session, clock: ManualClock) -> None:
    facts = [passed(f"meshery-{name}", at=clock.now()) for name in FIVE]
    attrs = facts[0].attrs
    for effect in earned(session, *facts, clock=clock):
        for secret in (attrs["percent"], attrs["earned"], attrs["possible"]):
            without_ids = effect.body.replace(ADDRESSES.public_url, "")
            words = without_ids.replace("/", " ").replace("(", " ").split()
            assert str(secret) not in words


def test_an_exam_that_was_asked_for_nowhere_is_announced_nowhere(
    session: Session, clock: ManualClock
) -> None:
    assert earned(session, passed("meshery-ui", at=clock.now(), thread=None), clock=clock) == []


@pytest.mark.parametrize("wish", ["muted", "opted_out"])
def test_people_who_want_peace_hear_nothing(
    session: Session, clock: ManualClock, wish: str
) -> None:
    wishes: dict[str, Any] = {wish: True}
    session.add(AccountRow(id=ANN.id, login="ann", seen_at=clock.now(), **wishes))
    now = clock.now()
    effects = earned(session, merged(7, at=now), merged(8, by=BOB, at=now), clock=clock)
    assert [effect.number for effect in effects] == [8]


@pytest.mark.parametrize(
    ("age", "comments"),
    [
        (timedelta(days=14), 1),
        (timedelta(days=14, seconds=1), 0),
        (timedelta(days=900), 0),
    ],
)
def test_history_is_quiet(
    session: Session, clock: ManualClock, age: timedelta, comments: int
) -> None:
    assert len(earned(session, merged(7, at=clock.now() - age), clock=clock)) == comments


def test_an_exam_whose_marks_people_changed_later_is_announced_when_they_did(
    session: Session, clock: ManualClock
) -> None:
    """Sat months ago, and passed since a wrong key was mended: the candidate must hear of it."""
    fact = passed("meshery-ui", at=clock.now() - timedelta(days=100))
    mended = replace(fact, attrs={**fact.attrs, "known_at": clock.now().isoformat()})
    [effect] = earned(session, mended, clock=clock)
    assert effect.number == THREAD.number


def test_nothing_but_an_exam_can_be_known_later_than_it_was_done(
    session: Session, clock: ManualClock
) -> None:
    old = merged(7, at=clock.now() - timedelta(days=100))
    claimed = replace(old, attrs={**old.attrs, "known_at": clock.now().isoformat()})
    assert earned(session, claimed, clock=clock) == []


def test_a_machine_is_never_announced(session: Session, clock: ManualClock) -> None:
    now = clock.now()
    app = make_actor(5, login="renovate[bot]", kind="Bot")
    script = make_actor(6, login="l5io")
    assert (
        earned(session, merged(1, by=app, at=now), merged(2, by=script, at=now), clock=clock) == []
    )


def test_only_the_highest_tier_of_a_badge_is_shown(session: Session, clock: ManualClock) -> None:
    start = clock.now() - timedelta(days=5)
    facts = [
        reviewed(7, at=start + timedelta(days=n // 5, minutes=n), review=n) for n in range(25)
    ]
    [effect] = earned(session, *facts, clock=clock)
    assert "**Review Rockstar (silver)**" in effect.body
    assert "bronze" not in effect.body
    assert "for 25 reviews, the latest: " in effect.body
    assert effect.body.count("pullrequestreview-") == 5


def test_the_comment_says_for_what_in_numbers(session: Session, clock: ManualClock) -> None:
    [effect] = earned(session, merged(7, at=clock.now()), clock=clock)
    link = "[meshery/meshery\\#7](https://github.com/meshery/meshery/pull/7)"
    assert f"for 1 merged pull request: {link} · [verify]" in effect.body


@pytest.mark.parametrize("place", ["digest", "none"])
def test_a_badge_that_is_not_for_threads_is_not_announced_there(
    session: Session, clock: ManualClock, place: str
) -> None:
    catalog = make_badges(quiet=f"first: true\nannounce: {place}", loud="first: true")
    [effect] = earned(session, merged(7, at=clock.now()), clock=clock, catalog=catalog)
    assert "/b/ann/loud.svg" in effect.body
    assert "quiet" not in effect.body


def test_what_was_not_granted_is_not_announced(session: Session, clock: ManualClock) -> None:
    facts = operator_work(ANN, until=clock.now())
    changes = record(session, facts, catalog=CATALOG, now=clock.now()).changes
    proposed = [one.award.id for one in changes if one.kind is ChangeKind.PROPOSED]
    assert len(proposed) == 1
    assert told(session, [*proposed, "no-such-award"], clock) == []


@pytest.mark.parametrize(("age", "comments"), [(timedelta(), 1), (timedelta(days=20), 0)])
def test_a_late_approval_is_announced_where_the_proposal_was_in_time(
    session: Session, clock: ManualClock, age: timedelta, comments: int
) -> None:
    facts = operator_work(ANN, until=clock.now() - age)
    changes = record(session, facts, catalog=CATALOG, now=clock.now()).changes
    [award_id] = [one.award.id for one in changes if one.kind is ChangeKind.PROPOSED]
    clock.advance(timedelta(days=30))
    approve(session, [award_id], by=LEE, catalog=CATALOG, now=clock.now())
    effects = told(session, [award_id], clock)
    assert len(effects) == comments
    assert all("**Meshery Operator**" in effect.body for effect in effects)


def test_names_from_outside_stay_words(session: Session, clock: ManualClock) -> None:
    nasty = make_actor(13, login="</b><script>`@meshery/all`![x](http://evil.example)|")
    [effect] = earned(session, merged(7, by=nasty, at=clock.now()), clock=clock)
    check_good_markdown(effect.body)


def test_the_same_awards_give_the_same_words(session: Session, clock: ManualClock) -> None:
    changes = record(
        session,
        [merged(7, at=clock.now(), paths=("docs/x.md",))],
        catalog=CATALOG,
        now=clock.now(),
    ).changes
    ids = [change.award.id for change in changes]
    first = told(session, ids, clock)
    clock.advance(timedelta(days=1))
    assert told(session, ids[::-1], clock) == first
