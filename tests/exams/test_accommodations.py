"""Extra time: given by somebody else, at once, to the limit and the grace, and kept private."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlmodel import select

from exams.own_records import exam_records
from exams.privacy import forget_exams
from exams.service.accommodations import ALL_EXAMS, PERCENTS, given_by, percents
from exams.store import AccommodationRow
from recognition.kernel.errors import ConflictError, ForbiddenError, NotFoundError, UserError
from recognition.kernel.ids import UserId
from recognition.store import AccountLinkRow, AuditRow
from tests.exams.sittings import ANN, BOB, EXAM, THREAD, Sittings

LEE = UserId(7)
KIM = UserId(8)


def give(
    sittings: Sittings,
    percent: int = 150,
    *,
    person: UserId = ANN,
    exam: str = ALL_EXAMS,
    by: UserId = LEE,
) -> None:
    with sittings.database.writing() as session:
        sittings.service.give_time(session, person_id=person, percent=percent, by=by, exam=exam)


def take_back(sittings: Sittings, *, exam: str = ALL_EXAMS, by: UserId = LEE) -> None:
    with sittings.database.writing() as session:
        sittings.service.take_time_back(session, person_id=ANN, by=by, exam=exam)


@pytest.mark.parametrize(("percent", "minutes"), [(125, 37.5), (150, 45), (200, 60)])
def test_the_limit_is_longer_for_this_person_alone(
    sittings: Sittings, percent: int, minutes: float
) -> None:
    give(sittings, percent)
    ann, bob = sittings.start(ANN), sittings.start(BOB)
    assert ann.deadline_at == ann.started_at + timedelta(minutes=minutes)
    assert (ann.extra_percent, bob.extra_percent) == (percent, 100)
    assert bob.deadline_at == bob.started_at + timedelta(minutes=30)


def test_the_grace_is_longer_too_and_then_it_is_over(sittings: Sittings) -> None:
    give(sittings, 150)
    attempt = sittings.start()
    name, answer = next(iter(sittings.right_answers(attempt.id).items()))
    sittings.clock.advance(timedelta(minutes=45, seconds=90))
    assert sittings.sweep() == 0
    assert sittings.save(attempt.id, {name: answer}, 1).answered == 1
    sittings.clock.advance(timedelta(microseconds=1))
    with pytest.raises(ConflictError, match="time is up"):
        sittings.save(attempt.id, {name: answer}, 2)
    assert sittings.sweep() == 1
    assert sittings.view(attempt.id).submitted_at == attempt.deadline_at


def test_an_attempt_under_way_gets_it_at_once(sittings: Sittings) -> None:
    attempt = sittings.start()
    sittings.clock.advance(timedelta(minutes=30))
    give(sittings, 200)
    shown = sittings.view(attempt.id)
    assert (shown.extra_percent, shown.time_is_up) == (200, False)
    assert shown.deadline_at == attempt.started_at + timedelta(hours=1)


def test_an_attempt_that_is_over_is_not_opened_again(sittings: Sittings) -> None:
    late = sittings.start()
    sittings.clock.advance(timedelta(minutes=31, microseconds=1))
    give(sittings, 200)
    assert sittings.view(late.id).time_is_up
    sittings.sweep()
    assert sittings.view(late.id).extra_percent == 100


def test_what_is_given_for_one_exam_comes_before_what_is_given_for_all(
    sittings: Sittings,
) -> None:
    give(sittings, 200, exam=EXAM)
    give(sittings, 125)
    with sittings.database.reading() as session:
        time = percents(session, ANN)
    assert (time.get(EXAM), time.get("another")) == (200, 125)


def test_giving_again_replaces_what_was_given_and_shortens_nothing(sittings: Sittings) -> None:
    give(sittings, 200)
    attempt = sittings.start()
    give(sittings, 125, by=KIM)
    assert sittings.view(attempt.id).deadline_at == attempt.deadline_at
    with sittings.database.reading() as session:
        assert percents(session, ANN).get(EXAM) == 125
        assert not given_by(session, LEE)
        assert [one.percent for one in given_by(session, KIM)] == [125]


def test_taken_back_it_holds_for_the_next_attempt_only(sittings: Sittings) -> None:
    give(sittings)
    attempt = sittings.start()
    take_back(sittings)
    assert sittings.view(attempt.id).deadline_at == attempt.deadline_at
    sittings.submit(attempt.id)
    assert sittings.start().extra_percent == 100
    with pytest.raises(NotFoundError, match="no such extra time"):
        take_back(sittings)


def test_without_a_limit_there_is_nothing_to_extend(sittings: Sittings) -> None:
    assert set(PERCENTS) == {125, 150, 200}
    for percent in (0, 99, 100, 110, 1000, -150):
        with pytest.raises(UserError, match="125, 150 or 200"):
            give(sittings, percent)
    with pytest.raises(NotFoundError, match="no such exam"):
        give(sittings, exam="none")


def test_nobody_gives_time_to_themselves_by_any_of_their_accounts(sittings: Sittings) -> None:
    with sittings.database.writing() as session:
        now = sittings.clock.now()
        session.add(
            AccountLinkRow(account_id=LEE, person_id=ANN, linked_by=KIM, linked_at=now, before={})
        )
    for by in (ANN, LEE):
        with pytest.raises(ForbiddenError, match="their own time"):
            give(sittings, by=by)
        with pytest.raises(ForbiddenError, match="their own time"):
            take_back(sittings, by=by)
    give(sittings, by=KIM)
    assert sittings.start(LEE).extra_percent == 150


def test_the_audit_log_says_that_and_by_whom_and_never_why(sittings: Sittings) -> None:
    give(sittings, exam=EXAM)
    take_back(sittings, exam=EXAM)
    with sittings.database.reading() as session:
        written = session.exec(select(AuditRow).order_by(AuditRow.seq)).all()  # type: ignore[arg-type] # a column
    assert [(row.actor_id, row.action, row.subject, row.details) for row in written] == [
        (LEE, "accommodation.given", f"account:{ANN}", {"exam": EXAM, "percent": 150}),
        (LEE, "accommodation.removed", f"account:{ANN}", {"exam": EXAM}),
    ]


def test_a_person_gets_it_told_without_the_giver_and_it_goes_when_they_go(
    sittings: Sittings,
) -> None:
    give(sittings)
    with sittings.database.writing() as session:
        (told,) = exam_records(session, ANN)["extra_time"]
        assert told == {
            "exam": None,
            "percent": 150,
            "given_at": sittings.clock.now().isoformat(),
        }
        assert exam_records(session, LEE)["extra_time"] == []
        forget_exams(session, ANN)
        assert not session.exec(select(AccommodationRow)).all()


def test_the_end_of_a_link_does_not_end_a_sitting(sittings: Sittings) -> None:
    """An invitation bounds the start alone; so extra time need not lengthen it."""
    with sittings.database.writing() as session:
        link = sittings.service.invite(
            session, person_id=ANN, login="ann", exam=None, thread=THREAD
        )
    assert link.expires_at == sittings.clock.now() + timedelta(days=30)
    sittings.clock.advance(timedelta(days=30) - timedelta(minutes=1))
    attempt = sittings.start(invitation=link.id).id
    sittings.clock.advance(timedelta(minutes=20))
    answers = sittings.right_answers(attempt)
    assert sittings.save(attempt, answers, 1).answered == len(answers)
    assert sittings.submit(attempt).attempt.score is not None
