"""Select facts by an attribute that is one word: role, review state, exam, team, badge."""

from __future__ import annotations

from collections.abc import Iterable

from recognition.facts import Fact
from recognition.rules.filters import Filter, Reader, filters
from recognition.rules.globs import any_glob
from recognition.rules.reading import texts, words
from recognition.rules.terms import Terms
from recognition.rules.wording import either

ROLES = ("author", "co_author", "reviewer", "merger", "commenter", "answerer", "member")
VERDICTS = ("approved", "changes_requested", "commented")
THREADS = ("issue", "pull_request", "review", "discussion")


def _word(
    name: str,
    *,
    said: str,
    noun: str,
    known: Iterable[str] | None = None,
    fold_case: bool = False,
) -> Reader:
    """Make the reader of a word out of a few, or of a glob where any word may stand there."""

    def read(value: object, _terms: Terms) -> Filter:
        wanted = texts(value) if known is None else words(value, known)
        matches = any_glob(wanted, fold_case=fold_case)

        def holds(fact: Fact) -> bool:
            word = fact.attrs.get(name)
            return isinstance(word, str) and matches(word)

        def found(fact: Fact) -> str:
            word = fact.attrs.get(name)
            return f"no {noun}" if word is None else f"the {noun} {_plain(word)}"

        return Filter(holds=holds, wanted=said.format(either(map(_plain, wanted))), found=found)

    return read


def _plain(word: object) -> str:
    """Write GitHub's words as people do: `CHANGES_REQUESTED` is `changes requested`."""
    text = str(word)
    return text.replace("_", " ").lower() if "_" in text or text.isupper() else text


filters.add("role", _word("role", said="as {}", noun="role", known=ROLES))
filters.add("exam", _word("exam", said="of the exam {}", noun="exam"))
# Webhooks write `changes_requested`, the REST interface writes `CHANGES_REQUESTED`.
filters.add(
    "state",
    _word("state", said="with the verdict {}", noun="verdict", known=VERDICTS, fold_case=True),
)
filters.add("team", _word("team", said="of the team {}", noun="team", fold_case=True))
filters.add("badge", _word("badge", said="for the badge {}", noun="badge"))
filters.add(
    "on", _word("on", said="in a thread of the kind {}", noun="kind of thread", known=THREADS)
)
