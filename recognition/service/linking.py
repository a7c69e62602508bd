"""Let somebody prove that two accounts are theirs: a code of one is typed in as the other."""

from __future__ import annotations

from datetime import datetime, timedelta

from itsdangerous import BadSignature, URLSafeSerializer
from sqlmodel import Session

from recognition.catalog import Catalog
from recognition.kernel.errors import ConflictError, NotFoundError, UserError
from recognition.kernel.ids import UserId
from recognition.service import persons
from recognition.store import AccountLinkRow

VALID_FOR = timedelta(minutes=10)
"""How long a code can be typed in."""

WRONG = "This code is not one of ours. Copy all of it, from the first letter to the last."
SPENT = "This code has run out or was used. Make a new one with the other account."
SAME = "This is the account that the code was made with. Sign in with the other one first."


def offer(session: Session, account_id: int, *, secret: str, now: datetime) -> str:
    """Make the code that joins another account to the person of this one.

    Nothing is stored: the code carries the account, until when it is valid, and which accounts
    were joined already; so it is void as soon as it was used.
    """
    until = int((now + VALID_FOR).timestamp())
    joined = persons.accounts_of(session, account_id)
    return _serializer(secret).dumps([account_id, until, joined])


def accept(
    session: Session, code: str, *, by: UserId, secret: str, catalog: Catalog, now: datetime
) -> int:
    """Join the account that types in a code to the person whose code it is.

    Returns:
        The person's number.

    Raises:
        UserError: The code is none, is not valid any more, or is one's own; or one of the
            accounts cannot be linked, see `persons.link`.
    """
    try:
        account_id, until, joined = _serializer(secret).loads(code.strip())
    except (BadSignature, ValueError, TypeError) as error:
        raise UserError(WRONG) from error
    if by == account_id:
        raise ConflictError(SAME)
    if now.timestamp() > until or list(persons.accounts_of(session, account_id)) != joined:
        raise ConflictError(SPENT)
    persons.link(session, by, to=account_id, by=by, catalog=catalog, now=now)
    return persons.person_of(session, account_id)


def part(
    session: Session, account_id: int, *, by: UserId, catalog: Catalog, now: datetime
) -> None:
    """Part an account from the person it was joined to, as the person wishes.

    Raises:
        NotFoundError: It is not one of the person's accounts.
    """
    row = session.get(AccountLinkRow, account_id)
    if row is None or row.person_id != persons.person_of(session, by):
        raise NotFoundError("This account is not linked to yours.")
    persons.unlink(session, account_id, catalog=catalog, now=now)


def _serializer(secret: str) -> URLSafeSerializer:
    return URLSafeSerializer(secret, salt="recognition.link-account")
