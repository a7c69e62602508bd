"""Tell how a person stands in the certification program."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import TYPE_CHECKING

from sqlmodel import Session, col, select

from recognition.awards import VALID, Award, AwardState
from recognition.facts import FactKind
from recognition.rules.tracks import Certification, Track, TrackState
from recognition.rules.wording import listed
from recognition.service import persons
from recognition.service.awards import award_of
from recognition.store import AwardRow, FactRow

if TYPE_CHECKING:
    from collections.abc import Mapping

    from recognition.catalog import Badge, Catalog


class StepState(StrEnum):
    """How a person stands with one step of a track."""

    HELD = "held"
    ENDED = "ended"
    OPEN = "open"
    LOCKED = "locked"
    LATER = "later"


@dataclass(frozen=True, slots=True, kw_only=True)
class StepView:
    """One step of a track, as one person sees it.

    Attributes:
        step: The step.
        badge: What it gives; `None` where the catalog has no such badge.
        required: What must be held before.
        exams: Ids of the exams it takes.
        passed: Those of them with a pass that still counts; empty for who is not known.
        state: Where the person stands; for who is not known, as for somebody without awards.
        award: What the person holds, or held.
        ends_at: The end of that; `None` where it has none.
    """

    step: Certification
    badge: Badge | None
    required: tuple[Certification, ...]
    exams: tuple[str, ...]
    passed: frozenset[str]
    state: StepState
    award: Award | None = None
    ends_at: datetime | None = None


def program(
    session: Session, catalog: Catalog, *, account_id: int | None, now: datetime
) -> list[tuple[Track, list[StepView]]]:
    """Give every track with its steps.

    Args:
        session: Reads awards and passed exams.
        catalog: Has the tracks.
        account_id: Whose standing; `None` for somebody who is not signed in.
        now: Decides what has ended.
    """
    accounts = () if account_id is None else persons.accounts_of(session, account_id)
    awards = _awards(session, accounts)
    passes = _passes(session, accounts)
    steps = {step.badge: step for track in catalog.tracks for step in track.certifications}
    return [
        (
            track,
            [
                _view(step, catalog, steps, awards=awards, passes=passes, now=now)
                for step in track.certifications
            ],
        )
        for track in catalog.tracks
    ]


def _view(
    step: Certification,
    catalog: Catalog,
    steps: Mapping[str, Certification],
    *,
    awards: Mapping[str, Award],
    passes: Mapping[str, datetime],
    now: datetime,
) -> StepView:
    badge, award = catalog.badges.get(step.badge), awards.get(step.badge)
    ends_at = None if badge is None or award is None else badge.expires_at(award.earned_at)
    where = {} if badge is None else badge.written.get("where") or {}
    exams = tuple(listed(where.get("exam", [])))
    is_held = award is not None and award.state in VALID and (ends_at is None or ends_at > now)
    if is_held:
        state = StepState.HELD
    elif award is not None:
        state = StepState.ENDED
    elif step.state is not TrackState.LIVE:
        state = StepState.LATER
    else:
        missing = [name for name in step.requires if name not in awards]
        state = StepState.LOCKED if missing else StepState.OPEN
    return StepView(
        step=step,
        badge=badge,
        required=tuple(steps[name] for name in step.requires if name in steps),
        exams=exams,
        passed=frozenset(
            exam
            for exam in exams
            if exam in passes and _counts(passes[exam], badge, award, is_held=is_held, now=now)
        ),
        state=state,
        award=award,
        ends_at=ends_at,
    )


def _counts(
    passed_at: datetime,
    badge: Badge | None,
    award: Award | None,
    *,
    is_held: bool,
    now: datetime,
) -> bool:
    """Tell whether a pass counts now; of a certification that has ended, only a newer one does."""
    if badge is None or badge.expires is None:
        return True
    if award is not None and not is_held and passed_at <= award.earned_at:
        return False
    return badge.expires.after(passed_at) > now


def _awards(session: Session, accounts: tuple[int, ...]) -> dict[str, Award]:
    rows = session.exec(select(AwardRow).where(col(AwardRow.person_id).in_(accounts))).all()
    awards = [award_of(row) for row in rows]
    return {
        award.badge: award
        for award in awards
        if award.state in VALID or award.state is AwardState.EXPIRED
    }


def _passes(session: Session, accounts: tuple[int, ...]) -> dict[str, datetime]:
    """Give the newest pass of every exam."""
    rows = session.exec(
        select(FactRow)
        .where(col(FactRow.actor_id).in_(accounts), FactRow.kind == FactKind.EXAM_PASSED)
        .where(col(FactRow.retracted).is_(False))
        .order_by(col(FactRow.at))
    ).all()
    return {row.attrs["exam"]: row.at for row in rows if isinstance(row.attrs.get("exam"), str)}
