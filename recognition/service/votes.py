"""Keep what maintainers have said about awards that take several of them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import delete, select
from sqlmodel import Session

from recognition.decisions import Verb
from recognition.kernel.ids import UserId
from recognition.service.tables import chunks, table_of, upsert
from recognition.store import AwardVoteRow

VOTE = table_of(AwardVoteRow)


@dataclass(frozen=True, slots=True, kw_only=True)
class Vote:
    """What one maintainer has said about an award that is not decided yet.

    Attributes:
        account: The maintainer.
        verb: What shall be done.
    """

    account: UserId
    verb: Verb
    reason: str | None
    at: datetime


def votes_on(session: Session, award_ids: Iterable[str]) -> dict[str, list[Vote]]:
    """Give the votes on each of these awards, the first said first; none where there are none."""
    found: dict[str, list[Vote]] = {}
    for some in chunks(award_ids):
        statement = (
            select(VOTE)
            .where(VOTE.c.award_id.in_(some))
            .order_by(VOTE.c.voted_at, VOTE.c.maintainer_id)
        )
        for row in session.connection().execute(statement):
            vote = Vote(
                account=UserId(row.maintainer_id),
                verb=Verb(row.verdict),
                reason=row.reason,
                at=row.voted_at,
            )
            found.setdefault(row.award_id, []).append(vote)
    return found


def keep_vote(session: Session, award_id: str, vote: Vote) -> None:
    """Write down a vote; it takes the place of what the same account has said before."""
    upsert(
        session,
        AwardVoteRow,
        [
            {
                "award_id": award_id,
                "maintainer_id": vote.account,
                "verdict": str(vote.verb),
                "reason": vote.reason,
                "voted_at": vote.at,
            }
        ],
    )


def drop_votes(
    session: Session, award_id: str, *, accounts: Iterable[UserId] | None = None
) -> None:
    """Forget the votes on an award, of all accounts or of these; the audit log keeps them."""
    condition = VOTE.c.award_id == award_id
    if accounts is not None:
        condition &= VOTE.c.maintainer_id.in_(sorted(accounts))
    session.connection().execute(delete(VOTE).where(condition))
