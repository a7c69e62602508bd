"""Write text into XML so that it stays text and the document stays well formed."""

from __future__ import annotations

import re

# https://www.w3.org/TR/xml/#charsets: all that may stand in a document, even escaped.
_ILLEGAL = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def legal(text: str) -> str:
    """Leave out what no XML document may hold: control characters, lone surrogates."""
    # Printable text holds none of them, and asking is four times as fast as searching.
    return text if text.isprintable() else _ILLEGAL.sub("", text)


def escape(text: str) -> str:
    """Write a legal text for use as content or between quotation marks of either kind."""
    if text.isalnum():
        return text
    return (
        text.replace("&", "&amp;")
        .replace("<", "&lt;")
        .replace(">", "&gt;")
        .replace('"', "&quot;")
        .replace("'", "&apos;")
    )
