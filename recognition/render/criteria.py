"""Say the rule of a badge in words."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from recognition.rules.badge import Grant
from recognition.rules.filters.moments import day_of
from recognition.rules.reading import period
from recognition.rules.wording import (
    AMOUNTS,
    DIMENSIONS,
    PERIODS,
    counted,
    listed,
    noun,
)

if TYPE_CHECKING:
    from collections.abc import Mapping

    from recognition.rules.badge import Badge
    from recognition.rules.reading import Period

_WHERE: Final = {
    "author": "on the work of",
    **dict.fromkeys(("exam", "label", "badge", "team", "kind"), "with"),
}
"""What stands before the number of different things, where it is not `in`."""

BEYOND_COUNT: Final = ("distinct", "streak", "sum", "since_first")
"""Conditions beside which a number of one need not be said."""


def criteria(badge: Badge, *, names: Mapping[str, str]) -> list[str]:
    """Say what a badge asks for, one sentence a condition.

    Args:
        badge: The badge.
        names: Names of badges by id, for those that are required.

    Returns:
        Sentences; all of them must hold.
    """
    written, rule = badge.written, badge.rule
    distinct = dict(written.get("distinct") or {})
    exams = _only_exams(badge)
    said = [_exams(exams, distinct.pop("exam", 1))] if exams else [_amount(badge), *_where(badge)]
    if rule.begins or rule.ends:
        said.append(_period_of_time(badge))
    if rule.cap:
        said.append(f"At most {rule.cap} of one day count.")
    for dimension, percent in (written.get("max_share") or {}).items():
        said.append(f"At most {percent} of them from one {DIMENSIONS[dimension][0]}.")
    if within := written.get("within"):
        said.append(f"All of it within {_length(within)}.")
    said += [_sentence(condition) for condition in _conditions(badge, distinct)]
    said += [f"Holding the badge {names.get(other, other)}." for other in badge.requires]
    return said


def in_short(badge: Badge) -> str:
    """Say in one sentence how much a badge asks for, without what is selected."""
    distinct = badge.written.get("distinct") or {}
    exams = _only_exams(badge)
    if exams:
        return _exams(exams, distinct.get("exam", 1))
    return ", ".join([_amount(badge).removesuffix("."), *_conditions(badge, distinct)]) + "."


def _conditions(badge: Badge, distinct: Mapping[str, int]) -> list[str]:
    """Say what the facts must add up to beside their number, a phrase each."""
    written, tenure = badge.written, badge.rule.tenure
    said = []
    for dimension, number in distinct.items():
        many = f"{number} different {DIMENSIONS[dimension][number != 1]}"
        said.append(f"{_WHERE.get(dimension, 'in')} at least {many}")
    for quantity, number in (written.get("sum") or {}).items():
        said.append(f"with {counted(number, AMOUNTS[quantity])} in all")
    if streak := written.get("streak"):
        said.append(f"in {counted(streak['at_least'], DIMENSIONS[streak['unit']])} in a row")
    if tenure is not None:
        said.append(f"{in_words(tenure)} after the first")
    return said


def granting(badge: Badge) -> list[str]:
    """Say who has the last word, and how long an award is valid."""
    valid = "without an end" if badge.expires is None else f"for {in_words(badge.expires)}"
    return [_last_word(badge), f"Valid {valid}."]


def _last_word(badge: Badge) -> str:
    if badge.grant is Grant.AUTO:
        return "Granted by the rule alone, as soon as it holds."
    approve = badge.approve
    waiting = f", within {in_words(approve.expires)}" if approve.expires else ""
    if approve.quorum > 1:
        who = f"members of {approve.team}" if approve.team else "maintainers"
        return f"{approve.quorum} {who} confirm each award{waiting}."
    who = f"member of {approve.team}" if approve.team else "maintainer"
    return f"A {who} confirms each award{waiting}."


def _only_exams(badge: Badge) -> list[str]:
    """Name the exams of a badge that asks for nothing else of what is selected."""
    where = badge.written.get("where") or {}
    return listed(where["exam"]) if where.keys() == {"exam"} else []


def _exams(exams: list[str], number: int) -> str:
    if len(exams) == 1:
        return f"The exam {exams[0]} passed."
    which = "All" if number >= len(exams) else f"{number}"
    return f"{which} of these exams passed: {', '.join(exams)}."


def _amount(badge: Badge) -> str:
    written, kinds = badge.written, badge.rule.kinds
    if tiers := written.get("tiers"):
        steps = sorted(tiers.items(), key=lambda tier: int(tier[1]))
        said = ", ".join(f"{name} for {number}" for name, number in steps)
        return _sentence(f"{said} {noun(kinds, int(steps[-1][1]))}")
    if written.get("first"):
        return f"The first {noun(kinds, 1)}."
    number = int(written.get("count", 1))
    if number == 1 and any(written.get(key) for key in BEYOND_COUNT):
        return _sentence(noun(kinds, 2))
    name = noun(kinds, number)
    article = "An" if name[0] in "aeiou" else "A"
    return f"{number} {name}." if number > 1 else f"{article} {name}."


def _where(badge: Badge) -> list[str]:
    """Say every filter that must hold; a badge without `where` says nothing here."""
    where = badge.rule.where
    parts = where.parts if where.name == "all" else (where,)
    return [_sentence(part.wanted) for part in parts]


def _period_of_time(badge: Badge) -> str:
    begins, ends = badge.rule.begins, badge.rule.ends
    if begins and ends:
        return f"From {day_of(begins)} to {day_of(ends)}."
    if begins:
        return f"From {day_of(begins)} on."
    assert ends, "one of the two is there"
    return f"Until {day_of(ends)}."


def _length(written: Any) -> str:
    return in_words(period(written))


def in_words(length: Period) -> str:
    """Say a period in words, such as `24 months`."""
    return counted(length.number, PERIODS[length.unit])


def _sentence(text: str) -> str:
    return f"{text[:1].upper()}{text[1:]}."
