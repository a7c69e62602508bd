"""Let candidates object to a result or a question, and maintainers answer them."""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from typing import TYPE_CHECKING

from sqlmodel import col, func, select

from exams import records
from exams.appeals import MAX_TEXT, MAX_WORDS, AppealState, checked_text, objection_ends_at
from exams.attempt import CLOSED_STATES, State
from exams.content import question_from_content
from exams.events import Happened, happened
from exams.policy import Policy
from exams.service.context import own_row
from exams.service.regraded import regrades_of
from exams.store import (
    AnswerRow,
    AppealRow,
    AttemptItemRow,
    AttemptRow,
    QuestionVersionRow,
    RegradePlanRow,
)
from recognition.audit import Event
from recognition.kernel.errors import ConflictError, ForbiddenError, NotFoundError, UserError
from recognition.service.audit import append
from recognition.service.facts import see_accounts
from recognition.service.identity import people_of

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import datetime

    from sqlmodel import Session

    from exams.bank import Answer, PublicQuestion
    from exams.service.context import ExamContext
    from recognition.facts import Actor
    from recognition.kernel.ids import UserId

TOO_LATE = "The time to object to this result is over."
NOT_YET = "You can object once the result is final."
NO_APPEAL = "There is no such objection."


@dataclass(frozen=True, slots=True, kw_only=True)
class Objection:
    """An objection as its candidate sees it.

    Attributes:
        number: The question's place on the paper, from 1; `None` for the whole result.
        outcome: The maintainers' words; empty while it is open.
        plan_state: Of the regrade that came of it, or empty.
    """

    exam: str
    attempt_id: str
    number: int | None
    text: str
    state: AppealState
    made_at: datetime
    outcome: str
    plan_state: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Objections:
    """What a candidate objected to, and may.

    Attributes:
        made: From the first to the newest.
        numbers: The questions one may name: their places on the paper.
        until: When the time to object ends; `None` where it is over, or never was.
    """

    made: tuple[Objection, ...]
    numbers: tuple[int, ...]
    until: datetime | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """An objection as whoever decides about it sees it, without the candidate.

    Attributes:
        question: What was asked, without its key; `None` for the whole result.
        version: The version that counts now, or empty.
        answer: What the candidate answered; `None` where it was open.
        earned: Marks of the question, or of the attempt, such as `1/2`.
    """

    row: AppealRow
    number: int | None
    question: PublicQuestion | None
    version: str
    answer: Answer | None
    earned: str


def objections(
    context: ExamContext, session: Session, attempt_id: str, person_id: UserId
) -> Objections:
    """Give what a candidate objected to, and what they may object to.

    Raises:
        NotFoundError: The attempt is not there, or another person's; both read the same.
    """
    row = own_row(session, attempt_id, person_id, locked=False)
    places = _places(session, attempt_id)
    ends_at = _ends_at(session, row)
    is_open = ends_at is not None and context.clock.now() <= ends_at
    return Objections(
        made=tuple(_objections(session, [row.id])),
        numbers=tuple(places.values()),
        until=ends_at if is_open else None,
    )


def objections_of(session: Session, person_id: UserId) -> list[Objection]:
    """Give everything a person objected to, from the first to the newest."""
    rows = records.attempt_rows(session, person_id)
    return _objections(session, [row.id for row in rows])


def object_to(
    context: ExamContext,
    session: Session,
    attempt_id: str,
    person_id: UserId,
    *,
    number: int | None,
    text: str,
) -> None:
    """Object to a result, or to one question of it.

    Args:
        context: The time.
        session: The caller commits it.
        attempt_id: The attempt.
        person_id: Its candidate.
        number: The question's place on the paper; `None` for the whole result.
        text: Why.

    Raises:
        NotFoundError: The attempt is not there, or another person's.
        ConflictError: The result is not final, it is too late, or an objection to this is open.
        UserError: There is no such question, or no text, or too much.
    """
    row = own_row(session, attempt_id, person_id)
    now, ends_at = context.clock.now(), _ends_at(session, row)
    if row.state not in CLOSED_STATES or row.state == State.NEEDS_REVIEW:
        raise ConflictError(NOT_YET)
    if ends_at is None or now > ends_at:
        raise ConflictError(TOO_LATE)
    names = {place: name for name, place in _places(session, attempt_id).items()}
    if number is not None and number not in names:
        raise UserError(f"question: this paper has the questions 1 to {len(names)}.")
    text = checked_text("text", text, most=MAX_TEXT)
    question_id = None if number is None else names[number]
    if any(
        one.question_id == question_id and one.state == AppealState.OPEN
        for one in _rows(session, [attempt_id])
    ):
        raise ConflictError("You have objected to this already; it waits for an answer.")
    appeal = AppealRow(
        id=secrets.token_hex(4),
        attempt_id=row.id,
        question_id=question_id,
        exam=row.exam,
        text=text,
        state=AppealState.OPEN,
        made_at=now,
    )
    session.add(appeal)
    details = {"appeal": appeal.id, "question": number}
    happened(session, row.id, Happened.APPEALED, at=now, by=person_id, details=details)


def waiting(session: Session) -> int:
    """Count the objections that wait for an answer."""
    query = select(func.count()).select_from(AppealRow)
    return session.exec(query.where(AppealRow.state == AppealState.OPEN)).one()


