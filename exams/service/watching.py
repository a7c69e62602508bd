"""Read an exam's finished attempts for signals."""

from __future__ import annotations

from collections import defaultdict
from datetime import datetime
from fractions import Fraction
from typing import TYPE_CHECKING

from sqlmodel import col, select

from exams.bank import canonical_json
from exams.integrity.records import Watched
from exams.service.finished import FINISHED, answers_of, changes_of, items_of
from exams.statistics.timing import time_spent
from exams.store import AttemptRow, NetworkTraceRow
from recognition.service.identity import people_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from typing import Any

    from sqlmodel import Session

    from exams.store import AttemptItemRow


def watched_attempts(session: Session, exam: str, *, since: datetime) -> list[Watched]:
    """Give an exam's finished attempts; those that ended since then are the recent ones."""
    rows = session.exec(
        select(AttemptRow)
        .where(AttemptRow.exam == exam)
        .where(col(AttemptRow.state).in_(FINISHED))
        .order_by(col(AttemptRow.started_at), col(AttemptRow.id))
    ).all()
    items, answers = items_of(session, exam), answers_of(session, exam)
    changes, networks = changes_of(session, exam), _networks(session, exam)
    people = people_of(session, [row.person_id for row in rows])
    found = []
    for row in rows:
        if row.submitted_at is None or not items.get(row.id):
            continue
        spent = time_spent(row.started_at, changes.get(row.id, ()))
        found.append(
            Watched(
                attempt_id=row.id,
                person=people.person_of(row.person_id),
                started_at=row.started_at,
                ended_at=row.submitted_at,
                share=_share(items[row.id]),
                passed=bool(row.passed),
                wrong=_wrong(row.id, items[row.id], answers),
                firsts=tuple(one.first for one in spent.values() if one.first is not None),
                networks=frozenset(networks.get(row.id, ())),
                is_recent=row.submitted_at >= since,
            )
        )
    return found


def _share(items: Iterable[AttemptItemRow]) -> Fraction:
    earned, possible = Fraction(0), 0
    for item in items:
        earned += Fraction(item.earned_num or 0, item.earned_den or 1)
        possible += item.marks
    return Fraction(earned, possible)


def _wrong(
    attempt_id: str,
    items: Iterable[AttemptItemRow],
    answers: Mapping[tuple[str, str], Any],
) -> dict[str, str]:
    """Give each answer that did not earn all marks, so that equal ones are equal texts."""
    return {
        item.question_version: _canonical(answers[attempt_id, item.question_id])
        for item in items
        if Fraction(item.earned_num or 0, item.earned_den or 1) < item.marks
        and (attempt_id, item.question_id) in answers
    }


def _canonical(answer: object) -> str:
    """Write an answer so that capitals and spaces make no difference."""
    if isinstance(answer, str):
        return " ".join(answer.casefold().split())
    return canonical_json(answer)


def _networks(session: Session, exam: str) -> Mapping[str, list[str]]:
    rows = session.exec(
        select(NetworkTraceRow.attempt_id, NetworkTraceRow.prefix_hash)
        .join(AttemptRow, col(AttemptRow.id) == col(NetworkTraceRow.attempt_id))
        .where(AttemptRow.exam == exam)
    ).all()
    networks: dict[str, list[str]] = defaultdict(list)
    for attempt_id, name in rows:
        networks[attempt_id].append(name)
    return networks
