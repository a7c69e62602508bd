"""Read one badge file: the values it may hold, and the finding for every one it may not."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from hashlib import sha256
from typing import Any

from recognition.facts import EXTERNAL_KIND, KINDS, FactKind
from recognition.kernel.findings import Finding, suggestion
from recognition.kernel.yaml import Document
from recognition.people import MACHINE_USERS
from recognition.rules.conditions import Condition, conditions
from recognition.rules.reading import (
    Period,
    RefusedError,
    at,
    mapping,
    period,
    text,
    texts,
    truth,
    whole,
    word,
)
from recognition.rules.rule import Milestone, Rule
from recognition.rules.where import where

conditions.load("recognition.rules.conditions")

LANGUAGE_VERSION = 1
"""Raise it when the meaning of the same file changes: every badge is recounted then."""


class Category(StrEnum):
    """On which shelf of the catalog a badge stands."""

    SPECIAL = "special"
    ACHIEVEMENT = "achievement"
    PROJECT = "project"
    COMMUNITY = "community"
    CERTIFICATION = "certification"


class Status(StrEnum):
    """Whether a badge can be earned now; what is held stays in every case."""

    ACTIVE = "active"
    HOLD = "hold"
    RETIRED = "retired"


class Grant(StrEnum):
    """Who has the last word: the rule, or a maintainer."""

    AUTO = "auto"
    REVIEW = "review"


class Announce(StrEnum):
    """Where a new award is made known."""

    THREAD = "thread"
    DIGEST = "digest"
    NONE = "none"


@dataclass(frozen=True, slots=True, kw_only=True)
class Badge:
    """A definition in the catalog.

    Attributes:
        id: Stable; the name of its folder, and part of every address and award.
        file: Where it is written, as the author knows it.
        rule: When it is earned.
        tiers: Names of its tiers, the easiest first; empty where it has none.
        requires: Badges that must be held before.
        expires: How long it is valid; `None` = for ever.
        art: What the picture is made of; the renderer reads it.
        fingerprint: Changes exactly when the rule does; progress of another rule is void.
        written: The file as YAML gives it, from which the rule is said in words.
        text: The file as its author wrote it.
    """

    id: str
    name: str
    file: str
    rule: Rule
    fingerprint: str
    description: str = ""
    category: Category = Category.ACHIEVEMENT
    aliases: tuple[str, ...] = ()
    tiers: tuple[str, ...] = ()
    requires: tuple[str, ...] = ()
    grant: Grant = Grant.AUTO
    announce: Announce = Announce.THREAD
    status: Status = Status.ACTIVE
    expires: Period | None = None
    art: Mapping[str, Any] = field(default_factory=dict)
    written: Mapping[str, Any] = field(default_factory=dict)
    text: str = ""

    @property
    def is_active(self) -> bool:
        """Tell whether the badge can be earned now."""
        return self.status is Status.ACTIVE

    def tier_rank(self, tier: str | None) -> int:
        """Give the place of a tier among the badge's, 0 the easiest; -1 for none or a former."""
        return self.tiers.index(tier) if tier in self.tiers else -1

    def expires_at(self, earned_at: datetime) -> datetime | None:
        """Give the moment from which an award earned then is not valid; `None` = never."""
        return None if self.expires is None else self.expires.after(earned_at)


def read_badge(
    document: Document, *, machines: Collection[str] = MACHINE_USERS
) -> tuple[Badge | None, list[Finding]]:
    """Make a badge of a parsed file.

    Returns:
        The badge and no findings, or `None` and everything that is wrong with the file.
    """
    try:
        wanted = mapping(document.value, known=_KEYS)
    except RefusedError as refused:
        keys = document.value if isinstance(document.value, dict) else {}
        unknown = [_unknown(document, key) for key in keys if key not in _KEYS]
        return None, unknown or [document.finding(refused.code, f"a badge file {refused}")]
    findings: list[Finding] = []
    values: dict[str, Any] = {}
    for key, value in wanted.items():
        try:
            values[key] = _KEYS[key](value)
        except RefusedError as refused:
            said = str(refused) if refused.code != "bad-value" else f"'{key}' {refused}"
            findings.append(document.finding(refused.code, said, key, *refused.path))
    findings += [
        document.finding("missing-key", f"'{key}' is missing")
        for key in ("id", "name", "on")
        if key not in wanted
    ]
    if not _CONDITION_KEYS & wanted.keys():
        said = f"nothing to reach: give one of {', '.join(sorted(_CONDITION_KEYS))}"
        findings.append(document.finding("no-condition", said, "on"))
    if findings:
        return None, findings
    return _badge(document, values, machines=machines), []


