"""The tables of the exams: versions, attempts, answers, and what people decided about them."""

from datetime import datetime
from typing import Any

from sqlalchemy import Index, text
from sqlmodel import Field, SQLModel

from recognition.kernel.store.types import BigId, JsonText, UtcDateTime


class QuestionVersionRow(SQLModel, table=True):
    """One version of a question that was served at least once; kept for ever, for regrading.

    The content holds the key, so no page or export reads this table. `supersedes` is the
    version it took the place of.
    """

    __tablename__ = "question_version"

    hash: str = Field(primary_key=True)
    exam: str
    question_id: str
    content: dict[str, Any] = Field(sa_type=JsonText)
    supersedes: str | None = Field(default=None, foreign_key="question_version.hash")
    created_at: datetime = Field(sa_type=UtcDateTime)

    __table_args__ = (Index("question_version_of", "exam", "question_id", "created_at"),)


class BankVersionRow(SQLModel, table=True):
    """One version of a bank that was served at least once; it names its questions' versions."""

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
    graded. `extra_percent` is the time this person was given, of the exam's limit.
    `published_at` is when the person chose to show the result.
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
        Index("attempt_newest", "exam", "started_at"),
        Index("attempt_of_exam", "exam", "started_at"),
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
    earned_num: int | None = Field(default=None, sa_type=BigId)
    earned_den: int | None = Field(default=None, sa_type=BigId)
    possible: int | None = None
    passed: bool | None = None
    invitation_id: str | None = None
    save_no: int = 0
    extra_percent: int = 100
    receipt: str | None = None
    final_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    published_at: datetime | None = Field(default=None, sa_type=UtcDateTime)


class AttemptItemRow(SQLModel, table=True):
    """One question that an attempt was served; what it earned is NULL until it is graded.

    It counts by its key of `question_version`, which a regrade may change; the paper keeps the
    version that was served. `ruling` says where it counts in another way. `notes` are the
    public words of its checks, `review` why a person has to look, both from grading; `review`
    becomes NULL when somebody has.
    """

    __tablename__ = "attempt_item"
    __table_args__ = (Index("attempt_item_version", "question_version"),)

    attempt_id: str = Field(primary_key=True, foreign_key="attempt.id")
    question_id: str = Field(primary_key=True)
    position: int
    question_version: str = Field(foreign_key="question_version.hash")
    competency: str = ""
    marks: int
    answered: bool | None = None
    earned_num: int | None = Field(default=None, sa_type=BigId)
    earned_den: int | None = Field(default=None, sa_type=BigId)
    notes: list[Any] | None = Field(default=None, sa_type=JsonText)
    review: str | None = Field(default=None, index=True)
    ruling: str = "by-key"


class AttemptEventRow(SQLModel, table=True):
    """One thing that happened to an attempt; rows are only ever added.

    `actor_id` is the person who did it; NULL where the clock or a grader did.
    """

    __tablename__ = "attempt_event"

    id: int | None = Field(default=None, sa_type=BigId, primary_key=True)
    attempt_id: str = Field(foreign_key="attempt.id", index=True)
    at: datetime = Field(sa_type=UtcDateTime)
    what: str
    actor_id: int | None = Field(default=None, sa_type=BigId)
    details: dict[str, Any] = Field(default_factory=dict, sa_type=JsonText)


class AnswerRow(SQLModel, table=True):
    """The newest answer to one question of an attempt; an answer taken back has no row."""

    __tablename__ = "answer"

    attempt_id: str = Field(primary_key=True, foreign_key="attempt.id")
    question_id: str = Field(primary_key=True)
    response: Any = Field(sa_type=JsonText)
    save_no: int
    saved_at: datetime = Field(sa_type=UtcDateTime)


class AnswerChangeRow(SQLModel, table=True):
    """When an answer was given, changed or taken back; not what it was."""

    __tablename__ = "answer_change"

    attempt_id: str = Field(primary_key=True, foreign_key="attempt.id")
    save_no: int = Field(primary_key=True)
    question_id: str = Field(primary_key=True)
    at: datetime = Field(sa_type=UtcDateTime)


class AccommodationRow(SQLModel, table=True):
    """The extra time of one person, of every exam where `exam` is empty."""

    __tablename__ = "accommodation"

    person_id: int = Field(sa_type=BigId, primary_key=True)
    exam: str = Field(default="", primary_key=True)
    percent: int
    given_by: int = Field(sa_type=BigId)
    given_at: datetime = Field(sa_type=UtcDateTime)


