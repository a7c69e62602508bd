"""The kernel's own tables: who is signed in, and which tick of which job somebody took."""

from datetime import datetime

from sqlmodel import Field, SQLModel

from recognition.kernel.store.types import BigId, UtcDateTime


class LoginSessionRow(SQLModel, table=True):
    """One browser that is signed in.

    The cookie holds a random token; the table holds its SHA-256, so that a stolen copy of the
    database opens nobody's session.
    """

    __tablename__ = "login_session"

    token_hash: str = Field(primary_key=True)
    user_id: int = Field(sa_type=BigId, index=True)
    login: str
    created_at: datetime = Field(sa_type=UtcDateTime)
    seen_at: datetime = Field(sa_type=UtcDateTime)


class TickRow(SQLModel, table=True):
    """One due moment of one timed job; who inserts the row runs the job."""

    __tablename__ = "tick"

    job: str = Field(primary_key=True)
    due_at: datetime = Field(primary_key=True, sa_type=UtcDateTime)
    taken_at: datetime = Field(sa_type=UtcDateTime)
