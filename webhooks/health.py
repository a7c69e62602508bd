"""Say in sentences what is worth knowing about the system, for the digest's last fold."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlmodel import col, select

from exams.questions import ReviewReason
from exams.regrading import Outcome
from exams.service.appeals import waiting
from exams.service.regrades import applied_between, line_rows, outcomes
from exams.service.review_tasks import waiting as answers_waiting
from recognition.digest import span
from recognition.service import audit
from recognition.service.silence import silent_rules
from recognition.store import RuleSetRow
from webhooks import walks
from webhooks.drift import Fault, drift_between
from webhooks.walks import WalkState

if TYPE_CHECKING:
    from datetime import datetime

    from sqlmodel import Session

    from recognition.catalog import Catalog

MAX_NAMES = 20

_FAULTS = {
    Fault.MISSING: "missing",
    Fault.DIFFERENT: "out of date",
    Fault.GONE: "of things that are gone",
}


def health(session: Session, *, catalog: Catalog, period: str, now: datetime) -> list[str]:
    """Give the sentences, the most telling first.

    Args:
        session: An open unit of work.
        catalog: The badges in force.
        period: Of the digest; what was repaired in it is told.
        now: The moment up to which is looked.
    """
    sentences = [
        *_read(session),
        *_repaired(session, period),
        *_rules(session),
        *_regrades(session, period),
        *_appeals(session),
        *_reviews(session),
    ]
    silent = [badge.name for badge in silent_rules(session, catalog=catalog, now=now)]
    if silent:
        shown = ", ".join(silent[:MAX_NAMES])
        more = f" and {len(silent) - MAX_NAMES} more" if len(silent) > MAX_NAMES else ""
        sentences.append(f"No work matched these badges for 90 days: {shown}{more}.")
    head = audit.head(session)
    if head:
        sentences.append(
            f"The audit log ends with {head}; recognition audit verify --head with this hash "
            "tells later whether anything was rewritten."
        )
    return sentences


def _rules(session: Session) -> list[str]:
    """Say from which commits the rules in force are, where an organisation keeps its own."""
    rows = session.exec(select(RuleSetRow).order_by(col(RuleSetRow.owner))).all()
    return [
        f"The rules of {row.owner} are those of commit {row.sha[:7]}, in force since "
        f"{row.applied_at:%Y-%m-%d}."
        for row in rows
    ]


def _read(session: Session) -> list[str]:
    """Say how far the history is read, as long as it is not read to its end."""
    at_work = (WalkState.PENDING, WalkState.WORKING)
    under_way = [
        walk
        for walk, row in walks.walks(session)
        if walk.is_backfill and walk.repo_id is not None and row.state in at_work
    ]
    if not under_way:
        return []
    read, total = sum(it.read for it in under_way), sum(it.total for it in under_way)
    where = _count(len({it.repo_id for it in under_way}), "repository", "repositories")
    return [f"History is still being read in {where}: {read} of {max(read, total)} things so far."]


def _repaired(session: Session, period: str) -> list[str]:
    """Say what the comparisons with GitHub found that webhooks had not brought."""
    found = drift_between(session, *span(period))
    if not found.total:
        return []
    parts = [f"{number} {words}" for it, words in _FAULTS.items() if (number := found.by(it))]
    what = _count(found.total, "fact was", "facts were")
    return [f"{what} repaired that webhooks had not brought: {', '.join(parts)}."]


def _regrades(session: Session, period: str) -> list[str]:
    """Say which exams were graded anew, in numbers; of whom, nobody but they learns."""
    sentences = []
    for row in applied_between(session, *span(period)):
        found = outcomes(row, line_rows(session, row.id))
        what = _count(found.total(), "attempt was", "attempts were")
        passes = found[Outcome.PASSES]
        gained = f"; {_count(passes, 'pass was', 'passes were')} gained" if passes else ""
        sentences.append(f"{what} graded anew at {row.exam}{gained}.")
    return sentences


def _appeals(session: Session) -> list[str]:
    """Say how many candidates wait for an answer."""
    number = waiting(session)
    if not number:
        return []
    what = _count(number, "objection to an exam result waits", "objections to exam results wait")
    return [f"{what} for an answer on the console."]


def _reviews(session: Session) -> list[str]:
    """Say how many answers wait for a grader, and how often our checker is to blame."""
    found = answers_waiting(session)
    if not found:
        return []
    what = _count(sum(found.values()), "answer of an exam waits", "answers of exams wait")
    ours = found.get(ReviewReason.CHECKER_ERROR, 0)
    because = f"; {ours} because our checker failed, which the log tells" if ours else ""
    return [f"{what} for a grader on the console{because}."]


def _count(number: int, one: str, many: str) -> str:
    return f"{number} {one if number == 1 else many}"
