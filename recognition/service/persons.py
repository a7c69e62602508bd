"""Make accounts one person and part them again, and leave alone who wants to be left alone."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import delete
from sqlmodel import Session, col, select

from recognition.awards import Award, AwardChange, AwardState, ChangeKind, award_id, by_slot
from recognition.catalog import Catalog
from recognition.kernel.errors import ConflictError, NotFoundError
from recognition.kernel.ids import UserId
from recognition.service.awards import awards_by_person, save_changes
from recognition.service.identity import people_of
from recognition.service.settle import STATE, settle
from recognition.store import AccountLinkRow, AccountRow

OPERATOR = UserId(0)
"""Who links accounts from the command line of the server; GitHub's accounts begin at 1."""


def person_of(session: Session, account_id: int) -> int:
    """Give the person to whom an account belongs: itself, or the account it is linked to."""
    return people_of(session, [account_id]).person_of(account_id)


def accounts_of(session: Session, person_id: int) -> tuple[int, ...]:
    """Give all accounts of a person, the lead first; those of any of its accounts are the same."""
    people = people_of(session, [person_id])
    return people.accounts_of(people.person_of(person_id))


# --- linking ------------------------------------------------------------------------------


def link(
    session: Session, account_id: int, *, to: int, by: UserId, catalog: Catalog, now: datetime
) -> list[AwardChange]:
    """Make an account belong to the person of another one.

    From then on the person's awards are those of all deeds together. What people decided about
    awards of the account holds for the person too, unless they decided about the person's own.
    Linking again changes nothing; `unlink` undoes it without a trace.

    Args:
        session: An open unit of work.
        account_id: The account that is to be another's.
        to: An account of the person.
        by: Whoever says so; `OPERATOR` from the command line.
        catalog: The badges in force.
        now: When this happens.

    Returns:
        What happened to awards; none of it is news for a thread.

    Raises:
        NotFoundError: Nothing is known of one of the accounts.
        ConflictError: The account is another person's already, or has accounts of its own, or
            one of the two has opted out and the other has not.
    """
    account, lead = _account(session, account_id), _account(session, to)
    person = person_of(session, to)
    if person_of(session, account_id) == person:
        return []
    if accounts_of(session, account_id) != (account_id,):
        raise ConflictError(
            f"{account.login} is linked to other accounts already; unlink them first"
        )
    if account.opted_out is not lead.opted_out:
        out, other = (account, lead) if account.opted_out else (lead, account)
        raise ConflictError(
            f"{out.login} has opted out and {other.login} has not; make them agree first"
        )
    last = session.exec(
        select(AccountLinkRow.linked_at)
        .where(AccountLinkRow.person_id == person)
        .order_by(col(AccountLinkRow.linked_at).desc())
    ).first()
    # No two links of a person have the same moment: they are undone in the reverse order.
    linked_at = now if last is None else max(now, last + timedelta(microseconds=1))
    row = AccountLinkRow(
        account_id=account_id, person_id=person, linked_by=by, linked_at=linked_at, before={}
    )
    changes = _join(session, row, catalog=catalog, now=now)
    return changes + _settle_all(session, [person], catalog=catalog, now=now)


def unlink(
    session: Session, account_id: int, *, catalog: Catalog, now: datetime
) -> list[AwardChange]:
    """Make an account a person of its own again, as if it had never been another's.

    Decisions taken before come back where they were; those taken meanwhile stay with the
    person about whom they were taken.

    Raises:
        NotFoundError: Nothing is known of the account.
        ConflictError: It is not linked to another one.
    """
    account = _account(session, account_id)
    gone = session.get(AccountLinkRow, account_id)
    if gone is None:
        raise ConflictError(f"{account.login} is not linked to another account")
    later = session.exec(
        select(AccountLinkRow)
        .where(AccountLinkRow.person_id == gone.person_id)
        .where(AccountLinkRow.linked_at > gone.linked_at)
        .order_by(col(AccountLinkRow.linked_at).desc())
    ).all()
    changes: list[AwardChange] = []
    for row in (*later, gone):
        changes += _part(session, row, now=now)
    for row in reversed(later):
        again = AccountLinkRow(
            account_id=row.account_id,
            person_id=row.person_id,
            linked_by=row.linked_by,
            linked_at=row.linked_at,
            before={},
        )
        changes += _join(session, again, catalog=catalog, now=now)
    people = [gone.person_id, account_id]
    return changes + _settle_all(session, people, catalog=catalog, now=now)


def _join(
    session: Session, row: AccountLinkRow, *, catalog: Catalog, now: datetime
) -> list[AwardChange]:
    """Put the account's awards aside, and carry what rules cannot give over to the person."""
    awards = awards_by_person(session, [row.account_id, row.person_id])
    own = by_slot(awards.get(row.person_id, ()))
    before: dict[str, Any] = {}
    changes: list[AwardChange] = []
    for award in awards.get(row.account_id, ()):
        counterpart = own.get((award.badge, award.tier))
        if _is_given(award, catalog):
            before[award.id] = _as_json(award)
            if counterpart is None or not _is_given(counterpart, catalog):
                carried = replace(
                    award,
                    id=award_id(row.person_id, award.badge, award.tier),
                    person_id=UserId(row.person_id),
                )
                before[carried.id] = None if counterpart is None else _as_json(counterpart)
                changes.append(_moved(carried, before=counterpart))
        if not award.is_withdrawn:
            changes.append(_moved(_withdrawn(award), before=award))
    row.before = before
    session.add(row)
    session.flush()
    session.connection().execute(delete(STATE).where(STATE.c.account_id == row.account_id))
    save_changes(session, changes, now=now)
    return changes


