"""Show on a terminal how far a backfill has come, and when it will be done."""

from __future__ import annotations

import time
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
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


WORTH_SAYING = timedelta(seconds=5)
"""Shorter waits explain themselves."""


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
        # Members of an organisation were not counted beforehand.
        read = 0 if done.walk.repo_id is None else done.read
        self._progress.update(self._things, advance=read, description=place, points=points)
        if done.ended:
            self._progress.advance(self._lists)

    def wait_until(self, moment: datetime, reason: str) -> None:
        """Say when it goes on where that is long, and wait until then."""
        if moment - datetime.now(UTC) > WORTH_SAYING:
            self._console.print(f"waits until {moment:%H:%M:%S} UTC: {reason}")
        while (seconds := (moment - datetime.now(UTC)).total_seconds()) > 0:
            time.sleep(min(seconds, 1.0))
