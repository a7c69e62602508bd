"""`/recognition`: help, being left in peace, and being left out."""

from __future__ import annotations

from recognition.kernel.errors import UserError
from recognition.kernel.findings import suggestion
from recognition.render import comments
from recognition.render.comments import CommandLine
from recognition.render.markdown import code
from recognition.service.numbers import editions_naming
from recognition.service.wishes import Wish, fulfil
from webhooks.commands.contract import Asked, Reply, Tools, command, commands, shown

SAID = {
    Wish.MUTE: (
        "done: your badges are counted, and no comment announces them. "
        f"{code('/recognition unmute')} turns that back."
    ),
    Wish.UNMUTE: "done: new badges are announced where you earn them.",
    Wish.OPT_OUT: (
        "done: nothing of yours is counted or shown from now on. "
        f"{code('/recognition optin')} brings all of it back."
    ),
    Wish.OPT_IN: "welcome back: your work is counted and shown again, all of it.",
}
"""What is answered to each wish."""

PURPOSES = {Wish.OPT_OUT: "optout", Wish.OPT_IN: "optout"}
"""Wishes that undo each other share a comment; the others are about announcements."""


@command(
    "recognition",
    usage=(
        "/recognition help",
        "/recognition mute",
        "/recognition unmute",
        "/recognition optout",
        "/recognition optin",
    ),
    purpose="Explain the commands; stop or resume announcements about you; leave, or come back",
    example="/recognition help",
)
def recognition(asked: Asked, tools: Tools) -> Reply:
    """Answer help, or do what somebody wishes about themselves."""
    word = (asked.command.args or ("help",))[0]
    wanted = word.lower()
    if wanted == "help":
        body = comments.command_help(command_lines(), help_url=tools.addresses.commands())
        return Reply(purpose="help", body=body)
    if wanted not in list(Wish):
        known = ("help", *Wish)
        near = suggestion(shown(wanted), known)
        raise UserError(f"there is no /recognition {shown(word)}{near}; try {', '.join(known)}")
    wish = Wish(wanted)
    fulfil(tools.session, wish, of=asked.actor, catalog=tools.catalog, now=tools.now)
    if wish is Wish.OPT_OUT:
        for edition in editions_naming(tools.session, [asked.actor.login]):
            tools.recorder.refresh_digest(tools.session, edition, now=tools.now)
    body = comments.said(login=asked.actor.login, text=SAID[wish])
    return Reply(purpose=PURPOSES.get(wish, "mute"), body=body)


def command_lines() -> list[CommandLine]:
    """Give every command the form in which the help, the README and `/commands` show it."""
    return [
        CommandLine(
            usage=spec.usage, purpose=spec.purpose, who=str(spec.who), example=spec.example
        )
        for _verb, spec in commands.items()
    ]
