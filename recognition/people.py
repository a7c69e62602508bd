"""Tell who counts as a contributor: people do, machines do not, whatever name they use."""

from __future__ import annotations

from collections.abc import Collection

from recognition.facts import Actor

BOT_TYPE = "Bot"
"""GitHub's type of Apps and machine accounts."""

ASSISTANTS = frozenset({"chatgpt", "codex", "commandcodebot", "copilot", "cursoragent"})
"""Words with which coding assistants begin their names, in lower case, and nobody else."""

NAMESAKES = frozenset({"claude", "cursor", "devin", "gemini"})
"""Assistants whose names people have too: only a version or a product word tells them apart."""

PRODUCT_WORDS = frozenset(
    {"agent", "ai", "assist", "assistant", "code", "haiku", "opus", "sonnet"}
)


def counts(actor: Actor, *, machines: Collection[str] = ()) -> bool:
    """Tell whether the deeds of an account can earn badges.

    Args:
        actor: Who did it.
        machines: Logins of user accounts that are machines, in lower case. GitHub's logins
            are case-insensitive, so the actor's is compared in lower case too.
    """
    return actor.type != BOT_TYPE and actor.login.lower() not in machines


def is_assistant(name: str) -> bool:
    """Tell whether a co-author trailer names a program, such as `Copilot Autofix`.

    An App's `[bot]` ending decides, or the first word. Where people have that first name as
    well, it takes more: no second word, a number, or the name of a product.
    """
    if name.lower().endswith("[bot]"):
        return True
    first, *rest = name.lower().replace("-", " ").split() or [""]
    if first in ASSISTANTS:
        return True
    is_product = any(word in PRODUCT_WORDS or word[0].isdigit() for word in rest)
    return first in NAMESAKES and (not rest or is_product)
