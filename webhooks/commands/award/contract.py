"""How a verb of `/award` is declared, and what it answers."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, TypeAlias

from recognition.kernel.registry import Registry
from webhooks.commands.contract import Who

if TYPE_CHECKING:
    from webhooks.commands.award.wording import Request, Wording
    from webhooks.commands.contract import Asked, Reply, Tools


Run: TypeAlias = "Callable[[Request, Asked, Tools], Reply]"


@dataclass(frozen=True, slots=True, kw_only=True)
class AwardVerb:
    """A declared verb; the help of `/award` is made from it.

    Attributes:
        usage: How to type it, each form on its own.
        purpose: What it does, one sentence without the full stop.
        wording: How it is followed.
        who: Whether anyone may give it, as far as their own awards go.
        looks_up: Whether the people named in it must be looked up on GitHub.
        run: Carries it out; raises `UserError` where nothing of it can be done.
    """

    usage: tuple[str, ...]
    purpose: str
    wording: Wording
    who: Who
    run: Run
    looks_up: bool = False


award_verbs: Registry[AwardVerb] = Registry("verb of /award")


def verb(
    name: str,
    *,
    usage: tuple[str, ...],
    purpose: str,
    wording: Wording,
    who: Who = Who.MAINTAINER,
    looks_up: bool = False,
) -> Callable[[Run], Run]:
    """Declare the decorated function as a verb."""

    def declare(run: Run) -> Run:
        spec = AwardVerb(
            usage=usage, purpose=purpose, wording=wording, who=who, run=run, looks_up=looks_up
        )
        award_verbs.add(name, spec)
        return run

    return declare


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """What became of one award.

    Attributes:
        name: Which one, Markdown.
        said: What happened, such as `approved`, or why nothing did; plain words.
    """

    name: str
    said: str


@dataclass(slots=True, kw_only=True)
class Result:
    """What one command came to, award by award.

    Attributes:
        done: What was done.
        missing: What takes more people.
        failed: What was not done.
    """

    done: list[Line] = field(default_factory=list)
    missing: list[Line] = field(default_factory=list)
    failed: list[Line] = field(default_factory=list)
