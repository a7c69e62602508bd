"""Let maintainers plan a regrade, look at what it would do, and carry it out two by two."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from http import HTTPStatus
from typing import TYPE_CHECKING

from flask import Blueprint, Response, make_response, redirect, render_template, request, url_for

from exams.regrading import How, Outcome, PlanState
from exams.service import regrades
from exams.service.appeals import tie_to_plan
from exams.service.mended import mended_keys
from exams.service.proposals import DISREGARD, NEWEST, Wish, propose, propose_mended
from exams.service.regraded import marks_after, marks_before
from recognition.facts import Actor
from recognition.kernel.errors import NotFoundError, UserError
from recognition.kernel.web import login_required, web
from recognition.kernel.web.base import no_store
from recognition.kernel.web.errors import status_of

if TYPE_CHECKING:
    from collections.abc import Callable

    from sqlmodel import Session
    from werkzeug.wrappers import Response as AnyResponse

    from exams.service import ExamService
    from exams.service.mended import Mended
    from exams.store import RegradePlanRow
    from recognition.kernel.web import Visitor
    from webhooks.web.maintainers import Maintainers

PAGE = "/console/exams/regrades"

SHOWN = 200
"""Attempts of one plan that are shown; those that change most come first."""

TARGETS = {
    NEWEST: "by its newest version in the bank",
    How.VOID: "for nobody: neither earned nor possible",
    How.ALL_CORRECT: "in full, for everybody who was served it",
    How.DISREGARD: "without one option",
    How.RESTORE: "by its key again, after it was void or correct for all",
}

BECOMES = {
    Outcome.FAILS: "pass lost",
    Outcome.PASSES: "pass gained",
    Outcome.FALLS: "fewer marks",
    Outcome.RISES: "more marks",
    Outcome.KEPT: "kept as it is",
    Outcome.SAME: "same marks",
}
"""What becomes of an attempt, in the order in which it is shown."""


@dataclass(frozen=True, slots=True, kw_only=True)
class LineView:
    """An attempt of a plan, without its candidate."""

    attempt_id: str
    before: str
    after: str
    was_passed: bool
    is_passed: bool
    outcome: Outcome


@dataclass(frozen=True, slots=True, kw_only=True)
class PlanView:
    """A plan.

    Attributes:
        row: As it is stored.
        changes: In words.
        counts: How many attempts become what, in words.
        lines: The first `SHOWN` of its attempts.
        reached: How many attempts there are.
    """

    row: RegradePlanRow
    changes: Sequence[str]
    counts: Mapping[str, int]
    lines: Sequence[LineView]
    reached: int


def exam_regrades_blueprint(
    exams: ExamService, maintainers: Maintainers, *, wake: Callable[[], None]
) -> Blueprint:
    """Build the pages about regrades.

    Args:
        exams: Knows the banks, and tells of passes.
        maintainers: Who may see the pages.
        wake: Called when something may wait to be announced.
    """
    blueprint = Blueprint("exam_regrades", __name__, template_folder="templates")

    @blueprint.get(PAGE)
    @login_required
    def plans() -> Response:
        """List the plans, and what was graded by older keys."""
        maintainers.only()
        return _list_page(exams, request.args)

    @blueprint.post(PAGE)
    @login_required
    def make() -> AnyResponse:
        """Make a plan; nothing is regraded."""
        visitor = maintainers.only()
        try:
            with web().database.writing() as session:
                row = _made(session, exams, visitor, request.form)
        except UserError as error:
            return _list_page(exams, request.form, error=error)
        return redirect(url_for("exam_regrades.plan", plan_id=row.id), HTTPStatus.SEE_OTHER)

    @blueprint.get(f"{PAGE}/<plan_id>")
    @login_required
    def plan(plan_id: str) -> Response:
        """Show one plan with its attempts."""
        visitor = maintainers.only()
        return _plan_page(plan_id, visitor)

    @blueprint.post(f"{PAGE}/<plan_id>")
    @login_required
    def step(plan_id: str) -> AnyResponse:
        """Approve, apply or drop a plan."""
        visitor = maintainers.only()
        try:
            with web().database.writing() as session:
                _step(session, exams, plan_id, visitor, request.form)
        except NotFoundError:
            raise
        except UserError as error:
            return _plan_page(plan_id, visitor, error=error)
        wake()
        return redirect(url_for("exam_regrades.plan", plan_id=plan_id), HTTPStatus.SEE_OTHER)

    return blueprint


def _made(
    session: Session, exams: ExamService, visitor: Visitor, form: Mapping[str, str]
) -> RegradePlanRow:
    bank = exams.context.bank(form.get("exam", ""))
    question = form.get("question", "").strip()
    if form.get("all") == "yes":
        proposal = propose_mended(session, bank)
    else:
        to = form.get("to", "")
        if to == How.DISREGARD:
            to = f"{DISREGARD}{form.get('option', '').strip()}"
        proposal = propose(session, bank, Wish(question_id=question, to=to))
    row = regrades.save_plan(
        session,
        proposal,
        by=_actor(visitor),
        reason=form.get("reason", ""),
        may_lower=form.get("may_lower") == "yes",
        now=web().clock.now(),
    )
    if appeal := form.get("appeal"):
        tie_to_plan(session, appeal, row)
    return row


def _step(
    session: Session,
    exams: ExamService,
    plan_id: str,
    visitor: Visitor,
    form: Mapping[str, str],
) -> None:
    by, now = _actor(visitor), web().clock.now()
    match form.get("step"):
        case "approve":
            may_lower = form.get("may_lower") == "yes"
            regrades.approve(session, plan_id, by=by, now=now, may_lower=may_lower)
        case "apply":
            regrades.apply(exams.context, session, plan_id, by=by)
        case "drop":
            regrades.drop(session, plan_id, by=by, now=now)
        case _:
            raise UserError("A plan can be approved, applied or dropped.")


def _actor(visitor: Visitor) -> Actor:
    return Actor(id=visitor.id, login=visitor.login)


def _list_page(
    exams: ExamService, form: Mapping[str, str], *, error: UserError | None = None
) -> Response:
    with web().database.reading() as session:
        rows = regrades.plan_rows(session)
        older: dict[str, list[Mended]] = {
            exam: found
            for exam, bank in exams.banks.banks.items()
            if (found := mended_keys(session, bank))
        }
    page = render_template(
        "console/regrades.html",
        plans=rows,
        older=older,
        exams=exams.exams(),
        targets=TARGETS,
        form=form,
        error=error,
        most=regrades.MAX_REASON,
    )
    return _answer(page, error)


def _plan_page(plan_id: str, visitor: Visitor, *, error: UserError | None = None) -> Response:
    with web().database.reading() as session:
        view = _plan_view(session, plan_id)
    page = render_template(
        "console/regrade.html",
        plan=view,
        becomes=BECOMES,
        is_mine=view.row.made_by == visitor.id,
        states=PlanState,
        error=error,
    )
    return _answer(page, error)


def _plan_view(session: Session, plan_id: str) -> PlanView:
    row = regrades.plan_row(session, plan_id)
    lines = [
        LineView(
            attempt_id=line.attempt_id,
            before=marks_before(line),
            after=marks_after(line),
            was_passed=line.before_passed,
            is_passed=line.after_passed,
            outcome=regrades.row_outcome(row, line),
        )
        for line in regrades.line_rows(session, plan_id)
    ]
    order = list(BECOMES)
    lines.sort(key=lambda line: (order.index(line.outcome), line.attempt_id))
    return PlanView(
        row=row,
        changes=[regrades.change_words(change) for change in row.changes],
        counts={
            words: number
            for outcome, words in BECOMES.items()
            if (number := sum(line.outcome is outcome for line in lines))
        },
        lines=lines[:SHOWN],
        reached=len(lines),
    )


def _answer(page: str, error: UserError | None) -> Response:
    response = no_store(make_response(page))
    response.status_code = HTTPStatus.OK if error is None else status_of(error)
    return response
