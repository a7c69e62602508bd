"""Let people sit exams: start, save, hand in, and see their own attempts."""

from __future__ import annotations

import secrets
from typing import TYPE_CHECKING

from sqlalchemy.exc import IntegrityError

from exams import attempt as sitting
from exams import invitations, records
from exams.attempt import Attempt, State
from exams.draw import draw
from exams.events import Happened, happened
from exams.presenting import attempt_view
from exams.questions import QUESTION_TYPES, ResponseError
from exams.service.accommodations import percents
from exams.service.closing import close, close_if_late
from exams.service.context import own_row
from exams.versions import keep_version
from exams.views import AttemptView, Submission
from recognition.kernel.errors import ConflictError
from recognition.service.holding import missing_badges

if TYPE_CHECKING:
    from collections.abc import Mapping

    from sqlmodel import Session

    from exams.bank import Bank, Response
    from exams.service.context import ExamContext
    from exams.store import AttemptRow
    from recognition.kernel.ids import UserId

MAX_NAME_SHOWN = 40


def start(
    context: ExamContext,
    session: Session,
    *,
    person_id: UserId,
    login: str,
    exam: str,
    invitation_id: str | None = None,
    promise: str = "",
) -> AttemptView:
    """Start an attempt, or go on with the open one.

    Args:
        context: The exams and the time.
        session: The caller commits it.
        person_id: The candidate.
        login: The candidate's, for pages and facts.
        exam: The exam's id.
        invitation_id: The link that led here, or `None`.
        promise: The statement that the candidate accepted; kept with an attempt that begins.

    Raises:
        NotFoundError: The exam is not offered.
        UserError: The invitation does not hold.
        ConflictError: Passed, cooling down, no attempts left, or other badges come first;
            says which.
    """
    bank, now = context.bank(exam), context.clock.now()
    if invitation_id is not None:
        invitations.check_invitation(session, invitation_id, person_id, now)
    rows = records.attempt_rows(session, person_id, exam=exam)
    for row in rows:
        close_if_late(context, session, row)
    missing = missing_badges(session, person_id, bank.requires)
    may = context.eligibility(bank, rows, missing=missing)
    if may.attempt_id is not None:
        return view(context, session, may.attempt_id, person_id)
    if not may.standing.may_begin:
        raise ConflictError(may.words)
    version = context.banks.versions[exam]
    attempt_id = secrets.token_urlsafe(16)
    seen = frozenset(item["id"] for row in rows for item in row.paper["items"])
    paper = draw(
        bank,
        version,
        context.seed(attempt_id),
        seen=seen,
        exposure=records.exposure(session, exam),
        number=len(rows) + 1,
    )
    attempt = sitting.begin(
        attempt_id=attempt_id,
        paper=paper,
        policy=bank.policy,
        now=now,
        extra_percent=percents(session, person_id).get(exam),
    )
    try:
        with session.begin_nested():
            keep_version(session, bank, version, now=now)
            records.add_attempt(
                session,
                attempt,
                bank,
                person_id=person_id,
                login=login,
                invitation_id=invitation_id,
            )
            happened(session, attempt_id, Happened.CREATED, at=now)
            if promise:
                words = {"words": promise}
                happened(
                    session,
                    attempt_id,
                    Happened.PROMISED_HONESTY,
                    at=now,
                    by=person_id,
                    details=words,
                )
            happened(session, attempt_id, Happened.STARTED, at=now, by=person_id)
    except IntegrityError as error:
        # Only PostgreSQL lets two starts run at once; the other one made the attempt.
        rows = records.attempt_rows(session, person_id, exam=exam)
        may = context.eligibility(bank, rows, missing=missing)
        if may.attempt_id is None:
            raise ConflictError("Another start was under way; please try again.") from error
        attempt_id = may.attempt_id
    return view(context, session, attempt_id, person_id)


