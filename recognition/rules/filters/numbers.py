"""Select facts by a number: lines changed, comments on lines, length of a text, score."""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction

from recognition.facts import Fact
from recognition.rules.filters import Filter, Reader, filters
from recognition.rules.reading import Bounds, bounds, on, truth, whole
from recognition.rules.terms import Terms
from recognition.rules.wording import AMOUNTS

Number = Callable[[Fact], int | Fraction | None]

LINES = AMOUNTS["size"]


def attribute(name: str) -> Callable[[Fact], int | None]:
    """Read an attribute that is a whole number; `None` where it is none."""

    def number(fact: Fact) -> int | None:
        found = fact.attrs.get(name)
        return found if isinstance(found, int) and not isinstance(found, bool) else None

    return number


def size(fact: Fact) -> int | None:
    """Give the lines added and deleted together; `None` where they are not known."""
    added, deleted = _added(fact), _deleted(fact)
    return None if added is None or deleted is None else added + deleted


_added, _deleted = attribute("additions"), attribute("deletions")


def score(fact: Fact) -> int | Fraction | None:
    """Give the percent of a passed exam, exactly where its points are known."""
    earned, possible = fact.attrs.get("earned"), fact.attrs.get("possible")
    if isinstance(earned, str | int) and isinstance(possible, int) and possible > 0:
        try:
            return 100 * Fraction(earned) / possible
        except (ValueError, ZeroDivisionError):
            return None
    return _percent(fact)


_percent = attribute("percent")


def _compared(
    number: Number, units: tuple[str, str], *, said: str = "with {}", most: int | None = None
) -> Reader:
    def read(value: object, _terms: Terms) -> Filter:
        wanted = bounds(value) if most is None else bounds(value, most=most)
        return _filter(number, wanted, units, said=said)

    return read


def _filter(number: Number, wanted: Bounds, units: tuple[str, str], *, said: str) -> Filter:
    def found(fact: Fact) -> str:
        known = number(fact)
        if known is None:
            return f"an unknown number of {units[1]}"
        return f"{_whole(known)} {units[known != 1]}"

    return Filter(
        holds=lambda fact: wanted.hold(number(fact)),
        wanted=said.format(wanted.said(units)),
        found=found,
    )


def _whole(number: int | Fraction) -> str:
    """Write a number; a fraction is cut, never rounded up to what it does not reach."""
    return str(number) if isinstance(number, int) else f"{int(number * 10) / 10:g}"


filters.add("size", _compared(size, LINES))
filters.add("comments", _compared(attribute("comments"), AMOUNTS["comments"]))
filters.add("body_length", _compared(attribute("body_length"), AMOUNTS["body_length"]))
filters.add("score", _compared(score, ("percent", "percent"), most=100))


@filters("min_size")
def min_size(value: object, _terms: Terms) -> Filter:
    """Hold where at least so many lines were added and deleted."""
    return _filter(size, Bounds(whole(value), None), LINES, said="with {}")


@filters("max_size")
def max_size(value: object, _terms: Terms) -> Filter:
    """Hold where at most so many lines were added and deleted."""
    return _filter(size, Bounds(None, whole(value)), LINES, said="with {}")


@filters("net_deletions")
def net_deletions(value: object, _terms: Terms) -> Filter:
    """Hold where more lines went than came."""
    on(value)

    def holds(fact: Fact) -> bool:
        added, deleted = _added(fact), _deleted(fact)
        return added is not None and deleted is not None and deleted > added

    def found(fact: Fact) -> str:
        return f"{_added(fact)} lines added and {_deleted(fact)} deleted"

    return Filter(holds=holds, wanted="that delete more lines than they add", found=found)


@filters("bare")
def bare(value: object, _terms: Terms) -> Filter:
    """Hold where a review has neither text nor comments on lines (`true`), or has (`false`)."""
    wanted = truth(value)
    return Filter(
        holds=lambda fact: fact.attrs.get("bare") is wanted,
        wanted="that say nothing" if wanted else "that say something",
        found=_said,
    )


def _said(fact: Fact) -> str:
    is_bare = fact.attrs.get("bare")
    if is_bare is None:
        return "it is not known whether anything was said"
    return "neither text nor comments on lines" if is_bare else "text or comments on lines"
