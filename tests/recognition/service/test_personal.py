"""Tests of recognition.service.personal: all of a person is given, and all of it forgotten."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import BigInteger, Integer
from sqlmodel import Session, SQLModel, select

import exams.privacy  # noqa: F401 - it declares what exams keep
import webhooks.privacy  # noqa: F401 - it declares what deliveries tell
from recognition.facts import FactKind
from recognition.kernel.store import Database
from recognition.service.audit_check import check
from recognition.service.forgotten import GHOST
from recognition.service.personal import erase, everything, keepers
from recognition.service.record import record
from recognition.service.recount import verify
from recognition.service.wishes import Wish, fulfil
from recognition.store import (
    AccountRow,
    AwardRow,
    AwardVoteRow,
    DigestItemRow,
    EffectRow,
    FactRow,
    LetterRow,
)
from tests.recognition.factories import NOON, make_actor, make_badges, make_fact
from webhooks.inbox import DeliveryRow, DeliveryState

CATALOG = make_badges(work="tiers: {bronze: 1, silver: 3}")
NOW = NOON + timedelta(days=10)
SECRET = "a-login-nobody-else-has"


@pytest.fixture
def session(database: Database) -> Iterator[Session]:
    with database.writing() as session:
        yield session


def live(session: Session, person: int, *, login: str | None = None) -> str:
    """Let somebody leave traces everywhere; gives the id of an award."""
    facts = [make_fact(number, person=person, login=login) for number in range(3)]
    record(session, facts, catalog=CATALOG, now=NOW)
    award = session.exec(select(AwardRow).where(AwardRow.person_id == person)).first()
    assert award is not None
    session.add(AwardVoteRow(award_id=award.id, maintainer_id=99, verdict="approve", voted_at=NOW))
    session.add(DigestItemRow(digest="2026-W10", number=person, award_id=award.id, created_at=NOW))
    session.add(
        EffectRow(
            key=f"award:7:1:{person}",
            kind="comment",
            payload={"body": f"@{login} earned a badge"},
            state="done",
            created_at=NOW,
            updated_at=NOW,
        )
    )
    session.add(
        EffectRow(
            key=f"digest:2026-W1{person}",
            kind="issue",
            payload={"body": f"| 1 | [{login}](https://github.com/{login}) |"},
            state="done",
            created_at=NOW,
            updated_at=NOW,
        )
    )
    session.add(
        LetterRow(
            key=f"2026-W1{person}:email",
            edition=f"2026-W1{person}",
            way="email",
            title="Recognition",
            body=f"{login} waits",
            state="done",
            created_at=NOW,
            updated_at=NOW,
        )
    )
    body = json.dumps({"sender": {"login": login, "id": person}}).encode()
    session.add(
        DeliveryRow(
            guid=f"guid-{person}",
            event="ping",
            received_at=NOW,
            state=DeliveryState.DONE,
            body=body,
        )
    )
    session.flush()
    return award.id


def dump(session: Session, *, leave_out: str = "") -> str:
    """Write down every row of every table but one."""
    session.flush()
    rows: list[Any] = []
    for table in SQLModel.metadata.sorted_tables:
        if table.name != leave_out:
            rows += [str(tuple(row)) for row in session.connection().execute(table.select())]
    return "\n".join(rows)


def test_every_part_that_keeps_something_is_known() -> None:
    assert list(keepers) == ["deliveries", "exams", "recognition"]


def test_all_of_it_is_given_and_nothing_of_others(session: Session) -> None:
    live(session, 1, login=SECRET)
    live(session, 2, login="somebody-else")
    told = everything(session, [1])
    assert "somebody-else" not in json.dumps(told)
    ours = told["recognition"]
    assert {name: len(rows) for name, rows in ours.items() if rows} == {
        "accounts": 1,
        "facts": 3,
        "progress": 1,
        "awards": 2,
        "audit": 2,
        "posts": 1,
    }
    assert [one["guid"] for one in told["deliveries"]] == ["guid-1"]


def test_every_table_that_names_an_account_is_given_or_has_a_reason() -> None:
    """A new table with people in it must be thought of here."""
    given = {
        "account", "account_link", "fact", "rule_state", "award", "award_vote", "audit",
        "claim_code", "unsettled", "login_session", "invitation", "attempt", "attempt_event",
        "accommodation",
    }  # fmt: skip
    reasons = {
        "delivery": "found by the numbers in its body",
        "effect": "found by the number at the end of its key",
    }
    people = ("account_id", "person_id", "actor_id", "maintainer_id", "user_id", "created_by")
    found = {
        table.name
        for table in SQLModel.metadata.sorted_tables
        for column in table.columns
        if column.name in people and isinstance(column.type, BigInteger | Integer)
    }
    assert found <= given, f"{sorted(found - given)}: what does the export say of them?"
    assert reasons.keys() <= {table.name for table in SQLModel.metadata.sorted_tables}


def test_nothing_but_the_number_stays_of_who_is_forgotten(session: Session) -> None:
    award_id = live(session, 1, login=SECRET)
    live(session, 2, login="somebody-else")
    counts = erase(session, [1], now=NOW)
    assert counts["deliveries"] == 1
    left = dump(session)
    assert SECRET not in left
    assert award_id not in dump(session, leave_out="audit")
    account = session.get_one(AccountRow, 1)
    assert (account.login, account.opted_out, account.erased) == (GHOST, True, True)
    assert left.count("somebody-else") == 9


def test_the_audit_log_holds_and_knows_why_awards_are_gone(session: Session) -> None:
    award_id = live(session, 1, login=SECRET)
    live(session, 2, login="somebody-else")
    erase(session, [1], now=NOW)
    assert check(session).flaws == ()
    session.delete(session.exec(select(AwardRow)).first())
    session.flush()
    (flaw,) = check(session).flaws
    assert flaw.endswith("it is gone")
    assert award_id not in flaw


def test_a_longer_login_in_a_digest_is_somebody_elses(session: Session) -> None:
    live(session, 1, login=SECRET)
    live(session, 2, login=f"{SECRET}-too")
    erase(session, [1], now=NOW)
    digest = session.get_one(EffectRow, "digest:2026-W12")
    assert digest.payload["body"].count(f"{SECRET}-too") == 2


def test_what_github_tells_afterwards_is_not_kept_again(session: Session) -> None:
    live(session, 1, login=SECRET)
    erase(session, [1], now=NOW)
    stored = record(
        session, [make_fact(7, person=1, login=SECRET)], catalog=CATALOG, now=NOW
    ).stored
    assert (stored.read, stored.new, stored.ignored) == (1, 0, 1)
    assert SECRET not in dump(session)


def test_work_of_others_that_the_forgotten_one_reverted_stays_reverted(session: Session) -> None:
    record(session, [make_fact(1, person=2)], catalog=CATALOG, now=NOW)
    merged = session.exec(select(FactRow)).one()
    revert = make_fact(
        1,
        person=1,
        login=SECRET,
        kind=FactKind.PR_REVERTED,
        key=f"pr.reverted:{merged.repo_id}:1:1:2",
        attrs={"number": 1, "reverting": 2},
    )
    record(session, [revert], catalog=CATALOG, now=NOW)
    session.refresh(merged)
    assert merged.undone_by == revert.key
    erase(session, [1], now=NOW)
    session.refresh(merged)
    assert merged.undone_by == revert.key
    assert SECRET not in dump(session)
    record(session, [make_fact(9, person=2)], catalog=CATALOG, now=NOW)
    assert verify(session, catalog=CATALOG, now=NOW) == []


def test_who_was_forgotten_can_begin_anew(session: Session) -> None:
    live(session, 1, login=SECRET)
    erase(session, [1], now=NOW)
    actor = make_actor(1, login="new-name")
    fulfil(session, Wish.OPT_IN, of=actor, catalog=CATALOG, now=NOW)
    record(session, [make_fact(8, person=1, login="new-name")], catalog=CATALOG, now=NOW)
    account = session.get_one(AccountRow, 1)
    assert (account.login, account.erased, account.opted_out) == ("new-name", False, False)
    tiers = session.exec(select(AwardRow.tier).where(AwardRow.person_id == 1)).all()
    assert tiers == ["bronze"]