def queue(session: Session, *, is_open: bool) -> Sequence[AppealRow]:
    """Give objections: those that wait, the oldest first, or those decided, the newest first."""
    query = select(AppealRow)
    if is_open:
        query = query.where(AppealRow.state == AppealState.OPEN)
        return session.exec(query.order_by(col(AppealRow.made_at), col(AppealRow.id))).all()
    query = query.where(AppealRow.state != AppealState.OPEN)
    return session.exec(query.order_by(col(AppealRow.decided_at).desc(), col(AppealRow.id))).all()


def case(session: Session, appeal_id: str) -> Case:
    """Give one objection with what it is about.

    Raises:
        NotFoundError: There is none of that id.
    """
    row = _appeal(session, appeal_id, locked=False)
    if row.question_id is None:
        attempt = session.get_one(AttemptRow, row.attempt_id)
        score = records.score_of(attempt)
        earned = "" if score is None else score.fraction
        return Case(row=row, number=None, question=None, version="", answer=None, earned=earned)
    item = session.get_one(AttemptItemRow, (row.attempt_id, row.question_id))
    content = session.get_one(QuestionVersionRow, item.question_version).content
    answer = session.get(AnswerRow, (row.attempt_id, row.question_id))
    return Case(
        row=row,
        number=item.position,
        question=question_from_content(content).public,
        version=item.question_version,
        answer=None if answer is None else answer.response,
        earned=f"{records.item_marks(item)}/{item.marks}",
    )


def decide(
    session: Session,
    appeal_id: str,
    *,
    by: Actor,
    is_upheld: bool,
    words: str,
    now: datetime,
) -> AppealRow:
    """Answer an objection.

    The caller has made sure that the person is who they say, and a maintainer.

    Args:
        session: The caller commits it.
        appeal_id: The objection.
        by: Who decides.
        is_upheld: Whether the candidate is right; marks change by a regrade only.
        words: The answer; it must not tell what is right.
        now: When.

    Raises:
        NotFoundError: There is none of that id.
        ConflictError: It is decided already.
        ForbiddenError: It is the person's own.
        UserError: There are no words, or too many.
    """
    row = _appeal(session, appeal_id, locked=True)
    attempt = session.get_one(AttemptRow, row.attempt_id)
    people = people_of(session, [by.id, attempt.person_id])
    if people.person_of(by.id) == people.person_of(attempt.person_id):
        raise ForbiddenError("This is your own objection; another maintainer must decide.")
    if row.state != AppealState.OPEN:
        raise ConflictError(f"The objection is {row.state} already.")
    row.outcome = checked_text("words", words, most=MAX_WORDS)
    row.state = AppealState.UPHELD if is_upheld else AppealState.DECLINED
    row.decided_by, row.decided_login, row.decided_at = by.id, by.login, now
    session.add(row)
    details = {"appeal": row.id, "state": row.state}
    happened(session, row.attempt_id, Happened.APPEAL_DECIDED, at=now, by=by.id, details=details)
    see_accounts(session, [(by, now)])
    event = Event(
        at=now,
        actor_id=by.id,
        action=f"appeal.{row.state}",
        subject=f"appeal:{row.id}",
        details={"exam": row.exam, "attempt": row.attempt_id, "question": row.question_id},
    )
    append(session, [event])
    return row


def tie_to_plan(session: Session, appeal_id: str, plan: RegradePlanRow) -> None:
    """Note that a plan was made because of an objection; the candidate sees what becomes of it.

    Raises:
        NotFoundError: There is no such objection at the plan's exam.
    """
    row = _appeal(session, appeal_id, locked=True)
    if row.exam != plan.exam:
        raise NotFoundError(NO_APPEAL)
    row.plan_id = plan.id
    session.add(row)


def _appeal(session: Session, appeal_id: str, *, locked: bool) -> AppealRow:
    query = select(AppealRow).where(AppealRow.id == appeal_id)
    row = session.exec(query.with_for_update() if locked else query).one_or_none()
    if row is None:
        raise NotFoundError(NO_APPEAL)
    return row


def _rows(session: Session, attempt_ids: Sequence[str]) -> Sequence[AppealRow]:
    return session.exec(
        select(AppealRow)
        .where(col(AppealRow.attempt_id).in_(attempt_ids))
        .order_by(col(AppealRow.made_at), col(AppealRow.id))
    ).all()


def _objections(session: Session, attempt_ids: Sequence[str]) -> list[Objection]:
    return [
        Objection(
            exam=row.exam,
            attempt_id=row.attempt_id,
            number=_places(session, row.attempt_id).get(row.question_id or ""),
            text=row.text,
            state=AppealState(row.state),
            made_at=row.made_at,
            outcome=row.outcome,
            plan_state=""
            if row.plan_id is None
            else session.get_one(RegradePlanRow, row.plan_id).state,
        )
        for row in _rows(session, attempt_ids)
    ]


def _places(session: Session, attempt_id: str) -> Mapping[str, int]:
    return {item.question_id: item.position for item in records.item_rows(session, attempt_id)}


def _ends_at(session: Session, row: AttemptRow) -> datetime | None:
    told_at = [] if row.final_at is None else [row.final_at]
    if told_at:
        told_at += [one.at for one in regrades_of(session, row)]
    return objection_ends_at(Policy.from_json(row.policy), told_at)
