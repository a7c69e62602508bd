"""What webhooks tell, in whatever order, and what a reading of history tells is the same."""

from __future__ import annotations

import json
import random
from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING, TypeAlias

import pytest

from recognition.facts import Fact, fact_as_json, fact_from_line
from recognition.kernel.clock import ManualClock
from recognition.service.facts import store_facts
from recognition.service.transfer import export_facts
from tests.webhooks.github.conftest import Town
from webhooks.github.history import History, Kind
from webhooks.github.reader import Reader
from webhooks.handlers import handle, handlers
from webhooks.payloads import parse
from webhooks.reconcile import gone
from webhooks.sandbox.errors import RefusedError, UnknownError
from webhooks.sandbox.shapes.events import webhook_body
from webhooks.threads import facts_of
from webhooks.tombstones import without_buried

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from recognition.kernel.store import Database
    from webhooks.github.client import GitHub
    from webhooks.sandbox.state import Occurrence
    from webhooks.sandbox.world import World

PLACE = "meshery/meshery"
PEOPLE = ("alice", "bob", "mallory")
HEARD = {name.partition(".")[0] for name in handlers}
STEPS = 150

Step: TypeAlias = "Callable[[World, random.Random, str, str, int, int], int | None]"
"""What somebody does: the place, chance, two people, a thread, a discussion; a discussion that
it opens is given as a negative number."""


class Ear:
    """Hears everything the App is told, and keeps the facts of it."""

    def __init__(self, town: Town, reader: Reader, database: Database, clock: ManualClock) -> None:
        self.town, self.reader, self.database, self.clock = town, reader, database, clock
        self.deliveries: list[tuple[str, bytes]] = []
        town.world.listeners.append(self._on)

    def _on(self, occurrence: Occurrence) -> None:
        if occurrence.event in HEARD:
            town = self.town
            body = webhook_body(town.world, town.app, occurrence, town.installation)
            self.deliveries.append((occurrence.event, json.dumps(body).encode()))

    def handle(self, delivery: tuple[str, bytes]) -> None:
        outcome = handle(parse(*delivery), self.reader)
        with self.database.writing() as session:
            store_facts(session, without_buried(session, outcome.facts))
            if (it := outcome.gone) is not None:
                now = self.clock.now()
                store_facts(session, gone(session, it.repo.id, it.kind, [it.number], now=now))

    def facts(self) -> list[Fact]:
        return [fact_from_line(line) for line in export_facts(self.database)]


def live(
    world: World, clock: ManualClock, chance: random.Random, hear: Callable[[], None]
) -> None:
    """Let people do this and that; what GitHub refuses is not done."""
    threads: list[int] = []
    discussions: list[int] = []
    for _ in range(STEPS):
        clock.advance(timedelta(seconds=chance.randint(1, 90)))
        who, other = chance.sample(PEOPLE, 2)
        number = chance.choice(threads or [0])
        talk = chance.choice(discussions or [0])
        step = chance.choice(STEPS_OF_LIFE)
        try:
            made = step(world, chance, who, other, number, talk)
        except (RefusedError, UnknownError, LookupError):
            continue
        if made is not None:
            (discussions if made < 0 else threads).append(abs(made))
        hear()


def _open(world: World, chance: random.Random, who: str, other: str, number: int, _: int) -> int:
    body = chance.choice(
        ["", f"Fixes #{number}", f"Reverts #{number}", f"Reverts {PLACE}#{number}"]
    )
    account = world.account(other)
    trailer = f"Co-authored-by: {other} <{account.id}+{other}@users.noreply.github.com>"
    return world.open_pull_request(
        PLACE,
        who,
        "Change a thing",
        body,
        files=chance.sample(["ui/a.ts", "docs/b.md", "server/c.go"], chance.randint(1, 3)),
        labels=chance.sample(["area/docs", "component/ui"], chance.randint(0, 2)),
        draft=chance.random() < 0.2,
        messages=[chance.choice(["Add", f"Add\n\n{trailer}"])],
    ).number


def _issue(world: World, _c: random.Random, who: str, _o: str, _n: int, _t: int) -> int:
    return world.open_issue(PLACE, who, "It is broken", "Help.").number


def _review(world: World, chance: random.Random, who: str, _o: str, number: int, _t: int) -> None:
    state = chance.choice(["APPROVED", "CHANGES_REQUESTED", "COMMENTED"])
    comments = chance.choice([[], [("README.md", "Why?")]])
    world.review(PLACE, number, who, state, chance.choice(["", "Look."]), comments=comments)


def _dismiss(world: World, chance: random.Random, who: str, _o: str, number: int, _t: int) -> None:
    pull = world.thread(PLACE, number).pull
    reviews = [it for it in (pull.reviews if pull else ()) if it.state != "DISMISSED"]
    world.dismiss_review(PLACE, number, who, chance.choice(reviews).id)


