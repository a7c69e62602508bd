"""Keep each delivery as GitHub sent it; the row is also its place in the queue of work."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from typing import Any

from sqlalchemy import Column, Index, LargeBinary
from sqlmodel import Field, Session, SQLModel, col, select, update

from recognition.kernel.errors import ConflictError, NotFoundError, RecognitionError
from recognition.kernel.store.types import BigId, UtcDateTime

MAX_ATTEMPTS = 8
"""After so many failures a delivery waits for a person: about three and a half hours."""

FIRST_WAIT = timedelta(seconds=15)
WAIT_FACTOR = 3
LONGEST_WAIT = timedelta(hours=2)

MAX_ERROR_LENGTH = 500


class DeliveryState(StrEnum):
    """Where a delivery stands.

    A pending one waits for a worker, a working one is leased to a worker, an ignored one
    held nothing that concerns us, and a dead one waits for a person.
    """

    PENDING = "pending"
    WORKING = "working"
    DONE = "done"
    IGNORED = "ignored"
    DEAD = "dead"


class LeaseLostError(RecognitionError):
    """Another worker has taken the delivery over; whatever this one did must not be kept."""


class DeliveryRow(SQLModel, table=True):
    """One delivery.

    Attributes:
        guid: GitHub's name of the delivery; a redelivery carries the same one.
        action: `None` until the body has been read, and for events without one.
        body: JSON as GitHub wrote it. The last column, so that SQLite reads what stands
            before it without walking through the pages the body spills over.
        last_error: Why it failed last, or why it was ignored.
    """

    __tablename__ = "delivery"
    # Workers look for the first waiting row; everything they ask for stands in this index.
    __table_args__ = (Index("delivery_queue", "state", "id", "not_before", "lease_until"),)

    id: int | None = Field(default=None, primary_key=True, sa_type=BigId)
    guid: str = Field(unique=True)
    event: str
    action: str | None = None
    received_at: datetime = Field(sa_type=UtcDateTime)
    state: str = DeliveryState.PENDING
    attempts: int = 0
    lease_until: datetime | None = Field(default=None, sa_type=UtcDateTime)
    not_before: datetime | None = Field(default=None, sa_type=UtcDateTime)
    last_error: str | None = None
    body: bytes = Field(sa_column=Column(LargeBinary, nullable=False))


@dataclass(frozen=True, slots=True, kw_only=True)
class DeliverySummary:
    """A delivery as a list shows it: everything but the body.

    Attributes:
        error: Why it failed last, or why it was ignored; `None` where neither happened.
    """

    guid: str
    event: str
    action: str | None
    state: str
    attempts: int
    error: str | None
    received_at: datetime

    def as_json(self) -> dict[str, object]:
        """Give the outside form, as `recognition deliveries list --json` prints it."""
        moment = self.received_at.astimezone(UTC).isoformat(timespec="seconds")
        return asdict(self) | {"received_at": moment.replace("+00:00", "Z")}


def list_deliveries(
    session: Session, state: DeliveryState | str | None = None, *, limit: int | None = None
) -> list[DeliverySummary]:
    """List deliveries, the newest first.

    Args:
        session: An open unit of work.
        state: Only those that stand there; `None` means all.
        limit: At most so many; `None` means all.
    """
    statement = select(*_SUMMARY_COLUMNS).order_by(col(DeliveryRow.id).desc()).limit(limit)
    if state is not None:
        statement = statement.where(DeliveryRow.state == DeliveryState(state))
    return [_summary(found) for found in session.exec(statement)]


def find_delivery(session: Session, guid: str) -> DeliveryRow:
    """Give one delivery with its body.

    Raises:
        NotFoundError: No delivery has that GUID.
    """
    row = session.exec(select(DeliveryRow).where(DeliveryRow.guid == guid)).first()
    if row is None:
        raise NotFoundError(f"there is no delivery {guid}; see `recognition deliveries list`")
    return row


def retry(session: Session, guid: str) -> None:
    """Put a delivery back into the queue, with all its attempts before it again.

    A delivery that was done or ignored may be retried too: handling it twice changes nothing,
    and handling it again after an upgrade may count what was ignored before.

    Raises:
        NotFoundError: No delivery has that GUID.
        ConflictError: A worker is at it.
    """
    row = find_delivery(session, guid)
    if row.state == DeliveryState.WORKING:
        raise ConflictError(f"delivery {guid} is being worked on; try again in a minute")
    row.state = DeliveryState.PENDING
    row.attempts = 0
    row.not_before = row.lease_until = row.last_error = None
    session.add(row)


def mark_done(session: Session, claimed: DeliveryRow, *, action: str | None) -> None:
    """Close a delivery whose facts stand in the same unit of work.

    Raises:
        LeaseLostError: The claim is no longer ours; the unit of work must be rolled back.
    """
    _settle(session, claimed, state=DeliveryState.DONE, action=action, last_error=None)


def mark_ignored(
    session: Session, claimed: DeliveryRow, *, action: str | None, reason: str
) -> None:
    """Close a delivery that held nothing for us, and say why.

    Raises:
        LeaseLostError: The claim is no longer ours.
    """
    _settle(session, claimed, state=DeliveryState.IGNORED, action=action, last_error=_cut(reason))


def mark_dead(session: Session, claimed: DeliveryRow, *, error: str) -> None:
    """Set a delivery aside for a person: trying again would not help.

    Raises:
        LeaseLostError: The claim is no longer ours.
    """
    _settle(session, claimed, state=DeliveryState.DEAD, last_error=_cut(error))


def mark_failed(
    session: Session,
    claimed: DeliveryRow,
    *,
    error: str,
    now: datetime,
    jitter: float,
    wait: timedelta = timedelta(),
) -> DeliveryState:
    """Let a delivery wait for its next attempt, or set it aside after the last one.

    Args:
        session: An open unit of work.
        claimed: The row as `claim` gave it.
        error: What went wrong, in a sentence without secrets.
        now: The present moment.
        jitter: See `next_try`.
        wait: How long GitHub asked us to wait; the longer of this and our own wait counts.

    Returns:
        The state it is in now: pending or dead.

    Raises:
        LeaseLostError: The claim is no longer ours.
    """
    if claimed.attempts >= MAX_ATTEMPTS:
        mark_dead(session, claimed, error=error)
        return DeliveryState.DEAD
    _settle(
        session,
        claimed,
        state=DeliveryState.PENDING,
        not_before=now + max(wait, next_try(claimed.attempts, jitter=jitter)),
        last_error=_cut(error),
    )
    return DeliveryState.PENDING


def next_try(attempts: int, *, jitter: float) -> timedelta:
    """Say how long to wait after the n-th failed attempt.

    The wait begins at `FIRST_WAIT`, grows by `WAIT_FACTOR` and ends at `LONGEST_WAIT`, plus
    up to a quarter of it, so that what failed together does not come back together.

    Args:
        attempts: How many attempts have failed, 1 or more.
        jitter: From 0 up to and without 1; the caller draws it.
    """
    # Beyond this exponent the wait is at its longest anyway; huge powers would overflow.
    exponent = min(attempts - 1, 20)
    wait = min(FIRST_WAIT * int(WAIT_FACTOR**exponent), LONGEST_WAIT)
    return wait * (1 + jitter / 4)


def _settle(session: Session, claimed: DeliveryRow, **changes: Any) -> None:
    # The number of attempts names the claim: a second claimer has counted one more.
    ours = (
        col(DeliveryRow.id) == claimed.id,
        col(DeliveryRow.state) == DeliveryState.WORKING,
        col(DeliveryRow.attempts) == claimed.attempts,
    )
    result = session.exec(
        update(DeliveryRow)
        .where(*ours)
        .values(lease_until=None, **changes)
        .execution_options(synchronize_session=False)
    )
    if result.rowcount != 1:
        raise LeaseLostError(f"delivery {claimed.guid} was taken over by another worker")


def _cut(text: str) -> str:
    return text if len(text) <= MAX_ERROR_LENGTH else text[: MAX_ERROR_LENGTH - 1] + "…"


_SUMMARY_COLUMNS: Sequence[Any] = (
    DeliveryRow.guid,
    DeliveryRow.event,
    DeliveryRow.action,
    DeliveryRow.state,
    DeliveryRow.attempts,
    DeliveryRow.last_error,
    DeliveryRow.received_at,
)


def _summary(found: Any) -> DeliverySummary:
    guid, event, action, state, attempts, error, received_at = found
    return DeliverySummary(
        guid=guid,
        event=event,
        action=action,
        state=state,
        attempts=attempts,
        error=error,
        received_at=received_at,
    )
