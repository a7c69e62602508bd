"""The history of an attempt: what happened, in which order, and by whom."""

from __future__ import annotations

from typing import TYPE_CHECKING

from exams.events import events_of
from tests.exams.factories import some_banks
from tests.exams.sittings import ANN, Sittings

if TYPE_CHECKING:
    from recognition.kernel.clock import ManualClock
    from recognition.kernel.store import Database


def history(database: Database, attempt: str) -> list[tuple[str, int | None]]:
    with database.reading() as session:
        return [(event.what, event.actor_id) for event in events_of(session, attempt)]


def test_an_attempt_tells_how_it_went(database: Database, clock: ManualClock) -> None:
    sittings = Sittings(database=database, clock=clock, banks=some_banks())
    attempt = sittings.succeed().id
    sittings.submit(attempt)
    assert history(database, attempt) == [
        ("created", None),
        ("started", ANN),
        ("submitted", ANN),
        ("graded", None),
        ("final", None),
    ]
