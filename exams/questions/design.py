"""A task that wants a design of Meshery, or a part of one."""

from __future__ import annotations

from typing import TYPE_CHECKING

from exams.questions.contract import question_type
from exams.questions.performance import Performance
from exams.tasks.design import KEYS, DesignTask, read_design_task

if TYPE_CHECKING:
    from exams.formats.fields import Fields

NAME = "design"


@question_type(NAME)
class Design(Performance):
    """Answered with a text, as `exams.tasks.design` reads it."""

    NAME = NAME
    TASK_KEYS = KEYS

    def read(self, fields: Fields, where: str) -> DesignTask:
        """Read a task; see `Performance`."""
        return read_design_task(fields, where)

    def language(self, fields: Fields) -> str:
        """Say what an answer is written in."""
        del fields
        return "yaml"
