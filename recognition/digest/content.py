"""What one digest says, as values."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from recognition.digest.editions import Edition


class Standing(StrEnum):
    """Where an award stands for whoever reads the digest; the values are in no text."""

    WAITING = "waiting"
    HELD = "held"
    DISPUTED = "disputed"
    CLOSED = "closed"


@dataclass(frozen=True, slots=True, kw_only=True)
class DigestItem:
    """One award that needs a person's word, or had it.

    Attributes:
        number: What maintainers type; it never changes within a digest.
        award_id: The award.
        login: Who earned it.
        profile_url: That person's page.
        badge: The badge's name, its tier included.
        evidence: Label and address of the deeds, newest last.
        flags: What a maintainer should look at twice; empty where nothing stands out.
        standing: Whether anything is to be done about it.
        waited: For how long it waits, in words; empty where nobody waits for anything.
        votes: Who has approved already where it takes several, in words; empty otherwise.
        outcome: Who decided, held or disputed what, and why; empty while it just waits.
    """

    number: int
    award_id: str
    login: str
    profile_url: str
    badge: str
    evidence: tuple[tuple[str, str], ...]
    flags: tuple[str, ...] = ()
    standing: Standing = Standing.WAITING
    waited: str = ""
    votes: str = ""
    outcome: str = ""

    @property
    def is_plain(self) -> bool:
        """Tell whether it waits and nothing about it wants a second look."""
        return self.standing is Standing.WAITING and not self.flags


@dataclass(frozen=True, slots=True, kw_only=True)
class GrantedLine:
    """One award that needed nobody's decision."""

    login: str
    badge: str
    verify_url: str


@dataclass(frozen=True, slots=True, kw_only=True)
class DecisionLine:
    """One decision of the period about an award that has no number here."""

    login: str
    badge: str
    verify_url: str
    outcome: str


@dataclass(frozen=True, slots=True, kw_only=True)
class EndingLine:
    """One certification that ends soon, and whose holder can still renew it."""

    login: str
    badge: str
    verify_url: str
    ends_on: str
    days: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Digest:
    """Everything one page says.

    Attributes:
        edition: Of which period, for whom.
        items: To be decided, and decided since.
        granted: Awarded without a decision in this period.
        decisions: What else maintainers decided in it.
        endings: Certifications of whose end it is time to remind.
        quiet_awards: Awards counted from history, announced nowhere.
        quiet_people: Their holders.
        failures: One sentence for each thing that did not work, empty when all did.
        health: One sentence for each thing worth knowing about the system, folded away.
        team: `org/team` whose members decide beside the maintainers; empty for the
            organisation's digest.
    """

    edition: Edition
    items: tuple[DigestItem, ...] = ()
    granted: tuple[GrantedLine, ...] = ()
    decisions: tuple[DecisionLine, ...] = ()
    endings: tuple[EndingLine, ...] = ()
    quiet_awards: int = 0
    quiet_people: int = 0
    failures: tuple[str, ...] = ()
    health: tuple[str, ...] = ()
    team: str = ""

    def standing(self, standing: Standing) -> list[DigestItem]:
        """Give the items that stand so, in the order of their numbers."""
        return [item for item in self.items if item.standing is standing]

    @property
    def is_quiet(self) -> bool:
        """Tell whether nothing in it asks for, or tells of, anybody's word."""
        return not (self.items or self.decisions or self.failures)
