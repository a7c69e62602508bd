"""Show on a terminal how far a backfill has come, and when it will be done."""

from __future__ import annotations

import time
from contextlib import contextmanager
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from rich.console import Console
from rich.progress import (
    BarColumn,
    MofNCompleteColumn,
    Progress,
    TextColumn,
    TimeRemainingColumn,
)

if TYPE_CHECKING:
    from collections.abc import Iterator

    from webhooks.backfill import Slice


class Bar:
    """Counts things and lists; on anything but a terminal it writes a line for a pause only.

    Args:
        console: Where it is drawn: standard error, so that output can be piped.
        lists: How many lists there are.
        things: How many things there are in them.
    """

    def __init__(self, console: Console, *, lists: int, things: int) -> None:
        self._console = console
        self._progress = Progress(
            TextColumn("{task.description}"),
            BarColumn(),
            MofNCompleteColumn(),
            TextColumn("{task.fields[points]}"),
            TimeRemainingColumn(),
            console=console,
            disable=not console.is_terminal,
        )
        self._lists = self._progress.add_task("lists", total=lists, points="")
        self._things = self._progress.add_task("things", total=things, points="")

    @contextmanager
    def shown(self) -> Iterator[Bar]:
        """Draw the bars for as long as the block lasts."""
        with self._progress:
            yield self

    def told(self, done: Slice) -> None:
        """Take one slice into account."""
        budget = done.spent.budget
        points = "" if budget is None else f"{budget.remaining} points left"
        place = done.walk.repo_name or done.walk.owner
        self._progress.update(self._things, advance=done.read, description=place, points=points)
        if done.ended:
            self._progress.advance(self._lists)

    def wait_until(self, moment: datetime, reason: str) -> bool:
        """Say when it goes on, and wait until then."""
        self._console.print(f"waits until {moment:%H:%M:%S} UTC: {reason or 'it is at work'}")
        while (seconds := (moment - datetime.now(UTC)).total_seconds()) > 0:
            time.sleep(min(seconds, 1.0))
        return True


def told_and_not_waited(console: Console, moment: datetime, reason: str) -> bool:
    """Say when it could go on, and do not wait for that."""
    console.print(f"stops here: {reason}; it can go on at {moment:%H:%M:%S} UTC")
    return False
