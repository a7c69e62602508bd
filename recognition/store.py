"""The tables of recognition: accounts, facts, rule states, awards and their history, effects."""

from datetime import datetime
from typing import Any

from sqlalchemy import Index, false, text
from sqlmodel import Field, SQLModel

from recognition.kernel.store.types import BigId, JsonText, UtcDateTime


class AccountRow(SQLModel, table=True):
    """One GitHub account that did something, signed in, or was named."""

    __tablename__ = "account"
    # Asked with every batch of facts, and nearly always empty.
    __table_args__ = (
        Index(
            "ix_account_erased",
            "erased",
            sqlite_where=text("erased"),
            postgresql_where=text("erased"),
        ),
    )

    id: int = Field(primary_key=True, sa_type=BigId, sa_column_kwargs={"autoincrement": False})
    login: str = Field(index=True)
    type: str = "User"
    # When the login was seen: an older fact that arrives late must not bring an old name back.
    seen_at: datetime = Field(sa_type=UtcDateTime)
    muted: bool = False
    opted_out: bool = False
    # Forgotten for good; the number stays, so that nothing is kept of it again.
    erased: bool = Field(default=False, sa_column_kwargs={"server_default": false()})


class AccountLinkRow(SQLModel, table=True):
    """One account belongs to the person of another; taking the row away undoes it."""

    __tablename__ = "account_link"

    account_id: int = Field(
        primary_key=True, sa_type=BigId, sa_column_kwargs={"autoincrement": False}
    )
    # The account under which the person is known; it has no row of its own here.
    person_id: int = Field(sa_type=BigId, index=True)
    linked_by: int = Field(sa_type=BigId)
    linked_at: datetime = Field(sa_type=UtcDateTime)
    # Awards that people decided about, of both accounts, as they stood before: by award id.
    before: dict[str, Any] = Field(sa_type=JsonText)


class RepositoryRow(SQLModel, table=True):
    """The newest known name of one repository: names pass on, numbers do not."""

    __tablename__ = "repository"

    id: int = Field(primary_key=True, sa_type=BigId, sa_column_kwargs={"autoincrement": False})
    full_name: str = Field(index=True)
    seen_at: datetime = Field(sa_type=UtcDateTime)


class FactRow(SQLModel, table=True):
    """The newest known version of one fact; the repository bears its newest known name."""

    __tablename__ = "fact"
    __table_args__ = (
        Index("ix_fact_actor_kind", "actor_id", "kind"),
        Index("ix_fact_repo_number", "repo_id", "number", "kind"),
        Index("ix_fact_at", "at"),
    )

    key: str = Field(primary_key=True)
    version: int = Field(sa_type=BigId)
    kind: str
    actor_id: int = Field(sa_type=BigId)
    actor_login: str
    actor_type: str
    repo_id: int | None = Field(default=None, sa_type=BigId)
    repo_name: str | None = None
    # The number in `attrs`, of the pull request or issue it is about; for looking it up.
    number: int | None = Field(default=None, sa_type=BigId)
    at: datetime = Field(sa_type=UtcDateTime)
    attrs: dict[str, Any] = Field(sa_type=JsonText)
    retracted: bool = False
    # The key of the fact that undoes this one, such as a revert; it follows from the set of facts.
    undone_by: str | None = None


class RuleStateRow(SQLModel, table=True):
    """How far one account is with one badge; account 0 says for which rule the rows hold.

    The row of account 0 names the rule whose states these are, and what becomes of awards it
    would not give any more. Where it is missing or differs from the catalog's, the badge must be
    recounted before it is used.
    """

    __tablename__ = "rule_state"

    account_id: int = Field(primary_key=True, sa_type=BigId)
    badge: str = Field(primary_key=True)
    state: Any = Field(sa_type=JsonText, nullable=False)


class UnsettledRow(SQLModel, table=True):
    """A person whose facts were taken in, and whose progress and awards are still to follow."""

    __tablename__ = "unsettled"

    person_id: int = Field(
        primary_key=True, sa_type=BigId, sa_column_kwargs={"autoincrement": False}
    )


class AwardRow(SQLModel, table=True):
    """One badge, or one tier of it, and one person."""

    __tablename__ = "award"

    id: str = Field(primary_key=True)
    person_id: int = Field(sa_type=BigId, index=True)
    badge: str = Field(index=True)
    tier: str | None = None
    state: str = Field(index=True)
    earned_at: datetime = Field(sa_type=UtcDateTime)
    evidence: list[str] = Field(sa_type=JsonText)
    # NULL: the rule decided; otherwise the account of the maintainer who did.
    decided_by: int | None = Field(default=None, sa_type=BigId)
    decided_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    reason: str | None = None
    # The rule has changed and would not give it any more; its policy is to let people keep it.
    kept: bool = False
    # Fingerprint of the rule by which it was earned; NULL where a person gave it by hand.
    rule: str | None = None
    # The maintainer who named the person by hand; NULL where the rule found it.
    given_by: int | None = Field(default=None, sa_type=BigId)
    # It came of reading history, and is announced nowhere however new the deed is.
    quiet: bool = Field(default=False, sa_column_kwargs={"server_default": false()})
    created_at: datetime = Field(sa_type=UtcDateTime)
    updated_at: datetime = Field(sa_type=UtcDateTime)


