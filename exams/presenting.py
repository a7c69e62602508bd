"""Turn banks and attempts into what their candidates may see."""

from __future__ import annotations

from typing import TYPE_CHECKING

from exams.attempt import Attempt, State
from exams.invitations import thread_of_invitation
from exams.questions import present
from exams.records import score_of
from exams.views import AttemptView, ExamView, ItemView

if TYPE_CHECKING:
    from datetime import datetime

    from sqlmodel import Session

    from exams.bank import Bank
    from exams.store import AttemptRow


def exam_view(bank: Bank) -> ExamView:
    """Give an exam without its questions."""
    return ExamView(
        id=bank.exam,
        title=bank.title,
        description=bank.description,
        policy=bank.policy,
        questions=bank.questions_per_attempt,
        pool=len(bank.pool),
        requires=bank.requires,
    )


def attempt_view(
    session: Session, row: AttemptRow, bank: Bank, current: Attempt, *, now: datetime
) -> AttemptView:
    """Give an attempt with its questions as served and the answers as kept.

    Args:
        session: Reads the thread it was begun from.
        row: The attempt as it is stored now.
        bank: The version its paper was drawn from.
        current: The same attempt with its answers.
        now: The server's time.
    """
    questions = bank.by_id()
    answers = {name: response.as_json() for name, response in current.responses.items()}
    return AttemptView(
        id=row.id,
        exam=row.exam,
        title=bank.title,
        policy=bank.policy,
        state=State(row.state),
        started_at=row.started_at,
        deadline_at=row.deadline_at,
        submitted_at=row.submitted_at,
        expired=row.expired,
        save_no=row.save_no,
        items=tuple(
            ItemView(
                question=present(questions[item.question_id].public, item.option_order),
                answer=answers.get(item.question_id),
            )
            for item in current.paper.items
        ),
        score=score_of(row),
        thread=thread_of_invitation(session, row.invitation_id),
        viewed_at=now,
        extra_percent=row.extra_percent,
        receipt=row.receipt,
        time_is_up=current.state is State.IN_PROGRESS and current.is_late(now),
    )
