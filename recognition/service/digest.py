"""Put the maintainers' digest of a period together, and keep it true while they decide."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any, cast

from sqlalchemy import false
from sqlmodel import Session, col, select

from recognition.awards import VALID, AwardState
from recognition.decisions import Verb
from recognition.digest import (
    DecisionLine,
    Digest,
    DigestItem,
    Edition,
    EndingLine,
    GrantedLine,
    Standing,
    audience_named,
    body,
    span,
    waited,
)
from recognition.effects import IssueEffect
from recognition.facts import Repo, known_at
from recognition.kernel.ids import RepoId
from recognition.renewals import Ending, reminders_within
from recognition.service.announce import STALE_AFTER
from recognition.service.awards import award_of
from recognition.service.decided import Decision, decisions_within, last_decision
from recognition.service.facts import fact_of
from recognition.service.identity import people_of
from recognition.service.numbers import is_shown, later_editions, number_open
from recognition.service.review import quorum
from recognition.service.showing import award_name, evidence_links, logins
from recognition.service.suspicion import flags_of
from recognition.service.votes import Vote, votes_on
from recognition.store import AwardRow, FactRow

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Mapping, Sequence

    from recognition.catalog import Catalog
    from recognition.digest import Audience
    from recognition.render.addresses import Addresses

LABEL = "recognition"

_STANDINGS = {
    AwardState.PROPOSED: Standing.WAITING,
    AwardState.HELD: Standing.HELD,
    AwardState.DISPUTED: Standing.DISPUTED,
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
    quiet = [row for row in granted if _is_history(session, row)]
    loud = [row for row in granted if row not in quiet]
    ids = {award.id for _number, award in numbered}
    start, end = span(edition.period)
    others = _other_decisions(session, start, end, but=ids, wanted=_wanted(edition, audiences))
    endings = _endings(session, catalog, badges, start=end, end=end + (end - start))
    votes = votes_on(session, ids)
    lasts = {one: last_decision(session, one) for one in ids}
    people = {award.person_id for _number, award in numbered}
    people |= {award.decided_by for _number, award in numbered if award.decided_by is not None}
    people |= {row.person_id for row in loud}
    people |= {ending.award.person_id for ending in endings}
    people |= {one.by for one in lasts.values() if one is not None}
    people |= {vote.account for cast_ in votes.values() for vote in cast_}
    people |= {person for one in others for person in (one.by, one.person_id)}
    scribe = _Scribe(
        session=session,
        edition=edition,
        catalog=catalog,
        addresses=addresses,
        names=logins(session, people),
        carried=later_editions(session, edition, ids),
        votes=votes,
        lasts=lasts,
    )
    return Digest(
        edition=edition,
        items=tuple(scribe.item(number, award) for number, award in numbered),
        granted=tuple(scribe.granted(row) for row in loud),
        decisions=tuple(scribe.decision(one) for one in others),
        endings=tuple(scribe.ending(one) for one in endings),
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
        votes: By award, what maintainers have said that is not enough yet.
        lasts: By award, what a person did last to it.
    """

    session: Session
    edition: Edition
    catalog: Catalog
    addresses: Addresses
    names: Mapping[int, str]
    carried: Mapping[str, Edition]
    votes: Mapping[str, Sequence[Vote]]
    lasts: Mapping[str, Decision | None]

    def item(self, number: int, award: AwardRow) -> DigestItem:
        """Describe an award that needs a person's word, or had it."""
        login = self.names[award.person_id]
        standing = _STANDINGS.get(AwardState(award.state), Standing.CLOSED)
        outcome = self._outcome(award)
        if standing is not Standing.CLOSED and award.id in self.carried:
            # It is asked about in one place: here only where to answer is said.
            standing, outcome = Standing.CLOSED, f"carried over to {self.carried[award.id]}"
        is_waiting = standing is Standing.WAITING
        is_open = is_waiting or standing is Standing.HELD
        start, end = span(self.edition.period)
        return DigestItem(
            number=number,
            award_id=award.id,
            login=login,
            profile_url=self.addresses.profile(login),
            badge=award_name(self.catalog, award.badge, award.tier),
            evidence=evidence_links(self.session, award.evidence),
            flags=flags_of(self.session, award) if is_open else (),
            standing=standing,
            waited=waited(award.created_at, start=start, end=end) if is_waiting else "",
            votes=self._votes(award),
            outcome=outcome,
        )

    def granted(self, award: AwardRow) -> GrantedLine:
        """Describe an award that the rule gave."""
        return GrantedLine(
            login=self.names[award.person_id],
            badge=award_name(self.catalog, award.badge, award.tier),
            verify_url=self.addresses.verify(award.id),
        )

    def decision(self, decision: Decision) -> DecisionLine:
        """Describe what somebody decided about an award that has no number here."""
        return DecisionLine(
            login=self.names[decision.person_id],
            badge=award_name(self.catalog, decision.badge, decision.tier),
            verify_url=self.addresses.verify(decision.award_id),
            outcome=decision.said(self.names),
        )

    def ending(self, ending: Ending) -> EndingLine:
        """Describe a certification that ends soon."""
        return EndingLine(
            login=self.names[ending.award.person_id],
            badge=ending.name,
            verify_url=self.addresses.verify(ending.award.id),
            ends_on=f"{ending.ends_at:%Y-%m-%d}",
            days=ending.days,
        )

    def _outcome(self, award: AwardRow) -> str:
        if award.state == AwardState.PROPOSED:
            return ""
        last = self.lasts[award.id]
        is_by_rule = award.decided_by is None and award.state != AwardState.DISPUTED
        if last is not None and not is_by_rule:
            return last.said(self.names)
        said = "no longer earned" if award.state == AwardState.REVOKED else str(award.state)
        return f"{said}: {award.reason}" if award.reason else said

    def _votes(self, award: AwardRow) -> str:
        """Say who has spoken already where it takes several, such as "1 of 2: approve by lee"."""
        by_verb: dict[Verb, list[str]] = {}
        for vote in self.votes.get(award.id, ()):
            by_verb.setdefault(vote.verb, []).append(self.names[vote.account])
        return " · ".join(
            f"{len(people)} of {quorum(self.catalog, award.badge, verb)} to {verb}: "
            f"{', '.join(people)}"
            for verb, people in by_verb.items()
        )


