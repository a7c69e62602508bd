"""A task that wants Kubernetes manifests."""

from __future__ import annotations

from typing import TYPE_CHECKING

from exams.questions.contract import question_type
from exams.questions.performance import Performance
from exams.tasks.manifest import KEYS, ManifestTask, read_manifest_task

if TYPE_CHECKING:
    from exams.formats.fields import Fields

NAME = "manifest"


@question_type(NAME)
class Manifest(Performance):
    """Answered with a text, as `exams.tasks.manifest` reads it."""

    NAME = NAME
    TASK_KEYS = KEYS

    def read(self, fields: Fields, where: str) -> ManifestTask:
        """Read a task; see `Performance`."""
        return read_manifest_task(fields, where)

    def language(self, fields: Fields) -> str:
        """Say what an answer is written in."""
        del fields
        return "yaml"
