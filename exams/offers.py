"""Put together what `/certify` tells a person: every exam, how they stand, and their own link."""

from __future__ import annotations

from typing import TYPE_CHECKING

from exams.comments import ExamLine, public_standing
from exams.eligibility import Standing

if TYPE_CHECKING:
    from sqlmodel import Session

    from exams.service import ExamService
    from recognition.facts import Thread
    from recognition.kernel.ids import UserId
    from recognition.render.addresses import Addresses


def exam_lines(
    session: Session,
    exams: ExamService,
    *,
    person_id: UserId,
    login: str,
    thread: Thread,
    addresses: Addresses,
) -> list[ExamLine]:
    """Give a line for each exam, with a link made for this person and this thread."""
    invitation = exams.invite(session, person_id=person_id, login=login, exam=None, thread=thread)
    return [
        ExamLine(
            exam=status.exam.id,
            title=status.exam.title,
            standing=public_standing(status.standing, holds_pass=status.eligibility.holds_pass),
            url=addresses.exam(status.exam.id, invitation.id),
            rules=status.exam.rules(),
            policy=tuple((label, words) for label, words, _ in status.exam.policy.rows()),
            until=status.eligibility.until if status.standing is Standing.PASSED else None,
            holds_pass=status.eligibility.holds_pass,
            requires=status.exam.requires,
            missing=status.missing,
        )
        for status in exams.status(session, person_id)
    ]
