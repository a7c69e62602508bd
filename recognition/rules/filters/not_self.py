"""Leave out what people do to their own work, such as reviewing it."""

from __future__ import annotations

from recognition.facts import Fact
from recognition.rules.filters import Filter, filters
from recognition.rules.reading import truth
from recognition.rules.terms import Terms


@filters("not_self")
def not_self(value: object, _terms: Terms) -> Filter:
    """Hold (`true`) where the work is another person's, or (`false`) where it is one's own."""
    wanted = truth(value)
    return Filter(
        holds=lambda fact: (author_of(fact) != fact.actor.id) is wanted,
        wanted="on the work of others" if wanted else "on one's own work",
        found=lambda fact: (
            "one's own work" if author_of(fact) == fact.actor.id else "somebody else's work"
        ),
    )


def author_of(fact: Fact) -> int | None:
    """Give the account whose work the fact is about.

    `attrs["author"]` says so; where it is absent, a fact of the role `author` is about the
    actor's own work. `None` where it is nobody's: GitHub forgets deleted accounts.
    """
    author = fact.attrs.get("author")
    if isinstance(author, int):
        return author
    return fact.actor.id if fact.attrs.get("role") == "author" else None
