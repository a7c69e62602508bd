"""Workers: busy while there is work, awake at once when told, alive whatever breaks."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from queue import Empty, Queue
from time import monotonic

import pytest
from structlog.testing import capture_logs

from recognition.kernel.jobs import Worker

PATIENCE = 30.0
"""Seconds after which a test gives up waiting for the thread."""

NEVER = 3600.0
"""A wait that no test lives to see the end of."""


class Steps:
    """A step whose outcomes the test hands over, and whose calls it can wait for."""

    def __init__(self, *outcomes: bool | Exception) -> None:
        self.outcomes: Queue[bool | Exception] = Queue()
        for outcome in outcomes:
            self.outcomes.put(outcome)
        self.calls: Queue[str] = Queue()

    def __call__(self) -> bool:
        try:
            outcome = self.outcomes.get_nowait()
        except Empty:
            outcome = False
        self.calls.put(threading.current_thread().name)
        if isinstance(outcome, Exception):
            raise outcome
        return outcome

    def wait(self, calls: int) -> None:
        for _ in range(calls):
            self.calls.get(timeout=PATIENCE)


@contextmanager
def running(
    step: Callable[[], bool], *, idle: float = NEVER, pause: float = 0.0
) -> Iterator[Worker]:
    worker = Worker("test-worker", step, idle=idle, pause=pause)
    worker.start()
    try:
        yield worker
    finally:
        worker.stop(timeout=PATIENCE)
        assert not worker._thread.is_alive()


def test_a_worker_steps_on_while_there_is_work_and_then_rests() -> None:
    steps = Steps(True, True, True, False)
    with running(steps):
        steps.wait(4)
    assert steps.calls.empty()


def test_the_thread_carries_the_workers_name() -> None:
    steps = Steps()
    with running(steps):
        assert steps.calls.get(timeout=PATIENCE) == "test-worker"


def test_a_resting_worker_wakes_when_told() -> None:
    steps = Steps()
    with running(steps) as worker:
        steps.wait(1)
        worker.wake()
        steps.wait(1)
        worker.wake()
        steps.wait(1)


def test_a_resting_worker_looks_by_itself_after_a_while() -> None:
    steps = Steps()
    with running(steps, idle=0.001):
        steps.wait(3)


def test_a_call_during_a_step_is_not_lost() -> None:
    """The step may have looked at the table just before the row came."""
    entered, leave = threading.Semaphore(0), threading.Semaphore(0)

    def step() -> bool:
        entered.release()
        assert leave.acquire(timeout=PATIENCE)
        return False

    with running(step) as worker:
        assert entered.acquire(timeout=PATIENCE)
        worker.wake()
        leave.release()
        assert entered.acquire(timeout=PATIENCE)
        leave.release()


def test_a_step_that_breaks_is_logged_and_the_worker_goes_on() -> None:
    steps = Steps(RuntimeError("disk full"), True, ValueError("odd"), False)
    with capture_logs() as logged, running(steps):
        steps.wait(4)
    first, second = logged
    assert (first["event"], first["worker"]) == ("worker_step_failed", "test-worker")
    assert first["log_level"] == "error"
    assert first["reference"] != second["reference"]


def test_a_worker_rests_after_a_step_that_broke() -> None:
    calls: Queue[float] = Queue()

    def step() -> bool:
        calls.put(monotonic())
        raise RuntimeError("disk full")

    with capture_logs(), running(step, pause=0.05):
        first, second = (calls.get(timeout=PATIENCE) for _ in range(2))
    assert second - first >= 0.05


def test_a_worker_stops_out_of_the_rest_after_a_step_that_broke() -> None:
    steps = Steps(RuntimeError("disk full"))
    with capture_logs(), running(steps, pause=NEVER) as worker:
        steps.wait(1)
        worker.wake()
    assert steps.calls.empty()


def test_stopping_finishes_the_step_at_hand() -> None:
    entered, leave, finished = threading.Event(), threading.Event(), threading.Event()

    def step() -> bool:
        entered.set()
        assert leave.wait(PATIENCE)
        finished.set()
        return True

    worker = Worker("test-worker", step, idle=NEVER)
    worker.start()
    assert entered.wait(PATIENCE)
    worker.stop(timeout=0)
    assert not finished.is_set()
    leave.set()
    worker.stop(timeout=PATIENCE)
    assert finished.is_set()
    assert not worker._thread.is_alive()


@pytest.mark.parametrize("calls", [1, 2])
def test_stopping_what_never_ran_is_harmless(calls: int) -> None:
    steps = Steps()
    worker = Worker("test-worker", steps)
    for _ in range(calls):
        worker.stop()
    assert steps.calls.empty()


def test_a_worker_does_not_keep_the_process_alive() -> None:
    with running(Steps()) as worker:
        assert worker._thread.daemon
