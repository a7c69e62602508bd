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
class StepExam:
    """One exam of a step.

    Attributes:
        name: Of the badge that the exam gives by itself, or else the exam's id.
        is_passed: There is a pass that still counts; never for who is not known.
    """

    id: str
    name: str
    is_passed: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class StepView:
    """One step of a track, as one person sees it.

    Attributes:
        step: The step.
        badge: What it gives; `None` where the catalog has no such badge.
        required: What must be held, and not have ended, before.
        exams: What it takes.
        state: Where the person stands; for who is not known, as for somebody without awards.
        award: What the person holds, or held.
        ends_at: The end of that; `None` where it has none.
    """

    step: Certification
    badge: Badge | None
    required: tuple[Certification, ...]
    exams: tuple[StepExam, ...]
    state: StepState
    award: Award | None = None
    ends_at: datetime | None = None

    @property
    def passed(self) -> int:
        """How many of its exams have a pass that still counts."""
        return sum(exam.is_passed for exam in self.exams)


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
    names = {
        exam: badge.name
        for badge in catalog.badges.values()
        if len(exams := _exams(badge)) == 1
        for exam in exams
    }
    return [
        (
            track,
            [
                _view(step, catalog, steps, names, awards=awards, passes=passes, now=now)
                for step in track.certifications
            ],
        )
        for track in catalog.tracks
    ]


def _view(
    step: Certification,
    catalog: Catalog,
    steps: Mapping[str, Certification],
    names: Mapping[str, str],
    *,
    awards: Mapping[str, Award],
    passes: Mapping[str, datetime],
    now: datetime,
) -> StepView:
    badge, award = catalog.badges.get(step.badge), awards.get(step.badge)
    ends_at = None if badge is None or award is None else badge.expires_at(award.earned_at)
    is_held = _is_held(badge, award, now)
    if is_held:
        state = StepState.HELD
    elif award is not None:
        state = StepState.ENDED
    elif step.state is not TrackState.LIVE:
        state = StepState.LATER
    elif all(_is_held(catalog.badges.get(one), awards.get(one), now) for one in step.requires):
        state = StepState.OPEN
    else:
        state = StepState.LOCKED
    return StepView(
        step=step,
        badge=badge,
        required=tuple(steps[name] for name in step.requires if name in steps),
        exams=tuple(
            StepExam(
                id=exam,
                name=names.get(exam, exam),
                is_passed=exam in passes
                and _counts(passes[exam], badge, award, is_held=is_held, now=now),
            )
            for exam in _exams(badge)
        ),
        state=state,
        award=award,
        ends_at=ends_at,
    )


def _exams(badge: Badge | None) -> tuple[str, ...]:
    """Give the ids of the exams that a badge's rule names."""
    where = {} if badge is None else badge.written.get("where") or {}
    return tuple(listed(where.get("exam", [])))


def _is_held(badge: Badge | None, award: Award | None, now: datetime) -> bool:
    """Tell whether a certification stands now; one that has ended lets nobody sit the next."""
    if award is None or award.state not in VALID:
        return False
    ends_at = None if badge is None else badge.expires_at(award.earned_at)
    return ends_at is None or ends_at > now


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
