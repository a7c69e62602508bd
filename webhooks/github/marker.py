"""Sign what the App posts, invisibly, so that it recognises its own after a lost answer."""

from __future__ import annotations

import hashlib
import hmac

SIGNED_BYTES = 10


class Marker:
    """Hidden first lines that name a slot and cannot be made up by others.

    They can be copied: whoever reads a comment reads its marker. So a marker counts only in
    what the App's own account wrote.

    Args:
        secret: The server's secret; the markers are signed with a key derived from it.
    """

    def __init__(self, secret: bytes) -> None:
        self._key = hmac.digest(secret, b"recognition marker v1", hashlib.sha256)

    def line(self, key: str) -> str:
        """Write the marker of a slot."""
        name = hashlib.sha256(key.encode()).hexdigest()[: 2 * SIGNED_BYTES]
        seal = hmac.digest(self._key, key.encode(), hashlib.sha256)[:SIGNED_BYTES]
        return f"<!-- recognition:v1 key={name} h={seal.hex()} -->"

    def mark(self, key: str, body: str) -> str:
        """Put the marker above a body; the line break ends it for Markdown, too."""
        return f"{self.line(key)}\n{body}"

    def is_of(self, key: str, body: str | None) -> bool:
        """Tell whether a body begins with the marker of that slot."""
        first = (body or "").partition("\n")[0].rstrip("\r")
        return hmac.compare_digest(first.encode(), self.line(key).encode())
