"""Select facts by the labels of their thread, as last known."""

from __future__ import annotations

from recognition.facts import Fact
from recognition.rules.filters import Filter, filters
from recognition.rules.globs import any_glob
from recognition.rules.reading import texts
from recognition.rules.terms import Terms
from recognition.rules.wording import either, some

WORDS = ("label", "labels")


@filters("labels")
def labels(value: object, _terms: Terms) -> Filter:
    """Hold where any label matches any glob; GitHub's labels have no case."""
    wanted = texts(value)
    matches = any_glob(wanted, fold_case=True)

    def holds(fact: Fact) -> bool:
        return any(map(matches, fact.attrs.get("labels") or ()))

    return Filter(
        holds=holds,
        wanted=f"labelled {either(wanted)}",
        found=lambda fact: some(fact.attrs.get("labels") or (), WORDS),
    )
