"""Give people extra time: for one exam or all, and in the attempt that is under way."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from sqlalchemy import delete
from sqlmodel import col, select

from exams import attempt as sitting
from exams.attempt import State
from exams.policy import USUAL_PERCENT, Policy
from exams.store import AccommodationRow, AttemptRow
from recognition.audit import Event
from recognition.kernel.errors import ForbiddenError, NotFoundError, UserError
from recognition.kernel.ids import UserId
from recognition.service.audit import append
from recognition.service.persons import accounts_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from sqlmodel import Session

    from exams.service.context import ExamContext

PERCENTS = (125, 150, 200)
"""What can be given, of the exam's time; others would name the person who has them."""

ALL_EXAMS = ""

GIVEN = "accommodation.given"
REMOVED = "accommodation.removed"

OWN = "Nobody decides about their own time; ask another maintainer."
NOT_A_STEP = "Extra time is 125, 150 or 200 percent of an exam's time."
NONE_GIVEN = "This person has no such extra time."


@dataclass(frozen=True, slots=True, kw_only=True)
class Accommodation:
    """The extra time of one person.

    Attributes:
        exam: The one it is for, or empty for all.
        percent: Of the exam's time.
    """

    person_id: UserId
    exam: str
    percent: int
    given_at: datetime


def give(
    context: ExamContext,
    session: Session,
    *,
    person_id: UserId,
    percent: int,
    by: UserId,
    exam: str = ALL_EXAMS,
) -> None:
    """Give a person extra time, in place of what was given for the same before.

    An attempt that is under way gets it too. Why a person needs it is neither asked nor kept.

    Args:
        context: The exams and the time.
        session: The caller commits it.
        person_id: An account of the person.
        percent: One of `PERCENTS`.
        by: Whoever gives it.
        exam: The one it is for; empty is all of them.

    Raises:
        UserError: The percentage cannot be given.
        NotFoundError: The exam is not offered.
        ForbiddenError: It is the giver's own time.
    """
    accounts = _others(session, person_id, by)
    if percent not in PERCENTS:
        raise UserError(NOT_A_STEP)
    if exam:
        context.bank(exam)
    now = context.clock.now()
    _forget(session, accounts, exam)
    session.add(
        AccommodationRow(
            person_id=accounts[0], exam=exam, percent=percent, given_by=by, given_at=now
        )
    )
    session.flush()
    _write(session, GIVEN, accounts[0], by=by, at=now, details={"exam": exam, "percent": percent})
    for row in _open_attempts(session, accounts, exam):
        _extend(session, row, percents(session, UserId(row.person_id)).get(row.exam, percent), now)


def remove(
    context: ExamContext,
    session: Session,
    *,
    person_id: UserId,
    by: UserId,
    exam: str = ALL_EXAMS,
) -> None:
    """Take extra time back; an attempt that is under way keeps it.

    Raises:
        NotFoundError: None was given for this.
        ForbiddenError: It is the remover's own time.
    """
    accounts = _others(session, person_id, by)
    if not _forget(session, accounts, exam):
        raise NotFoundError(NONE_GIVEN)
    now = context.clock.now()
    _write(session, REMOVED, accounts[0], by=by, at=now, details={"exam": exam})


def percents(session: Session, person_id: UserId) -> Percents:
    """Give the time a person has of each exam, whichever of their accounts it was given to."""
    accounts = accounts_of(session, person_id)
    rows = session.exec(
        select(AccommodationRow)
        .where(col(AccommodationRow.person_id).in_(accounts))
        # Of accounts that were joined later, the more counts.
        .order_by(col(AccommodationRow.percent))
    ).all()
    return Percents(given={row.exam: row.percent for row in rows})


@dataclass(frozen=True, slots=True, kw_only=True)
class Percents:
    """The time one person has, of each exam's limit.

    Attributes:
        given: By exam; that of all exams stands under the empty name.
    """

    given: Mapping[str, int]

    def get(self, exam: str, default: int = USUAL_PERCENT) -> int:
        """Give the percentage for an exam; what was given for it alone comes first."""
        return self.given.get(exam, self.given.get(ALL_EXAMS, default))


def given_by(session: Session, giver: UserId) -> list[Accommodation]:
    """Give what one maintainer has given; nobody else's."""
    rows = session.exec(
        select(AccommodationRow)
        .where(AccommodationRow.given_by == giver)
        .order_by(col(AccommodationRow.given_at).desc(), col(AccommodationRow.person_id))
    ).all()
    return [
        Accommodation(
            person_id=UserId(row.person_id),
            exam=row.exam,
            percent=row.percent,
            given_at=row.given_at,
        )
        for row in rows
    ]


def _others(session: Session, person_id: UserId, by: UserId) -> tuple[int, ...]:
    """Give the accounts of a person who is somebody else."""
    accounts = accounts_of(session, person_id)
    if by in accounts:
        raise ForbiddenError(OWN)
    return accounts


def _forget(session: Session, accounts: Sequence[int], exam: str) -> int:
    return (
        session.connection()
        .execute(
            delete(AccommodationRow)
            .where(col(AccommodationRow.person_id).in_(accounts))
            .where(col(AccommodationRow.exam) == exam)
        )
        .rowcount
    )


def _open_attempts(session: Session, accounts: Sequence[int], exam: str) -> Iterable[AttemptRow]:
    query = (
        select(AttemptRow)
        .where(col(AttemptRow.person_id).in_(accounts))
        .where(AttemptRow.state == State.IN_PROGRESS)
        .with_for_update()
    )
    return session.exec(query if not exam else query.where(AttemptRow.exam == exam)).all()


def _extend(session: Session, row: AttemptRow, percent: int, now: datetime) -> None:
    """Give an open attempt its new deadline; never an earlier one, and none that is over."""
    policy = Policy.from_json(row.policy)
    is_late = sitting.is_late(policy, row.deadline_at, now, extra_percent=row.extra_percent)
    if is_late or percent <= row.extra_percent:
        return
    row.extra_percent = percent
    row.deadline_at = sitting.deadline(policy, row.started_at, extra_percent=percent)
    session.add(row)
    session.flush()


def _write(
    session: Session,
    action: str,
    person_id: int,
    *,
    by: UserId,
    at: datetime,
    details: Mapping[str, object],
) -> None:
    event = Event(
        at=at, actor_id=by, action=action, subject=f"account:{person_id}", details=details
    )
    append(session, [event])
