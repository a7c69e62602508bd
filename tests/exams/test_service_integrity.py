"""Signals and traces in the database: what is kept, for how long, and who may dismiss."""

from __future__ import annotations

import json
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest
from sqlmodel import select

from exams.integrity.records import Kind
from exams.own_records import exam_records
from exams.privacy import forget_exams
from exams.service.integrity import (
    HANDING_IN,
    SIGNALS_KEPT_FOR,
    SignalView,
    exam_signals,
)
from exams.store import IntegritySignalRow, NetworkTraceRow
from recognition.kernel.errors import ConflictError, ForbiddenError, NotFoundError
from recognition.kernel.ids import UserId
from recognition.service.audit import newest_entries
from recognition.service.forgotten import GHOST
from tests.exams.sittings import ANN, BOB, EXAM, Sittings

if TYPE_CHECKING:
    from collections.abc import Sequence

HOME, WORK = "8.8.8.8", "1.1.1.1"
LEE = UserId(7)


def work_on(sittings: Sittings, attempt: str, address: str) -> None:
    with sittings.database.writing() as session:
        sittings.service.keep_trace(session, attempt, address)


def traces(sittings: Sittings) -> Sequence[NetworkTraceRow]:
    with sittings.database.reading() as session:
        return session.exec(select(NetworkTraceRow)).all()


def look(sittings: Sittings) -> int:
    with sittings.database.writing() as session:
        return sittings.service.look_for_signals(session)


def seen(sittings: Sittings, viewer: UserId = LEE) -> list[SignalView]:
    with sittings.database.reading() as session:
        return exam_signals(session, EXAM, viewer=viewer)


def dismiss(sittings: Sittings, signal: str, *, by: UserId = LEE, exam: str = EXAM) -> None:
    with sittings.database.writing() as session:
        sittings.service.dismiss_signal(
            session, signal, exam=exam, by=by, login="lee", note="They talked about it."
        )


@pytest.fixture
def jumped(sittings: Sittings) -> Sittings:
    """Ann failed with nothing, and passed with everything a moment later."""
    sittings.fail()
    sittings.clock.advance(timedelta(minutes=5))
    sittings.succeed()
    return sittings


def test_a_trace_holds_a_hash_and_two_times_and_nothing_of_the_address(
    sittings: Sittings,
) -> None:
    attempt = sittings.start().id
    work_on(sittings, attempt, HOME)
    sittings.clock.advance(timedelta(minutes=10))
    work_on(sittings, attempt, "8.8.8.77")
    work_on(sittings, attempt, WORK)
    work_on(sittings, attempt, "127.0.0.1")
    found = sorted(traces(sittings), key=lambda row: row.first_at)
    assert len(found) == 2, "one network twice, another once, and none of the server's own"
    assert found[0].last_at - found[0].first_at == timedelta(minutes=10)
    for row in found:
        assert "8.8.8" not in row.model_dump_json()
        assert len(row.prefix_hash) == 32


def test_a_form_sent_again_long_after_the_end_leaves_no_trace(sittings: Sittings) -> None:
    attempt = sittings.fail().id
    work_on(sittings, attempt, HOME)
    assert len(traces(sittings)) == 1
    sittings.clock.advance(HANDING_IN + timedelta(seconds=1))
    work_on(sittings, attempt, WORK)
    assert len(traces(sittings)) == 1


def test_traces_go_after_thirty_days_and_signals_after_a_hundred_and_eighty(
    jumped: Sittings,
) -> None:
    work_on(jumped, jumped.start(BOB).id, HOME)
    assert look(jumped) == 1
    with jumped.database.writing() as session:
        assert jumped.service.forget_traces(session) == 0
    jumped.clock.advance(timedelta(days=30, seconds=1))
    with jumped.database.writing() as session:
        assert jumped.service.forget_traces(session) == 1
    assert len(seen(jumped)) == 1
    jumped.clock.advance(SIGNALS_KEPT_FOR)
    with jumped.database.writing() as session:
        jumped.service.forget_traces(session)
    assert seen(jumped) == []
    assert look(jumped) == 0, "an old attempt is not looked at again"


def test_a_signal_is_written_once_however_often_the_night_comes(jumped: Sittings) -> None:
    assert look(jumped) == 1
    assert look(jumped) == 0
    [signal] = seen(jumped)
    assert signal.kind == Kind.SUDDEN_JUMP
    assert signal.details == {"before": 0, "after": 100}
    after, before = signal.attempts
    assert (after.login, before.login) == ("ann", "ann")
    assert after.score is not None
    assert after.score.passed
    dismiss(jumped, signal.id)
    assert look(jumped) == 0, "a dismissed one does not come back"


def test_two_people_in_one_network_at_one_time_are_seen(sittings: Sittings) -> None:
    ann, bob = sittings.start(ANN).id, sittings.start(BOB).id
    work_on(sittings, ann, HOME)
    work_on(sittings, bob, "8.8.8.9")
    sittings.clock.advance(timedelta(minutes=5))
    sittings.submit(ann, sittings.right_answers(ann), person=ANN)
    sittings.submit(bob, person=BOB)
    assert look(sittings) == 1
    [signal] = seen(sittings)
    assert signal.kind == Kind.SAME_NETWORK
    assert {one.id for one in signal.attempts} == {ann, bob}