class ReviewTaskRow(SQLModel, table=True):
    """One answer that a person has to look at.

    `claimed_by` holds it until `claimed_until`; `closed_at` is NULL while marks are missing.
    """

    __tablename__ = "review_task"
    __table_args__ = (Index("review_task_answer", "attempt_id", "question_id", unique=True),)

    id: str = Field(primary_key=True)
    attempt_id: str = Field(foreign_key="attempt.id")
    question_id: str
    exam: str
    reason: str
    created_at: datetime = Field(sa_type=UtcDateTime)
    claimed_by: int | None = Field(default=None, sa_type=BigId)
    claimed_until: datetime | None = Field(default=None, sa_type=UtcDateTime)
    closed_at: datetime | None = Field(default=None, sa_type=UtcDateTime, index=True)


class ReviewMarkRow(SQLModel, table=True):
    """The marks one grader gave; `points` holds them by the rubric's ids, as fractions."""

    __tablename__ = "review_mark"

    task_id: str = Field(primary_key=True, foreign_key="review_task.id")
    grader_id: int = Field(sa_type=BigId, primary_key=True)
    grader_login: str
    marks_num: int = Field(sa_type=BigId)
    marks_den: int = Field(sa_type=BigId)
    points: dict[str, str] = Field(sa_type=JsonText)
    comment: str = ""
    at: datetime = Field(sa_type=UtcDateTime)


class RegradePlanRow(SQLModel, table=True):
    """A change of keys and what it would do to attempts; two persons apply it.

    `changes` says for each old version what counts instead.
    """

    __tablename__ = "regrade_plan"

    id: str = Field(primary_key=True)
    exam: str
    changes: list[Any] = Field(sa_type=JsonText)
    reason: str
    state: str
    may_lower: bool = False
    made_by: int | None = Field(default=None, sa_type=BigId)
    made_login: str
    made_at: datetime = Field(sa_type=UtcDateTime)
    approved_by: int | None = Field(default=None, sa_type=BigId)
    approved_login: str | None = None
    approved_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    applied_at: datetime | None = Field(default=None, sa_type=UtcDateTime)


class RegradeLineRow(SQLModel, table=True):
    """What a plan does to one attempt: its marks before and after."""

    __tablename__ = "regrade_line"

    plan_id: str = Field(primary_key=True, foreign_key="regrade_plan.id")
    attempt_id: str = Field(primary_key=True, foreign_key="attempt.id")
    before_num: int = Field(sa_type=BigId)
    before_den: int = Field(sa_type=BigId)
    before_possible: int
    before_passed: bool
    after_num: int = Field(sa_type=BigId)
    after_den: int = Field(sa_type=BigId)
    after_possible: int
    after_passed: bool
    items: list[Any] = Field(sa_type=JsonText)
    applied: bool = False


class AppealRow(SQLModel, table=True):
    """A candidate's objection to a result, or to one question of it."""

    __tablename__ = "appeal"

    id: str = Field(primary_key=True)
    attempt_id: str = Field(foreign_key="attempt.id", index=True)
    question_id: str | None = None
    exam: str
    text: str
    state: str
    made_at: datetime = Field(sa_type=UtcDateTime)
    decided_by: int | None = Field(default=None, sa_type=BigId)
    decided_login: str | None = None
    decided_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    outcome: str = ""
    plan_id: str | None = Field(default=None, foreign_key="regrade_plan.id")


class NetworkTraceRow(SQLModel, table=True):
    """That an attempt was worked on from a network, whose prefix stands here as a salted hash."""

    __tablename__ = "network_trace"

    attempt_id: str = Field(primary_key=True, foreign_key="attempt.id")
    prefix_hash: str = Field(primary_key=True)
    first_at: datetime = Field(sa_type=UtcDateTime)
    last_at: datetime = Field(sa_type=UtcDateTime, index=True)


class IntegritySignalRow(SQLModel, table=True):
    """Something about an attempt that a person may want to look at; it decides nothing.

    `other_id` is the second attempt of a signal about two.
    """

    __tablename__ = "integrity_signal"
    __table_args__ = (
        Index("integrity_signal_once", "attempt_id", "kind", "other_id", unique=True),
    )

    id: str = Field(primary_key=True)
    attempt_id: str = Field(foreign_key="attempt.id")
    other_id: str = ""
    exam: str = Field(index=True)
    kind: str
    details: dict[str, Any] = Field(sa_type=JsonText)
    seen_at: datetime = Field(sa_type=UtcDateTime)
    closed_by: int | None = Field(default=None, sa_type=BigId)
    closed_login: str | None = None
    closed_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    note: str = ""
