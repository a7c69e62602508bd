"""The history of an attempt: what happened, in which order, and by whom."""

from __future__ import annotations

from datetime import timedelta
from itertools import count, pairwise
from typing import TYPE_CHECKING

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from exams.attempt import CLOSED_STATES, TRANSITIONS, State
from exams.events import Happened, events_of
from exams.store import AttemptRow
from recognition.kernel.errors import ConflictError
from recognition.kernel.ids import UserId
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


STATES = {
    Happened.CREATED: State.CREATED,
    Happened.STARTED: State.IN_PROGRESS,
    Happened.SUBMITTED: State.SUBMITTED,
    Happened.EXPIRED: State.EXPIRED,
    Happened.GRADED: State.GRADED,
    Happened.NEEDS_REVIEW: State.NEEDS_REVIEW,
    Happened.FINAL: State.FINAL,
    Happened.REGRADED: State.REGRADED,
}
"""The state that each event leads to; the others change none."""

PEOPLE = count(1_000)
"""Every example of the property below is another person's, on the one database."""

steps = st.lists(
    st.tuples(st.sampled_from(["start", "save", "submit", "sweep"]), st.integers(0, 20)),
    max_size=10,
)


@settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(steps=steps)
def test_the_history_of_every_attempt_goes_the_ways_of_the_table(
    sittings: Sittings, steps: list[tuple[str, int]]
) -> None:
    person = UserId(next(PEOPLE))
    attempts: set[str] = set()
    newest = ""
    for number, (step, minutes) in enumerate(steps, start=1):
        sittings.clock.advance(timedelta(minutes=minutes))
        try:
            match step:
                case "start":
                    newest = sittings.start(person).id
                    attempts.add(newest)
                case "save" if newest:
                    sittings.save(newest, sittings.right_answers(newest), number, person=person)
                case "submit" if newest:
                    sittings.submit(newest, person=person)
                case _:
                    sittings.sweep()
        except ConflictError:
            pass  # closed, too late, passed or used up: refused, and nothing is written
    for attempt in attempts:
        with sittings.database.reading() as session:
            happened = [Happened(event.what) for event in events_of(session, attempt)]
            row = session.get_one(AttemptRow, attempt)
        states = [STATES[what] for what in happened if what in STATES]
        assert states[0] is State.CREATED
        assert states[-1] is State(row.state)
        assert all(after in TRANSITIONS[before] for before, after in pairwise(states))
        assert happened.count(Happened.GRADED) == int(row.state in CLOSED_STATES)
        assert (row.receipt is not None) is (row.state in CLOSED_STATES)
