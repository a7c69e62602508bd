"""The tables of recognition: accounts, facts, rule states, awards, effects, digest items."""

from datetime import datetime
from typing import Any

from sqlalchemy import Index, text
from sqlmodel import Field, SQLModel

from recognition.kernel.store.types import BigId, JsonText, UtcDateTime


class AccountRow(SQLModel, table=True):
    """One GitHub account that did something, signed in, or was named."""

    __tablename__ = "account"

    id: int = Field(primary_key=True, sa_type=BigId, sa_column_kwargs={"autoincrement": False})
    login: str = Field(index=True)
    type: str = "User"
    # When the login was seen: an older fact that arrives late must not bring an old name back.
    seen_at: datetime = Field(sa_type=UtcDateTime)
    muted: bool = False
    opted_out: bool = False


class FactRow(SQLModel, table=True):
    """The newest known version of one fact; names stand as they were at that time."""

    __tablename__ = "fact"
    __table_args__ = (Index("ix_fact_actor_kind", "actor_id", "kind"),)

    key: str = Field(primary_key=True)
    version: int = Field(sa_type=BigId)
    kind: str
    actor_id: int = Field(sa_type=BigId)
    actor_login: str
    actor_type: str
    repo_id: int | None = Field(default=None, sa_type=BigId)
    repo_name: str | None = None
    at: datetime = Field(sa_type=UtcDateTime)
    attrs: dict[str, Any] = Field(sa_type=JsonText)
    retracted: bool = False


class RuleStateRow(SQLModel, table=True):
    """How far one account is with one badge; account 0 says for which rule the rows hold.

    The row of account 0 has the fingerprint of the rule whose states these are. Where it is
    missing or differs from the catalog's, the badge must be recounted before it is used.
    """

    __tablename__ = "rule_state"

    account_id: int = Field(primary_key=True, sa_type=BigId)
    badge: str = Field(primary_key=True)
    state: Any = Field(sa_type=JsonText, nullable=False)


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
    created_at: datetime = Field(sa_type=UtcDateTime)
    updated_at: datetime = Field(sa_type=UtcDateTime)


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


class DigestItemRow(SQLModel, table=True):
    """The number under which a digest shows an award: `/award approve 3` means that one."""

    __tablename__ = "digest_item"

    digest: str = Field(primary_key=True)
    number: int = Field(primary_key=True)
    award_id: str = Field(index=True)
    created_at: datetime = Field(sa_type=UtcDateTime)
