"""Run one kind of step over and over in a thread, awake when there is work."""

from __future__ import annotations

import threading
from typing import TYPE_CHECKING

import structlog

from recognition.kernel.ids import reference_id

if TYPE_CHECKING:
    from collections.abc import Callable

log = structlog.get_logger(__name__)

IDLE_SECONDS = 1.0
"""How often a worker looks without being woken: for rows whose time has come."""

PAUSE_AFTER_FAULT_SECONDS = 5.0
"""How long a worker rests when a step itself broke, the database being down for instance."""


class Worker:
    """A thread that calls `step` as long as there is work, and then waits.

    Args:
        name: The thread's name in logs.
        step: Does one piece of work; tells whether there was any.
        idle: How long to wait for a call of `wake` before looking anyway, in seconds.
        pause: How long to rest after a step that broke, in seconds.
    """

    def __init__(
        self,
        name: str,
        step: Callable[[], bool],
        *,
        idle: float = IDLE_SECONDS,
        pause: float = PAUSE_AFTER_FAULT_SECONDS,
    ) -> None:
        self.name = name
        self._step = step
        self._idle = idle
        self._pause = pause
        self._awake = threading.Event()
        self._stopping = threading.Event()
        self._thread = threading.Thread(target=self._run, name=name, daemon=True)

    def start(self) -> None:
        """Begin."""
        self._thread.start()

    def wake(self) -> None:
        """Say that there is work; any thread may call it, any number of times."""
        self._awake.set()

    def stop(self, *, timeout: float = 10.0) -> None:
        """Finish the step at hand and end."""
        self._stopping.set()
        self._awake.set()
        if self._thread.is_alive():
            self._thread.join(timeout)

    def _run(self) -> None:
        while not self._stopping.is_set():
            self._awake.clear()
            try:
                busy = self._step()
            except Exception:
                # A worker must outlive whatever a step forgot to foresee; the row it held
                # comes back when its lease has run out.
                log.exception("worker_step_failed", worker=self.name, reference=reference_id())
                self._stopping.wait(self._pause)
                continue
            if not busy:
                self._awake.wait(self._idle)
