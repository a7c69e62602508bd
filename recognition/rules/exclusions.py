"""Leave out work that no badge counts: machines, spam, meeting minutes, generated files."""

from __future__ import annotations

from collections.abc import Callable, Collection
from dataclasses import dataclass, field, replace
from typing import Any, NamedTuple

from recognition.facts import Fact
from recognition.kernel.findings import Finding
from recognition.kernel.yaml import Document
from recognition.people import counts
from recognition.rules.globs import Matcher, any_glob
from recognition.rules.reading import RefusedError, at, mapping, texts


class Refusal(NamedTuple):
    """Why a fact is not counted.

    Attributes:
        filter: The name of what refused it: a key of the badge file, or `bot`, `machine`,
            `retracted`, `reverted`, `excluded_path`, `excluded_label`, `complete`.
        wanted: What would have been needed, in words.
        found: What the fact has, in words.
    """

    filter: str
    wanted: str
    found: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Exclusions:
    """What never counts, whatever a badge file asks for.

    Attributes:
        paths: Globs of files that are passed over. A pull request that changes nothing else is
            not selected.
        labels: Globs of labels, without case. A fact with one of them is not selected.
        machines: Logins of user accounts that are machines, in lower case.
    """

    paths: tuple[str, ...] = ()
    labels: tuple[str, ...] = ()
    machines: Collection[str] = frozenset()
    _is_path: Matcher = field(init=False, repr=False, compare=False)
    _is_label: Matcher = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        # A frozen dataclass sets what it derives from its own fields in no other way.
        object.__setattr__(self, "_is_path", any_glob(self.paths))
        object.__setattr__(self, "_is_label", any_glob(self.labels, fold_case=True))

    def sift(self, fact: Fact) -> Fact | None:
        """Give the fact as rules may see it: without excluded files, `None` where none may.

        It is the same for every rule, so whoever judges a fact by many sifts it once.
        """
        if (
            fact.retracted
            or fact.undone_by is not None
            or not counts(fact.actor, machines=self.machines)
        ):
            return None
        labels = fact.attrs.get("labels")
        if labels and self.labels and any(map(self._is_label, labels)):
            return None
        paths = fact.attrs.get("paths")
        if paths and self.paths and any(map(self._is_path, paths)):
            left = [path for path in paths if not self._is_path(path)]
            return replace(fact, attrs={**fact.attrs, "paths": left}) if left else None
        return fact

    def refusal(self, fact: Fact) -> Refusal | None:
        """Say why no rule may see a fact; `None` exactly where `sift` lets it pass."""
        if self.sift(fact) is not None:
            return None
        return self._standing(fact) or self._excluded(fact)

    def _standing(self, fact: Fact) -> Refusal | None:
        """Refuse what does not stand any more, and what nobody did."""
        login = fact.actor.login
        if fact.retracted:
            return Refusal("retracted", "what stands on GitHub", "it was taken back")
        if fact.undone_by is not None:
            return Refusal("reverted", "work that stands", "it was reverted")
        if not counts(fact.actor):
            return Refusal("bot", "the work of people", f"{login} is a bot")
        if not counts(fact.actor, machines=self.machines):
            return Refusal("machine", "the work of people", f"{login} is an account of a machine")
        return None

    def _excluded(self, fact: Fact) -> Refusal:
        label = next(filter(self._is_label, fact.attrs.get("labels") or ()), None)
        if label is not None:
            return Refusal("excluded_label", "no label that excludes", f"the label {label}")
        return Refusal(
            "excluded_path",
            "a change beyond meeting minutes, lock files and generated files",
            "only such files",
        )

    def as_json(self) -> list[Any]:
        """Give what decides, the same for the same exclusions."""
        return [sorted(self.paths), sorted(self.labels), sorted(self.machines)]


def read_exclusions(document: Document) -> tuple[Exclusions, list[Finding]]:
    """Make the exclusions of a parsed `exclusions.yml`; none where anything is wrong with it."""
    try:
        wanted = mapping(document.value, known=_KEYS)
        values: dict[str, Any] = {}
        for key, value in wanted.items():
            with at(key):
                values[key] = _KEYS[key](value)
    except RefusedError as refused:
        said = f"exclusions: {refused}"
        return Exclusions(), [document.finding(refused.code, said, *refused.path)]
    return Exclusions(**values), []


def _logins(value: object) -> frozenset[str]:
    return frozenset(login.lower() for login in texts(value))


_KEYS: dict[str, Callable[[object], Any]] = {"paths": texts, "labels": texts, "machines": _logins}
