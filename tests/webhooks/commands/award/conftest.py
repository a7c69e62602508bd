"""A digest with four awards in it, and two maintainers to decide about them."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest

from recognition.facts import Actor
from tests.recognition.deeds import ANN, BOB, CAT, LEE
from tests.recognition.factories import make_actor
from tests.webhooks.commands.house import DIGEST, MAINTAINERS, House
from webhooks.commands import Reply
from webhooks.lookups import Known

if TYPE_CHECKING:
    from recognition.kernel.clock import ManualClock
    from recognition.kernel.store import Database

DAN = make_actor(404, login="dan")
SAM = make_actor(901, login="sam")
"""Another maintainer."""

ISSUE = 70
"""The digest's."""


@dataclass(kw_only=True)
class Review:
    """The digest of the clock's week, posted, in which Ann, Bob, Cat and Dan wait as 1 to 4."""

    house: House
    awards: list[str] = field(default_factory=list)

    def say(self, line: str, *, by: Actor = LEE, known: Known | None = None) -> Reply:
        """Give a command in the digest's issue, as a maintainer unless it is said otherwise."""
        known = known or Known(teams=frozenset({MAINTAINERS}))
        return self.house.ask(line, by=by, repo=DIGEST, number=ISSUE, known=known)

    def states(self) -> str:
        """Give the states of the awards in the order of their numbers."""
        return " ".join(self.house.award(one).state for one in self.awards)

    @property
    def body(self) -> str:
        return self.house.body("digest:2026-W48")


@pytest.fixture
def review(database: Database, clock: ManualClock) -> Review:
    house = House(database=database, clock=clock)
    # Numbered in the order in which they were earned.
    awards = [
        house.propose(person, ago=timedelta(hours=4 - place))[0]
        for place, person in enumerate((ANN, BOB, CAT, DAN))
    ]
    house.digest()
    house.posted(ISSUE)
    return Review(house=house, awards=awards)
