"""Check designs of Meshery, and the models, components and relationships they are made of."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Any

from exams.tasks.assertions import Assertion, Outcome, judge, read_assertions
from exams.tasks.documents import read_document
from exams.tasks.path_checks import KEYS as PATH_KEYS
from exams.tasks.path_checks import read_path_check
from exams.tasks.schemas import SCHEMAS, document_problem
from recognition.kernel.findings import suggestion

if TYPE_CHECKING:
    from exams.formats.fields import Fields
    from exams.tasks.assertions import Check

CHECK_KEYS = PATH_KEYS | {"valid"}
KEYS = frozenset(("kind", "assertions"))


@dataclass(frozen=True, slots=True, kw_only=True)
class HasShape:
    """The document has the shape of its kind."""

    kind: str

    @property
    def asks_nothing(self) -> bool:
        """Any valid document would do."""
        return True

    def holds(self, answer: Any) -> bool:
        """See `Check`."""
        return not document_problem(answer, self.kind)


@dataclass(frozen=True, slots=True, kw_only=True)
class DesignTask:
    """A task that wants one document of Meshery, as JSON or YAML.

    Attributes:
        kind: One of `SCHEMAS`.
    """

    kind: str
    assertions: tuple[Assertion[Any], ...]

    def check(self, text: str) -> Outcome:
        """Say what of the task an answer does."""
        return judge(self.assertions, lambda: read_document(text))


def read_design_task(fields: Fields, where: str) -> DesignTask:
    """Read a task, reporting to the findings of `fields`; it holds what could be read."""
    kind = (fields.text("kind") or "design").strip()
    if kind not in SCHEMAS:
        hint = suggestion(kind, SCHEMAS) or f"; there are {', '.join(SCHEMAS)}"
        fields.error("kind", f"{where}: unknown kind '{kind}'{hint}", fields.key("kind"))
    assertions = read_assertions(
        fields, where=where, keys=CHECK_KEYS, read_check=partial(_read_check, kind)
    )
    return DesignTask(kind=kind, assertions=assertions)


def _read_check(kind: str, fields: Fields, where: str) -> Check[Any] | None:
    has_path = fields.get("path") is not None
    if fields.truth("valid") == has_path:
        fields.error("check", f"{where}: write either 'valid: true' or a 'path'")
        return None
    return read_path_check(fields, where) if has_path else HasShape(kind=kind)
