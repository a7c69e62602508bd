"""A task that wants one command line."""

from __future__ import annotations

from typing import TYPE_CHECKING

from exams.questions.contract import question_type
from exams.questions.performance import Performance
from exams.tasks.command import KEYS, CommandTask, read_command_task

if TYPE_CHECKING:
    from exams.formats.fields import Fields

NAME = "command"


@question_type(NAME)
class Command(Performance):
    """Answered with a text, as `exams.tasks.command` reads it."""

    NAME = NAME
    TASK_KEYS = KEYS

    def read(self, fields: Fields, where: str) -> CommandTask:
        """Read a task; see `Performance`."""
        return read_command_task(fields, where)

    def language(self, fields: Fields) -> str:
        """Say what an answer is written in."""
        del fields
        return "sh"
