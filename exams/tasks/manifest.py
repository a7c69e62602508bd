"""Check Kubernetes manifests: valid for the version asked for, and with what was asked for."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Any, TypeAlias

from exams.tasks.assertions import Assertion, Outcome, judge, read_assertions
from exams.tasks.documents import read_documents
from exams.tasks.kubernetes import manifest_problem, versions
from exams.tasks.path_checks import KEYS as PATH_KEYS
from exams.tasks.path_checks import PathCheck, read_path_check
from recognition.kernel.findings import suggestion

if TYPE_CHECKING:
    from exams.formats.fields import Fields
    from exams.tasks.assertions import Check

CHECK_KEYS = PATH_KEYS | {"kind", "name", "valid"}

Manifests: TypeAlias = tuple[Any, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Selector:
    """Which manifests of an answer are meant.

    Attributes:
        kind: Empty takes all.
        name: Of `metadata`; empty takes any.
    """

    kind: str
    name: str

    def select(self, manifests: Manifests) -> list[dict[str, Any]]:
        """Give those that are meant, in order."""
        return [one for one in manifests if isinstance(one, dict) and self._takes(one)]

    def _takes(self, manifest: dict[str, Any]) -> bool:
        metadata = manifest.get("metadata")
        name = metadata.get("name") if isinstance(metadata, dict) else None
        return self.kind in ("", manifest.get("kind")) and self.name in ("", name)


@dataclass(frozen=True, slots=True, kw_only=True)
class IsValid:
    """All the manifests that are meant, one at least, follow the schemas of Kubernetes."""

    selector: Selector
    version: str

    @property
    def asks_nothing(self) -> bool:
        """Any valid manifest would do."""
        return True

    def holds(self, answer: Manifests) -> bool:
        """See `Check`."""
        # Without a kind, what is no mapping must not slip through.
        chosen = self.selector.select(answer) if self.selector.kind else list(answer)
        return bool(chosen) and not any(manifest_problem(one, self.version) for one in chosen)


@dataclass(frozen=True, slots=True, kw_only=True)
class HasValue:
    """Something about the values at a path, in all the manifests that are meant, one at least."""

    selector: Selector
    check: PathCheck

    @property
    def asks_nothing(self) -> bool:
        """See `Check`."""
        return self.check.asks_nothing

    def holds(self, answer: Manifests) -> bool:
        """See `Check`."""
        chosen = self.selector.select(answer)
        values = [value for one in chosen for value in self.check.path.select(one)]
        return bool(chosen) and self.check.holds_of(values)


@dataclass(frozen=True, slots=True, kw_only=True)
class ManifestTask:
    """A task that wants Kubernetes YAML of one or several documents."""

    version: str
    assertions: tuple[Assertion[Manifests], ...]

    def check(self, text: str) -> Outcome:
        """Say what of the task an answer does."""
        return judge(self.assertions, lambda: _manifests(text))


KEYS = frozenset(("kubernetes", "assertions"))


def read_manifest_task(fields: Fields, where: str) -> ManifestTask:
    """Read a task, reporting to the findings of `fields`; it holds what could be read."""
    version = (fields.text("kubernetes") or "").strip()
    if version not in versions():
        known = versions()
        hint = suggestion(version, known) or f'; there is "{known[0]}" to "{known[-1]}"'
        message = f"{where}: 'kubernetes' must name a version in quotes{hint}"
        fields.error("kubernetes", message, fields.key("kubernetes"))
    assertions = read_assertions(
        fields, where=where, keys=CHECK_KEYS, read_check=partial(_read_check, version)
    )
    return ManifestTask(version=version, assertions=assertions)


def _read_check(version: str, fields: Fields, where: str) -> Check[Manifests] | None:
    selector = Selector(kind=fields.text("kind") or "", name=fields.text("name") or "")
    has_path = fields.get("path") is not None
    if fields.truth("valid") == has_path:
        fields.error("check", f"{where}: write either 'valid: true' or a 'path'")
        return None
    if not has_path:
        return IsValid(selector=selector, version=version)
    check = read_path_check(fields, where)
    return None if check is None else HasValue(selector=selector, check=check)


def _manifests(text: str) -> Manifests:
    """Read an answer; a `List`, as kubectl prints several objects, is its items."""
    manifests: list[Any] = []
    for one in read_documents(text):
        items = one.get("items") if isinstance(one, dict) and one.get("kind") == "List" else None
        manifests.extend(items if isinstance(items, list) else [one])
    return tuple(manifests)
