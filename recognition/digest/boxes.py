"""The boxes of the digest issue: what each means, and which of them somebody ticked."""

from __future__ import annotations

import re

# The indent is of one line only: over line ends the search would be quadratic in empty lines.
TICKED = re.compile(
    r"^[ \t]*[-*] \[[xX]\] <!-- recognition:approve:([a-z0-9-]{1,64}) -->", re.MULTILINE
)
ALL_UNFLAGGED = "all-unflagged"


def box(token: str, words: str) -> str:
    """Write an open box.

    Args:
        token: The award that a tick approves, or `all-unflagged`.
        words: Markdown behind it.
    """
    return f"- [ ] <!-- recognition:approve:{token} --> {words}"


def newly_ticked(before: str, after: str) -> list[str]:
    """Say which boxes an edit of the digest ticked: award ids, or `all-unflagged`.

    Only our own boxes count, and only those that were not ticked before.
    """
    old = set(TICKED.findall(before))
    return [token for token in dict.fromkeys(TICKED.findall(after)) if token not in old]
