"""Find what can be shown about people and awards: who holds what, why, and whether it is true."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func
from sqlmodel import Session, col, select

from recognition.awards import VALID, Award, AwardState
from recognition.catalog import Badge, Catalog, Category
from recognition.facts import Fact
from recognition.render.deeds import Deed, deed_of
from recognition.render.palette import Standing
from recognition.service.awards import award_of
from recognition.service.facts import facts_by_key
from recognition.service.steps import SHOWN, Step, next_steps
from recognition.service.visible import public_person
from recognition.store import AccountRow, AwardRow

LATEST = 5
"""How many deeds stand beside a badge on a profile; its verify page has them all."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Holding:
    """An award as it is shown.

    Attributes:
        award: Who holds it, since when, decided by whom.
        badge: What was earned; `None` where the catalog has lost it.
        standing: What is true of it now.
        expires_at: From when it is not valid; `None` = never.
        deeds: The evidence that is shown, the newest first.
    """

    award: Award
    badge: Badge | None
    standing: Standing
    expires_at: datetime | None
    deeds: tuple[Deed, ...]

    @property
    def name(self) -> str:
        """Give the badge's name; one that the catalog has lost keeps its id."""
        return self.badge.name if self.badge is not None else self.award.badge

    @property
    def full_name(self) -> str:
        """Give the name with the tier."""
        return f"{self.name} ({self.award.tier})" if self.award.tier else self.name

    @property
    def is_under_review(self) -> bool:
        """Tell whether somebody says that it is wrong, and no maintainer has answered yet."""
        return self.award.state is AwardState.DISPUTED

    @property
    def older_deeds(self) -> int:
        """Count the evidence that is not shown."""
        return len(self.award.evidence) - len(self.deeds)


