"""Put the maintainers' digest of a week together, and keep it true while they decide."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any, cast

from sqlmodel import Session, col, func, select

from recognition import digest as words
from recognition.awards import AwardState
from recognition.digest import Digest, DigestItem, GrantedLine
from recognition.effects import IssueEffect
from recognition.facts import Repo
from recognition.kernel.errors import UserError
from recognition.kernel.ids import RepoId
from recognition.service.announce import STALE_AFTER
from recognition.service.showing import award_name, evidence_links, logins
from recognition.store import AccountRow, AwardRow, DigestItemRow, EffectRow, FactRow

if TYPE_CHECKING:
    from collections.abc import Sequence

    from recognition.catalog import Catalog
    from recognition.render.addresses import Addresses

LABEL = "recognition"

HASTE = timedelta(hours=1)
"""Several deeds of one award within this time are worth a second look."""


def digest_key(week: str) -> str:
    """Name the slot of a week's digest."""
    return f"digest:{week}"


def build(
    session: Session,
    *,
    week: str,
    catalog: Catalog,
    addresses: Addresses,
    now: datetime,
    failures: Sequence[str] = (),
) -> Digest:
    """Collect a week's digest, numbering what was proposed by its end and is not in it yet.

    People who opted out do not stand in it.

    Args:
        session: A unit of work: the numbers are kept.
        week: ISO week, such as `2026-W47`.
        catalog: Names the badges.
        addresses: Where links lead.
        now: The moment of the building.
        failures: A sentence for each thing that went wrong, from whoever knows.
    """
    # Awards are written in bulk, past the session's memory of rows it has read.
    session.flush()
    session.expire_all()
    _number_waiting(session, week, now)
    rows = session.exec(
        select(DigestItemRow, AwardRow)
        .where(DigestItemRow.digest == week, DigestItemRow.award_id == AwardRow.id)
        .where(_is_shown())
        .order_by(col(DigestItemRow.number))
    ).all()
    start, end = words.week_span(week)
    created = cast("Any", AwardRow.created_at)
    granted = session.exec(
        select(AwardRow)
        .where(AwardRow.state == AwardState.GRANTED, created >= start, created < end)
        .where(cast("Any", AwardRow.decided_by).is_(None), _is_shown())
        .order_by(created, col(AwardRow.id))
    ).all()
    quiet = [row for row in granted if _is_history(row)]
    loud = [row for row in granted if not _is_history(row)]
    people = [award.person_id for _item, award in rows] + [row.person_id for row in loud]
    deciders = [award.decided_by for _item, award in rows if award.decided_by is not None]
    names = logins(session, people + deciders)
    items = []
    for item, award in rows:
        login = names[award.person_id]
        items.append(
            DigestItem(
                number=item.number,
                award_id=award.id,
                login=login,
                profile_url=addresses.profile(login),
                badge=award_name(catalog, award.badge, award.tier),
                evidence=evidence_links(session, award.evidence),
                flags=_flags(session, award),
                outcome=_outcome(award, names),
            )
        )
    return Digest(
        week=week,
        items=tuple(items),
        granted=tuple(
            GrantedLine(
                login=names[row.person_id],
                badge=award_name(catalog, row.badge, row.tier),
                verify_url=addresses.verify(row.id),
            )
            for row in loud
        ),
        quiet_awards=len(quiet),
        quiet_people=len({row.person_id for row in quiet}),
        failures=tuple(failures),
    )


def as_effect(digest: Digest, *, repo_full_name: str) -> IssueEffect:
    """Give the digest the form of an issue in the configured repository."""
    return IssueEffect(
        key=digest_key(digest.week),
        repo=Repo(id=RepoId(0), full_name=repo_full_name),
        title=words.title(digest.week),
        body=words.body(digest),
        labels=(LABEL,),
    )


def week_of_issue(session: Session, *, number: int) -> str | None:
    """Say which week's digest an issue of the digest repository is; `None` for other issues."""
    rows = session.exec(
        select(EffectRow).where(EffectRow.kind == "issue", EffectRow.remote_id == number)
    ).all()
    weeks = [row.key.removeprefix("digest:") for row in rows if row.key.startswith("digest:")]
    return weeks[0] if weeks else None


