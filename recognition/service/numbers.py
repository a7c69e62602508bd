"""Number the awards of a digest, and find them by their numbers again."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Any, cast

from sqlmodel import Session, col, select

from recognition.awards import AwardState
from recognition.digest import SLOT, Edition, edition_named, span
from recognition.kernel.errors import NotFoundError
from recognition.render.markdown import code
from recognition.service.suspicion import flags_of
from recognition.service.visible import is_left_out
from recognition.store import AccountRow, AwardRow, DigestItemRow, EffectRow

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable

OPEN = (AwardState.PROPOSED, AwardState.HELD, AwardState.DISPUTED)
"""What needs a person's word."""


def number_open(
    session: Session, edition: Edition, *, badges: Any, now: datetime
) -> list[tuple[int, AwardRow]]:
    """Give what stands in an edition, numbering what needs a word and is not in it yet.

    A former edition that is written again takes in nothing that came after its period. Numbers
    never change, and people who opted out do not stand in any edition.

    Args:
        session: A unit of work.
        edition: The digest.
        badges: A condition on the awards: those of the edition's audience.
        now: The moment.

    Returns:
        Numbers and awards, in the order of the numbers.
    """
    held = _rows(session, edition)
    known = {row.award_id for row in held}
    number = max((row.number for row in held), default=0)
    _start, end = span(edition.period)
    waiting = session.exec(
        select(AwardRow)
        .where(cast("Any", AwardRow.state).in_(OPEN), badges, is_shown())
        .where(cast("Any", AwardRow.created_at) < end)
        .order_by(col(AwardRow.earned_at), col(AwardRow.id))
    ).all()
    for award in waiting:
        # What waits was put there when it was made; what is held or disputed, when it was said.
        since = award.created_at if award.state == AwardState.PROPOSED else award.updated_at
        if award.id not in known and since < end:
            number += 1
            session.add(
                DigestItemRow(
                    digest=str(edition), number=number, award_id=award.id, created_at=now
                )
            )
    session.flush()
    rows = session.exec(
        select(DigestItemRow, AwardRow)
        .where(DigestItemRow.digest == str(edition), DigestItemRow.award_id == AwardRow.id)
        .where(is_shown())
        .order_by(col(DigestItemRow.number))
    ).all()
    return [(item.number, award) for item, award in rows]


def is_shown() -> Any:
    """Give the condition that the person of an award did not opt out."""
    away = select(AccountRow.id).where(cast("Any", AccountRow.opted_out).is_(True))
    return cast("Any", AwardRow.person_id).not_in(away)


def award_by_number(session: Session, edition: Edition, number: int) -> AwardRow:
    """Give the award that stands under a number.

    Raises:
        NotFoundError: Nothing does, or the award of somebody who has opted out.
    """
    row = session.get(DigestItemRow, (str(edition), number))
    award = session.get(AwardRow, row.award_id) if row is not None else None
    if award is None or is_left_out(session, award.person_id):
        raise NotFoundError(f"there is no number {number} in the digest of {edition}")
    return award


def holds(session: Session, edition: Edition, award_id: str) -> bool:
    """Tell whether an award stands in a digest."""
    return any(row.award_id == award_id for row in _rows(session, edition))


def waiting_numbers(session: Session, edition: Edition) -> dict[int, str]:
    """Give numbers and awards of what waits in a digest and is not held back."""
    rows = session.exec(
        select(DigestItemRow, AwardRow)
        .where(DigestItemRow.digest == str(edition), DigestItemRow.award_id == AwardRow.id)
        .where(AwardRow.state == AwardState.PROPOSED, is_shown())
        .order_by(col(DigestItemRow.number))
    ).all()
    return {item.number: award.id for item, award in rows}


def waiting_unflagged(session: Session, edition: Edition) -> list[str]:
    """Give the awards of a digest that wait for a decision and have no flag."""
    awards = [session.get(AwardRow, one) for one in waiting_numbers(session, edition).values()]
    return [award.id for award in awards if award is not None and not flags_of(session, award)]


def editions_with(session: Session, award_ids: Collection[str]) -> list[Edition]:
    """Give the newest edition of each audience in which any of these awards stands."""
    rows = session.exec(
        select(DigestItemRow.digest)
        .where(cast("Any", DigestItemRow.award_id).in_(sorted(award_ids)))
        .distinct()
    ).all()
    newest: dict[str, Edition] = {}
    for edition in sorted(map(edition_named, rows), key=_age):
        newest[edition.audience] = edition
    return list(newest.values())


def later_editions(
    session: Session, edition: Edition, award_ids: Iterable[str]
) -> dict[str, Edition]:
    """Say of awards in which later edition they stand again, the newest of them."""
    rows = session.exec(
        select(DigestItemRow).where(cast("Any", DigestItemRow.award_id).in_(sorted(award_ids)))
    ).all()
    found = [(edition_named(row.digest), row.award_id) for row in rows]
    later = [pair for pair in found if _age(pair[0]) > _age(edition)]
    return {award_id: other for other, award_id in sorted(later, key=lambda pair: _age(pair[0]))}


def edition_of_issue(session: Session, *, number: int) -> Edition | None:
    """Say which digest an issue of the digest repository is; `None` for other issues."""
    rows = session.exec(
        select(EffectRow.key).where(EffectRow.kind == "issue", EffectRow.remote_id == number)
    ).all()
    names = [key.removeprefix(SLOT) for key in rows if key.startswith(SLOT)]
    return edition_named(names[0]) if names else None


def newest_edition(session: Session, *, audience: str = "") -> Edition | None:
    """Give the newest edition of an audience that has numbers; `None` where there is none."""
    rows = session.exec(select(DigestItemRow.digest).distinct()).all()
    editions = [one for one in map(edition_named, rows) if one.audience == audience]
    return max(editions, key=_age, default=None)


def editions_naming(session: Session, logins: Collection[str]) -> list[Edition]:
    """Give the digests in whose issues any of these people is named, the oldest first."""
    names = {code(login) for login in logins}
    issues = session.exec(
        select(EffectRow).where(EffectRow.kind == "issue", col(EffectRow.key).startswith(SLOT))
    ).all()
    found = [
        edition_named(issue.key.removeprefix(SLOT))
        for issue in issues
        if any(name in issue.payload["body"] for name in names)
    ]
    return sorted(found, key=_age)


def edition_before(session: Session, edition: Edition) -> Edition | None:
    """Give the edition that the same audience had before; `None` for its first."""
    rows = session.exec(select(DigestItemRow.digest).distinct()).all()
    editions = [one for one in map(edition_named, rows) if one.audience == edition.audience]
    return max((one for one in editions if _age(one) < _age(edition)), key=_age, default=None)


def _rows(session: Session, edition: Edition) -> list[DigestItemRow]:
    found = session.exec(select(DigestItemRow).where(DigestItemRow.digest == str(edition)))
    return list(found.all())


def _age(edition: Edition) -> tuple[datetime, datetime]:
    """Order editions by time; of those that begin together the longer one is the later."""
    return span(edition.period)
