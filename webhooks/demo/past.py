"""Wait until the App has read what was done before it came, and say what that brought."""

from __future__ import annotations

import json
import time
from dataclasses import dataclass
from typing import TYPE_CHECKING

import requests
from prometheus_client.parser import text_string_to_metric_families

from recognition.kernel.errors import RecognitionError

if TYPE_CHECKING:
    from webhooks.demo.stage import Stage

PATIENCE_SECONDS = 120.0
POLL_SECONDS = 0.2


class PastError(RecognitionError):
    """The past was not read in time."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Past:
    """What the past has brought: badges, and how many people hold them."""

    badges: int
    people: int

    def in_words(self) -> str:
        """Say it in one line."""
        return f"{self.badges} badges for {self.people} people, none announced"


def read_past(stage: Stage) -> Past:
    """Wait until the server has read all history, and count what is held then.

    Raises:
        PastError: It takes too long.
        requests.RequestException: The server does not answer.
    """
    deadline = time.monotonic() + PATIENCE_SECONDS
    while not is_read(stage):
        if time.monotonic() > deadline:
            raise PastError("the history was not read in time")
        time.sleep(POLL_SECONDS)  # another process has no event to wait for
    awards = json.loads(stage.run("awards", "list", "--json"))
    return Past(badges=len(awards), people=len({award["person"]["id"] for award in awards}))


def is_read(stage: Stage) -> bool:
    """Tell by the server's metrics whether every list was read to its end."""
    text = requests.get(f"{stage.url}/metrics", timeout=5).text
    samples = [
        sample for family in text_string_to_metric_families(text) for sample in family.samples
    ]
    is_begun = any(
        sample.name == "recognition_walks" and sample.labels["kind"] == "sweep"
        for sample in samples
    )
    return is_begun and not any(it.name == "recognition_backfill_total" for it in samples)