class AwardVoteRow(SQLModel, table=True):
    """What one maintainer said about an award that takes several, until it is decided."""

    __tablename__ = "award_vote"

    award_id: str = Field(primary_key=True)
    maintainer_id: int = Field(
        primary_key=True, sa_type=BigId, sa_column_kwargs={"autoincrement": False}
    )
    # What shall be done: `approve` or `revoke`.
    verdict: str
    reason: str | None = None
    voted_at: datetime = Field(sa_type=UtcDateTime)


class AuditRow(SQLModel, table=True):
    """One thing that happened to awards or rules; each row carries the hash of the one before."""

    __tablename__ = "audit"

    seq: int = Field(primary_key=True, sa_type=BigId, sa_column_kwargs={"autoincrement": False})
    at: datetime = Field(sa_type=UtcDateTime)
    # NULL: a rule or the timer did it.
    actor_id: int | None = Field(default=None, sa_type=BigId)
    action: str
    # What it happened to: the id of an award, `rules`, `account:123`.
    subject: str = Field(index=True)
    details: dict[str, Any] = Field(sa_type=JsonText)
    previous: str
    hash: str


class CheckpointRow(SQLModel, table=True):
    """How far one long piece of work has come; the rows are the queue of what is to be gone on.

    `state`, `attempts`, `lease_until` and `not_before` are those of `kernel.jobs.claim`.
    """

    __tablename__ = "checkpoint"

    # What is walked through: kind of work, kind of thing, and place.
    name: str = Field(primary_key=True)
    state: str = Field(index=True)
    attempts: int = 0
    lease_until: datetime | None = Field(default=None, sa_type=UtcDateTime)
    not_before: datetime | None = Field(default=None, sa_type=UtcDateTime)
    last_error: str | None = None
    # Where to go on, and what was found so far; only the work itself reads it.
    progress: dict[str, Any] = Field(sa_type=JsonText)
    updated_at: datetime = Field(sa_type=UtcDateTime)


class ClaimCodeRow(SQLModel, table=True):
    """A code that earns a claim for whoever types it in, for some time and so many people."""

    __tablename__ = "claim_code"

    # SHA-256 of the code: who reads the database cannot claim.
    code_hash: str = Field(primary_key=True)
    badge: str = Field(index=True)
    created_by: int = Field(sa_type=BigId)
    created_at: datetime = Field(sa_type=UtcDateTime)
    expires_at: datetime = Field(sa_type=UtcDateTime)
    max_uses: int
    uses: int = 0


class ExternalPostRow(SQLModel, table=True):
    """A signed post from outside that was taken in, so that it is not taken in twice."""

    __tablename__ = "external_post"

    id: str = Field(primary_key=True)
    received_at: datetime = Field(sa_type=UtcDateTime, index=True)


class RuleSetRow(SQLModel, table=True):
    """The rules an organisation keeps in its `.github` repository, as they are in force."""

    __tablename__ = "rule_set"

    owner: str = Field(primary_key=True)
    # The commit they were read from.
    sha: str
    files: dict[str, str] = Field(sa_type=JsonText)
    applied_at: datetime = Field(sa_type=UtcDateTime)
    # What is wrong with a newer commit, which is not in force; NULL where nothing is.
    refused: str | None = None


class EffectRow(SQLModel, table=True):
    """One slot on GitHub: what should stand in it, and how far the sender is."""

    __tablename__ = "effect"
    __table_args__ = (
        Index(
            "ix_effect_due",
            "not_before",
            sqlite_where=text("state IN ('pending', 'working')"),
            postgresql_where=text("state IN ('pending', 'working')"),
        ),
    )

    key: str = Field(primary_key=True)
    kind: str
    payload: dict[str, Any] = Field(sa_type=JsonText)
    # Counts the contents that were put; `sent_revision` is the one that stands on GitHub.
    revision: int = 1
    sent_revision: int = 0
    state: str = Field(index=True)
    attempts: int = 0
    lease_until: datetime | None = Field(default=None, sa_type=UtcDateTime)
    not_before: datetime | None = Field(default=None, sa_type=UtcDateTime)
    last_error: str | None = None
    remote_id: int | None = Field(default=None, sa_type=BigId)
    created_at: datetime = Field(sa_type=UtcDateTime)
    updated_at: datetime = Field(sa_type=UtcDateTime)


class LetterRow(SQLModel, table=True):
    """A digest on its way beside its issue: sent once for each edition and way."""

    __tablename__ = "letter"

    # The edition and the way, such as `2026-W47:email`; to whom it goes is the operator's setting.
    key: str = Field(primary_key=True)
    edition: str
    way: str
    title: str
    # Markdown; the address of the issue is put in when it is sent.
    body: str
    state: str = Field(index=True)
    attempts: int = 0
    lease_until: datetime | None = Field(default=None, sa_type=UtcDateTime)
    not_before: datetime | None = Field(default=None, sa_type=UtcDateTime)
    last_error: str | None = None
    created_at: datetime = Field(sa_type=UtcDateTime)
    updated_at: datetime = Field(sa_type=UtcDateTime)


class DigestItemRow(SQLModel, table=True):
    """The number under which a digest shows an award: `/award approve 3` means that one."""

    __tablename__ = "digest_item"

    digest: str = Field(primary_key=True)
    number: int = Field(primary_key=True)
    award_id: str = Field(index=True)
    created_at: datetime = Field(sa_type=UtcDateTime)
