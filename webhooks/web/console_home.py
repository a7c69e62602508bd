"""Lead maintainers to the console's pages, and say how much waits on each."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from flask import Blueprint, Response, make_response, render_template
from sqlalchemy import func
from sqlmodel import Session, col, select

from exams.regrading import PlanState
from exams.store import AppealRow, IntegritySignalRow, RegradePlanRow, ReviewTaskRow
from recognition.kernel.web import login_required, web
from recognition.kernel.web.base import no_store

if TYPE_CHECKING:
    from collections.abc import Mapping

    from webhooks.web.maintainers import Maintainers

PAGE = "/console"


@dataclass(frozen=True, slots=True, kw_only=True)
class Door:
    """A page of the console.

    Attributes:
        label: What the link says.
        purpose: What one does there.
        waits: What a number of things that wait is called, one and several; `None` where
            nothing waits there.
    """

    address: str
    label: str
    purpose: str
    waits: tuple[str, str] | None = None


DOORS = (
    Door(
        address="/console/reviews",
        label="Answers to look at",
        purpose="Give marks to essays, near misses and what could not be checked.",
        waits=("answer", "answers"),
    ),
    Door(
        address="/console/exams/appeals",
        label="Objections",
        purpose="Answer candidates who say that a question or a result is wrong.",
        waits=("objection", "objections"),
    ),
    Door(
        address="/console/exams/regrades",
        label="Regrading",
        purpose="Let something else count for a question that was wrong; two persons do it.",
        waits=("plan", "plans"),
    ),
    Door(
        address="/console/exams",
        label="Exams and their questions",
        purpose="See how questions did, what is odd about attempts, and what wants mending.",
        waits=("signal", "signals"),
    ),
    Door(
        address="/console/exams/people",
        label="Extra time",
        purpose="Give people more time in exams, without asking why.",
    ),
    Door(
        address="/console/rules/try",
        label="Trying a rule",
        purpose="See whom a changed badge would reach before proposing it.",
    ),
)


def console_home_blueprint(maintainers: Maintainers) -> Blueprint:
    """Build the console's first page.

    Args:
        maintainers: Who may see it.
    """
    blueprint = Blueprint("console_home", __name__, template_folder="templates")

    @blueprint.get(PAGE)
    @login_required
    def home() -> Response:
        """List the console's pages and what waits on each."""
        maintainers.only()
        with web().database.reading() as session:
            counts = waiting(session)
        doors = [(door, counts.get(door.address, 0)) for door in DOORS]
        return no_store(make_response(render_template("console/home.html", doors=doors)))

    return blueprint


def waiting(session: Session) -> Mapping[str, int]:
    """Count by the address of its page what waits for a maintainer."""
    open_plans = (PlanState.PROPOSED, PlanState.APPROVED)
    return {
        "/console/reviews": _count(session, col(ReviewTaskRow.closed_at).is_(None)),
        "/console/exams/appeals": _count(session, col(AppealRow.decided_at).is_(None)),
        "/console/exams/regrades": _count(session, col(RegradePlanRow.state).in_(open_plans)),
        "/console/exams": _count(session, col(IntegritySignalRow.closed_at).is_(None)),
    }


def _count(session: Session, condition: Any) -> int:
    return session.exec(select(func.count()).where(condition)).one()