def view(
    context: ExamContext, session: Session, attempt_id: str, person_id: UserId
) -> AttemptView:
    """Give an attempt to its candidate.

    Raises:
        NotFoundError: It is not there, or another person's; both read the same.
    """
    row = own_row(session, attempt_id, person_id, locked=False)
    bank = context.served_bank(session, row)
    current = records.attempt_of(session, row, bank)
    return attempt_view(session, row, bank, current, now=context.clock.now())


def save(
    context: ExamContext,
    session: Session,
    *,
    attempt_id: str,
    person_id: UserId,
    responses: Mapping[str, object],
    save_no: int,
) -> AttemptView:
    """Keep answers while an attempt is under way; all of them or none.

    Args:
        context: The exams and the time.
        session: The caller commits it.
        attempt_id: The attempt.
        person_id: Its candidate.
        responses: Raw values by question id, in any form that a question type's
            `parse_response` reads; a blank one takes an answer back, an absent one keeps it.
        save_no: One more than the view's.

    Raises:
        NotFoundError: It is not there, or another person's.
        ResponseError: A value is no possible answer; names the question.
        ConflictError: It is closed, too late, or an older save than the last.
    """
    row = own_row(session, attempt_id, person_id)
    bank = context.served_bank(session, row)
    before = records.attempt_of(session, row, bank)
    after = _saved(context, session, row, bank, before, responses, save_no)
    return attempt_view(session, row, bank, after, now=context.clock.now())


def submit(
    context: ExamContext,
    session: Session,
    *,
    attempt_id: str,
    person_id: UserId,
    responses: Mapping[str, object] | None = None,
    save_no: int | None = None,
) -> Submission:
    """Hand an attempt in and grade it; handing in again changes nothing.

    Args:
        context: The exams and the time.
        session: The caller commits it.
        attempt_id: The attempt.
        person_id: Its candidate.
        responses: Last answers, saved first; not taken after the deadline and its grace, nor
            by a closed attempt, which the notice says, and what was saved before is graded.
        save_no: As for `save`; `None` is one more than the last.

    Raises:
        NotFoundError: It is not there, or another person's.
        ResponseError: A value is no possible answer; the attempt stays open.
        ConflictError: An older save than the last; the attempt stays open.
    """
    row = own_row(session, attempt_id, person_id)
    bank = context.served_bank(session, row)
    current, notice = records.attempt_of(session, row, bank), ""
    is_late = current.is_late(context.clock.now())
    if current.state is State.IN_PROGRESS and not is_late:
        if responses is not None:
            number = current.save_no + 1 if save_no is None else save_no
            current = _saved(context, session, row, bank, current, responses, number)
    elif responses and _would_change(bank, current, responses):
        has_run_out = row.expired or current.state is State.IN_PROGRESS
        notice = sitting.LATE if has_run_out else sitting.HANDED_IN
    if current.state is State.IN_PROGRESS:
        current = close(context, session, row, bank, current)
    shown = attempt_view(session, row, bank, current, now=context.clock.now())
    return Submission(attempt=shown, notice=notice)


def _saved(
    context: ExamContext,
    session: Session,
    row: AttemptRow,
    bank: Bank,
    before: Attempt,
    responses: Mapping[str, object],
    save_no: int,
) -> Attempt:
    now = context.clock.now()
    after = sitting.save(before, _changes(bank, before, responses), save_no=save_no, now=now)
    if after is not before:
        records.write_answers(session, row, before.responses, after, now=now)
    return after


def _would_change(bank: Bank, attempt: Attempt, responses: Mapping[str, object]) -> bool:
    return sitting.merged(attempt, _changes(bank, attempt, responses)) != attempt.responses


def _changes(
    bank: Bank, attempt: Attempt, responses: Mapping[str, object]
) -> dict[str, Response | None]:
    """Read raw answers against the questions of the paper."""
    served = {item.question_id for item in attempt.paper.items}
    questions = bank.by_id()
    changes: dict[str, Response | None] = {}
    for name, raw in responses.items():
        if name not in served:
            raise ResponseError(name[:MAX_NAME_SHOWN], "it is not on this paper")
        question = questions[name].public
        changes[name] = QUESTION_TYPES[question.type].parse_response(question, raw)
    return changes
