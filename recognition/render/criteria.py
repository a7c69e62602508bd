"""Say the rule of a badge in words, from the file it is written in."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Mapping

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
    "day": ("day", "days"),
    "week": ("week", "weeks"),
    "month": ("month", "months"),
    "year": ("year", "years"),
}
"""What a condition of variety or constancy counts."""

_UNITS: Final = {"d": ("day", "days"), "w": ("week", "weeks"), "mo": ("month", "months")}
_YEARS: Final = ("year", "years")


def noun(kinds: Collection[str], number: int) -> str:
    """Name so many facts of these kinds, without the number: `merged pull requests`."""
    names = [_noun(kind)[number != 1] for kind in sorted(kinds)]
    return _or(names) or "contributions"


def counted(number: int, words: tuple[str, str]) -> str:
    """Write a number with its word."""
    return f"{number} {words[number != 1]}"


def criteria(written: Mapping[str, Any], *, names: Mapping[str, str]) -> list[str]:
    """Say what a badge asks for, one sentence a condition.

    Args:
        written: The badge file as YAML gives it, already checked.
        names: Names of badges by id, for those that are required.

    Returns:
        Sentences; all of them must hold.
    """
    where = dict(written.get("where") or {})
    distinct = dict(written.get("distinct") or {})
    exams = _texts(where.pop("exam", []))
    amount = _exams(exams, distinct.pop("exam", 1)) if exams else _amount(written)
    said = [amount, *_where(where)]
    if cap := written.get("cap"):
        said.append(f"At most {str(cap).removesuffix('/day')} of one day count.")
    if within := written.get("within"):
        said.append(f"All of it within {_period(within)}.")
    for unit, number in distinct.items():
        words = DIMENSIONS.get(unit, (unit, f"{unit}s"))
        said.append(f"In at least {number} different {words[number != 1]}.")
    if streak := written.get("streak"):
        words = DIMENSIONS.get(streak["unit"], (streak["unit"], f"{streak['unit']}s"))
        said.append(f"In {counted(streak['at_least'], words)} in a row.")
    said += [
        f"Holding the badge {names.get(other, other)}." for other in written.get("requires", [])
    ]
    return said


def granting(written: Mapping[str, Any]) -> list[str]:
    """Say who has the last word, and how long an award is valid."""
    last_word = (
        "A maintainer confirms each award."
        if written.get("grant") == "review"
        else "Granted by the rule alone, as soon as it holds."
    )
    expires = written.get("expires")
    validity = f"Valid for {_period(expires)}." if expires else "Valid without an end."
    return [last_word, validity]


def _exams(exams: list[str], number: int) -> str:
    if len(exams) == 1:
        return f"The exam {exams[0]} passed."
    which = "All" if number >= len(exams) else f"{number}"
    return f"{which} of these exams passed: {', '.join(exams)}."


def _amount(written: Mapping[str, Any]) -> str:
    on = written.get("on") or []
    kinds = [on] if isinstance(on, str) else list(on)
    if tiers := written.get("tiers"):
        steps = sorted(tiers.items(), key=lambda tier: int(tier[1]))
        listed = ", ".join(f"{name} for {number}" for name, number in steps)
        return _sentence(f"{listed} {noun(kinds, int(steps[-1][1]))}")
    number = int(written.get("count", 1))
    if written.get("first"):
        return f"The first {noun(kinds, 1)}."
    if number == 1 and (written.get("distinct") or written.get("streak")):
        return _sentence(noun(kinds, 2))
    name = noun(kinds, number)
    article = "An" if name[0] in "aeiou" else "A"
    return f"{number} {name}." if number > 1 else f"{article} {name}."


def _where(where: Mapping[str, Any]) -> list[str]:
    return [
        _sentence(_FILTERS[key](value) if key in _FILTERS else f"{key}: {_or(_texts(value))}")
        for key, value in where.items()
    ]


def _clause(where: Mapping[str, Any]) -> str:
    """Join the filters of one mapping into a phrase."""
    return " and ".join(said[:1].lower() + said[1:].rstrip(".") for said in _where(where))


def _combined(value: Any, word: str) -> str:
    return f", {word} ".join(_clause(part) for part in value)


_FILTERS: Final[Mapping[str, Callable[[Any], str]]] = {
    "repos": lambda value: f"in the repository {_or(_texts(value))}",
    "paths": lambda value: f"changing files that match {_or(_texts(value))}",
    "labels": lambda value: f"labelled {_or(_texts(value))}",
    "role": lambda value: f"as {_or(_texts(value))}",
    "base": lambda value: f"into the branch {_or(_texts(value))}",
    "state": lambda value: f"with the verdict {_or(_texts(value)).replace('_', ' ').lower()}",
    "exam": lambda value: f"of the exam {_or(_texts(value))}",
    "not_self": lambda value: "on the work of others" if value else "on one's own work",
    "all": lambda value: _combined(value, "and"),
    "any": lambda value: _combined(value, "or"),
    "not": lambda value: f"not {_clause(value)}",
}


def _noun(kind: str) -> tuple[str, str]:
    if kind in NOUNS:
        return NOUNS[kind]
    name = kind.removeprefix("ext.").replace(".", " ").replace("_", " ")
    return f"event “{name}”", f"events “{name}”"


def _texts(value: Any) -> list[str]:
    return [str(item) for item in value] if isinstance(value, list) else [str(value)]


def _or(words: list[str]) -> str:
    if len(words) < 2:  # noqa: PLR2004 - one needs no conjunction
        return "".join(words)
    return f"{', '.join(words[:-1])} or {words[-1]}"


def _period(written: str) -> str:
    digits = written.rstrip("dwmoy")
    return counted(int(digits), _UNITS.get(written[len(digits) :], _YEARS))


def _sentence(text: str) -> str:
    return f"{text[:1].upper()}{text[1:]}."
