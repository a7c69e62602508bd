"""Read one badge file: the values it may hold, and the finding for every one it may not."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping
from datetime import datetime
from enum import StrEnum
from hashlib import sha256
from typing import Any

from recognition.facts import EXTERNAL_KIND, KINDS, FactKind
from recognition.kernel.findings import Finding, suggestion
from recognition.kernel.yaml import Document
from recognition.rules.badge import (
    Announce,
    Approval,
    Badge,
    Category,
    Grant,
    OnRuleChange,
    Status,
)
from recognition.rules.conditions import Condition, conditions
from recognition.rules.conditions.share import Share, shares
from recognition.rules.filters import Filter
from recognition.rules.reading import (
    Period,
    RefusedError,
    at,
    each,
    mapping,
    moment,
    name,
    names,
    on,
    period,
    required,
    text,
    texts,
    whole,
    word,
)
from recognition.rules.rule import Milestone, Rule
from recognition.rules.terms import Terms
from recognition.rules.where import EVERYTHING, sources, where

conditions.load("recognition.rules.conditions")

LANGUAGE_VERSION = 2
"""Raise it when the meaning of the same file changes: every badge is recounted then."""


def read_badge(
    document: Document,
    *,
    terms: Terms = Terms(),  # noqa: B008 - it is immutable
) -> tuple[Badge | None, list[Finding]]:
    """Make a badge of a parsed file.

    Args:
        document: The file.
        terms: What never counts, and the domains that the file may name.

    Returns:
        The badge and no findings, or `None` and everything that is wrong with the file.
    """
    try:
        wanted = mapping(document.value)
    except RefusedError as refused:
        return None, [document.finding(refused.code, f"a badge file {refused}")]
    findings = [
        document.finding("unknown-key", f"unknown key '{key}'{suggestion(key, _KEYS)}", key)
        for key in wanted
        if key not in _KEYS
    ]
    values: dict[str, Any] = {}
    for key in (one for one in wanted if one in _KEYS):
        try:
            values[key] = _KEYS[key](wanted[key], terms)
        except RefusedError as refused:
            named = next((part for part in reversed(refused.path) if isinstance(part, str)), key)
            said = str(refused) if refused.code != "bad-value" else f"'{named}' {refused}"
            findings.append(document.finding(refused.code, said, key, *refused.path))
    if all(key in _KEYS for key in wanted):
        # A misspelt key would be missed as well, and say the same thing twice.
        findings += _whole_file(document, wanted)
    return (None, findings) if findings else (_badge(document, values, terms=terms), [])


def _whole_file(document: Document, wanted: Mapping[str, object]) -> list[Finding]:
    """Find what no value shows by itself: keys that are missing, or that contradict."""
    findings = [
        document.finding("missing-key", f"'{key}' is missing")
        for key in ("id", "name")
        if key not in wanted
    ]
    if not {"on", "any"} & wanted.keys():
        findings.append(document.finding("missing-key", "'on' is missing"))
    for key in {"on", "where"} & wanted.keys() if "any" in wanted else ():
        said = f"'{key}' stands inside each part of 'any', not beside it"
        findings.append(document.finding("contradiction", said, key))
    if not CONDITION_KEYS & wanted.keys():
        said = f"nothing to reach: give one of {', '.join(sorted(CONDITION_KEYS))}"
        findings.append(document.finding("no-condition", said, "on"))
    if wanted.get("grant") == Grant.AUTO and "approve" in wanted:
        said = "'approve' says who confirms an award, and 'grant: auto' that nobody does"
        findings.append(document.finding("contradiction", said, "approve"))
    return findings


def _badge(document: Document, values: dict[str, Any], *, terms: Terms) -> Badge:
    if "approve" in values:
        values["grant"] = Grant.REVIEW
    said = {key: document.value[key] for key in document.value if key not in _SAYS_NOTHING}
    basis = [LANGUAGE_VERSION, terms.as_json(), said, values.get("grant", Grant.AUTO)]
    canonical = json.dumps(basis, sort_keys=True, separators=(",", ":"))
    return Badge(
        file=document.file,
        rule=_rule(values, terms=terms),
        fingerprint=sha256(canonical.encode()).hexdigest()[:32],
        tiers=tuple(values.get("tiers", ())),
        written=document.value,
        text=document.text,
        **{key: values[key] for key in _OF_BADGE if key in values},
    )


def _rule(values: Mapping[str, Any], *, terms: Terms) -> Rule:
    count = max(values.get("count", 1), 1)
    tiers: dict[str, int] = values.get("tiers", {})
    milestones = tuple(
        Milestone(tier=tier, count=max(number, count)) for tier, number in tiers.items()
    ) or (Milestone(count=count),)
    kinds, selected = values.get("any") or (values["on"], values.get("where", EVERYTHING))
    found: list[Condition] = [one for key in conditions for one in values.get(key, ())]
    found += [
        Share(
            dimension=dimension,
            percent=percent,
            numbers=tuple(milestone.count for milestone in milestones),
            kinds=frozenset(kinds),
        )
        for dimension, percent in values.get("max_share", ())
    ]
    within: Period | None = values.get("within")
    return Rule(
        kinds=frozenset(kinds),
        where=selected,
        milestones=milestones,
        conditions=tuple(found),
        cap=values.get("cap"),
        within=within.length() if within else None,
        begins=values.get("from"),
        ends=values.get("until"),
        tenure=values.get("since_first"),
        renews="expires" in values and not tiers and set(kinds) == {FactKind.EXAM_PASSED},
        exclusions=terms.exclusions,
    )


# --- one reader a key ---------------------------------------------------------------------


def _kinds(value: object) -> tuple[str, ...]:
    found = texts(value)
    for index, kind in enumerate(found):
        with at(*([index] if isinstance(value, list) else [])):
            if kind == FactKind.BADGE_EARNED:
                raise RefusedError("cannot be badge.earned; 'requires' says which badges it takes")
            if kind not in KINDS and not EXTERNAL_KIND.fullmatch(kind):
                near = suggestion(kind, KINDS) or f"; known: {', '.join(sorted(KINDS))}, ext.*"
                raise RefusedError(f"unknown kind of fact '{kind}'{near}", code="bad-kind")
    return found


def _any(value: object, terms: Terms) -> tuple[tuple[str, ...], Filter]:
    """Read `[{on: …, where: …}, …]`: a fact is selected where one of them selects it."""
    parts: list[tuple[tuple[str, ...], Filter]] = each(value, lambda one: _source(one, terms))
    if not parts:
        raise RefusedError("must be a list that is not empty")
    kinds = dict.fromkeys(kind for found, _ in parts for kind in found)
    return tuple(kinds), sources(parts)


def _source(value: object, terms: Terms) -> tuple[tuple[str, ...], Filter]:
    found = required(mapping(value, known=("on", "where")), "on")
    with at("on"):
        kinds = _kinds(found["on"])
    with at("where"):
        selected = where(found["where"], terms) if "where" in found else EVERYTHING
    return kinds, selected


def _tiers(value: object) -> dict[str, int]:
    found: dict[str, int] = {}
    for tier, number in mapping(value).items():
        with at(tier):
            name(tier)
            count = whole(number)
            if count in found.values():
                raise RefusedError(f"is {count}, as another tier is")
            found[tier] = count
    return dict(sorted(found.items(), key=lambda one: one[1]))


_CAP = re.compile(r"([1-9][0-9]{0,5})/day")


def _cap(value: object) -> int:
    match = _CAP.fullmatch(value) if isinstance(value, str) else None
    if match is None:
        raise RefusedError("must be a number a day, such as 5/day")
    return int(match[1])


def _within(value: object) -> Period:
    return period(value, units=("d", "w"))


def _until(value: object) -> datetime:
    return moment(value, is_end=True)


def _approve(value: object) -> Approval:
    found: dict[str, Any] = {}
    for key, wanted in mapping(value, known=_APPROVAL).items():
        with at(key):
            found[key] = _APPROVAL[key](wanted)
    return Approval(**found)


_TEAM = re.compile(r"[A-Za-z0-9-]+/[A-Za-z0-9._-]+")
MAX_QUORUM = 20


def _team(value: object) -> str:
    found = text(value)
    if not _TEAM.fullmatch(found):
        raise RefusedError("must be a team such as meshery/maintainers")
    return found


_APPROVAL: Mapping[str, Callable[[object], Any]] = {
    "team": _team,
    "quorum": lambda value: whole(value, most=MAX_QUORUM),
    "expires": period,
}

_ADDRESS = re.compile(r"https?://\S+")


def _address(value: object) -> str:
    found = text(value)
    if not _ADDRESS.fullmatch(found):
        raise RefusedError("must be a web address that begins with https://")
    return found


Reader = Callable[[Any, Terms], Any]


def _plain(read: Callable[[Any], Any]) -> Reader:
    """Make the reader of a value that means the same on any terms."""
    return lambda value, _terms: read(value)


def _word(known: type[StrEnum]) -> Reader:
    return lambda value, _terms: known(word(value, [str(one) for one in known]))


_KEYS: Mapping[str, Reader] = {
    "id": _plain(name),
    "name": _plain(text),
    "description": _plain(text),
    "category": _word(Category),
    "aliases": _plain(names),
    "status": _word(Status),
    "discussion": _plain(_address),
    "on": _plain(_kinds),
    "where": where,
    "any": _any,
    "count": _plain(whole),
    "first": _plain(on),
    "tiers": _plain(_tiers),
    **dict(conditions.items()),
    "since_first": _plain(period),
    "within": _plain(_within),
    "from": _plain(moment),
    "until": _plain(_until),
    "cap": _plain(_cap),
    "max_share": _plain(shares),
    "requires": _plain(names),
    "grant": _word(Grant),
    "approve": _plain(_approve),
    "expires": _plain(period),
    "on_rule_change": _word(OnRuleChange),
    "announce": _word(Announce),
    "art": _plain(mapping),
}
"""Every key of a badge file and the reader of its value."""

CONDITION_KEYS = frozenset({"count", "first", "tiers", "since_first", *conditions})
"""At least one of these says what must be reached."""

_OF_BADGE = (
    "id",
    "name",
    "description",
    "category",
    "aliases",
    "requires",
    "grant",
    "approve",
    "announce",
    "on_rule_change",
    "status",
    "discussion",
    "expires",
    "art",
)
"""Keys whose values the badge bears under the same name."""

_SAYS_NOTHING = frozenset(
    {
        "id",
        "name",
        "description",
        "category",
        "aliases",
        "approve",
        "announce",
        "on_rule_change",
        "discussion",
        "art",
    }
)
"""Keys that can change without anybody gaining or losing the badge."""
