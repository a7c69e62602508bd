"""Show people on their own page what became of their exam results and objections."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import url_for

from exams.appeals import AppealState
from exams.records import attempt_rows
from exams.service.appeals import objections_of
from exams.service.regraded import regrades_of
from recognition.web.me_sections import Line, Section, me_sections

if TYPE_CHECKING:
    from sqlmodel import Session

    from recognition.kernel.ids import UserId

_STATES = {
    AppealState.OPEN: "waits for an answer",
    AppealState.UPHELD: "upheld",
    AppealState.DECLINED: "declined",
}


@me_sections("changed-results")
def changed_results(session: Session, person_id: UserId) -> Section | None:
    """Give the results of a person whose marks changed after they were told."""
    lines = [
        Line(
            label=row.exam,
            address=url_for("exams.attempt", attempt_id=row.id, _anchor="changes"),
            text=f"from {one.before} to {one.after} marks on {one.at:%Y-%m-%d}. {one.reason}",
        )
        for row in attempt_rows(session, person_id)
        for one in regrades_of(session, row)
    ]
    return Section(title="Exam results that changed", lines=tuple(lines)) if lines else None


@me_sections("appeals")
def objections(session: Session, person_id: UserId) -> Section | None:
    """Give a person's objections and what was answered."""
    lines = [
        Line(
            label=f"{one.exam}, "
            + ("the whole result" if one.number is None else f"question {one.number}"),
            address=url_for("exams.attempt", attempt_id=one.attempt_id, _anchor="appeals"),
            text=f"{_STATES[one.state]}{f': {one.outcome}' if one.outcome else ''}",
        )
        for one in objections_of(session, person_id)
    ]
    return Section(title="Your objections to exam results", lines=tuple(lines)) if lines else None
