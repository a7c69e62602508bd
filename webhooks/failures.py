"""Say in sentences what did not work, for the people who can do something about it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, cast

from sqlmodel import col, func, select

from recognition.store import CheckpointRow, EffectRow, LetterRow, RuleSetRow
from webhooks.inbox import DeliveryRow, DeliveryState
from webhooks.walks import WalkState

if TYPE_CHECKING:
    from sqlmodel import Session

MAX_REASONS = 5
"""The most frequent ones; whoever mends them sees the others next."""

MAX_REASON = 200


def failures(session: Session) -> list[str]:
    """Count what was given up, with the remedy; empty where all is well."""
    sentences = []
    dead = session.exec(
        select(func.count())
        .select_from(DeliveryRow)
        .where(DeliveryRow.state == DeliveryState.DEAD)
    ).one()
    if dead:
        sentences.append(
            f"{_count(dead, 'delivery', 'deliveries')} could not be handled; "
            "see recognition deliveries list --state dead"
        )
    lost = session.exec(
        select(CheckpointRow)
        .where(CheckpointRow.state == WalkState.DEAD)
        .order_by(col(CheckpointRow.name))
    ).all()
    sentences += [
        f"{_list_of(row)} could not be read: {_cut(row.last_error or 'no reason given')}"
        for row in lost[:MAX_REASONS]
    ]
    refused = session.exec(
        select(RuleSetRow)
        .where(col(RuleSetRow.refused).is_not(None))
        .order_by(col(RuleSetRow.owner))
    ).all()
    sentences += [
        f"the newest rules of {row.owner} are not in force: {_cut(row.refused or '')}"
        for row in refused[:MAX_REASONS]
    ]
    state = cast("Any", EffectRow.state)
    rows = session.exec(
        select(EffectRow.last_error, func.count())
        .where(state == "dead")
        .group_by(cast("Any", EffectRow.last_error))
    ).all()
    by_number = sorted(rows, key=lambda row: (-row[1], row[0] or ""))
    sentences += [
        f"{_count(number, 'post', 'posts')} to GitHub failed: {_cut(error or 'no reason given')}"
        for error, number in by_number[:MAX_REASONS]
    ]
    if rest := sum(number for _error, number in by_number[MAX_REASONS:]):
        sentences.append(f"{_count(rest, 'post', 'posts')} to GitHub failed for other reasons")
    return sentences + _letters(session)


def _letters(session: Session) -> list[str]:
    """Name the digests that were not taken by a mail server or a chat, the newest first."""
    rows = session.exec(
        select(LetterRow)
        .where(LetterRow.state == "dead")
        .order_by(col(LetterRow.created_at).desc())
        .limit(MAX_REASONS)
    ).all()
    return [
        f"the digest of {row.edition} could not be sent by {row.way}: {_cut(row.last_error or '')}"
        for row in rows
    ]


def _list_of(row: CheckpointRow) -> str:
    """Name what a walk goes through."""
    what = str(row.progress["task"]).replace("_", " ")
    place = row.progress["repo_name"] or row.progress["owner"]
    return f"{what} of {place}" if place else f"the list of {what}"


def _cut(reason: str) -> str:
    return reason if len(reason) <= MAX_REASON else reason[: MAX_REASON - 1] + "…"


def _count(number: int, one: str, many: str) -> str:
    return f"{number} {one if number == 1 else many}"
