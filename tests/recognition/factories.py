"""Make facts and badges for tests: everything has a value, and a test names what matters."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from recognition.catalog import Badge, Catalog, make_catalog
from recognition.facts import Actor, Fact, Repo
from recognition.kernel.ids import RepoId, UserId
from recognition.kernel.yaml import read_yaml
from recognition.rules.badge_file import read_badge
from recognition.rules.terms import Terms

NOON = datetime(2026, 3, 4, 12, 0, tzinfo=UTC)
"""A Wednesday."""


def make_actor(person: int = 1, *, login: str | None = None, kind: str = "User") -> Actor:
    return Actor(id=UserId(person), login=login or f"person-{person}", type=kind)


def make_fact(
    number: int = 1,
    *,
    person: int = 1,
    kind: str = "pr.merged",
    at: datetime = NOON,
    repo: str | None = "meshery/meshery",
    version: int = 1,
    key: str | None = None,
    login: str | None = None,
    actor_type: str = "User",
    retracted: bool = False,
    attrs: Mapping[str, Any] | None = None,
) -> Fact:
    return Fact(
        key=key or f"{kind}:7:{number}:{person}:author",
        version=version,
        kind=kind,
        actor=make_actor(person, login=login, kind=actor_type),
        repo=Repo(id=RepoId(sum(repo.encode())), full_name=repo) if repo else None,
        at=at,
        attrs={"number": number, "role": "author", **(attrs or {})},
        retracted=retracted,
    )


NO_TERMS = Terms()
"""Nothing is excluded, for all badges alike."""


def make_badge(rule: str, *, name: str = "example", terms: Terms | None = None) -> Badge:
    """Read a badge from the YAML of its rule; `on: pr.merged` unless the rule says otherwise."""
    has_kind = re.search(r"^(on|any):", rule, re.MULTILINE)
    head = f"id: {name}\nname: Example\n" + ("" if has_kind else "on: pr.merged\n")
    badge, findings = read_badge(read_yaml(head + rule, file="badge.yml"), terms=terms or NO_TERMS)
    assert not findings, [str(finding) for finding in findings]
    assert badge is not None
    return badge


def make_badges(**rules: str) -> Catalog:
    """Read a catalog; an underscore in a name becomes a hyphen."""
    return make_catalog(
        make_badge(rule, name=name.replace("_", "-")) for name, rule in rules.items()
    )
