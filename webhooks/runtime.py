"""Everything one running server is made of, and the threads that work for it."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from recognition.kernel.jobs import Timer, Worker, release
from recognition.service.recount import bring_current
from recognition.store import CheckpointRow, EffectRow, LetterRow
from webhooks import walks
from webhooks.inbox import DeliveryRow
from webhooks.walks import Task, Walk

if TYPE_CHECKING:
    from exams.service import ExamService
    from recognition.kernel.clock import Clock
    from recognition.kernel.settings import Settings
    from recognition.kernel.store import Database
    from webhooks.backfill import Backfill
    from webhooks.couriers import Courier
    from webhooks.github.sender import Sender
    from webhooks.recorder import Recorder
    from webhooks.runner import DeliveryRunner


WALKS_IDLE_SECONDS = 15.0
"""How often it is looked whether history is due to be read on, without being woken."""

LETTERS_IDLE_SECONDS = 15.0
"""How often it is looked whether a letter is due, without being woken."""


@dataclass(kw_only=True)
class Runtime:
    """The parts of one process, put together by `app.compose`.

    Attributes:
        settings: As checked at the start.
        runner: Handles deliveries.
        sender: Posts effects.
        backfill: Reads history, and what changed.
        courier: Sends the digest by e-mail and into a chat.
        workers: The threads at work; empty until `start`.
    """

    settings: Settings
    clock: Clock
    database: Database
    exams: ExamService
    recorder: Recorder
    runner: DeliveryRunner
    sender: Sender
    backfill: Backfill
    courier: Courier
    workers: list[Worker] = field(default_factory=list)
    timer: Timer | None = None

    def start(self) -> None:
        """Begin to handle deliveries, post effects and ring the timer."""
        if self.database.is_sqlite:
            # One process works on a SQLite file; what the former one held is free at once.
            now = self.clock.now()
            with self.database.writing() as session:
                for table in (DeliveryRow, EffectRow, CheckpointRow, LetterRow):
                    release(session, table, now=now)
        # A changed rule is recounted now, so that no delivery has to wait for it.
        now = self.clock.now()
        with self.database.writing() as session:
            catalog = self.recorder.rulebook.current(session)
            bring_current(session, catalog=catalog, now=now)
            # What nobody heard while this was down, an installation perhaps, is found now.
            walks.want(session, [Walk(task=Task.INSTALLATIONS)], now=now, afresh=True)
            walks.sweep_now(session, now=now)
        handling = Worker("deliveries", self.runner.step)
        sending = Worker("effects", self.sender.step)
        walking = Worker("history", self.backfill.works, idle=WALKS_IDLE_SECONDS)
        # A handled delivery leaves effects behind, and perhaps a history to be read: neither
        # need wait for the next look.
        self.runner.on_effects = sending.wake
        self.runner.on_walks = walking.wake
        self.backfill.on_effects = sending.wake
        self.workers = [handling, sending, walking]
        if self.courier.ways:
            letters = Worker("letters", self.courier.step, idle=LETTERS_IDLE_SECONDS)
            self.workers.append(letters)
        for worker in self.workers:
            worker.start()
        self.timer = Timer(self.database, self.clock, self)
        self.timer.start()

    def wake(self) -> None:
        """Say that something new waits; any thread may call it."""
        for worker in self.workers:
            worker.wake()

    def stop(self) -> None:
        """Finish what is at hand, and end the threads."""
        if self.timer is not None:
            self.timer.stop()
        for worker in self.workers:
            worker.stop()
        self.workers = []
