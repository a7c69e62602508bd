"""Find whom a page may be about: who opted out is like nobody, and so is a machine."""

from __future__ import annotations

from sqlalchemy import func
from sqlmodel import Session, col, select

from recognition.people import BOT_TYPE
from recognition.service.persons import person_of
from recognition.store import AccountRow


def person_by_login(session: Session, login: str) -> AccountRow | None:
    """Find the account that had this login last; GitHub's logins have no case."""
    return session.exec(
        select(AccountRow)
        .where(func.lower(AccountRow.login) == login.lower())
        .order_by(col(AccountRow.seen_at).desc(), col(AccountRow.id).desc())
        .limit(1)
    ).first()


def is_left_out(session: Session, person_id: int) -> bool:
    """Tell whether a person wants nothing said about them."""
    person = session.get(AccountRow, person_id)
    return person is not None and person.opted_out


def public_person(session: Session, login: str) -> AccountRow | None:
    """Find a person who may be shown, under any of their logins.

    Returns:
        The account under which the person is known; `None` for who opted out, which is like
        being nobody, and for machines.
    """
    account = person_by_login(session, login)
    if account is None:
        return None
    person = session.get(AccountRow, person_of(session, account.id))
    if person is None or person.opted_out or person.type == BOT_TYPE:
        return None
    return person
