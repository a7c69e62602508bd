"""The commands about exams, one module a subject."""

from __future__ import annotations

from exams.cli import banks, stats
from exams.cli.group import exams

__all__ = ["COMMANDS", "banks", "exams", "stats"]

COMMANDS = (exams,)
"""What this package adds to the `recognition` program."""
