"""Select facts by the labels of their thread, as last known."""

from __future__ import annotations

from recognition.rules.filters import Predicate, filters
from recognition.rules.globs import any_glob
from recognition.rules.reading import texts


@filters("labels")
def labels(value: object) -> Predicate:
    """Hold where any label matches any glob; GitHub's labels have no case."""
    matches = any_glob(texts(value), fold_case=True)
    return lambda fact: any(matches(label) for label in fact.attrs.get("labels") or ())
