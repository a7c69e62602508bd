"""Select pull requests by the files they change."""

from __future__ import annotations

from recognition.facts import Fact
from recognition.rules.filters import Filter, filters
from recognition.rules.globs import any_glob
from recognition.rules.reading import texts
from recognition.rules.terms import Terms
from recognition.rules.wording import either, some

WORDS = ("file", "files")


@filters("paths")
def paths(value: object, _terms: Terms) -> Filter:
    """Hold where any changed path matches any glob; paths have case."""
    wanted = texts(value)
    matches = any_glob(wanted)

    def holds(fact: Fact) -> bool:
        return any(map(matches, fact.attrs.get("paths") or ()))

    return Filter(
        holds=holds,
        wanted=f"changing files that match {either(wanted)}",
        found=lambda fact: some(fact.attrs.get("paths") or (), WORDS),
    )
