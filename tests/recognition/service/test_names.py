"""Tests of what becomes of facts and awards where a repository gets another name."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from itertools import permutations

import pytest
from sqlalchemy import update
from sqlmodel import Session, col, select

from recognition.facts import Fact, Repo
from recognition.kernel.ids import RepoId
from recognition.kernel.store import Database
from recognition.service import facts as facts_service
from recognition.service.awards import list_awards
from recognition.service.record import record, see_names
from recognition.service.recount import verify
from recognition.store import FactRow, RepositoryRow
from tests.recognition.factories import NOON, make_badges, make_fact

DAY = timedelta(days=1)
NOW = NOON + 9 * DAY
CATALOG = make_badges(
    old="where: {repos: a/old}\nfirst: true",
    new="where: {repos: a/new}\ntiers: {one: 1, two: 2}",
    any_repo="first: true",
)


@pytest.fixture
def session(database: Database) -> Iterator[Session]:
    with database.writing() as session:
        yield session


def in_repo(name: str, number: int = 1, *, person: int = 1, day: int = 0, repo: int = 5) -> Fact:
    fact = make_fact(number, person=person, at=NOON + day * DAY)
    return replace(fact, repo=Repo(id=RepoId(repo), full_name=name))


def learn(session: Session, *facts: Fact) -> None:
    record(session, facts, catalog=CATALOG, now=NOW)
    assert verify(session, catalog=CATALOG, now=NOW) == []


def rename(session: Session, name: str, *, at: datetime = NOW) -> None:
    seen = [(Repo(id=RepoId(5), full_name=name), at)]
    see_names(session, seen, catalog=CATALOG, now=NOW)
    assert verify(session, catalog=CATALOG, now=NOW) == []


def held(session: Session) -> set[str]:
    return {row["badge"] for row in list_awards(session)}


def names(session: Session) -> set[str | None]:
    return {row.repo_name for row in session.exec(select(FactRow))}


def test_rules_see_the_new_name_of_everything_done_before(session: Session) -> None:
    learn(session, in_repo("a/old", 1), in_repo("a/old", 2, day=1))
    assert held(session) == {"old", "any-repo"}
    rename(session, "a/new")
    assert held(session) == {"new", "any-repo"}
    assert names(session) == {"a/new"}


def test_a_fact_with_a_newer_name_renames_the_repository(session: Session) -> None:
    learn(session, in_repo("a/old", 1))
    learn(session, in_repo("a/new", 2, day=1))
    assert names(session) == {"a/new"}
    assert {row["tier"] for row in list_awards(session) if row["badge"] == "new"} == {"one", "two"}


def test_a_late_fact_with_the_old_name_takes_the_new_one(session: Session) -> None:
    rename(session, "a/new")
    learn(session, in_repo("a/old", 1))
    assert names(session) == {"a/new"}
    assert held(session) == {"new", "any-repo"}


def test_an_older_sight_of_a_name_changes_nothing(session: Session) -> None:
    rename(session, "a/new")
    rename(session, "a/old", at=NOON)
    learn(session, in_repo("a/old", 1))
    assert names(session) == {"a/new"}


def test_every_order_of_names_and_deeds_comes_to_the_same(database: Database) -> None:
    facts = [in_repo("a/old"), in_repo("a/new", 2, day=2), in_repo("a/mid", 3, person=2, day=1)]
    for order in permutations([*facts, None]):
        with database.reading() as session:
            for fact in order:
                if fact is None:
                    rename(session, "a/mid", at=NOON + DAY)
                else:
                    learn(session, fact)
            assert names(session) == {"a/new"}
            assert held(session) == {"new", "any-repo"}
            session.rollback()


def test_the_moment_of_a_version_dates_the_name(session: Session) -> None:
    """GitHub tells a repository's present name, also with what was done long ago."""
    changed_at = int(datetime(2026, 3, 9, tzinfo=UTC).timestamp() * 1000)
    learn(session, replace(in_repo("a/new", 1), version=changed_at))
    learn(session, in_repo("a/old", 2, day=1))
    assert names(session) == {"a/new"}
    learn(session, replace(in_repo("a/old", 3), version=2**63 - 1))
    assert names(session) == {"a/new"}, "a version that is no moment dates nothing"


def test_repositories_known_by_name_only_keep_their_names(session: Session) -> None:
    learn(session, in_repo("a/old", 1, repo=0), in_repo("a/new", 2, day=1, repo=0))
    assert names(session) == {"a/old", "a/new"}
    assert session.exec(select(RepositoryRow)).all() == []


def test_a_large_repository_is_renamed_in_parts(
    session: Session, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(facts_service, "RENAME_BATCH", 3)
    learn(session, *(in_repo("a/old", n, person=n % 3 + 1, day=n) for n in range(8)))
    rename(session, "a/new")
    assert names(session) == {"a/new"}
    assert sum(row["badge"] == "new" for row in list_awards(session)) == 6


def test_names_from_before_names_were_kept_are_made_one(session: Session) -> None:
    learn(session, in_repo("a/old", 1), in_repo("a/old", 2, day=1))
    older = update(FactRow).where(col(FactRow.number) == 2).values(repo_name="a/oldest")
    session.connection().execute(older)
    for row in session.exec(select(RepositoryRow)):
        session.delete(row)
    record(session, [in_repo("a/new", 3, day=2)], catalog=CATALOG, now=NOW)
    assert names(session) == {"a/new"}
    assert held(session) == {"new", "any-repo"}
