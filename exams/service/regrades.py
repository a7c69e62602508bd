"""Regrade attempts by a plan that one person makes, another approves, and all can look at."""

from __future__ import annotations

import secrets
from collections import Counter
from fractions import Fraction
from typing import TYPE_CHECKING, Any

from sqlmodel import col, select

from exams.recounting import item_as_json
from exams.regrading import Change, How, Outcome, PlanState, RegradeError, outcome_of
from exams.service.proposals import propose_again
from exams.service.regraded import carry_out
from exams.service.stored import closed_rows
from exams.store import AttemptRow, RegradeLineRow, RegradePlanRow
from exams.versions import keep_question
from recognition.audit import Event
from recognition.kernel.errors import ConflictError, ForbiddenError, NotFoundError, UserError
from recognition.service.audit import append
from recognition.service.facts import see_accounts
from recognition.service.identity import people_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from datetime import datetime

    from sqlmodel import Session

    from exams.regrading import Line
    from exams.service.context import ExamContext
    from exams.service.proposals import Proposal
    from recognition.facts import Actor

MAX_REASON = 500
"""Characters: candidates read it beside their result."""

STALE = (
    "The plan is out of date: attempts were graded or regraded since it was made. "
    "Drop it, and make it anew."
)


def save_plan(
    session: Session,
    proposal: Proposal,
    *,
    by: Actor,
    reason: str,
    may_lower: bool,
    now: datetime,
) -> RegradePlanRow:
    """Keep what a proposal would do, for somebody else to look at; nothing is regraded.

    The caller has made sure that the person is who they say, and a maintainer.

    Args:
        session: The caller commits it.
        proposal: What is to be done.
        by: Who makes the plan.
        reason: Words for the candidates; they must not tell what is right.
        may_lower: The new count stands even where it is worse, passes included.
        now: When.

    Raises:
        RegradeError: It would reach no attempt.
        ForbiddenError: It would change the person's own result.
        UserError: The reason is missing, or too long.
    """
    reason = " ".join(reason.split())
    if not reason:
        raise UserError("Say why: the candidates read it beside their result.")
    if len(reason) > MAX_REASON:
        raise UserError(f"The reason has at most {MAX_REASON} characters.")
    if not proposal.lines:
        raise RegradeError("No attempt would be reached; there is nothing to plan.")
    for question in proposal.questions.values():
        keep_question(session, proposal.exam, question, now=now)
    row = RegradePlanRow(
        id=secrets.token_hex(4),
        exam=proposal.exam,
        changes=[change.as_json() for change in proposal.changes],
        reason=reason,
        state=PlanState.PROPOSED,
        may_lower=may_lower,
        made_by=by.id,
        made_login=by.login,
        made_at=now,
    )
    session.add(row)
    session.flush()
    lines = [_line_row(row.id, line) for line in proposal.lines]
    session.add_all(lines)
    session.flush()
    _refuse_own(session, row, by)
    _log(session, "regrade.planned", row, by=by, now=now)
    return row


def approve(
    session: Session, plan_id: str, *, by: Actor, now: datetime, may_lower: bool = False
) -> RegradePlanRow:
    """Agree to a plan as the second person.

    Args:
        session: The caller commits it.
        plan_id: The plan.
        by: Who agrees.
        now: When.
        may_lower: That results may be lowered, said again for a plan that may.

    Raises:
        NotFoundError: There is no such plan.
        ConflictError: It is not proposed any more, or out of date.
        ForbiddenError: The person made it, or would change their own result.
        UserError: The plan may lower results, and that was not said again.
    """
    row = plan_row(session, plan_id, locked=True)
    if row.state != PlanState.PROPOSED:
        raise ConflictError(f"The plan is {row.state} already.")
    people = people_of(session, [by.id, row.made_by or 0])
    if people.person_of(by.id) == people.person_of(row.made_by or 0):
        raise ForbiddenError("You made this plan; it takes another person to approve it.")
    if row.may_lower and not may_lower:
        raise UserError("This plan may lower results, passes included; confirm that too.")
    _refuse_own(session, row, by)
    _fresh_lines(session, row)
    row.state = PlanState.APPROVED
    row.approved_by, row.approved_login, row.approved_at = by.id, by.login, now
    session.add(row)
    _log(session, "regrade.approved", row, by=by, now=now)
    return row


