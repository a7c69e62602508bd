"""Give a person everything the exams keep of them: what they did, and what was done about it."""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING, Any

from sqlmodel import col, or_, select

from exams.events import events_of
from exams.records import score_of
from exams.service.regraded import regrades_of
from exams.store import (
    AccommodationRow,
    AnswerChangeRow,
    AnswerRow,
    AppealRow,
    AttemptRow,
    IntegritySignalRow,
    InvitationRow,
    NetworkTraceRow,
    RegradePlanRow,
    ReviewMarkRow,
    ReviewTaskRow,
)

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sqlmodel import Session

    from recognition.kernel.ids import UserId


def exam_records(session: Session, person_id: UserId) -> dict[str, Any]:
    """Give what is kept of an account as JSON values, without any key.

    Which questions were answered rightly is not in it: that would tell the key.
    """
    invitations = session.exec(
        select(InvitationRow)
        .where(InvitationRow.person_id == person_id)
        .order_by(col(InvitationRow.created_at), col(InvitationRow.id))
    ).all()
    return {
        "invitations": [
            {
                "exam": row.exam,
                "thread": f"{row.repo_full_name}#{row.number}",
                "created_at": row.created_at.isoformat(),
                "expires_at": row.expires_at.isoformat(),
            }
            for row in invitations
        ],
        "attempts": [_attempt(session, row) for row in _attempts(session, person_id)],
        "extra_time": _extra_time(session, person_id),
        "extra_time_given": _time_given(session, person_id),
        "regrades": _regrades(session, person_id),
        "answered_objections": _answered(session, person_id),
        "graded_answers": _graded(session, person_id),
        "dismissed_signals": _dismissed(session, person_id),
    }


def _attempts(session: Session, account_id: UserId) -> Sequence[AttemptRow]:
    """Give the attempts of one account; each account of a person is shown by itself."""
    return session.exec(
        select(AttemptRow)
        .where(AttemptRow.person_id == account_id)
        .order_by(col(AttemptRow.started_at), col(AttemptRow.id))
    ).all()


def _attempt(session: Session, row: AttemptRow) -> dict[str, Any]:
    answers = session.exec(
        select(AnswerRow)
        .where(AnswerRow.attempt_id == row.id)
        .order_by(col(AnswerRow.question_id))
    ).all()
    score = score_of(row)
    return {
        "id": row.id,
        "exam": row.exam,
        "state": row.state,
        "started_at": row.started_at.isoformat(),
        "submitted_at": None if row.submitted_at is None else row.submitted_at.isoformat(),
        "score": None if score is None else score.fraction,
        "passed": row.passed,
        "receipt": row.receipt,
        "time_percent": row.extra_percent,
        "shown_since": None if row.published_at is None else row.published_at.isoformat(),
        "history": [
            {"at": one.at.isoformat(), "what": one.what, "details": one.details}
            for one in events_of(session, row.id)
        ],
        "answers": {answer.question_id: answer.response for answer in answers},
        "saves": _saves(session, row.id),
        "objections": _objections(session, row.id),
        "changes": [
            {
                "at": one.at.isoformat(),
                "before": one.before,
                "after": one.after,
                "reason": one.reason,
            }
            for one in regrades_of(session, row)
        ],
        "networks": _networks(session, row.id),
        "signals": _signals(session, row.id),
    }


def _saves(session: Session, attempt_id: str) -> list[dict[str, Any]]:
    """Give when answers were given, changed or taken back."""
    rows = session.exec(
        select(AnswerChangeRow)
        .where(AnswerChangeRow.attempt_id == attempt_id)
        .order_by(col(AnswerChangeRow.save_no), col(AnswerChangeRow.question_id))
    ).all()
    return [{"at": row.at.isoformat(), "question": row.question_id} for row in rows]


def _networks(session: Session, attempt_id: str) -> list[dict[str, Any]]:
    rows = session.exec(
        select(NetworkTraceRow)
        .where(NetworkTraceRow.attempt_id == attempt_id)
        .order_by(col(NetworkTraceRow.first_at), col(NetworkTraceRow.prefix_hash))
    ).all()
    return [
        {
            "prefix_hash": row.prefix_hash,
            "first_at": row.first_at.isoformat(),
            "last_at": row.last_at.isoformat(),
        }
        for row in rows
    ]


