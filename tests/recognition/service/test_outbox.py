"""Tests of recognition.service.outbox."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta

import pytest
from sqlmodel import Session

from recognition.effects import CommentEffect, Effect, IssueEffect
from recognition.facts import Repo
from recognition.kernel.ids import RepoId
from recognition.kernel.settings import Mode
from recognition.kernel.store import Database
from recognition.service.outbox import EffectState, put
from recognition.store import EffectRow
from tests.recognition.factories import NOON

REPO = Repo(id=RepoId(7), full_name="meshery/meshery")
COMMENT = CommentEffect(key="award:1", repo=REPO, number=3, body="Well done")
DIGEST = IssueEffect(key="digest:1", repo=REPO, title="Digest", body="…")
LATER = NOON + timedelta(minutes=1)


@pytest.fixture
def session(database: Database) -> Iterator[Session]:
    with database.writing() as session:
        yield session


def live(session: Session, effect: Effect) -> EffectRow:
    return put(session, effect, mode=Mode.LIVE, now=LATER)


@pytest.mark.parametrize(
    ("mode", "comment", "digest"),
    [
        (Mode.OBSERVE, "withheld", "withheld"),
        (Mode.DIGEST, "withheld", "pending"),
        (Mode.LIVE, "pending", "pending"),
    ],
)
def test_a_mode_lets_out_what_it_says(
    session: Session, mode: Mode, comment: str, digest: str
) -> None:
    assert put(session, COMMENT, mode=mode, now=NOON).state == comment
    assert put(session, DIGEST, mode=mode, now=NOON).state == digest


def test_the_same_content_again_changes_nothing(session: Session) -> None:
    row = live(session, COMMENT)
    row.state = EffectState.DONE
    row.sent_revision = 1
    assert live(session, COMMENT).state == EffectState.DONE
    assert row.revision == 1


def test_another_content_is_due_again_as_a_new_revision(session: Session) -> None:
    row = live(session, COMMENT)
    row.state, row.sent_revision, row.attempts = EffectState.DONE, 1, 3
    row.last_error = "503"
    live(session, replace(COMMENT, body="Well done, both"))
    assert (row.state, row.revision, row.attempts) == (EffectState.PENDING, 2, 0)
    assert (row.not_before, bool(row.last_error)) == (None, False)
    assert row.payload["body"] == "Well done, both"


def test_a_slot_that_is_being_sent_stays_with_its_worker(session: Session) -> None:
    row = live(session, COMMENT)
    row.state = EffectState.WORKING
    live(session, replace(COMMENT, body="Well done, both"))
    assert (row.state, row.revision) == (EffectState.WORKING, 2)


def test_a_dead_slot_is_tried_again_with_another_content_only(session: Session) -> None:
    row = live(session, COMMENT)
    row.state = EffectState.DEAD
    assert live(session, COMMENT).state == EffectState.DEAD
    assert live(session, replace(COMMENT, body="!")).state == EffectState.PENDING


def test_a_withheld_slot_is_let_go_when_it_is_wanted_in_a_mode_that_permits_it(
    session: Session,
) -> None:
    put(session, COMMENT, mode=Mode.OBSERVE, now=NOON)
    row = live(session, COMMENT)
    assert (row.state, row.revision) == (EffectState.PENDING, 1)