def _wanted(edition: Edition, audiences: Sequence[Audience]) -> Callable[[str], bool]:
    """Tell badges of an edition's audience from others."""
    audience = audience_named(audiences, edition.audience)
    if audience is not None:
        return audience.badges.__contains__
    theirs = frozenset[str]().union(*(audience.badges for audience in audiences))
    return lambda badge: not edition.audience and badge not in theirs


def _other_decisions(
    session: Session,
    start: datetime,
    end: datetime,
    *,
    but: Collection[str],
    wanted: Callable[[str], bool],
) -> list[Decision]:
    """Give what was decided in a period about awards that have no number, the newest first."""
    found = [
        one
        for one in decisions_within(session, start, end)
        if one.award_id not in but and wanted(one.badge)
    ]
    away = people_of(session, {one.person_id for one in found}).silent
    return [one for one in found if one.person_id not in away]


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


def _endings(
    session: Session, catalog: Catalog, badges: Any, *, start: datetime, end: datetime
) -> list[Ending]:
    """Give the certifications of whose end people are to be told before the next digest."""
    of_tracks = [badge for badge in catalog.badges if catalog.is_track(badge)]
    rows = session.exec(
        select(AwardRow)
        .where(col(AwardRow.badge).in_(of_tracks), col(AwardRow.state).in_(VALID))
        .where(badges, is_shown())
    ).all()
    return reminders_within(map(award_of, rows), catalog, start=start, end=end)


def _is_history(session: Session, award: AwardRow) -> bool:
    """Tell whether an award came of reading history, or of a deed long before it was counted."""
    if award.quiet or award.created_at - award.earned_at <= STALE_AFTER:
        return award.quiet
    fact = session.get(FactRow, award.evidence[-1]) if award.evidence else None
    return fact is None or award.created_at - known_at(fact_of(fact)) > STALE_AFTER
