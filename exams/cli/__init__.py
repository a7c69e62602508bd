"""The commands about exams, one module a subject."""

from __future__ import annotations

from exams.cli import banks, imports, keys, people, regrade, replay, stats
from exams.cli.group import exams

__all__ = ["COMMANDS", "banks", "exams", "imports", "keys", "people", "regrade", "replay", "stats"]

COMMANDS = (exams,)
"""What this package adds to the `recognition` program."""
