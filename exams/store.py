"""The tables of the exams: bank versions, invitations, attempts and their answers."""

from datetime import datetime
from typing import Any

from sqlalchemy import Index, text
from sqlmodel import Field, SQLModel

from recognition.kernel.store.types import BigId, JsonText, UtcDateTime


class BankVersionRow(SQLModel, table=True):
    """One version of a bank that was served at least once; kept for ever, for regrading.

    The content holds the keys, so no page or export reads this table.
    """

    __tablename__ = "bank_version"

    hash: str = Field(primary_key=True)
    exam: str = Field(index=True)
    content: dict[str, Any] = Field(sa_type=JsonText)
    created_at: datetime = Field(sa_type=UtcDateTime)


class InvitationRow(SQLModel, table=True):
    """A link to the exams that one person got in one thread."""

    __tablename__ = "invitation"

    id: str = Field(primary_key=True)
    person_id: int = Field(sa_type=BigId, index=True)
    login: str
    exam: str | None = None
    repo_id: int = Field(sa_type=BigId)
    repo_full_name: str
    number: int
    created_at: datetime = Field(sa_type=UtcDateTime)
    expires_at: datetime = Field(sa_type=UtcDateTime)


class AttemptRow(SQLModel, table=True):
    """One sitting of an exam.

    `earned_num` and `earned_den` are the exact marks; all result columns are NULL until it is
    graded.
    """

    __tablename__ = "attempt"
    __table_args__ = (
        # A second start, from another tab or a second click, must not begin another attempt.
        Index(
            "attempt_open",
            "person_id",
            "exam",
            unique=True,
            sqlite_where=text("state = 'in_progress'"),
            postgresql_where=text("state = 'in_progress'"),
        ),
        Index("attempt_due", "state", "deadline_at"),
    )

    id: str = Field(primary_key=True)
    exam: str
    person_id: int = Field(sa_type=BigId, index=True)
    login: str
    bank_hash: str = Field(foreign_key="bank_version.hash")
    seed: str
    paper: dict[str, Any] = Field(sa_type=JsonText)
    policy: dict[str, Any] = Field(sa_type=JsonText)
    state: str
    expired: bool = False
    started_at: datetime = Field(sa_type=UtcDateTime)
    deadline_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    submitted_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    earned_num: int | None = None
    earned_den: int | None = None
    possible: int | None = None
    passed: bool | None = None
    invitation_id: str | None = None
    save_no: int = 0


class AnswerRow(SQLModel, table=True):
    """The newest answer to one question of an attempt; an answer taken back has no row."""

    __tablename__ = "answer"

    attempt_id: str = Field(primary_key=True, foreign_key="attempt.id")
    question_id: str = Field(primary_key=True)
    response: Any = Field(sa_type=JsonText)
    save_no: int
    saved_at: datetime = Field(sa_type=UtcDateTime)
