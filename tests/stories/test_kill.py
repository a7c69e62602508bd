"""The server is killed in the middle of every step of the journey, and nothing shows of it."""

from __future__ import annotations

import json
import re
import threading
import time
from collections import Counter
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
import requests

from webhooks.demo.candidate import JourneyError
from webhooks.demo.check import Journey
from webhooks.demo.stage import Stage

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

MARKER = re.compile(r"<!-- recognition:v1 key=(\w+) h=\w+ -->")
PATIENCE_SECONDS = 60.0

pytestmark = [pytest.mark.faults, pytest.mark.enable_socket, pytest.mark.timeout(600)]


@pytest.mark.parametrize("delay", [0.005, 0.06], ids=["at-once", "a-moment-later"])
def test_killed_in_every_step_it_ends_with_the_same_awards_said_once(
    tmp_path: Path, delay: float
) -> None:
    """14 kills for each delay: between accepting and handling, handling and posting, saving."""
    with Stage(folder=tmp_path) as stage:
        stage.start_server()
        journey = Journey(stage)
        kills = 0
        for _name, play in journey.steps:
            with killed_after(stage, delay):
                play_to_the_end(play)
            kills += 1
        assert kills >= 10
        stage.sandbox.hookshot.wait_until_idle()
        awards = json.loads(stage.run("awards", "list", "--json"))
        held = {
            (row["person"]["login"], row["badge"])
            for row in awards
            if row["state"] == "granted" and row["person"]["login"] == stage.seed.contributor
        }
        wanted = {
            "first-contribution",
            "certified-meshery-contributor",
            *(f"exam-{exam}" for exam in journey.banks),
        }
        assert {badge for _login, badge in held} >= wanted
        said = Counter(
            found[1]
            for comment in journey.bot_comments()
            if (found := MARKER.match(comment.body)) is not None
        )
        assert len(said) == len(journey.bot_comments())
        assert set(said.values()) == {1}, "something was said twice"
        assert json.loads(stage.run("recount", "--verify", "--json"))["agree"]


@contextmanager
def killed_after(stage: Stage, delay: float) -> Iterator[None]:
    """Kill the server a moment after the block begins, start it again, let GitHub redeliver."""

    def kill() -> None:
        time.sleep(delay)  # the point of the test is to strike at a moment, not at an event
        stage.kill_server()
        stage.start_server()
        for delivery in stage.sandbox.hookshot.deliveries():
            if delivery.is_done and not delivery.is_delivered:
                stage.sandbox.hookshot.redeliver(delivery.id)

    thread = threading.Thread(target=kill)
    thread.start()
    try:
        yield
    finally:
        thread.join()


def play_to_the_end(play: Callable[[], None]) -> None:
    """Play a step as a patient person would: reload, and try again."""
    deadline = time.monotonic() + PATIENCE_SECONDS
    while True:
        try:
            play()
        except (requests.RequestException, JourneyError):
            if time.monotonic() > deadline:
                raise
            time.sleep(0.2)  # a person presses reload; there is no event to wait for
        else:
            return
