"""Words in which rules are said: what is counted, how much of it, and one of several."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from typing import Any, Final

NOUNS: Final[Mapping[str, tuple[str, str]]] = {
    "pr.opened": ("opened pull request", "opened pull requests"),
    "pr.merged": ("merged pull request", "merged pull requests"),
    "pr.reverted": ("revert of a pull request", "reverts of pull requests"),
    "review.submitted": ("review", "reviews"),
    "issue.opened": ("opened issue", "opened issues"),
    "issue.closed_by_pr": ("issue solved by a pull request", "issues solved by pull requests"),
    "comment.created": ("comment", "comments"),
    "discussion.created": ("started discussion", "started discussions"),
    "discussion.answered": ("answered discussion", "answered discussions"),
    "release.published": ("published release", "published releases"),
    "exam.passed": ("passed exam", "passed exams"),
    "nomination": ("nomination by a maintainer", "nominations by maintainers"),
    "claim": ("accepted claim", "accepted claims"),
    "team.added": ("team membership", "team memberships"),
}
"""What one and what several facts of a kind are called."""

DIMENSIONS: Final[Mapping[str, tuple[str, str]]] = {
    "repo": ("repository", "repositories"),
    "author": ("person", "people"),
    "exam": ("exam", "exams"),
    "domain": ("domain", "domains"),
    "label": ("label", "labels"),
    "badge": ("badge", "badges"),
    "team": ("team", "teams"),
    "kind": ("kind of contribution", "kinds of contributions"),
    "day": ("day", "days"),
    "week": ("week", "weeks"),
    "month": ("month", "months"),
    "year": ("year", "years"),
}
"""What a condition of variety or constancy counts."""

AMOUNTS: Final[Mapping[str, tuple[str, str]]] = {
    "additions": ("added line", "added lines"),
    "deletions": ("deleted line", "deleted lines"),
    "size": ("changed line", "changed lines"),
    "comments": ("comment on lines", "comments on lines"),
    "body_length": ("written character", "written characters"),
}
"""What a condition of quantity adds up."""

PERIODS: Final[Mapping[str, tuple[str, str]]] = {
    "d": ("day", "days"),
    "w": ("week", "weeks"),
    "mo": ("month", "months"),
    "y": ("year", "years"),
}
"""The units of a length of time."""


def noun(kinds: Collection[str], number: int) -> str:
    """Name so many facts of these kinds, without the number: `merged pull requests`."""
    return either(_noun(kind)[number != 1] for kind in sorted(kinds)) or "contributions"


def _noun(kind: str) -> tuple[str, str]:
    if kind in NOUNS:
        return NOUNS[kind]
    name = kind.removeprefix("ext.").replace(".", " ").replace("_", " ")
    return f"event “{name}”", f"events “{name}”"


def counted(number: int, words: tuple[str, str]) -> str:
    """Write a number with its word."""
    return f"{number} {words[number != 1]}"


def listed(value: Any) -> list[str]:
    """Give one text or several, as they stand in a badge file, as a list of texts."""
    return [str(item) for item in value] if isinstance(value, list | tuple) else [str(value)]


def either(words: Iterable[str]) -> str:
    """Join words of which one is enough: `a, b or c`."""
    return _joined(list(words), "or")


def both(words: Iterable[str]) -> str:
    """Join words that all hold: `a, b and c`."""
    return _joined(list(words), "and")


def some(words: Iterable[str], kind: tuple[str, str], *, most: int = 3) -> str:
    """Name what there is, not more than `most` of it: `the labels a, b, c and 4 more`."""
    known = list(words)
    if not known:
        return f"no {kind[1]}"
    more = [f"{len(known) - most} more"] if len(known) > most else []
    return f"the {kind[len(known) != 1]} {both([*known[:most], *more])}"


def _joined(words: list[str], conjunction: str) -> str:
    if len(words) < 2:  # noqa: PLR2004 - one needs no conjunction
        return "".join(words)
    return f"{', '.join(words[:-1])} {conjunction} {words[-1]}"
