"""Give people everything that is kept of them, and forget it when they ask.

Each package that keeps something about people declares here how it is given and forgotten; so
a lower package need not know the tables of a higher one, and no table is left out.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import delete, or_, update
from sqlmodel import Session, SQLModel, col, select

from recognition.audit import ERASED, Event
from recognition.facts import FactKind
from recognition.kernel.registry import Registry
from recognition.kernel.store.tables import LoginSessionRow
from recognition.service.audit import append
from recognition.service.forgotten import END_OF_TIME, GHOST
from recognition.service.tables import table_of
from recognition.store import (
    AccountLinkRow,
    AccountRow,
    AuditRow,
    AwardRow,
    AwardVoteRow,
    ClaimCodeRow,
    DigestItemRow,
    EffectRow,
    FactRow,
    LetterRow,
    RuleStateRow,
    UnsettledRow,
)

Accounts = Sequence[int]


@dataclass(frozen=True, slots=True, kw_only=True)
class Keeper:
    """A part of the program that keeps something about people.

    Attributes:
        show: Gives all of it about these accounts as JSON values, without keys of exams.
        forget: Deletes it; returns how many things that were.
    """

    show: Callable[[Session, Accounts], Any]
    forget: Callable[[Session, Accounts], int]


keepers: Registry[Keeper] = Registry("keeper of personal records")


def everything(session: Session, accounts: Accounts) -> dict[str, Any]:
    """Give all that is kept about these accounts, by the part that keeps it."""
    return {name: keeper.show(session, accounts) for name, keeper in keepers.items()}


def erase(session: Session, accounts: Accounts, *, now: datetime) -> dict[str, int]:
    """Forget these accounts, for good.

    What stays is their numbers: in the account table, so that what GitHub tells of them later
    is not kept again, and in the audit log, whose chain would break. Nothing gives a name to
    those numbers any more.

    Returns:
        How many things each part has deleted.
    """
    deleted = {name: keeper.forget(session, accounts) for name, keeper in keepers.items()}
    # The log goes on to name the awards that are gone: it must say why they are.
    event = Event(
        at=now,
        actor_id=None,
        action=ERASED,
        subject=f"account:{accounts[0]}",
        details={"accounts": list(accounts)},
    )
    append(session, [event])
    return deleted


# --- what this package keeps --------------------------------------------------------------


def _show(session: Session, accounts: Accounts) -> dict[str, Any]:
    awards = session.exec(select(AwardRow.id).where(_in(AwardRow.person_id, accounts))).all()
    told: dict[str, Any] = {}
    for name, table, condition, left_out in (
        ("accounts", AccountRow, _in(AccountRow.id, accounts), ()),
        ("links", AccountLinkRow, _links(accounts), ()),
        ("facts", FactRow, _in(FactRow.actor_id, accounts), ()),
        ("progress", RuleStateRow, _in(RuleStateRow.account_id, accounts), ()),
        # Who decided is somebody else's affair; what and why is the person's.
        ("unsettled", UnsettledRow, _in(UnsettledRow.person_id, accounts), ()),
        ("awards", AwardRow, _in(AwardRow.person_id, accounts), ("decided_by", "given_by")),
        ("votes", AwardVoteRow, _in(AwardVoteRow.maintainer_id, accounts), ()),
        ("audit", AuditRow, _about(accounts, awards), ("actor_id", "previous", "hash")),
        ("claim_codes", ClaimCodeRow, _in(ClaimCodeRow.created_by, accounts), ("code_hash",)),
        ("posts", EffectRow, _posts(accounts), ()),
        ("sign_ins", LoginSessionRow, _in(LoginSessionRow.user_id, accounts), ("token_hash",)),
    ):
        rows = session.exec(select(table).where(condition).order_by(*table_of(table).primary_key))
        told[name] = [_plain(row, leave_out=left_out) for row in rows.all()]
    return told


def _forget(session: Session, accounts: Accounts) -> int:
    awards = select(AwardRow.id).where(_in(AwardRow.person_id, accounts))
    count = 0
    for table, condition in (
        (DigestItemRow, col(DigestItemRow.award_id).in_(awards)),
        (AwardVoteRow, col(AwardVoteRow.award_id).in_(awards)),
        (AwardRow, _in(AwardRow.person_id, accounts)),
        (RuleStateRow, _in(RuleStateRow.account_id, accounts)),
        (UnsettledRow, _in(UnsettledRow.person_id, accounts)),
        (FactRow, _in(FactRow.actor_id, accounts) & (col(FactRow.kind) != FactKind.PR_REVERTED)),
        (AccountLinkRow, _links(accounts)),
        (EffectRow, _posts(accounts)),
        (LoginSessionRow, _in(LoginSessionRow.user_id, accounts)),
    ):
        count += session.connection().execute(delete(table).where(condition)).rowcount
    _leave_out_of_digests(session, accounts)
    # A revert says that the work of others does not stand: it stays, without a name.
    session.connection().execute(
        update(FactRow).where(_in(FactRow.actor_id, accounts)).values(actor_login=GHOST)
    )
    session.connection().execute(
        update(AccountRow)
        .where(_in(AccountRow.id, accounts))
        .values(login=GHOST, seen_at=END_OF_TIME, muted=True, opted_out=True, erased=True)
    )
    session.expire_all()
    return count


def _leave_out_of_digests(session: Session, accounts: Accounts) -> None:
    """Take the names out of the digests that are kept; those on GitHub are the maintainers'."""
    logins = session.exec(select(AccountRow.login).where(_in(AccountRow.id, accounts))).all()
    named = re.compile(rf"(?<![\w-])({'|'.join(map(re.escape, logins))})(?![\w-])", re.IGNORECASE)
    for row in session.exec(select(EffectRow).where(EffectRow.kind == "issue")).all():
        written = json.dumps(row.payload)
        if named.search(written):
            row.payload = json.loads(named.sub(GHOST, written))
            session.add(row)
    for letter in session.exec(select(LetterRow)).all():
        letter.body = named.sub(GHOST, letter.body)
        session.add(letter)
    session.flush()


def _in(column: Any, accounts: Accounts) -> Any:
    return col(column).in_(accounts)


def _links(accounts: Accounts) -> Any:
    return or_(
        _in(AccountLinkRow.account_id, accounts),
        _in(AccountLinkRow.person_id, accounts),
    )


def _about(accounts: Accounts, award_ids: Sequence[str]) -> Any:
    subjects = [*award_ids, *(f"account:{account}" for account in accounts)]
    return or_(_in(AuditRow.actor_id, accounts), col(AuditRow.subject).in_(subjects))


def _posts(accounts: Accounts) -> Any:
    """Find what was posted to a person: the key of each such effect ends in the account."""
    ends = [col(EffectRow.key).endswith(f":{account}") for account in accounts]
    return (col(EffectRow.kind) == "comment") & or_(*ends)


def _plain(row: SQLModel, *, leave_out: Sequence[str]) -> dict[str, Any]:
    """Give a row as JSON values."""
    return {
        name: value.isoformat() if isinstance(value, datetime) else value
        for name, value in row.model_dump().items()
        if name not in leave_out
    }


keepers.add("recognition", Keeper(show=_show, forget=_forget))
