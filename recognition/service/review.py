"""Carry out what people decide about awards, and remember who decided."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlmodel import Session

from recognition.awards import Award, AwardChange, ChangeKind
from recognition.catalog import Catalog
from recognition.decisions import MOVES, TWO, Verb, Voice, judge, name_of
from recognition.facts import Actor
from recognition.kernel.errors import ConflictError, NotFoundError
from recognition.kernel.ids import UserId
from recognition.service.awards import award_of, save_changes
from recognition.service.facts import see_accounts
from recognition.service.persons import person_of
from recognition.service.settle import settle
from recognition.service.votes import Vote, drop_votes, keep_vote, votes_on
from recognition.store import AwardRow


def decide(
    session: Session,
    verb: Verb,
    award_ids: Sequence[str],
    *,
    by: Actor,
    catalog: Catalog,
    now: datetime,
    reason: str | None = None,
) -> list[AwardChange]:
    """Do something to awards in a person's name; to all of them or, where it cannot be, to none.

    The caller has made sure that the person is who they say and, for everything but a dispute,
    a maintainer, of the badge's team where it names one.

    Args:
        session: An open unit of work.
        verb: What to do; see the table in `recognition.decisions`.
        award_ids: To which awards.
        by: The person.
        catalog: The badges in force.
        now: When.
        reason: Why.

    Returns:
        What happened to the awards, `voted` where more maintainers have to say so, and
        whatever else that has made possible or impossible.

    Raises:
        NotFoundError: There is no such award.
        ConflictError: It is not in a state for that, or this person has said so already.
        ForbiddenError: It is the person's own.
        UserError: The reason is missing, or too long.
    """
    see_accounts(session, [(by, now)])
    changes: list[AwardChange] = []
    for award in _awards(session, award_ids):
        votes = votes_on(session, [award.id]).get(award.id, [])
        change = judge(
            award,
            verb,
            by=voice_of(session, by.id),
            now=now,
            reason=reason,
            earlier=[voice_of(session, vote.account) for vote in votes if vote.verb is verb],
            quorum=quorum(catalog, award.badge, verb),
        )
        _count(session, change, verb, votes, now=now)
        changes.append(change)
    return save_and_settle(session, changes, catalog=catalog, now=now)


def unvote(
    session: Session, award_ids: Sequence[str], *, by: Actor, now: datetime
) -> list[AwardChange]:
    """Take back what a maintainer has said about awards that are not decided yet.

    Raises:
        NotFoundError: There is no such award.
        ConflictError: The maintainer has not voted on it.
    """
    person = voice_of(session, by.id).person
    changes: list[AwardChange] = []
    for award in _awards(session, award_ids):
        mine = [
            vote.account
            for vote in votes_on(session, [award.id]).get(award.id, [])
            if voice_of(session, vote.account).person == person
        ]
        if not mine:
            raise ConflictError(f"you have not voted about {name_of(award)}")
        drop_votes(session, award.id, accounts=mine)
        changes.append(AwardChange(kind=ChangeKind.UNVOTED, award=award, before=award, by=by.id))
    save_changes(session, changes, now=now)
    return changes


def quorum(catalog: Catalog, badge: str, verb: Verb) -> int:
    """Say how many maintainers it takes.

    To approve, it takes as many as the badge's file says. The certifications of tracks take two
    at least, to approve and to revoke, whatever the file says.
    """
    known = catalog.badges.get(badge)
    asked = known.approve.quorum if known is not None and verb is Verb.APPROVE else 1
    return max(asked, TWO) if MOVES[verb].takes_quorum and catalog.is_track(badge) else asked


def voice_of(session: Session, account: int) -> Voice:
    """Say for which person an account speaks."""
    return Voice(account=UserId(account), person=UserId(person_of(session, account)))


def save_and_settle(
    session: Session, changes: Sequence[AwardChange], *, catalog: Catalog, now: datetime
) -> list[AwardChange]:
    """Write what was decided, and make right the awards that require these.

    Returns:
        The changes, and those that follow from them.
    """
    save_changes(session, changes, now=now)
    dependents: dict[int, set[str]] = {}
    for change in changes:
        badges = catalog.dependents.get(change.award.badge, frozenset())
        dependents.setdefault(change.award.person_id, set()).update(badges)
    wanted = {person: badges for person, badges in dependents.items() if badges}
    return [*changes, *settle(session, wanted, catalog=catalog, now=now)]


def _awards(session: Session, award_ids: Sequence[str]) -> list[Award]:
    found = []
    for award_id in dict.fromkeys(award_ids):
        row = session.get(AwardRow, award_id)
        if row is None:
            raise NotFoundError(f"there is no award {award_id}")
        found.append(award_of(row))
    return found


def _count(
    session: Session, change: AwardChange, verb: Verb, votes: Sequence[Vote], *, now: datetime
) -> None:
    """Keep a vote while voices are missing; what is decided needs no votes any more.

    Who asks for time takes back an own vote by that; a dispute leaves votes alone.
    """
    assert change.by is not None, "a person decides"
    if change.kind is ChangeKind.VOTED:
        vote = Vote(account=change.by, verb=verb, reason=change.reason, at=now)
        keep_vote(session, change.award.id, vote)
    elif verb is Verb.HOLD:
        person = voice_of(session, change.by).person
        mine = {vote.account for vote in votes if voice_of(session, vote.account).person == person}
        drop_votes(session, change.award.id, accounts=mine)
    elif verb is not Verb.DISPUTE:
        drop_votes(session, change.award.id)