def _unknown(document: Document, key: str) -> Finding:
    said = f"unknown key '{key}'{suggestion(key, _KEYS)}"
    return document.finding("unknown-key", said, key)


def _badge(document: Document, values: dict[str, Any], *, machines: Collection[str]) -> Badge:
    count = max(values.get("count", 1), 1)
    tiers: dict[str, int] = values.get("tiers", {})
    milestones = tuple(
        Milestone(tier=name, count=max(number, count)) for name, number in tiers.items()
    ) or (Milestone(count=count),)
    found: list[Condition] = [one for key in conditions for one in values.get(key, ())]
    within: Period | None = values.get("within")
    rule = Rule(
        kinds=frozenset(values["on"]),
        selects=values.get("where", _everything),
        milestones=milestones,
        conditions=tuple(found),
        cap=values.get("cap"),
        within=within.length() if within else None,
        machines=frozenset(machines),
    )
    said = {key: document.value[key] for key in document.value if key not in _SAYS_NOTHING}
    basis = [LANGUAGE_VERSION, sorted(machines), said]
    canonical = json.dumps(basis, sort_keys=True, separators=(",", ":"))
    optional = ("description", "category", "aliases", "requires", "grant", "announce")
    return Badge(
        id=values["id"],
        name=values["name"],
        file=document.file,
        rule=rule,
        fingerprint=sha256(canonical.encode()).hexdigest()[:32],
        tiers=tuple(tiers),
        written=document.value,
        text=document.text,
        **{key: values[key] for key in (*optional, "status", "expires", "art") if key in values},
    )


def _everything(_fact: object) -> bool:
    return True


# --- one reader a key ---------------------------------------------------------------------

NAME = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
MAX_NAME = 64


def _name(value: object) -> str:
    name = text(value)
    if not NAME.fullmatch(name) or len(name) > MAX_NAME:
        raise RefusedError(
            f"must be lower-case letters, digits and single hyphens, {MAX_NAME} at most"
        )
    return name


def _names(value: object) -> tuple[str, ...]:
    if value == []:
        return ()
    found = texts(value)
    for index, item in enumerate(found):
        with at(*([index] if isinstance(value, list) else [])):
            _name(item)
    return found


def _kinds(value: object) -> tuple[str, ...]:
    found = texts(value)
    for index, kind in enumerate(found):
        with at(*([index] if isinstance(value, list) else [])):
            if kind == FactKind.BADGE_EARNED:
                raise RefusedError("cannot be badge.earned; 'requires' says which badges it takes")
            if kind not in KINDS and not EXTERNAL_KIND.fullmatch(kind):
                near = suggestion(kind, KINDS) or f"; known: {', '.join(sorted(KINDS))}, ext.*"
                raise RefusedError(f"has an unknown kind of fact '{kind}'{near}", code="bad-kind")
    return found


def _first(value: object) -> bool:
    if truth(value) is False:
        raise RefusedError("must be true; leave it out otherwise")
    return True


def _tiers(value: object) -> dict[str, int]:
    found: dict[str, int] = {}
    for name, number in mapping(value).items():
        with at(name):
            _name(name)
            count = whole(number)
            if count in found.values():
                raise RefusedError(f"is {count}, as another tier is")
            found[name] = count
    return dict(sorted(found.items(), key=lambda tier: tier[1]))


_CAP = re.compile(r"([1-9][0-9]{0,5})/day")


def _cap(value: object) -> int:
    match = _CAP.fullmatch(value) if isinstance(value, str) else None
    if match is None:
        raise RefusedError("must be a number a day, such as 5/day")
    return int(match[1])


def _within(value: object) -> Period:
    return period(value, units=("d", "w"))


def _word(known: type[StrEnum]) -> Callable[[object], StrEnum]:
    return lambda value: known(word(value, [str(one) for one in known]))


_KEYS: Mapping[str, Callable[[Any], Any]] = {
    "id": _name,
    "name": text,
    "description": text,
    "category": _word(Category),
    "aliases": _names,
    "status": _word(Status),
    "on": _kinds,
    "where": where,
    "count": whole,
    "first": _first,
    "tiers": _tiers,
    "cap": _cap,
    "within": _within,
    **dict(conditions.items()),
    "requires": _names,
    "grant": _word(Grant),
    "expires": period,
    "announce": _word(Announce),
    "art": mapping,
}
"""Every key of a badge file and the reader of its value."""

_CONDITION_KEYS = frozenset({"count", "first", "tiers", *conditions})
"""At least one of these says what must be reached."""

_SAYS_NOTHING = frozenset({"id", "name", "description", "category", "aliases", "announce", "art"})
"""Keys that can change without anybody gaining or losing the badge."""
