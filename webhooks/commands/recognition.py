"""`/recognition`: help, and being left in peace."""

from __future__ import annotations

from recognition.kernel.errors import UserError
from recognition.kernel.findings import suggestion
from recognition.render import comments
from recognition.render.comments import CommandLine
from recognition.render.markdown import code
from recognition.store import AccountRow
from webhooks.commands.contract import Asked, Reply, Tools, command, commands, shown

MUTED = (
    f"done: your badges are counted, and no comment announces them. {code('/recognition unmute')} "
    "turns that back."
)
UNMUTED = "done: new badges are announced where you earn them."


@command(
    "recognition",
    usage=("/recognition help", "/recognition mute", "/recognition unmute"),
    purpose="Explain the commands, or stop and resume announcements about you",
    example="/recognition help",
)
def recognition(asked: Asked, tools: Tools) -> Reply:
    """Answer help, mute and unmute."""
    words = asked.command.args or ("help",)
    match words[0].lower():
        case "help":
            body = comments.command_help(command_lines(), help_url=tools.addresses.commands())
            return Reply(purpose="help", body=body)
        case "mute":
            _account(asked, tools).muted = True
            return Reply(purpose="mute", body=comments.said(login=asked.actor.login, text=MUTED))
        case "unmute":
            _account(asked, tools).muted = False
            return Reply(purpose="mute", body=comments.said(login=asked.actor.login, text=UNMUTED))
        case other:
            known = ("help", "mute", "unmute")
            near = suggestion(shown(other), known)
            raise UserError(
                f"there is no /recognition {shown(other)}{near}; try {', '.join(known)}"
            )


def command_lines() -> list[CommandLine]:
    """Give every command the form in which the help, the README and `/commands` show it."""
    return [
        CommandLine(
            usage=spec.usage, purpose=spec.purpose, who=str(spec.who), example=spec.example
        )
        for _verb, spec in commands.items()
    ]


def _account(asked: Asked, tools: Tools) -> AccountRow:
    account = tools.session.get(AccountRow, asked.actor.id)
    if account is None:
        account = AccountRow(
            id=asked.actor.id,
            login=asked.actor.login,
            type=asked.actor.type,
            seen_at=tools.now,
        )
    tools.session.add(account)
    return account
