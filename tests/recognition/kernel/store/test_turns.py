"""Taking turns: one at a time, in order, and not for ever."""

from __future__ import annotations

import threading
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING

import pytest
from sqlmodel import select

from recognition.kernel.store.tables import LoginSessionRow
from recognition.kernel.store.turns import Turns

if TYPE_CHECKING:
    from recognition.kernel.clock import ManualClock
    from recognition.kernel.store import Database


def test_one_at_a_time_and_in_the_order_in_which_they_came() -> None:
    turns = Turns(patience_seconds=30)
    order: list[int] = []
    inside = 0

    def take(number: int) -> None:
        nonlocal inside
        with turns.taken():
            inside += 1
            assert inside == 1
            order.append(number)
            inside -= 1

    threads = []
    with turns.taken():
        for number in range(20):
            threads.append(threading.Thread(target=take, args=(number,)))
            threads[-1].start()
            while turns.waiting <= number:
                threading.Event().wait(0.001)
    for thread in threads:
        thread.join()
    assert order == list(range(20))


def test_who_waits_too_long_is_told_and_leaves_the_queue() -> None:
    turns = Turns(patience_seconds=0.01)
    with turns.taken(), ThreadPoolExecutor(1) as pool:
        waiting = pool.submit(lambda: turns.taken().__enter__())
        with pytest.raises(TimeoutError, match="too many"):
            waiting.result()
        assert turns.waiting == 0
    with turns.taken():
        pass


def test_an_error_hands_the_turn_on() -> None:
    turns = Turns(patience_seconds=0.01)
    with pytest.raises(ValueError, match="oh"), turns.taken():
        raise ValueError("oh")
    with turns.taken():
        pass


def test_many_threads_write_and_none_is_turned_away(
    database: Database, clock: ManualClock
) -> None:
    def write(number: int) -> None:
        with database.writing() as session:
            session.add(
                LoginSessionRow(
                    token_hash=str(number),
                    user_id=number,
                    login="x",
                    created_at=clock.now(),
                    seen_at=clock.now(),
                )
            )

    with ThreadPoolExecutor(48) as pool:
        list(pool.map(write, range(400)))
    with database.reading() as session:
        assert len(session.exec(select(LoginSessionRow)).all()) == 400
