"""Do what people wish about themselves: be left out, be left alone, and both undone."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum

from sqlmodel import Session

from recognition.catalog import Catalog
from recognition.facts import Actor
from recognition.service import outbox, persons
from recognition.store import AccountRow


class Wish(StrEnum):
    """What can be wished; the values stand in commands and forms."""

    MUTE = "mute"
    UNMUTE = "unmute"
    OPT_OUT = "optout"
    OPT_IN = "optin"


def fulfil(session: Session, wish: Wish, *, of: Actor, catalog: Catalog, now: datetime) -> None:
    """Do what somebody wishes, for all accounts of the person.

    Args:
        session: An open unit of work.
        wish: What.
        of: Who wishes it; need not have been seen before.
        catalog: The badges in force.
        now: The present moment.
    """
    account = _known(session, of, now=now)
    if wish in (Wish.MUTE, Wish.OPT_OUT):
        accounts = persons.accounts_of(session, of.id)
        outbox.drop_announcements(session, accounts, reason=f"wished: {wish}", now=now)
    match wish:
        case Wish.MUTE | Wish.UNMUTE:
            for one in persons.accounts_of(session, of.id):
                row = session.get(AccountRow, one)
                if row is not None:
                    row.muted = wish is Wish.MUTE
        case Wish.OPT_OUT:
            persons.opt_out(session, of.id, catalog=catalog, now=now)
        case Wish.OPT_IN:
            if account.erased:
                # Whoever was forgotten and comes back is new here, under today's name.
                account.erased = False
                account.login, account.type, account.seen_at = of.login, of.type, now
                session.flush()
            persons.opt_in(session, of.id, catalog=catalog, now=now)


def _known(session: Session, actor: Actor, *, now: datetime) -> AccountRow:
    account = session.get(AccountRow, actor.id)
    if account is None:
        account = AccountRow(id=actor.id, login=actor.login, type=actor.type, seen_at=now)
        session.add(account)
        session.flush()
    return account
