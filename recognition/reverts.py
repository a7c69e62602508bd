"""Tell which pull requests are undone by reverts, also where a revert was reverted itself."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import NamedTuple

from recognition.facts import Fact, FactKind


class Revert(NamedTuple):
    """One pull request that undoes another of the same repository.

    Attributes:
        at: When it was merged.
        key: Key of the fact.
        number: The pull request that is undone.
        reverting: The pull request that undoes it.
    """

    at: datetime
    key: str
    number: int
    reverting: int


def revert_of(fact: Fact) -> Revert | None:
    """Read a fact as a revert; `None` where it is none, or does not say of what by what."""
    number, reverting = fact.attrs.get("number"), fact.attrs.get("reverting")
    if (
        fact.kind != FactKind.PR_REVERTED
        or fact.retracted
        or not isinstance(number, int)
        or not isinstance(reverting, int)
    ):
        return None
    return Revert(at=fact.at, key=fact.key, number=number, reverting=reverting)


def undone(reverts: Iterable[Revert]) -> dict[int, str]:
    """Tell which pull requests of one repository do not stand.

    A pull request is undone where one that stands reverts it; so it stands again where the
    revert is reverted, and so on. Those that revert each other in a circle, which no history
    holds but a mistaken text may say, all stand.

    Args:
        reverts: All that could matter, in any order.

    Returns:
        By number of an undone pull request, the key of the earliest revert that stands.
    """
    against: dict[int, list[Revert]] = {}
    for revert in sorted(reverts):
        against.setdefault(revert.number, []).append(revert)
    gone: set[int] = set()
    open_cases = set(against)
    while open_cases:
        lost = {
            number
            for number in open_cases
            if any(one.reverting not in open_cases | gone for one in against[number])
        }
        saved = {
            number
            for number in open_cases - lost
            if all(one.reverting in gone for one in against[number])
        }
        if not lost and not saved:
            break
        gone |= lost
        open_cases -= lost | saved
    return {
        number: next(one.key for one in against[number] if one.reverting not in gone)
        for number in sorted(gone)
    }


def after(reverts: Iterable[Revert], numbers: Iterable[int]) -> set[int]:
    """Give the pull requests whose fate hangs on that of these: themselves, what they revert,
    what those revert, and so on.
    """  # noqa: D205  # one sentence
    reverted: dict[int, set[int]] = {}
    for revert in reverts:
        reverted.setdefault(revert.reverting, set()).add(revert.number)
    found: set[int] = set()
    ahead = set(numbers)
    while ahead:
        found |= ahead
        ahead = {number for one in ahead for number in reverted.get(one, ())} - found
    return found
