"""What a command is given, what it answers, and how it is declared."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import TYPE_CHECKING

from recognition.kernel.registry import Registry
from webhooks.lookups import Known

if TYPE_CHECKING:
    from collections.abc import Callable, Collection

    from sqlmodel import Session

    from exams.service import ExamService
    from recognition.catalog import Catalog
    from recognition.facts import Actor, Repo
    from recognition.render.addresses import Addresses
    from webhooks.grammar import Command
    from webhooks.recorder import Recorder


class Who(StrEnum):
    """Who may give a command; the values stand in the help."""

    ANYONE = "anyone"
    MAINTAINER = "maintainers"


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """One command as somebody gave it.

    Attributes:
        command: The parsed line.
        actor: Who wrote the comment; never a bot.
        repo: Where.
        number: The issue or pull request.
        known: What GitHub was asked about the actor and others; nothing for commands that are
            for anyone.
    """

    command: Command
    actor: Actor
    repo: Repo
    number: int
    known: Known = field(default_factory=Known)


@dataclass(frozen=True, slots=True, kw_only=True)
class Tools:
    """What commands work with, the unit of work of the delivery among it.

    Attributes:
        session: Everything a command changes is committed with the delivery, or not at all.
        now: The moment of the handling.
    """

    session: Session
    now: datetime
    catalog: Catalog
    exams: ExamService
    addresses: Addresses
    recorder: Recorder


@dataclass(frozen=True, slots=True, kw_only=True)
class Reply:
    """What a command answers.

    Attributes:
        purpose: One comment exists for each thread, person and purpose; a later answer of the
            same purpose edits it.
        body: Markdown; empty where the reaction says it all.
        done: Whether it was carried out; chooses the reaction.
        joins: Whether it stands beside an answer of the same purpose to the same comment,
            rather than in its place.
    """

    purpose: str
    body: str = ""
    done: bool = True
    joins: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class CommandSpec:
    """A declared command; the help, the README table and `/commands` are made from it.

    Attributes:
        usage: How to type it, each form on its own.
        purpose: What it does, one sentence without the full stop.
        who: Who may give it.
        example: One line that works.
        run: Carries it out; raises `UserError` for what the person can mend.
        is_open: Tells whether anyone may give it in this form although it is for maintainers.
        logins: Gives the logins in it that GitHub must be asked about.
    """

    verb: str
    usage: tuple[str, ...]
    purpose: str
    who: Who
    example: str
    run: Callable[[Asked, Tools], Reply]
    is_open: Callable[[Command], bool]
    logins: Callable[[Command], Collection[str]]


commands: Registry[CommandSpec] = Registry("command")

MAX_WORD_SHOWN = 40


def shown(word: str) -> str:
    """Cut a word that somebody typed to what an answer can repeat: it may be a whole page."""
    return word if len(word) <= MAX_WORD_SHOWN else word[: MAX_WORD_SHOWN - 1] + "…"


def _never(_command: Command) -> bool:
    return False


def _nobody(_command: Command) -> Collection[str]:
    return ()


def command(
    verb: str,
    *,
    usage: tuple[str, ...],
    purpose: str,
    example: str,
    who: Who = Who.ANYONE,
    is_open: Callable[[Command], bool] = _never,
    logins: Callable[[Command], Collection[str]] = _nobody,
) -> Callable[[Callable[[Asked, Tools], Reply]], Callable[[Asked, Tools], Reply]]:
    """Declare the decorated function as the command of that verb."""

    def declare(run: Callable[[Asked, Tools], Reply]) -> Callable[[Asked, Tools], Reply]:
        spec = CommandSpec(
            verb=verb,
            usage=usage,
            purpose=purpose,
            who=who,
            example=example,
            run=run,
            is_open=is_open,
            logins=logins,
        )
        commands.add(verb, spec)
        return run

    return declare
