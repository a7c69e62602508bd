"""Select facts by an attribute that is one word: role, base branch, review state, exam."""

from __future__ import annotations

from collections.abc import Callable

from recognition.facts import Fact
from recognition.rules.filters import Predicate, filters
from recognition.rules.globs import any_glob
from recognition.rules.reading import texts


def _word(name: str, *, fold_case: bool = False) -> Callable[[object], Predicate]:
    def read(value: object) -> Predicate:
        matches = any_glob(texts(value), fold_case=fold_case)

        def holds(fact: Fact) -> bool:
            word = fact.attrs.get(name)
            return isinstance(word, str) and matches(word)

        return holds

    return read


filters.add("role", _word("role"))
filters.add("base", _word("base"))
filters.add("exam", _word("exam"))
# Webhooks write `changes_requested`, the REST interface writes `CHANGES_REQUESTED`.
filters.add("state", _word("state", fold_case=True))
