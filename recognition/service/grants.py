"""Give awards by hand: for what no rule can see, and to people no rule has met."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta

from sqlmodel import Session

from recognition.awards import VALID, WAITING, Award, AwardChange, ChangeKind, award_id
from recognition.catalog import Badge, Catalog
from recognition.decisions import Verb, checked_reason, judge, nominate
from recognition.facts import Actor, Fact, FactKind
from recognition.kernel.errors import ConflictError, ForbiddenError, NotFoundError, UserError
from recognition.kernel.findings import suggestion
from recognition.people import counts
from recognition.service.awards import award_of
from recognition.service.facts import see_accounts
from recognition.service.record import record
from recognition.service.review import decide, quorum, save_and_settle, voice_of
from recognition.service.votes import Vote, drop_votes, keep_vote
from recognition.store import AccountRow, AwardRow

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


def grant(
    session: Session,
    people: Sequence[Actor],
    badge: str,
    *,
    tier: str | None = None,
    by: Actor,
    catalog: Catalog,
    now: datetime,
    reason: str,
    url: str | None = None,
) -> list[AwardChange]:
    """Give an award to people in a maintainer's name; to all of them or, where not, to none.

    The maintainer's word is kept as a nomination, and is the evidence. A badge that takes
    several maintainers is proposed, and this one's vote is the first. What was proposed already
    is approved.

    Args:
        session: An open unit of work.
        people: Who shall have it, by number and login; nobody has to have been seen before.
        badge: Its id or an alias.
        tier: Which tier of it; `None` where it has none.
        by: The maintainer, as the caller has made sure.
        catalog: The badges in force.
        now: When; it is the date on which the award was earned.
        reason: Why; it is needed.
        url: Where it can be seen, such as the page of an event.

    Returns:
        What happened to awards, these and those that follow from them.

    Raises:
        NotFoundError: There is no such badge.
        ConflictError: Somebody has it, or it cannot be given at this time.
        ForbiddenError: It would be the maintainer's own.
        UserError: The reason is missing, or the tier, or somebody is not a person.
    """
    wanted = _badge(catalog, badge, tier)
    said = checked_reason(reason, needed=True)
    assert said is not None, "it is needed"
    if url is not None and not url.startswith(("https://", "http://")):
        raise UserError("the address must begin with https://")
    chosen = list({person.id: person for person in people}.values())
    if not chosen:
        raise UserError("say who shall have it")
    for person in chosen:
        _check_person(session, person, wanted, tier, by=by)
    facts = [
        nomination(person, wanted.id, tier=tier, by=by, now=now, reason=said, url=url)
        for person in chosen
    ]
    see_accounts(session, [(by, now)])
    changes = list(record(session, facts, catalog=catalog, now=now).changes)
    for person, fact in zip(chosen, facts, strict=True):
        changes += _give(
            session, person, wanted, tier, fact=fact, by=by, catalog=catalog, now=now, reason=said
        )
    return changes


def nomination(
    person: Actor,
    badge: str,
    *,
    tier: str | None,
    by: Actor,
    now: datetime,
    reason: str,
    url: str | None = None,
) -> Fact:
    """Make the fact that a maintainer named somebody; naming again replaces what was said."""
    attrs = {"badge": badge, "tier": tier, "by": by.id, "reason": reason, "url": url}
    return Fact(
        key=f"nomination:{badge}:{tier or ''}:{person.id}:{by.id}",
        version=(now - EPOCH) // timedelta(milliseconds=1),
        kind=FactKind.NOMINATION,
        actor=person,
        repo=None,
        at=now,
        attrs={name: value for name, value in attrs.items() if value is not None},
    )


def _badge(catalog: Catalog, name: str, tier: str | None) -> Badge:
    badge = catalog.find(name)
    if badge is None:
        raise NotFoundError(f"there is no badge {name}{suggestion(name, catalog.badges)}")
    if not badge.is_active:
        raise ConflictError(f"{badge.id} is {badge.status}; it cannot be given at this time")
    if tier is not None and tier not in badge.tiers:
        raise UserError(f"{badge.id} has no tier {tier}{suggestion(tier, badge.tiers)}")
    if tier is None and badge.tiers:
        raise UserError(f"say which tier of {badge.id}: {', '.join(badge.tiers)}")
    return badge


def _check_person(
    session: Session, person: Actor, badge: Badge, tier: str | None, *, by: Actor
) -> None:
    voice = voice_of(session, person.id)
    if voice_of(session, by.id).person == voice.person:
        raise ForbiddenError("it would be your own award; another maintainer must give it")
    if not counts(person, machines=badge.rule.exclusions.machines):
        raise UserError(f"{person.login} is not a person's account")
    account = session.get(AccountRow, voice.person)
    if account is not None and account.opted_out:
        raise ConflictError(f"{person.login} does not take part")
    held = _held(session, award_id(voice.person, badge.id, tier))
    if held is not None and held.state in VALID:
        raise ConflictError(f"{person.login} has {badge.id} already")


def _give(
    session: Session,
    person: Actor,
    badge: Badge,
    tier: str | None,
    *,
    fact: Fact,
    by: Actor,
    catalog: Catalog,
    now: datetime,
    reason: str,
) -> list[AwardChange]:
    """Approve what the rule has proposed; where it has not, ask and answer in one go."""
    holder = voice_of(session, person.id).person
    before = _held(session, award_id(holder, badge.id, tier))
    if before is not None and before.state in VALID:
        # The badge's rule gives it for a nomination, and takes nobody's word besides.
        return []
    if before is not None and before.state in WAITING:
        return decide(
            session, Verb.APPROVE, [before.id], by=by, catalog=catalog, now=now, reason=reason
        )
    voice = voice_of(session, by.id)
    asked = nominate(
        before,
        person_id=holder,
        badge=badge.id,
        tier=tier,
        by=voice,
        now=now,
        evidence=(fact.key,),
        reason=reason,
    )
    needed = quorum(catalog, badge.id, Verb.APPROVE)
    answered = judge(asked.award, Verb.APPROVE, by=voice, now=now, reason=reason, quorum=needed)
    drop_votes(session, asked.award.id)
    if answered.kind is ChangeKind.VOTED:
        vote = Vote(account=by.id, verb=Verb.APPROVE, reason=reason, at=now)
        keep_vote(session, asked.award.id, vote)
    return save_and_settle(session, [asked, answered], catalog=catalog, now=now)


def _held(session: Session, award: str) -> Award | None:
    row = session.get(AwardRow, award)
    return None if row is None else award_of(row)