def _talk(world: World, _c: random.Random, who: str, _o: str, _n: int, _t: int) -> int:
    return -world.discuss(PLACE, who, "How do I?", "Tell me.").number


def _answer(world: World, chance: random.Random, who: str, _o: str, _n: int, talk: int) -> None:
    comments = world.discussion(PLACE, talk).comments
    world.choose_answer(PLACE, talk, who, chance.choice(comments).id)


def _revert(world: World, _c: random.Random, who: str, _o: str, number: int, _t: int) -> int:
    return world.revert(PLACE, number, who).number


def _release(world: World, chance: random.Random, who: str, _o: str, _n: int, _t: int) -> None:
    world.publish_release(PLACE, who, f"v{chance.randint(1, 10**6)}")


def _uncomment(
    world: World, chance: random.Random, who: str, _o: str, number: int, _: int
) -> None:
    comments = world.thread(PLACE, number).comments
    world.delete_comment(PLACE, chance.choice(comments).id, who)


def _quietly(act: Callable[[World, str, int, int], object]) -> Step:
    """Make a step of something that opens no thread."""

    def step(world: World, _c: random.Random, who: str, _o: str, number: int, talk: int) -> None:
        act(world, who, number, talk)

    return step


STEPS_OF_LIFE: tuple[Step, ...] = (
    _open,
    _open,
    _issue,
    _review,
    _review,
    _dismiss,
    _talk,
    _answer,
    _uncomment,
    _quietly(lambda world, _who, number, _talk: world.merge(PLACE, number, "bob")),
    _quietly(lambda world, _who, number, _talk: world.merge(PLACE, number, "bob")),
    _quietly(lambda world, who, number, _talk: world.comment(PLACE, number, who, "Well.")),
    _quietly(lambda world, _who, number, _talk: world.label(PLACE, number, "bob", "spam")),
    _quietly(lambda world, _who, number, _talk: world.unlabel(PLACE, number, "bob", "spam")),
    _quietly(lambda world, who, number, _talk: world.close(PLACE, number, who)),
    _quietly(lambda world, _who, number, _talk: world.reopen(PLACE, number, "bob")),
    _quietly(lambda world, _who, number, _talk: world.mark_ready(PLACE, number, "bob")),
    _revert,
    _quietly(lambda world, who, _number, talk: world.discuss_further(PLACE, talk, who, "So.")),
    _quietly(lambda world, who, _number, talk: world.withdraw_answer(PLACE, talk, who)),
    _quietly(lambda world, _who, _number, talk: world.label_discussion(PLACE, talk, "bob", "faq")),
    _release,
    _quietly(lambda world, _who, number, _talk: world.delete_issue(PLACE, number, "bob")),
    _quietly(lambda world, _who, _number, talk: world.delete_discussion(PLACE, talk, "bob")),
)


@pytest.mark.parametrize("seed", range(4))
def test_webhooks_in_any_order_and_a_reading_of_history_tell_the_same_facts(
    town: Town, github: GitHub, database: Database, clock: ManualClock, seed: int
) -> None:
    """Some are handled at once, some much later, some twice, and all see GitHub as it is then."""
    chance = random.Random(seed)
    reader = Reader(github, clock=clock)
    ear = Ear(town, reader, database, clock)
    handled = 0

    def hear() -> None:
        nonlocal handled
        for delivery in ear.deliveries[handled:]:
            if chance.random() < 0.4:
                ear.handle(delivery)
        handled = len(ear.deliveries)

    live(town.world, clock, chance, hear)
    late = [*ear.deliveries, *chance.sample(ear.deliveries, 5)]
    chance.shuffle(late)
    for delivery in late:
        ear.handle(delivery)

    history = History(github, clock=clock)
    read: dict[str, Fact] = {}
    for kind in Kind:
        page = history.page(town.repo, kind, after=None, first=100, newest=False)
        threads, _ = history.finish(town.repo, page.unfinished) if page.unfinished else ((), None)
        read |= {fact.key: fact for it in (*page.threads, *threads) for fact in facts_of(it)}
    # The pull request that was there before the App heard of anything.
    before = {key for key in read if f":{town.repo.id}:{town.pull.number}:" in key}
    told = standing(ear.facts())
    assert {key: it for key, it in standing(read.values()).items() if key not in before} == told
    assert len(told) > 20
    assert {it["kind"] for it in told.values()} >= {"pr.merged", "comment.created"}


def standing(facts: Iterable[Fact]) -> dict[str, dict[str, object]]:
    """Give the outside form of the facts that hold, by their keys.

    A comment in a thread makes GitHub date the thread anew, and tells nothing about it: so a
    version may be higher than that of the last event about the thread itself.
    """
    return {
        fact.key: fact_as_json(replace(fact, version=0)) for fact in facts if not fact.retracted
    }
