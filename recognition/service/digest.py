"""Put the maintainers' digest of a period together, and keep it true while they decide."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any, cast

from sqlalchemy import false
from sqlmodel import Session, col, select

from recognition.awards import AwardState
from recognition.digest import (
    Digest,
    DigestItem,
    Edition,
    GrantedLine,
    Standing,
    audience_named,
    body,
    span,
    waited,
)
from recognition.effects import IssueEffect
from recognition.facts import Repo
from recognition.kernel.ids import RepoId
from recognition.service.announce import STALE_AFTER
from recognition.service.numbers import is_shown, later_editions, number_open
from recognition.service.showing import award_name, evidence_links, logins
from recognition.service.suspicion import flags_of
from recognition.store import AwardRow

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from recognition.catalog import Catalog
    from recognition.digest import Audience
    from recognition.render.addresses import Addresses

LABEL = "recognition"

_STANDINGS = {
    AwardState.PROPOSED: Standing.WAITING,
    AwardState.HELD: Standing.HELD,
    AwardState.DISPUTED: Standing.DISPUTED,
}

_DECIDED = {
    AwardState.HELD: "held back",
    # An approved award may have run out since; the decision was the same.
    AwardState.GRANTED: "approved",
    AwardState.EXPIRED: "approved",
}


def build(
    session: Session,
    *,
    edition: Edition,
    catalog: Catalog,
    addresses: Addresses,
    now: datetime,
    audiences: Sequence[Audience] = (),
    failures: Sequence[str] = (),
    health: Sequence[str] = (),
) -> Digest:
    """Collect a digest, numbering what needs a word by its period's end and is not in it yet.

    People who opted out do not stand in it.

    Args:
        session: A unit of work: the numbers are kept.
        edition: Of which period, for whom.
        catalog: Names the badges.
        addresses: Where links lead.
        now: The moment of the building.
        audiences: Teams that have a digest of their own; their badges stand nowhere else.
        failures: A sentence for each thing that went wrong, from whoever knows.
        health: A sentence for each thing worth knowing about the system.
    """
    # Awards are written in bulk, past the session's memory of rows it has read.
    session.flush()
    session.expire_all()
    badges, team = _of_audience(edition, audiences)
    numbered = number_open(session, edition, badges=badges, now=now)
    granted = _granted(session, edition, badges)
    quiet = [row for row in granted if _is_history(row)]
    loud = [row for row in granted if not _is_history(row)]
    people = [award.person_id for _number, award in numbered] + [row.person_id for row in loud]
    deciders = [award.decided_by for _number, award in numbered if award.decided_by is not None]
    scribe = _Scribe(
        session=session,
        edition=edition,
        catalog=catalog,
        addresses=addresses,
        names=logins(session, people + deciders),
        carried=later_editions(session, edition, {award.id for _number, award in numbered}),
    )
    return Digest(
        edition=edition,
        items=tuple(scribe.item(number, award) for number, award in numbered),
        granted=tuple(scribe.granted(row) for row in loud),
        quiet_awards=len(quiet),
        quiet_people=len({row.person_id for row in quiet}),
        failures=tuple(failures),
        health=tuple(health),
        team=team,
    )


def as_effect(digest: Digest, *, repo_full_name: str) -> IssueEffect:
    """Give the digest the form of an issue in the configured repository."""
    return IssueEffect(
        key=digest.edition.key,
        repo=Repo(id=RepoId(0), full_name=repo_full_name),
        title=digest.edition.title,
        body=body(digest),
        labels=(LABEL,),
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class _Scribe:
    """Turns rows into lines.

    Attributes:
        names: Logins of everybody who is named.
        carried: By award, the later edition in which it stands again.
    """

    session: Session
    edition: Edition
    catalog: Catalog
    addresses: Addresses
    names: Mapping[int, str]
    carried: Mapping[str, Edition]

    def item(self, number: int, award: AwardRow) -> DigestItem:
        """Describe an award that needs a person's word, or had it."""
        login = self.names[award.person_id]
        standing = _STANDINGS.get(AwardState(award.state), Standing.CLOSED)
        outcome = self._outcome(award)
        if standing is not Standing.CLOSED and award.id in self.carried:
            # It is asked about in one place: here only where to answer is said.
            standing, outcome = Standing.CLOSED, f"carried over to {self.carried[award.id]}"
        is_waiting = standing is Standing.WAITING
        start, end = span(self.edition.period)
        return DigestItem(
            number=number,
            award_id=award.id,
            login=login,
            profile_url=self.addresses.profile(login),
            badge=award_name(self.catalog, award.badge, award.tier),
            evidence=evidence_links(self.session, award.evidence),
            flags=flags_of(self.session, award) if is_waiting else (),
            standing=standing,
            waited=waited(award.created_at, start=start, end=end) if is_waiting else "",
            outcome=outcome,
        )

    def granted(self, award: AwardRow) -> GrantedLine:
        """Describe an award that the rule gave."""
        return GrantedLine(
            login=self.names[award.person_id],
            badge=award_name(self.catalog, award.badge, award.tier),
            verify_url=self.addresses.verify(award.id),
        )

    def _outcome(self, award: AwardRow) -> str:
        if award.state == AwardState.PROPOSED:
            return ""
        if award.decided_by is None:
            said = "no longer earned" if award.state == AwardState.REVOKED else str(award.state)
            return f"{said}: {award.reason}" if award.reason else said
        decision = _DECIDED.get(AwardState(award.state), str(award.state))
        said = f": {award.reason}" if award.reason else ""
        return f"{decision} by {self.names[award.decided_by]}{said}"


def _of_audience(edition: Edition, audiences: Sequence[Audience]) -> tuple[Any, str]:
    """Give the condition on awards of an edition's audience, and the audience's team."""
    badge = cast("Any", AwardRow.badge)
    audience = audience_named(audiences, edition.audience)
    if audience is not None:
        return badge.in_(sorted(audience.badges)), audience.team
    if edition.audience:
        # A team that has no digest any more: what it was asked about stays, nothing is added.
        return false(), ""
    theirs = frozenset[str]().union(*(audience.badges for audience in audiences))
    return badge.not_in(sorted(theirs)), ""


def _granted(session: Session, edition: Edition, badges: Any) -> list[AwardRow]:
    """Give what rules granted in the period of an edition."""
    start, end = span(edition.period)
    created = cast("Any", AwardRow.created_at)
    found = session.exec(
        select(AwardRow)
        .where(AwardRow.state == AwardState.GRANTED, created >= start, created < end)
        .where(cast("Any", AwardRow.decided_by).is_(None), badges, is_shown())
        .order_by(created, col(AwardRow.id))
    )
    return list(found.all())


def _is_history(award: AwardRow) -> bool:
    """Tell whether an award came of reading history, or of a deed long before it was counted."""
    return award.quiet or award.created_at - award.earned_at > STALE_AFTER
