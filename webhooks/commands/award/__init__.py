"""`/award`: maintainers decide about awards, by number in a digest or by name."""

from __future__ import annotations

from typing import TYPE_CHECKING

from recognition.kernel.errors import ForbiddenError, UserError
from recognition.kernel.findings import suggestion
from recognition.render import comments
from recognition.render.comments import CommandLine
from webhooks.commands.award.contract import award_verbs
from webhooks.commands.award.wording import logins_in, read_request
from webhooks.commands.contract import Asked, Reply, Tools, Who, command, shown

if TYPE_CHECKING:
    from collections.abc import Collection

    from webhooks.commands.award.contract import AwardVerb
    from webhooks.grammar import Command

award_verbs.load("webhooks.commands.award.verbs")

HELP = "help"
HOW = "/award help says how"


def is_open(command: Command) -> bool:
    """Tell whether anyone may give it in this form: a dispute, or the help."""
    spec = _spec(command)
    return spec.who is Who.ANYONE if spec is not None else _is_help(command)


def logins(command: Command) -> Collection[str]:
    """Give the people who are to be looked up: those who may be unknown here yet."""
    spec = _spec(command)
    return logins_in(command.args[1:]) if spec is not None and spec.looks_up else ()


@command(
    "award",
    usage=("/award approve N…", '/award reject N… reason="…"', "/award help"),
    purpose=f"Decide about awards: {', '.join(award_verbs)}",
    who=Who.MAINTAINER,
    example="/award approve all except 2",
    is_open=is_open,
    logins=logins,
)
def award(asked: Asked, tools: Tools) -> Reply:
    """Carry out one verb, or say what there is."""
    if _is_help(asked.command):
        body = comments.command_help(verb_lines(), help_url=tools.addresses.commands())
        return Reply(purpose="award-help", body=body)
    spec = _spec(asked.command)
    if spec is None:
        word = shown(asked.command.args[0])
        raise UserError(f"there is no /award {word}{suggestion(word, award_verbs)}; {HOW}")
    if spec.who is Who.MAINTAINER and not asked.known.teams:
        raise ForbiddenError("only maintainers may do that")
    return spec.run(read_request(asked.command, spec.wording), asked, tools)


def verb_lines() -> list[CommandLine]:
    """Give every verb the form in which the help shows it."""
    return [
        CommandLine(
            usage=spec.usage,
            purpose=spec.purpose,
            who=str(spec.who),
            example=spec.wording.example,
        )
        for _name, spec in award_verbs.items()
    ]


def _spec(command: Command) -> AwardVerb | None:
    return award_verbs.get(command.args[0].lower()) if command.args else None


def _is_help(command: Command) -> bool:
    return not command.args or command.args[0].lower() == HELP
