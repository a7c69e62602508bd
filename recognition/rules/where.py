"""Read `where`: filters that must all hold, and `all`, `any`, `not` to combine them."""

from __future__ import annotations

from recognition.rules.filters import Predicate, filters
from recognition.rules.reading import RefusedError, at, mapping

filters.load("recognition.rules.filters")


def where(value: object) -> Predicate:
    """Make one predicate of a `where` mapping: it holds where every key of it does.

    Raises:
        RefusedError: An unknown filter, or a value that its filter does not take.
    """
    known = [*filters, *_COMBINATIONS]
    predicates: list[Predicate] = []
    for key, wanted in mapping(value, known=known).items():
        read = _COMBINATIONS.get(key) or filters[key]
        with at(key):
            predicates.append(read(wanted))
    return predicates[0] if len(predicates) == 1 else _every(predicates)


def _every(predicates: list[Predicate]) -> Predicate:
    return lambda fact: all(holds(fact) for holds in predicates)


def _list(value: object) -> list[Predicate]:
    if not isinstance(value, list) or not value:
        raise RefusedError("must be a list of filters that is not empty")
    predicates: list[Predicate] = []
    for index, item in enumerate(value):
        with at(index):
            predicates.append(where(item))
    return predicates


def _all(value: object) -> Predicate:
    return _every(_list(value))


def _any(value: object) -> Predicate:
    predicates = _list(value)
    return lambda fact: any(holds(fact) for holds in predicates)


def _not(value: object) -> Predicate:
    holds = where(value)
    return lambda fact: not holds(fact)


_COMBINATIONS = {"all": _all, "any": _any, "not": _not}