def apply(context: ExamContext, session: Session, plan_id: str, *, by: Actor) -> RegradePlanRow:
    """Carry a plan out that two persons agreed to; doing it again changes nothing.

    Raises:
        NotFoundError: There is no such plan.
        ConflictError: It is not approved, or out of date.
    """
    row = plan_row(session, plan_id, locked=True)
    if row.state == PlanState.APPLIED:
        return row
    if row.state != PlanState.APPROVED:
        raise ConflictError(f"The plan is {row.state}; another person has to approve it first.")
    now = context.clock.now()
    attempts = {
        attempt.id: attempt
        for attempt in closed_rows(session, exam=row.exam, versions=_versions(row), locked=True)
    }
    lines = _fresh_lines(session, row)
    # Said before the passes are told, so that whoever reads the plan then finds it applied.
    row.state, row.applied_at = PlanState.APPLIED, now
    session.add(row)
    _log(session, "regrade.applied", row, by=by, now=now)
    for line in lines:
        outcome = line.outcome(may_lower=row.may_lower)
        if outcome is Outcome.KEPT:
            continue
        stored = session.get_one(RegradeLineRow, (row.id, line.attempt_id))
        stored.applied = True
        session.add(stored)
        carry_out(context, session, attempts[line.attempt_id], line, row, by=by, now=now)
    session.flush()
    return row


def drop(session: Session, plan_id: str, *, by: Actor, now: datetime) -> RegradePlanRow:
    """Give a plan up that was not carried out.

    Raises:
        NotFoundError: There is no such plan.
        ConflictError: It was applied or dropped.
    """
    row = plan_row(session, plan_id, locked=True)
    if row.state not in (PlanState.PROPOSED, PlanState.APPROVED):
        raise ConflictError(f"The plan is {row.state} already.")
    row.state = PlanState.DROPPED
    session.add(row)
    _log(session, "regrade.dropped", row, by=by, now=now)
    return row


# --- looking at plans ----------------------------------------------------------------------


def plan_row(session: Session, plan_id: str, *, locked: bool = False) -> RegradePlanRow:
    """Find a plan.

    Raises:
        NotFoundError: There is none of that id.
    """
    query = select(RegradePlanRow).where(RegradePlanRow.id == plan_id)
    row = session.exec(query.with_for_update() if locked else query).one_or_none()
    if row is None:
        raise NotFoundError("There is no such plan.")
    return row


def plan_rows(session: Session) -> Sequence[RegradePlanRow]:
    """Give all plans, the newest first."""
    return session.exec(
        select(RegradePlanRow).order_by(col(RegradePlanRow.made_at).desc(), col(RegradePlanRow.id))
    ).all()


def applied_between(session: Session, start: datetime, end: datetime) -> Sequence[RegradePlanRow]:
    """Give the plans that were applied from `start` on and before `end`."""
    return session.exec(
        select(RegradePlanRow)
        .where(RegradePlanRow.state == PlanState.APPLIED)
        .where(col(RegradePlanRow.applied_at) >= start, col(RegradePlanRow.applied_at) < end)
        .order_by(col(RegradePlanRow.applied_at), col(RegradePlanRow.id))
    ).all()


def line_rows(session: Session, plan_id: str) -> Sequence[RegradeLineRow]:
    """Give the attempts a plan reaches, in the order of their ids."""
    return session.exec(
        select(RegradeLineRow)
        .where(RegradeLineRow.plan_id == plan_id)
        .order_by(col(RegradeLineRow.attempt_id))
    ).all()


