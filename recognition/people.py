"""Tell who counts as a contributor: people do, machines do not, whatever name they use."""

from __future__ import annotations

from collections.abc import Collection

from recognition.facts import Actor

BOT_TYPE = "Bot"
"""GitHub's type of Apps and machine accounts."""

MACHINE_USERS = frozenset({"l5io", "meshery-ci", "mascot-five"})
"""Ordinary user accounts of the Meshery organisations that scripts use, in lower case."""

ASSISTANTS = (
    "copilot",
    "claude",
    "gemini",
    "chatgpt",
    "codex",
    "cursor",
    "cursoragent",
    "devin",
    "commandcodebot",
)
"""How coding assistants sign themselves as co-authors, in lower case."""


def counts(actor: Actor, *, machines: Collection[str] = MACHINE_USERS) -> bool:
    """Tell whether the deeds of an account can earn badges.

    Args:
        actor: Who did it.
        machines: Logins of user accounts that are machines, in lower case. GitHub's logins
            are case-insensitive, so the actor's is compared in lower case too.
    """
    return actor.type != BOT_TYPE and actor.login.lower() not in machines


def is_assistant(name: str) -> bool:
    """Tell whether a co-author trailer names a program, such as `Copilot Autofix`.

    The first word decides, since the rest is a version or a slogan. An App's `[bot]` ending
    decides as well.
    """
    words = name.lower().replace("-", " ").split()
    return name.lower().endswith("[bot]") or bool(words and words[0] in ASSISTANTS)
