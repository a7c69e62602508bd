"""A backfill on a real database, with a past to read and a clock that moves when told."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

from recognition.catalog import load_catalog
from recognition.kernel.settings import Mode
from recognition.render.addresses import Addresses
from recognition.service.awards import list_awards
from recognition.service.recount import verify
from recognition.service.rulebook import Rulebook
from recognition.service.transfer import export_facts
from recognition.store import CheckpointRow
from webhooks import walks
from webhooks.backfill import Backfill, Slice
from webhooks.recorder import Recorder
from webhooks.threads import facts_of
from webhooks.walks import Task, Walk

if TYPE_CHECKING:
    from recognition.facts import Fact
    from recognition.kernel.clock import ManualClock
    from recognition.kernel.store import Database
    from tests.webhooks.past import Past

CATALOG = load_catalog(Path(__file__).resolve().parents[2] / "badge_templates")


class KilledError(BaseException):
    """The process dies here; nothing catches it."""


@dataclass(kw_only=True)
class Desk:
    """A backfill on a real database, and what it reads."""

    database: Database
    clock: ManualClock
    past: Past
    recorder: Recorder
    done: list[Slice] = field(default_factory=list)

    def backfill(self) -> Backfill:
        """Give what a newly started process has."""
        return Backfill(
            database=self.database,
            clock=self.clock,
            source=self.past,
            recorder=self.recorder,
            jitter=lambda: 0.0,
        )

    def want(self, *found: Walk, afresh: bool = False) -> None:
        wanted = found or (Walk(task=Task.REPOSITORIES, owner="meshery"),)
        with self.database.writing() as session:
            walks.want(session, wanted, now=self.clock.now(), afresh=afresh)

    def run(self, *, most: int = 200) -> list[Slice]:
        """Do every slice that is due now."""
        backfill, done = self.backfill(), []
        while (one := backfill.step()) is not None:
            done.append(one)
            assert len(done) < most, "it does not come to an end"
        self.done += done
        return done

    def run_later(self, wait: timedelta) -> list[Slice]:
        self.clock.advance(wait)
        return self.run()

    def facts(self) -> list[str]:
        return list(export_facts(self.database))

    def awards(self) -> list[dict[str, Any]]:
        with self.database.reading() as session:
            return list_awards(session)

    def record(self, *facts: Fact) -> None:
        """Record facts as a webhook brings them."""
        with self.database.writing() as session:
            self.recorder.record(session, facts, now=self.clock.now())

    def row(self, name: str) -> CheckpointRow:
        with self.database.reading() as session:
            return session.get_one(CheckpointRow, name)

    def differences(self) -> list[object]:
        with self.database.reading() as session:
            return list(verify(session, catalog=CATALOG, now=self.clock.now()))

    def github_knows(self) -> list[Fact]:
        """Give the facts of all threads as they stand on GitHub now."""
        return [
            fact
            for held in self.past.threads.values()
            for thread in held
            for fact in facts_of(thread)
        ]


def make_desk(database: Database, clock: ManualClock, past: Past) -> Desk:
    recorder = Recorder(
        rulebook=Rulebook(CATALOG),
        addresses=Addresses("https://recognition.example"),
        mode=Mode.LIVE,
        digest_repo=None,
    )
    return Desk(database=database, clock=clock, past=past, recorder=recorder)
