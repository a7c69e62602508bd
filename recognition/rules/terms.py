"""What all badge files of a catalog have in common: what never counts, and the domains."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from recognition.domains import Domains
from recognition.rules.exclusions import Exclusions


@dataclass(frozen=True, slots=True, kw_only=True)
class Terms:
    """The terms on which badges are earned here.

    Attributes:
        exclusions: Work that no badge counts.
        domains: The parts of the project, for filters and conditions that name them.
    """

    exclusions: Exclusions = field(default_factory=Exclusions)
    domains: Domains = field(default_factory=Domains)

    def as_json(self) -> list[Any]:
        """Give everything that decides what a rule selects, the same for the same terms."""
        return [self.exclusions.as_json(), self.domains.as_json()]
