"""What people can ask for in a comment: one module a command, each with its own help."""

from __future__ import annotations

from webhooks.commands.contract import (
    Asked,
    CommandSpec,
    Reply,
    Tools,
    Who,
    command,
    commands,
)

__all__ = ["Asked", "CommandSpec", "Reply", "Tools", "Who", "command", "commands"]
