"""Forget what the exams keep of a person, when they ask."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sqlalchemy import delete, update
from sqlmodel import col, select

from exams.own_records import exam_records
from exams.store import (
    AccommodationRow,
    AnswerChangeRow,
    AnswerRow,
    AppealRow,
    AttemptEventRow,
    AttemptItemRow,
    AttemptRow,
    IntegritySignalRow,
    InvitationRow,
    NetworkTraceRow,
    RegradeLineRow,
    RegradePlanRow,
    ReviewMarkRow,
    ReviewTaskRow,
)
from recognition.kernel.ids import UserId
from recognition.service.forgotten import GHOST
from recognition.service.personal import Keeper, keepers

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sqlmodel import Session


OF_ATTEMPTS = (
    AnswerRow,
    AnswerChangeRow,
    AppealRow,
    AttemptEventRow,
    AttemptItemRow,
    IntegritySignalRow,
    NetworkTraceRow,
    RegradeLineRow,
    ReviewTaskRow,
)
"""What goes when an attempt goes."""


def forget_exams(session: Session, person_id: UserId) -> int:
    """Delete a person's invitations, attempts and answers.

    Returns:
        How many invitations and attempts there were. Facts of passed exams are not among
        them; recognition keeps and forgets those.
    """
    attempts = select(AttemptRow.id).where(AttemptRow.person_id == person_id)
    count = len(session.exec(attempts).all())
    links = select(InvitationRow.id).where(InvitationRow.person_id == person_id)
    count += len(session.exec(links).all())
    tasks = select(ReviewTaskRow.id).where(col(ReviewTaskRow.attempt_id).in_(attempts))
    session.execute(delete(ReviewMarkRow).where(col(ReviewMarkRow.task_id).in_(tasks)))
    session.execute(
        delete(IntegritySignalRow).where(col(IntegritySignalRow.other_id).in_(attempts))
    )
    for table in OF_ATTEMPTS:
        session.execute(delete(table).where(col(table.attempt_id).in_(attempts)))
    session.execute(delete(AccommodationRow).where(col(AccommodationRow.person_id) == person_id))
    # What maintainers decided about others stands; only their names go.
    session.execute(
        update(ReviewMarkRow)
        .where(col(ReviewMarkRow.grader_id) == person_id)
        .values(grader_login=GHOST)
    )
    session.execute(
        update(RegradePlanRow)
        .where(col(RegradePlanRow.made_by) == person_id)
        .values(made_by=None, made_login=GHOST)
    )
    session.execute(
        update(RegradePlanRow)
        .where(col(RegradePlanRow.approved_by) == person_id)
        .values(approved_by=None, approved_login=GHOST)
    )
    session.execute(
        update(AppealRow)
        .where(col(AppealRow.decided_by) == person_id)
        .values(decided_by=None, decided_login=GHOST)
    )
    session.execute(
        update(IntegritySignalRow)
        .where(col(IntegritySignalRow.closed_by) == person_id)
        .values(closed_by=None, closed_login=GHOST)
    )
    session.execute(delete(AttemptRow).where(col(AttemptRow.person_id) == person_id))
    session.execute(delete(InvitationRow).where(col(InvitationRow.person_id) == person_id))
    session.flush()
    return count


def _show(session: Session, accounts: Sequence[int]) -> list[dict[str, Any]]:
    return [exam_records(session, UserId(account)) for account in accounts]


def _forget(session: Session, accounts: Sequence[int]) -> int:
    return sum(forget_exams(session, UserId(account)) for account in accounts)


keepers.add("exams", Keeper(show=_show, forget=_forget))
