"""Put together what `/certify` tells a person: every exam, how they stand, and their own link."""

from __future__ import annotations

from typing import TYPE_CHECKING

from exams.comments import ExamLine
from exams.eligibility import Standing
from exams.policy import duration_words

if TYPE_CHECKING:
    from sqlmodel import Session

    from exams.service import ExamService
    from exams.views import ExamStatus
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
            standing=status.standing,
            url=addresses.exam(status.exam.id, invitation.id),
            rules=rules_in_words(status),
            policy=tuple((label, words) for label, words, _ in status.exam.policy.rows()),
            until=status.eligibility.until,
            holds_pass=status.eligibility.holds_pass,
        )
        for status in exams.status(session, person_id)
    ]


def rules_in_words(status: ExamStatus) -> str:
    """Say in one line what the next attempt would be: questions, time, which of how many."""
    policy = status.exam.policy
    number = status.exam.questions
    words = [
        f"{number} question{'s' if number != 1 else ''}",
        f"{policy.pass_percentage} % to pass",
    ]
    if policy.time_limit is not None:
        words.append(duration_words(policy.time_limit, none=""))
    used = status.eligibility.attempts_used
    attempt = used if status.standing is Standing.IN_PROGRESS else used + 1
    if policy.max_attempts is not None:
        words.append(f"attempt {attempt} of {policy.max_attempts}")
    return " · ".join(words)
