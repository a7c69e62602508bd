"""Tests of webhooks.recorder: what is announced of what was learnt, and what is not."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlmodel import select

from recognition.facts import Repo
from recognition.kernel.ids import RepoId
from recognition.kernel.settings import Mode
from recognition.kernel.store import Database
from recognition.render.addresses import Addresses
from recognition.service.rulebook import Rulebook
from recognition.store import AccountRow, AwardRow, EffectRow
from tests.recognition.factories import NOON, make_badges, make_fact
from webhooks.recorder import Recorder


def test_what_is_earned_by_a_repositorys_new_name_is_announced_nowhere(database: Database) -> None:
    catalog = make_badges(it="where: {repos: a/new}\nfirst: true")
    recorder = Recorder(
        rulebook=Rulebook(catalog),
        addresses=Addresses("https://recognition.example"),
        mode=Mode.LIVE,
        digest_repo=None,
    )
    deed = make_fact(1, repo="a/old")
    assert deed.repo is not None
    renamed = Repo(id=RepoId(deed.repo.id), full_name="a/new")
    with database.writing() as session:
        recorder.record(session, [deed], now=NOON)
        recorder.see_names(session, [(renamed, NOON + timedelta(hours=1))], now=NOON)
        assert session.exec(select(AwardRow.quiet)).all() == [True]
        assert session.exec(select(EffectRow)).all() == []


TEAMS = make_badges(
    organisation="first: true\ngrant: review",
    events="count: 2\ngrant: review\napprove: {team: meshery/Events}",
)


@pytest.fixture
def two_teams() -> Recorder:
    return Recorder(
        rulebook=Rulebook(TEAMS),
        addresses=Addresses("https://recognition.example"),
        mode=Mode.DIGEST,
        digest_repo="meshery/digest",
        maintainers="Meshery/Maintainers",
    )


def test_the_teams_that_decide_are_the_maintainers_and_those_of_badges(
    two_teams: Recorder,
) -> None:
    assert two_teams.teams == {"meshery/maintainers", "meshery/events"}
    assert two_teams.deciders("organisation") == {"meshery/maintainers"}
    assert two_teams.deciders("events") == {"meshery/events"}


def test_a_team_has_an_issue_of_its_own_once_something_waits_for_it(
    two_teams: Recorder, database: Database
) -> None:
    with database.writing() as session:
        two_teams.record(session, [make_fact(1)], now=NOON)
        two_teams.refresh_digests(session, "2026-W10", now=NOON)
        keys = set(session.exec(select(EffectRow.key)))
    assert keys == {"digest:2026-W10"}
    with database.writing() as session:
        two_teams.record(session, [make_fact(2)], now=NOON)
        built = two_teams.refresh_digests(session, "2026-W10", now=NOON)
        keys = set(session.exec(select(EffectRow.key)))
        mine = session.get_one(EffectRow, "digest:2026-W10").payload["body"]
        theirs = session.get_one(EffectRow, "digest:2026-W10/events").payload["body"]
    assert keys == {"digest:2026-W10", "digest:2026-W10/events"}
    assert [str(digest.edition) for digest in built] == ["2026-W10", "2026-W10/events"]
    assert mine.count("- [ ]") == theirs.count("- [ ]") == 1
    assert "waits for the word of a member of `meshery/events`" in theirs


def test_a_teams_issue_that_stands_is_kept_true_when_nothing_is_left_in_it(
    two_teams: Recorder, database: Database
) -> None:
    with database.writing() as session:
        two_teams.record(session, [make_fact(1), make_fact(2)], now=NOON)
        two_teams.refresh_digests(session, "2026-W10", now=NOON)
        session.get_one(AccountRow, 1).opted_out = True
        built = two_teams.refresh_digests(session, "2026-W10", now=NOON)
        theirs = session.get_one(EffectRow, "digest:2026-W10/events").payload["body"]
    assert [str(digest.edition) for digest in built] == ["2026-W10"]
    assert "person-1" not in theirs
    assert "Nothing waits for a decision." in theirs