def newest_week(session: Session) -> str | None:
    """Give the newest week that has numbered awards."""
    return session.exec(select(func.max(DigestItemRow.digest))).one()


def awards_by_number(session: Session, *, week: str, numbers: Sequence[int]) -> list[str]:
    """Give the awards that stand under these numbers in a digest.

    Raises:
        UserError: A number is not in it.
    """
    rows = session.exec(select(DigestItemRow).where(DigestItemRow.digest == week)).all()
    by_number = {row.number: row.award_id for row in rows}
    missing = [number for number in numbers if number not in by_number]
    if missing:
        shown = ", ".join(str(number) for number in missing)
        raise UserError(f"there is no number {shown} in the digest of {week}")
    return [by_number[number] for number in numbers]


def holds(session: Session, *, week: str, award_id: str) -> bool:
    """Tell whether an award stands in a digest."""
    found = session.exec(
        select(DigestItemRow).where(
            DigestItemRow.digest == week, DigestItemRow.award_id == award_id
        )
    ).first()
    return found is not None


def waiting_unflagged(session: Session, *, week: str) -> list[str]:
    """Give the awards of a digest that wait for a decision and have no flag."""
    rows = session.exec(
        select(AwardRow)
        .join(DigestItemRow, cast("Any", DigestItemRow.award_id == AwardRow.id))
        .where(DigestItemRow.digest == week, AwardRow.state == AwardState.PROPOSED)
        .order_by(col(DigestItemRow.number))
    ).all()
    return [row.id for row in rows if not _flags(session, row)]


def _number_waiting(session: Session, week: str, now: datetime) -> None:
    held = session.exec(select(DigestItemRow).where(DigestItemRow.digest == week)).all()
    known = {row.award_id for row in held}
    number = max((row.number for row in held), default=0)
    _start, end = words.week_span(week)
    # A former week's digest is rebuilt when somebody decides in it; it takes in nothing newer.
    waiting = session.exec(
        select(AwardRow)
        .where(AwardRow.state == AwardState.PROPOSED, cast("Any", AwardRow.created_at) < end)
        .where(_is_shown())
        .order_by(col(AwardRow.earned_at), col(AwardRow.id))
    ).all()
    for award in waiting:
        if award.id not in known:
            number += 1
            session.add(
                DigestItemRow(digest=week, number=number, award_id=award.id, created_at=now)
            )
    session.flush()


def _is_shown() -> Any:
    """Give the condition that the person of an award did not opt out."""
    away = select(AccountRow.id).where(cast("Any", AccountRow.opted_out).is_(True))
    return cast("Any", AwardRow.person_id).not_in(away)


def _is_history(award: AwardRow) -> bool:
    """Tell whether an award came of reading history, or of a deed long before it was counted."""
    return award.quiet or award.created_at - award.earned_at > STALE_AFTER


def _outcome(award: AwardRow, names: dict[int, str]) -> str:
    if award.state == AwardState.PROPOSED:
        return ""
    if award.decided_by is None:
        return "no longer earned" if award.state == AwardState.REVOKED else str(award.state)
    # An approved award may have run out since; the decision was the same.
    approved = award.state in (AwardState.GRANTED, AwardState.EXPIRED)
    verb = "approved" if approved else str(award.state)
    reason = f": {award.reason}" if award.reason else ""
    return f"{verb} by {names[award.decided_by]}{reason}"


def _flags(session: Session, award: AwardRow) -> tuple[str, ...]:
    """Point out what a maintainer would want to look at twice."""
    facts = session.exec(
        select(FactRow).where(cast("Any", FactRow.key).in_(award.evidence[-100:]))
    ).all()
    flags = []
    moments = sorted(fact.at for fact in facts)
    if len(moments) > 1 and moments[-1] - moments[0] <= HASTE:
        flags.append(f"{len(moments)} deeds within an hour")
    own = sum(fact.attrs.get("merged_by") == fact.actor_id for fact in facts)
    if facts and own == len(facts):
        flags.append("every pull request was merged by its author")
    return tuple(flags)
