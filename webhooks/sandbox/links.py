"""Read from a text which issues a pull request closes, as GitHub does."""

from __future__ import annotations

import re

# https://docs.github.com/en/issues/tracking-your-work-with-issues/using-issues/linking-a-pull-request-to-an-issue
_CLOSING = re.compile(
    r"\b(?:close[sd]?|fix(?:e[sd])?|resolve[sd]?):?\s+"
    r"(?:https?://[^\s/]+/)?(?P<repo>[\w.-]+/[\w.-]+)?(?:#|/issues/)(?P<number>\d+)\b",
    re.IGNORECASE,
)


def closing_references(text: str, *, repo: str) -> tuple[tuple[str, int], ...]:
    """List the issues that a pull request's text promises to close, each once.

    Args:
        text: The body.
        repo: The `owner/name` that a bare `#7` means.

    Returns:
        Full names, as they are written, and numbers.
    """
    found = ((it["repo"] or repo, int(it["number"])) for it in _CLOSING.finditer(text))
    return tuple(dict.fromkeys(found))
