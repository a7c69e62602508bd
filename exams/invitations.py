"""Give a person who asks in a thread a link to the exams, the same one however often told."""

from __future__ import annotations

import base64
import hashlib
import hmac
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from exams.policy import date_words
from exams.store import InvitationRow
from exams.views import Invitation
from recognition.facts import Repo, Thread
from recognition.kernel.errors import ForbiddenError, NotFoundError, UserError
from recognition.kernel.ids import RepoId

if TYPE_CHECKING:
    from sqlmodel import Session

    from recognition.kernel.ids import UserId

LIFETIME = timedelta(days=30)

MISSING = "There is no such link. Comment /certify on a pull request or issue to get one."
EXPIRED = "This link ended on {date}. Comment /certify in the same place to get a new one."
FOREIGN = "This link is for @{login}. Comment /certify yourself to get your own."


def invite(
    session: Session,
    *,
    secret: bytes,
    person_id: UserId,
    login: str,
    exam: str | None,
    thread: Thread,
    now: datetime,
) -> Invitation:
    """Make the link, or renew the one this person already has for the thread and exam."""
    # The command may be delivered twice; a name drawn at random would make two links of it.
    words = f"invitation:{person_id}:{thread.repo.id}:{thread.number}:{exam or ''}"
    digest = hmac.digest(secret, words.encode(), hashlib.sha256)
    invitation_id = base64.urlsafe_b64encode(digest[:12]).decode()
    row = session.get(InvitationRow, invitation_id)
    if row is None:
        row = InvitationRow(
            id=invitation_id,
            person_id=person_id,
            login=login,
            exam=exam,
            repo_id=thread.repo.id,
            repo_full_name=thread.repo.full_name,
            number=thread.number,
            created_at=now,
            expires_at=now + LIFETIME,
        )
    row.login, row.repo_full_name = login, thread.repo.full_name
    row.expires_at = now + LIFETIME
    session.add(row)
    session.flush()
    return _invitation(row)


def check_invitation(
    session: Session, invitation_id: str, person_id: UserId, now: datetime
) -> Invitation:
    """Give the invitation to the person it is for.

    Raises:
        NotFoundError: There is none of this id.
        ForbiddenError: It is another person's.
        UserError: It has ended.
    """
    row = session.get(InvitationRow, invitation_id)
    if row is None:
        raise NotFoundError(MISSING)
    if row.person_id != person_id:
        raise ForbiddenError(FOREIGN.format(login=row.login))
    if now >= row.expires_at:
        raise UserError(EXPIRED.format(date=date_words(row.expires_at)))
    return _invitation(row)


def thread_of_invitation(session: Session, invitation_id: str | None) -> Thread | None:
    """Give the thread an attempt was begun from, or `None`."""
    row = None if invitation_id is None else session.get(InvitationRow, invitation_id)
    return None if row is None else _invitation(row).thread


def _invitation(row: InvitationRow) -> Invitation:
    repo = Repo(id=RepoId(row.repo_id), full_name=row.repo_full_name)
    return Invitation(
        id=row.id,
        person_id=row.person_id,
        login=row.login,
        exam=row.exam,
        thread=Thread(repo=repo, number=row.number),
        created_at=row.created_at,
        expires_at=row.expires_at,
    )
