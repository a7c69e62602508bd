"""Select facts by the repository they happened in."""

from __future__ import annotations

from recognition.facts import Fact
from recognition.rules.filters import Filter, filters
from recognition.rules.globs import any_glob
from recognition.rules.reading import texts
from recognition.rules.terms import Terms
from recognition.rules.wording import either


@filters("repos")
def repos(value: object, _terms: Terms) -> Filter:
    """Hold where any glob matches `owner/name`; GitHub's names have no case."""
    wanted = texts(value)
    matches = any_glob(wanted, fold_case=True)
    return Filter(
        holds=lambda fact: fact.repo is not None and matches(fact.repo.full_name),
        wanted=f"in the repository {either(wanted)}",
        found=_found,
    )


def _found(fact: Fact) -> str:
    return "no repository" if fact.repo is None else f"the repository {fact.repo.full_name}"