def _part(session: Session, row: AccountLinkRow, *, now: datetime) -> list[AwardChange]:
    """Give the account its awards back, and the person's own their state before."""
    awards = awards_by_person(session, [row.account_id, row.person_id])
    own = by_slot(awards.get(row.person_id, ()))
    changes: list[AwardChange] = []
    for award in awards.get(row.account_id, ()):
        then = row.before.get(award.id)
        if then is None:
            continue
        restored = _from_json(award, then)
        if award.is_withdrawn:
            changes.append(_moved(restored, before=award))
        carried = own.get((award.badge, award.tier))
        # Whatever was decided meanwhile about the person's award is the person's own.
        if carried and carried.id in row.before and _decision(carried) == _decision(restored):
            former = row.before[carried.id]
            now_own = _withdrawn(carried) if former is None else _from_json(carried, former)
            changes.append(_moved(now_own, before=carried))
    session.delete(row)
    session.flush()
    save_changes(session, changes, now=now)
    return changes


def _is_given(award: Award, catalog: Catalog) -> bool:
    """Tell whether no rule in force would come to the same: people, or a former rule, gave it."""
    badge = catalog.badges.get(award.badge)
    by_people = award.decided_by is not None or award.given_by is not None
    # Nobody decided about a proposal that ran out; no rule makes it again all the same.
    by_people |= award.state in (AwardState.HELD, AwardState.DISPUTED, AwardState.REJECTED)
    return by_people or award.kept or badge is None or not badge.is_active


def _decision(award: Award) -> tuple[object, ...]:
    return award.decided_by, award.decided_at, award.reason, award.kept, award.given_by


def _withdrawn(award: Award) -> Award:
    return replace(
        award,
        state=AwardState.REVOKED,
        decided_by=None,
        decided_at=None,
        reason=None,
        given_by=None,
        kept=False,
    )


def _moved(award: Award, *, before: Award | None) -> AwardChange:
    kind = ChangeKind.WITHDRAWN if award.is_withdrawn else ChangeKind.CORRECTED
    return AwardChange(kind=kind, award=award, before=before)


def _as_json(award: Award) -> dict[str, Any]:
    return {
        "state": str(award.state),
        "earned_at": award.earned_at.isoformat(),
        "evidence": list(award.evidence),
        "decided_by": award.decided_by,
        "decided_at": None if award.decided_at is None else award.decided_at.isoformat(),
        "reason": award.reason,
        "given_by": award.given_by,
        "kept": award.kept,
        "rule": award.rule,
    }


def _from_json(award: Award, value: Mapping[str, Any]) -> Award:
    decided_at = value["decided_at"]
    return replace(
        award,
        state=AwardState(value["state"]),
        earned_at=datetime.fromisoformat(value["earned_at"]),
        evidence=tuple(value["evidence"]),
        decided_by=value["decided_by"],
        decided_at=None if decided_at is None else datetime.fromisoformat(decided_at),
        reason=value["reason"],
        given_by=value["given_by"],
        kept=value["kept"],
        rule=value["rule"],
    )


# --- opting out ---------------------------------------------------------------------------


def opt_out(session: Session, account_id: int, *, catalog: Catalog, now: datetime) -> None:
    """Leave a person alone, with all accounts.

    Facts are kept as they come, and nothing is made of them; awards stand stored and are shown
    nowhere. `opt_in` makes all of it right again.

    Raises:
        NotFoundError: Nothing is known of the account.
    """
    del catalog, now  # `opt_in` needs them, and the two are called alike
    person = person_of(session, account_id)
    _set_opted_out(session, account_id, value=True)
    session.connection().execute(delete(STATE).where(STATE.c.account_id == person))


def opt_in(
    session: Session, account_id: int, *, catalog: Catalog, now: datetime
) -> list[AwardChange]:
    """Count a person again, and make good what was passed over meanwhile.

    Returns:
        What happened to awards; deeds done meanwhile are no news.

    Raises:
        NotFoundError: Nothing is known of the account.
    """
    _set_opted_out(session, account_id, value=False)
    person = person_of(session, account_id)
    return _settle_all(session, [person], catalog=catalog, now=now)


def _set_opted_out(session: Session, account_id: int, *, value: bool) -> None:
    _account(session, account_id)
    for one in accounts_of(session, account_id):
        account = session.get(AccountRow, one)
        if account is not None:
            account.opted_out = value
    session.flush()


# --- what both need -----------------------------------------------------------------------


def _account(session: Session, account_id: int) -> AccountRow:
    account = session.get(AccountRow, account_id)
    if account is None:
        raise NotFoundError(f"nothing is known of the account {account_id}")
    return account


def _settle_all(
    session: Session, people: Iterable[int], *, catalog: Catalog, now: datetime
) -> list[AwardChange]:
    active = [badge.id for badge in catalog.active]
    return settle(session, dict.fromkeys(people, active), catalog=catalog, now=now)
