"""Say what a badge is: a rule, who has the last word about it, and how it is shown."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Any

from recognition.facts import FactKind
from recognition.rules.reading import Period
from recognition.rules.rule import Rule


class Category(StrEnum):
    """On which shelf of the catalog a badge stands."""

    SPECIAL = "special"
    ACHIEVEMENT = "achievement"
    PROJECT = "project"
    COMMUNITY = "community"
    CERTIFICATION = "certification"


class Status(StrEnum):
    """Whether a badge can be earned now; what is held stays in every case."""

    ACTIVE = "active"
    HOLD = "hold"
    RETIRED = "retired"


class Grant(StrEnum):
    """Who has the last word: the rule, or a maintainer."""

    AUTO = "auto"
    REVIEW = "review"


class Announce(StrEnum):
    """Where a new award is made known."""

    THREAD = "thread"
    DIGEST = "digest"
    NONE = "none"


class OnRuleChange(StrEnum):
    """What becomes of awards that a changed rule would not give any more."""

    KEEP = "keep"
    RECHECK = "recheck"


class Signal(StrEnum):
    """Where that comes from which a badge looks at."""

    GITHUB = "github"
    EXAM = "exam"
    CLOUD = "cloud"
    PEOPLE = "people"


def _signal(kind: str) -> Signal:
    if kind.startswith("ext."):
        return Signal.CLOUD
    return {
        FactKind.EXAM_PASSED: Signal.EXAM,
        FactKind.NOMINATION: Signal.PEOPLE,
        FactKind.CLAIM: Signal.PEOPLE,
    }.get(FactKind(kind), Signal.GITHUB)


@dataclass(frozen=True, slots=True, kw_only=True)
class Approval:
    """Who confirms an award, and how many of them it takes.

    Attributes:
        team: `org/slug` of the team whose members may; `None` = the maintainers.
        quorum: How many different people must approve.
        expires: How long a proposal waits for them; `None` = for ever.
    """

    team: str | None = None
    quorum: int = 1
    expires: Period | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Badge:
    """A definition in the catalog.

    Attributes:
        id: Stable; the name of its folder, and part of every address and award.
        file: Where it is written, as the author knows it.
        rule: When it is earned.
        tiers: Names of its tiers, the easiest first; empty where it has none.
        requires: Badges that must be held before.
        expires: How long it is valid; `None` = for ever.
        approve: Who confirms an award, where `grant` asks for it.
        on_rule_change: What becomes of awards that a changed rule would not give any more.
        discussion: Where people have talked about the badge, a web address.
        art: What the picture is made of; the renderer reads it.
        fingerprint: Changes exactly when the rule does; progress of another rule is void.
        written: The file as YAML gives it, from which the rule is said in words.
        text: The file as its author wrote it.
    """

    id: str
    name: str
    file: str
    rule: Rule
    fingerprint: str
    description: str = ""
    category: Category = Category.ACHIEVEMENT
    aliases: tuple[str, ...] = ()
    tiers: tuple[str, ...] = ()
    requires: tuple[str, ...] = ()
    grant: Grant = Grant.AUTO
    announce: Announce = Announce.THREAD
    status: Status = Status.ACTIVE
    expires: Period | None = None
    approve: Approval = Approval()
    on_rule_change: OnRuleChange = OnRuleChange.RECHECK
    discussion: str | None = None
    art: Mapping[str, Any] = field(default_factory=dict)
    written: Mapping[str, Any] = field(default_factory=dict, repr=False)
    text: str = field(default="", repr=False)

    @property
    def is_active(self) -> bool:
        """Tell whether the badge can be earned now."""
        return self.status is Status.ACTIVE

    @property
    def signals(self) -> frozenset[Signal]:
        """Name where that comes from which the badge looks at."""
        return frozenset(_signal(kind) for kind in self.rule.kinds)

    def tier_rank(self, tier: str | None) -> int:
        """Give the place of a tier among the badge's, 0 the easiest; -1 for none or a former."""
        return self.tiers.index(tier) if tier in self.tiers else -1

    def expires_at(self, earned_at: datetime) -> datetime | None:
        """Give the moment from which an award earned then is not valid; `None` = never."""
        return None if self.expires is None else self.expires.after(earned_at)