@dataclass(frozen=True, slots=True, kw_only=True)
class Profile:
    """What a person's page shows: certifications first, then the newest."""

    login: str
    holdings: tuple[Holding, ...]
    steps: tuple[Step, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Verification:
    """What can be said about one award.

    Attributes:
        login: The holder's newest known login.
        decided_by: Login of the maintainer who decided, empty for one who is not to be named;
            `None` = the rule did.
    """

    holding: Holding
    login: str
    decided_by: str | None


def standing_of(award: Award, badge: Badge | None, now: datetime) -> Standing:
    """Say what is true of an award at this moment, whenever the timer last looked.

    An award that was only proposed, is on hold or was rejected is nobody's business: it is
    unknown. A disputed one is valid until a maintainer has looked at it.
    """
    if award.state == AwardState.REVOKED:
        return Standing.REVOKED
    if not award.is_earned:
        return Standing.UNKNOWN
    ends_at = badge.expires_at(award.earned_at) if badge is not None else None
    if award.state == AwardState.EXPIRED or (ends_at is not None and ends_at <= now):
        return Standing.EXPIRED
    is_certification = badge is not None and badge.category is Category.CERTIFICATION
    return Standing.CERTIFIED if is_certification else Standing.EARNED


def holding_of(
    award: Award, badge: Badge | None, now: datetime, deeds: tuple[Deed, ...] = ()
) -> Holding:
    """Say what is true of an award now, with as much of the evidence as is to be shown."""
    return Holding(
        award=award,
        badge=badge,
        standing=standing_of(award, badge, now),
        expires_at=None if badge is None else badge.expires_at(award.earned_at),
        deeds=deeds,
    )


def held_awards(session: Session, person_id: int, catalog: Catalog) -> list[AwardRow]:
    """Give the granted awards of a person, of each badge the highest tier only."""
    return _highest(_rows(session, person_id, VALID), catalog)


def held_tiers(session: Session, person_id: int, catalog: Catalog) -> dict[str, str | None]:
    """Give the badges of the catalog that a person holds, each with its highest tier."""
    held = held_awards(session, person_id, catalog)
    return {award.badge: award.tier for award in held if award.badge in catalog.badges}


def best_award(
    session: Session, person_id: int, badge: Badge, now: datetime
) -> tuple[Standing, Award | None]:
    """Find what a shield shows: the highest tier that is valid, else the latest bad news."""
    best: tuple[int, int, Standing, Award] | None = None
    rank = {Standing.CERTIFIED: 3, Standing.EARNED: 3, Standing.EXPIRED: 2, Standing.REVOKED: 1}
    for award in map(award_of, _rows(session, person_id, tuple(AwardState), badge=badge.id)):
        standing = standing_of(award, badge, now)
        candidate = (rank.get(standing, 0), badge.tier_rank(award.tier), standing, award)
        if candidate[0] and (best is None or candidate[:2] > best[:2]):
            best = candidate
    return (Standing.UNKNOWN, None) if best is None else (best[2], best[3])


def profile_of(session: Session, login: str, *, catalog: Catalog, now: datetime) -> Profile | None:
    """Gather a person's page; `None` for nobody and for who opted out, which is the same."""
    person = public_person(session, login)
    if person is None:
        return None
    shown = (*VALID, AwardState.EXPIRED)
    awards = [award_of(row) for row in _highest(_rows(session, person.id, shown), catalog)]
    latest = {award.id: award.evidence[-LATEST:] for award in awards}
    facts = facts_by_key(session, {key for keys in latest.values() for key in keys})
    return Profile(
        login=person.login,
        holdings=tuple(
            holding_of(
                award, catalog.badges.get(award.badge), now, _deeds(latest[award.id], facts)
            )
            for award in awards
        ),
        steps=tuple(next_steps(session, person.id, catalog, now=now)[:SHOWN]),
    )


def verification_of(
    session: Session, award_id: str, *, catalog: Catalog, now: datetime
) -> Verification | None:
    """Say what is true of an award; `None` where nothing may be said."""
    row = session.get(AwardRow, award_id)
    if row is None:
        return None
    award = award_of(row)
    person = session.get(AccountRow, award.person_id)
    facts = facts_by_key(session, award.evidence)
    badge = catalog.badges.get(award.badge)
    holding = holding_of(award, badge, now, _deeds(award.evidence, facts))
    if person is None or person.opted_out or holding.standing is Standing.UNKNOWN:
        return None
    decider = None if award.decided_by is None else session.get(AccountRow, award.decided_by)
    return Verification(
        holding=holding,
        login=person.login,
        decided_by=None if award.decided_by is None else _name_of(decider),
    )


def _name_of(maintainer: AccountRow | None) -> str:
    """Name a maintainer; one who opted out is not named, and one who is gone is GitHub's ghost."""
    if maintainer is None:
        return "ghost"
    return "" if maintainer.opted_out else maintainer.login


def holders(session: Session) -> dict[str, int]:
    """Count the people who hold each badge in any tier, by its id; who opted out is not."""
    rows = session.exec(
        select(AwardRow.badge, func.count(func.distinct(AwardRow.person_id)))
        .join(AccountRow, col(AccountRow.id) == col(AwardRow.person_id))
        .where(col(AwardRow.state).in_(VALID), col(AccountRow.opted_out).is_(False))
        .group_by(col(AwardRow.badge))
    )
    return dict(rows.all())


def _rows(
    session: Session, person_id: int, states: Sequence[AwardState], *, badge: str | None = None
) -> list[AwardRow]:
    wanted = select(AwardRow).where(
        AwardRow.person_id == person_id, col(AwardRow.state).in_([str(state) for state in states])
    )
    if badge is not None:
        wanted = wanted.where(AwardRow.badge == badge)
    return list(session.exec(wanted.order_by(col(AwardRow.earned_at).desc(), col(AwardRow.id))))


def _highest(awards: Iterable[AwardRow], catalog: Catalog) -> list[AwardRow]:
    """Keep the highest tier of each badge; certifications stand first, those of tracks before."""
    best: dict[str, AwardRow] = {}
    for award in awards:
        badge, held = catalog.badges.get(award.badge), best.get(award.badge)
        if held is None or (
            badge is not None and badge.tier_rank(award.tier) > badge.tier_rank(held.tier)
        ):
            best[award.badge] = award

    def shelf(award: AwardRow) -> int:
        badge = catalog.badges.get(award.badge)
        if badge is None or badge.category is not Category.CERTIFICATION:
            return 2
        return 0 if catalog.is_track(badge.id) else 1

    return sorted(best.values(), key=shelf)


def _deeds(keys: Sequence[str], facts: dict[str, Fact]) -> tuple[Deed, ...]:
    return tuple(deed_of(facts[key]) for key in reversed(keys) if key in facts)
