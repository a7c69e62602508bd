"""Select pull requests by the files they change."""

from __future__ import annotations

from recognition.rules.filters import Predicate, filters
from recognition.rules.globs import any_glob
from recognition.rules.reading import texts


@filters("paths")
def paths(value: object) -> Predicate:
    """Hold where any changed path matches any glob; paths have case."""
    matches = any_glob(texts(value))
    return lambda fact: any(matches(path) for path in fact.attrs.get("paths") or ())