def row_outcome(plan: RegradePlanRow, line: RegradeLineRow) -> Outcome:
    """Say what becomes, or became, of the attempt of a line."""
    return outcome_of(
        before=Fraction(line.before_num, line.before_den * line.before_possible),
        after=Fraction(line.after_num, line.after_den * line.after_possible),
        passed=(line.before_passed, line.after_passed),
        may_lower=plan.may_lower,
    )


def outcomes(plan: RegradePlanRow, lines: Iterable[RegradeLineRow]) -> Counter[Outcome]:
    """Count the attempts of a plan by what becomes of them."""
    return Counter(row_outcome(plan, line) for line in lines)


def change_words(stored: dict[str, Any]) -> str:
    """Say one change of a plan in words; they hold no key."""
    change = Change.from_json(stored)
    old = f"question {change.question_id} (version {change.version[:8]})"
    match change.how:
        case How.REPLACE:
            return f"{old} counts by version {change.to[:8]}"
        case How.DISREGARD:
            return f"{old} counts without option {change.option}"
        case How.VOID:
            return f"{old} counts for nobody"
        case How.ALL_CORRECT:
            return f"{old} counts in full for everybody who was served it"
        case How.RESTORE:
            return f"{old} counts by its key again"


# --- within -------------------------------------------------------------------------------


def _line_row(plan_id: str, line: Line) -> RegradeLineRow:
    before, after = line.before, line.after
    return RegradeLineRow(
        plan_id=plan_id,
        attempt_id=line.attempt_id,
        before_num=before.earned.numerator,
        before_den=before.earned.denominator,
        before_possible=before.possible,
        before_passed=before.passed,
        after_num=after.earned.numerator,
        after_den=after.earned.denominator,
        after_possible=after.possible,
        after_passed=after.passed,
        items=[
            {"before": item_as_json(old), "after": item_as_json(new)}
            for old, new in zip(before.items, after.items, strict=True)
            if old != new
        ],
    )


def _fresh_lines(session: Session, row: RegradePlanRow) -> Sequence[Line]:
    """Make a plan's lines anew.

    Raises:
        ConflictError: They are not those that were looked at.
    """
    changes = [Change.from_json(change) for change in row.changes]
    lines = propose_again(session, row.exam, changes).lines
    now = {line.attempt_id: _line_row(row.id, line).model_dump() for line in lines}
    then = {line.attempt_id: line.model_dump() for line in line_rows(session, row.id)}
    if now != then:
        raise ConflictError(STALE)
    return lines


def _versions(row: RegradePlanRow) -> list[str]:
    return [change["version"] for change in row.changes]


def _refuse_own(session: Session, row: RegradePlanRow, by: Actor) -> None:
    """Keep people from deciding about their own results.

    Raises:
        ForbiddenError: One of the attempts is the person's, and its marks would change.
    """
    candidates = session.exec(
        select(AttemptRow.person_id)
        .join(RegradeLineRow, col(RegradeLineRow.attempt_id) == col(AttemptRow.id))
        .where(RegradeLineRow.plan_id == row.id)
    ).all()
    people = people_of(session, [by.id, *candidates])
    if people.person_of(by.id) in {people.person_of(one) for one in candidates}:
        raise ForbiddenError(
            "The plan is about an attempt of your own; another maintainer must do it."
        )


def _log(session: Session, action: str, row: RegradePlanRow, *, by: Actor, now: datetime) -> None:
    """Write a step into the audit log; options stay out of it, since they tell about keys."""
    see_accounts(session, [(by, now)])
    session.flush()
    details = {
        "exam": row.exam,
        "changes": [
            {name: change[name] for name in ("question", "version", "how", "to")}
            for change in row.changes
        ],
        "may_lower": row.may_lower,
        "reason": row.reason,
        "attempts": dict(sorted(outcomes(row, line_rows(session, row.id)).items())),
    }
    event = Event(
        at=now, actor_id=by.id, action=action, subject=f"regrade:{row.id}", details=details
    )
    append(session, [event])