def test_two_accounts_of_a_person_are_not_two_people_in_one_network(sittings: Sittings) -> None:
    ann, bob = sittings.start(ANN).id, sittings.start(BOB).id
    sittings.link(BOB, to=ANN)
    for attempt in (ann, bob):
        work_on(sittings, attempt, HOME)
    sittings.clock.advance(timedelta(minutes=5))
    sittings.submit(ann, sittings.right_answers(ann), person=ANN)
    sittings.submit(bob, sittings.right_answers(bob), person=BOB)
    look(sittings)
    assert [signal.kind for signal in seen(sittings) if signal.kind == Kind.SAME_NETWORK] == []


def test_signals_change_no_score_and_no_pass(jumped: Sittings) -> None:
    with jumped.database.reading() as session:
        before = exam_records(session, ANN)["attempts"]
    look(jumped)
    with jumped.database.reading() as session:
        after = exam_records(session, ANN)["attempts"]
    for old, new in zip(before, after, strict=True):
        assert {**old, "signals": []} == {**new, "signals": []}
    assert len(jumped.facts) == 1


def test_a_dismissal_keeps_who_and_why_and_the_log_says_who(jumped: Sittings) -> None:
    look(jumped)
    [signal] = seen(jumped)
    dismiss(jumped, signal.id)
    [closed] = seen(jumped)
    assert (closed.closed_login, closed.note) == ("lee", "They talked about it.")
    assert closed.closed_at == jumped.clock.now()
    with jumped.database.reading() as session:
        event = newest_entries(session, limit=1)[0].event
    assert (event.action, event.actor_id) == ("signal.dismissed", LEE)
    assert event.subject == f"signal:{signal.id}"
    assert dict(event.details) == {"kind": "sudden-jump", "exam": EXAM}
    with pytest.raises(ConflictError):
        dismiss(jumped, signal.id)


def test_nobody_sees_or_dismisses_a_signal_about_their_own_attempt(jumped: Sittings) -> None:
    look(jumped)
    [signal] = seen(jumped)
    assert seen(jumped, viewer=ANN) == []
    with pytest.raises(ForbiddenError):
        dismiss(jumped, signal.id, by=ANN)
    [still] = seen(jumped)
    assert still.closed_at is None


def test_a_second_account_does_not_open_the_own_signals(jumped: Sittings) -> None:
    look(jumped)
    [signal] = seen(jumped)
    jumped.link(LEE, to=ANN)
    assert seen(jumped, viewer=LEE) == []
    with pytest.raises(ForbiddenError):
        dismiss(jumped, signal.id, by=LEE)
    [still] = seen(jumped, viewer=BOB)
    assert still.closed_at is None


def test_a_signal_of_another_exam_or_none_is_not_found(jumped: Sittings) -> None:
    look(jumped)
    [signal] = seen(jumped)
    for name, exam in (("none", EXAM), (signal.id, "meshery-cooking")):
        with pytest.raises(NotFoundError):
            dismiss(jumped, name, exam=exam)


def test_a_person_gets_what_is_kept_and_nothing_of_the_other_person(sittings: Sittings) -> None:
    ann, bob = sittings.start(ANN).id, sittings.start(BOB).id
    for attempt in (ann, bob):
        work_on(sittings, attempt, HOME)
    sittings.clock.advance(timedelta(minutes=5))
    sittings.submit(ann, sittings.right_answers(ann), person=ANN)
    sittings.submit(bob, person=BOB)
    look(sittings)
    for person, other in ((ANN, bob), (BOB, ann)):
        with sittings.database.reading() as session:
            [record] = exam_records(session, person)["attempts"]
        assert len(record["networks"]) == 1
        [signal] = record["signals"]
        assert signal["kind"] == "same-network"
        assert other not in json.dumps(record)


def test_with_a_person_go_the_traces_and_every_signal_about_them(sittings: Sittings) -> None:
    ann, bob = sittings.start(ANN).id, sittings.start(BOB).id
    for attempt in (ann, bob):
        work_on(sittings, attempt, HOME)
    sittings.clock.advance(timedelta(minutes=5))
    sittings.submit(ann, sittings.right_answers(ann), person=ANN)
    sittings.submit(bob, person=BOB)
    look(sittings)
    with sittings.database.writing() as session:
        forget_exams(session, ANN)
    assert [row.attempt_id for row in traces(sittings)] == [bob]
    with sittings.database.reading() as session:
        assert session.exec(select(IntegritySignalRow)).all() == []


def test_a_forgotten_maintainers_dismissal_stands_without_the_name(jumped: Sittings) -> None:
    look(jumped)
    [signal] = seen(jumped)
    dismiss(jumped, signal.id)
    with jumped.database.writing() as session:
        assert exam_records(session, LEE)["dismissed_signals"] == [
            {"exam": EXAM, "kind": "sudden-jump", "note": "They talked about it."}
        ]
        forget_exams(session, LEE)
        row = session.exec(select(IntegritySignalRow)).one()
        assert (row.closed_by, row.closed_login) == (None, GHOST)
        assert row.closed_at is not None
        assert exam_records(session, LEE)["dismissed_signals"] == []
