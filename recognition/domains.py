"""Tell to which parts of the project a piece of work belongs: by labels, files, repository."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from recognition.facts import Fact
from recognition.kernel.findings import Finding
from recognition.kernel.yaml import Document
from recognition.rules.globs import Matcher, any_glob
from recognition.rules.reading import RefusedError, at, each, mapping, name, required, text, texts


@dataclass(frozen=True, slots=True, kw_only=True)
class Domain:
    """One part of the project.

    Attributes:
        id: Its stable name, for badge files.
        name: As people read it.
        labels: Globs of the labels that say so, without case.
        repos: Globs of the repositories that belong to it as a whole, without case.
        paths: Globs of its files, in any repository.
        team: `org/slug` of the people who decide about awards for it; `None` = the maintainers.
    """

    id: str
    name: str
    labels: tuple[str, ...] = ()
    repos: tuple[str, ...] = ()
    paths: tuple[str, ...] = ()
    team: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Domains:
    """The parts of the project, and what belongs to none.

    Attributes:
        domains: A file belongs to the first of them whose paths it matches.
        support: Globs of files that belong to no domain, whatever their repository.
    """

    domains: tuple[Domain, ...] = ()
    support: tuple[str, ...] = ()
    _matchers: tuple[tuple[str, Matcher, Matcher, Matcher], ...] = field(
        init=False, repr=False, compare=False
    )
    _is_support: Matcher = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        matchers = tuple(
            (
                domain.id,
                any_glob(domain.labels, fold_case=True),
                any_glob(domain.repos, fold_case=True),
                any_glob(domain.paths),
            )
            for domain in self.domains
        )
        # A frozen dataclass sets what it derives from its own fields in no other way.
        object.__setattr__(self, "_matchers", matchers)
        object.__setattr__(self, "_is_support", any_glob(self.support))

    @property
    def ids(self) -> tuple[str, ...]:
        """Name the domains, in order."""
        return tuple(domain.id for domain in self.domains)

    def find(self, domain: str) -> Domain | None:
        """Give the domain of that id."""
        return next((one for one in self.domains if one.id == domain), None)

    def of(self, fact: Fact) -> frozenset[str]:
        """Give the ids of the domains of a fact; see `domains_of`."""
        labels = fact.attrs.get("labels") or ()
        labelled = {
            domain
            for domain, is_label, _, _ in self._matchers
            if any(is_label(label) for label in labels)
        }
        if labelled:
            return frozenset(labelled)
        paths = fact.attrs.get("paths") or ()
        found = {domain for path in paths if (domain := self._of_path(path)) is not None}
        if fact.repo is not None and not (paths and all(map(self._is_support, paths))):
            name = fact.repo.full_name
            found |= {domain for domain, _, is_repo, _ in self._matchers if is_repo(name)}
        return frozenset(found)

    def _of_path(self, path: str) -> str | None:
        if self._is_support(path):
            return None
        return next((domain for domain, _, _, is_path in self._matchers if is_path(path)), None)

    def as_json(self) -> list[Any]:
        """Give what decides, the same for the same domains; names and teams do not."""
        return [
            sorted(self.support),
            [
                [one.id, sorted(one.labels), sorted(one.repos), list(one.paths)]
                for one in self.domains
            ],
        ]


def domains_of(fact: Fact, domains: Domains) -> frozenset[str]:
    """Give the ids of the domains to which a piece of work belongs; it may be several, or none.

    What labels say holds, as people set them on purpose. Otherwise it is the domains of the
    changed files, and those of the repository unless all changed files are support.
    """
    return domains.of(fact)


def read_domains(document: Document) -> tuple[Domains, list[Finding]]:
    """Make the domains of a parsed `domains.yml`; none where anything is wrong with it."""
    try:
        found = mapping(document.value, known=("domains", "support"))
        with at("domains"):
            domains = each(required(found, "domains")["domains"], _domain)
            _refuse_twins([one.id for one in domains])
        with at("support"):
            support = texts(found["support"]) if "support" in found else ()
        return Domains(domains=tuple(domains), support=support), []
    except RefusedError as refused:
        return Domains(), [document.finding(refused.code, f"domains: {refused}", *refused.path)]


def _refuse_twins(ids: list[str]) -> None:
    for index, one in enumerate(ids):
        if one in ids[:index]:
            raise RefusedError(f"there are two domains '{one}'", index, "id")


def _domain(value: object) -> Domain:
    values: dict[str, Any] = {}
    for key, wanted in required(mapping(value, known=_KEYS), "id", "name").items():
        with at(key):
            values[key] = _KEYS[key](wanted)
    return Domain(**values)


_KEYS: dict[str, Callable[[object], Any]] = {
    "id": name,
    "name": text,
    "labels": texts,
    "repos": texts,
    "paths": texts,
    "team": text,
}
