"""A task that wants a piece of Go or JavaScript."""

from __future__ import annotations

from typing import TYPE_CHECKING

from exams.questions.contract import question_type
from exams.questions.performance import Performance
from exams.tasks.code import KEYS, CodeTask, read_code_task

if TYPE_CHECKING:
    from exams.formats.fields import Fields

NAME = "code"


@question_type(NAME)
class CodePiece(Performance):
    """Answered with a text, as `exams.tasks.code` reads it."""

    NAME = NAME
    TASK_KEYS = KEYS

    def read(self, fields: Fields, where: str) -> CodeTask:
        """Read a task; see `Performance`."""
        return read_code_task(fields, where)

    def language(self, fields: Fields) -> str:
        """Say what an answer is written in."""
        return (fields.text("language") or "").strip().lower()
