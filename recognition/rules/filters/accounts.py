"""Select facts by who else took part: whose work it is, who merged it, what kind of account."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from recognition.facts import Fact
from recognition.rules.filters import Filter, filters
from recognition.rules.filters.not_self import author_of
from recognition.rules.reading import MAX_COUNT, several, whole, words
from recognition.rules.terms import Terms
from recognition.rules.wording import either

MAX_ACCOUNT = MAX_COUNT**2
"""GitHub's numbers of accounts have nine digits today."""


@filters("author")
def author(value: object, _terms: Terms) -> Filter:
    """Hold where the work is that of one of these accounts.

    Accounts are GitHub's numbers: a login may belong to somebody else tomorrow.
    """
    wanted = several(value, _account)
    accounts = frozenset(wanted)
    return Filter(
        holds=lambda fact: author_of(fact) in accounts,
        wanted=f"on the work of the account {either(map(str, wanted))}",
        found=lambda fact: f"the work of the account {author_of(fact) or 'of nobody known'}",
    )


def _account(value: object) -> int:
    return whole(value, most=MAX_ACCOUNT)


PARTIES: Mapping[str, tuple[str, Callable[[Fact], int | None]]] = {
    "author": ("its author", author_of),
    "self": ("the person who is counted", lambda fact: fact.actor.id),
}
"""Who may be the one that merges."""


@filters("merged_by_not")
def merged_by_not(value: object, _terms: Terms) -> Filter:
    """Hold where somebody else merged it than these; where nobody is known, it does not."""
    chosen = [PARTIES[party] for party in words(value, PARTIES)]

    def holds(fact: Fact) -> bool:
        merger = fact.attrs.get("merged_by")
        return merger is not None and all(who(fact) != merger for _, who in chosen)

    return Filter(
        holds=holds,
        wanted=f"merged by somebody else than {either(said for said, _ in chosen)}",
        found=_merger,
    )


def _merger(fact: Fact) -> str:
    merger = fact.attrs.get("merged_by")
    if merger is None:
        return "nobody is known to have merged it"
    return next(
        (f"merged by {said}" for said, who in PARTIES.values() if who(fact) == merger),
        f"merged by the account {merger}",
    )


TYPES: Mapping[str, tuple[str, str]] = {
    "human": ("User", "a person"),
    "organization": ("Organization", "an organisation"),
    "mannequin": ("Mannequin", "a placeholder of an import"),
}
"""Types of accounts that are not bots, by the word for badge files."""


@filters("actor_type")
def actor_type(value: object, _terms: Terms) -> Filter:
    """Hold where the account is of one of these types; bots never count."""
    chosen = [TYPES[one] for one in words(value, TYPES)]
    types = frozenset(github for github, _ in chosen)
    return Filter(
        holds=lambda fact: fact.actor.type in types,
        wanted=f"by {either(said for _, said in chosen)}",
        found=lambda fact: f"an account of the type {fact.actor.type}",
    )
