"""Select facts by the part of the project they belong to."""

from __future__ import annotations

from recognition.facts import Fact
from recognition.rules.filters import Filter, filters
from recognition.rules.reading import RefusedError, words
from recognition.rules.terms import Terms
from recognition.rules.wording import either, some

WORDS = ("domain", "domains")


@filters("domain")
def domain(value: object, terms: Terms) -> Filter:
    """Hold where the work belongs to any of these domains of `domains.yml`."""
    domains = terms.domains
    if not domains.ids:
        raise RefusedError("takes a domain of domains.yml, which names none here")
    wanted = frozenset(words(value, domains.ids))
    names = {one.id: one.name for one in domains.domains}

    def holds(fact: Fact) -> bool:
        return not wanted.isdisjoint(domains.of(fact))

    return Filter(
        holds=holds,
        wanted=f"in the domain {either(names[one] for one in sorted(wanted))}",
        found=lambda fact: some((names[one] for one in sorted(domains.of(fact))), WORDS),
    )
