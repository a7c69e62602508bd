"""Select facts by the repository they happened in."""

from __future__ import annotations

from recognition.rules.filters import Predicate, filters
from recognition.rules.globs import any_glob
from recognition.rules.reading import texts


@filters("repos")
def repos(value: object) -> Predicate:
    """Hold where any glob matches `owner/name`; GitHub's names have no case."""
    matches = any_glob(texts(value), fold_case=True)
    return lambda fact: fact.repo is not None and matches(fact.repo.full_name)
