"""Read `where`: filters that must all hold, and `all`, `any`, `not` to combine them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from recognition.facts import Fact
from recognition.rules.exclusions import Refusal
from recognition.rules.filters import Filter, Predicate, Reader, filters
from recognition.rules.reading import RefusedError, at, mapping
from recognition.rules.terms import Terms
from recognition.rules.wording import noun

filters.load("recognition.rules.filters")

EVERYTHING = Filter(holds=lambda _fact: True, wanted="", found=lambda _fact: "", name="all")
"""What a badge without `where` selects."""


def where(value: object, terms: Terms = Terms()) -> Filter:  # noqa: B008 - it is immutable
    """Make one filter of a `where` mapping: it holds where every key of it does.

    Raises:
        RefusedError: An unknown filter, or a value that its filter does not take.
    """
    known = [*filters, *_COMBINATIONS]
    parts: list[Filter] = []
    for key, wanted in mapping(value, known=known).items():
        read = _COMBINATIONS.get(key) or filters[key]
        with at(key):
            found = read(wanted, terms)
        parts.append(found if found.name else replace(found, name=key))
    return every(parts)


def every(parts: Sequence[Filter]) -> Filter:
    """Make the filter that holds where all of these do."""
    if len(parts) == 1:
        return parts[0]
    return Filter(
        name="all",
        holds=_holds_every([part.holds for part in parts]),
        wanted=" and ".join(part.wanted for part in parts),
        found=lambda fact: " and ".join(part.found(fact) for part in parts),
        parts=tuple(parts),
    )


def _holds_every(predicates: Sequence[Predicate]) -> Predicate:
    """Join predicates; the usual two and three cost no loop."""
    if len(predicates) == 2:  # noqa: PLR2004
        one, two = predicates
        return lambda fact: one(fact) and two(fact)
    if len(predicates) == 3:  # noqa: PLR2004
        one, two, three = predicates
        return lambda fact: one(fact) and two(fact) and three(fact)

    def holds(fact: Fact) -> bool:
        for predicate in predicates:  # noqa: SIM110 - all() would make a generator a fact
            if not predicate(fact):
                return False
        return True

    return holds


def either_of(parts: Sequence[Filter]) -> Filter:
    """Make the filter that holds where any of these does."""
    if len(parts) == 1:
        return parts[0]
    predicates = [part.holds for part in parts]

    def holds(fact: Fact) -> bool:
        for predicate in predicates:  # noqa: SIM110 - any() would make a generator a fact
            if predicate(fact):
                return True
        return False

    return Filter(
        name="any",
        holds=holds,
        wanted=", or ".join(part.wanted for part in parts),
        found=lambda fact: ", ".join(dict.fromkeys(part.found(fact) for part in parts)),
        parts=tuple(parts),
    )


def sources(parts: Sequence[tuple[Sequence[str], Filter]]) -> Filter:
    """Make the filter that holds where one of these kinds of facts passes its own filter."""
    by_kind: dict[str, list[Filter]] = {}
    for kinds, part in parts:
        for kind in kinds:
            by_kind.setdefault(kind, []).append(part)
    joined = {kind: either_of(found) for kind, found in by_kind.items()}
    return Filter(
        name="any",
        holds=lambda fact: fact.kind in joined and joined[fact.kind].holds(fact),
        wanted=", or ".join(f"{noun(kinds, 2)} {part.wanted}".strip() for kinds, part in parts),
        found=lambda fact: joined[fact.kind].found(fact),
        parts=tuple(part for _, part in parts),
    )


def refusal(one: Filter, fact: Fact) -> Refusal | None:
    """Say which filter does not hold for a fact, with what it wants and what there is.

    Of several that must all hold it is the first; `None` where the fact is selected.
    """
    if one.holds(fact):
        return None
    if one.name == "all":
        return next(why for part in one.parts if (why := refusal(part, fact)) is not None)
    return Refusal(filter=one.name, wanted=one.wanted, found=one.found(fact))


def _list(value: object, terms: Terms) -> list[Filter]:
    if not isinstance(value, list) or not value:
        raise RefusedError("must be a list of filters that is not empty")
    parts: list[Filter] = []
    for index, item in enumerate(value):
        with at(index):
            parts.append(where(item, terms))
    return parts


def _all(value: object, terms: Terms) -> Filter:
    return every(_list(value, terms))


def _any(value: object, terms: Terms) -> Filter:
    return either_of(_list(value, terms))


def _not(value: object, terms: Terms) -> Filter:
    one = where(value, terms)
    holds = one.holds
    return Filter(holds=lambda fact: not holds(fact), wanted=f"not {one.wanted}", found=one.found)


_COMBINATIONS: dict[str, Reader] = {"all": _all, "any": _any, "not": _not}