def _signals(session: Session, attempt_id: str) -> list[dict[str, Any]]:
    """Give what was noticed about an attempt; whose the other one is, is another's affair."""
    rows = session.exec(
        select(IntegritySignalRow)
        .where(
            (col(IntegritySignalRow.attempt_id) == attempt_id)
            | (col(IntegritySignalRow.other_id) == attempt_id)
        )
        .order_by(col(IntegritySignalRow.seen_at), col(IntegritySignalRow.id))
    ).all()
    return [
        {
            "kind": row.kind,
            "details": row.details,
            "seen_at": row.seen_at.isoformat(),
            "dismissed_at": None if row.closed_at is None else row.closed_at.isoformat(),
            "note": row.note,
        }
        for row in rows
    ]


def _extra_time(session: Session, person_id: UserId) -> list[dict[str, Any]]:
    """Give the time somebody was given; who gave it is somebody else's affair."""
    rows = session.exec(
        select(AccommodationRow)
        .where(AccommodationRow.person_id == person_id)
        .order_by(col(AccommodationRow.exam))
    ).all()
    return [
        {"exam": row.exam or None, "percent": row.percent, "given_at": row.given_at.isoformat()}
        for row in rows
    ]


def _time_given(session: Session, person_id: UserId) -> list[dict[str, Any]]:
    """Give the extra time that a maintainer gave; to whom is somebody else's affair."""
    rows = session.exec(
        select(AccommodationRow)
        .where(AccommodationRow.given_by == person_id)
        .order_by(col(AccommodationRow.given_at), col(AccommodationRow.exam))
    ).all()
    return [{"exam": row.exam or None, "given_at": row.given_at.isoformat()} for row in rows]


def _regrades(session: Session, person_id: UserId) -> list[dict[str, Any]]:
    """Give the regrades that a maintainer planned or approved."""
    rows = session.exec(
        select(RegradePlanRow)
        .where(
            or_(
                col(RegradePlanRow.made_by) == person_id,
                col(RegradePlanRow.approved_by) == person_id,
            )
        )
        .order_by(col(RegradePlanRow.made_at), col(RegradePlanRow.id))
    ).all()
    return [
        {
            "plan": row.id,
            "exam": row.exam,
            "state": row.state,
            "reason": row.reason,
            "made": row.made_by == person_id,
            "approved": row.approved_by == person_id,
        }
        for row in rows
    ]


def _answered(session: Session, person_id: UserId) -> list[dict[str, Any]]:
    """Give the answers that a maintainer gave; the objections are other people's."""
    rows = session.exec(
        select(AppealRow)
        .where(AppealRow.decided_by == person_id)
        .order_by(col(AppealRow.decided_at), col(AppealRow.id))
    ).all()
    return [{"exam": row.exam, "state": row.state, "answer": row.outcome} for row in rows]


def _graded(session: Session, person_id: UserId) -> list[dict[str, Any]]:
    """Give the marks that a grader gave; the answers are other people's."""
    rows = session.exec(
        select(ReviewTaskRow.exam, ReviewMarkRow)
        .join(ReviewMarkRow, col(ReviewMarkRow.task_id) == col(ReviewTaskRow.id))
        .where(ReviewMarkRow.grader_id == person_id)
        .order_by(col(ReviewMarkRow.at), col(ReviewMarkRow.task_id))
    ).all()
    return [
        {
            "exam": exam,
            "at": row.at.isoformat(),
            "marks": str(Fraction(row.marks_num, row.marks_den)),
            "note": row.comment,
        }
        for exam, row in rows
    ]


def _dismissed(session: Session, person_id: UserId) -> list[dict[str, Any]]:
    """Give the reasons that a maintainer gave; the attempts are other people's."""
    rows = session.exec(
        select(IntegritySignalRow)
        .where(IntegritySignalRow.closed_by == person_id)
        .order_by(col(IntegritySignalRow.closed_at), col(IntegritySignalRow.id))
    ).all()
    return [{"exam": row.exam, "kind": row.kind, "note": row.note} for row in rows]


def _objections(session: Session, attempt_id: str) -> list[dict[str, Any]]:
    rows = session.exec(
        select(AppealRow)
        .where(AppealRow.attempt_id == attempt_id)
        .order_by(col(AppealRow.made_at), col(AppealRow.id))
    ).all()
    return [
        {
            "question": row.question_id,
            "text": row.text,
            "made_at": row.made_at.isoformat(),
            "state": row.state,
            "answer": row.outcome,
        }
        for row in rows
    ]
