"""Select pull requests by the branch they were made for."""

from __future__ import annotations

from recognition.facts import Fact
from recognition.rules.filters import Filter, filters
from recognition.rules.globs import any_glob
from recognition.rules.reading import texts
from recognition.rules.terms import Terms
from recognition.rules.wording import either

DEFAULT = "default"
"""The word for whichever branch is the repository's default."""


@filters("base")
def base(value: object, _terms: Terms) -> Filter:
    """Hold where any glob matches the base branch; `default` also means the default branch."""
    wanted = texts(value)
    matches = any_glob(wanted)
    default_too = DEFAULT in wanted

    def holds(fact: Fact) -> bool:
        if default_too and fact.attrs.get("default_base") is True:
            return True
        branch = fact.attrs.get("base")
        return isinstance(branch, str) and matches(branch)

    names = ["the default branch" if one == DEFAULT else f"the branch {one}" for one in wanted]
    return Filter(holds=holds, wanted=f"into {either(names)}", found=_found)


def _found(fact: Fact) -> str:
    branch = fact.attrs.get("base")
    return "no known branch" if branch is None else f"the branch {branch}"
