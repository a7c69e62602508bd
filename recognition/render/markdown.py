"""Put other people's words into GitHub Markdown without letting them become Markdown."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from urllib.parse import quote

MAX_COMMENT = 58_000
"""GitHub refuses bodies over 65,536 characters; the rest is room for what it adds itself."""

_SPECIAL = re.compile(r"([\\`*_\[\]#|<>~&$])")
_MENTION = re.compile(r"@(?=[A-Za-z0-9])")
_LOGIN = re.compile(r"[A-Za-z0-9](?:[A-Za-z0-9]|-(?=[A-Za-z0-9])){0,99}(\[bot\])?")

ZERO_WIDTH_SPACE = "\u200b"


def plain(text: str) -> str:
    """Make a text one line of visible characters: no controls, no direction overrides."""
    kept = (
        " " if character.isspace() else character
        for character in text
        if character.isspace() or unicodedata.category(character) not in ("Cc", "Cf", "Cs", "Co")
    )
    return " ".join("".join(kept).split())


def escape(text: str) -> str:
    """Show a text as it is: no emphasis, link, image, HTML, table cell or mention in it."""
    return _MENTION.sub("@" + ZERO_WIDTH_SPACE, _SPECIAL.sub(r"\\\1", plain(text)))


def code(text: str) -> str:
    """Show a text in a code span, whatever backticks and bars it holds."""
    text = plain(text).replace("|", "¦").replace("`", "ʼ")
    return f"`{text}`"


def link(label: str, url: str) -> str:
    """Link a text; the address is made safe, not checked."""
    return f"[{escape(label)}]({address(url)})"


def image(alt: str, url: str) -> str:
    """Show a picture of ours; the alternative text carries the same words."""
    return f"![{escape(alt)}]({address(url)})"


def address(url: str) -> str:
    """Percent-encode what would end a Markdown link; anything not http(s) becomes `#`."""
    if not url.startswith(("http://", "https://")):
        return "#"
    return quote(url, safe=":/?#@!$&'*+,;=%~-._")


def mention(login: str) -> str:
    """Mention somebody; a login GitHub could not have given is shown as code instead."""
    return f"@{login}" if _LOGIN.fullmatch(login) else code(login)


def bar(done: int, of: int, *, width: int = 10) -> str:
    """Draw progress as text, in a code span: GitHub lets no progress element through."""
    filled = width if of <= 0 else min(width, width * done // of)
    return f"`{'█' * filled}{'░' * (width - filled)}`"


def details(summary: str, body: str) -> str:
    """Fold something away under a summary; GitHub wants the blank lines."""
    return f"<details><summary>{escape_html(summary)}</summary>\n\n{body.strip()}\n\n</details>"


def escape_html(text: str) -> str:
    """Escape a text inside the few HTML elements GitHub lets through."""
    text = plain(text).replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    return _MENTION.sub("@" + ZERO_WIDTH_SPACE, text)


def table(head: tuple[str, ...], rows: Sequence[tuple[str, ...]]) -> str:
    """Lay out cells that are Markdown already."""
    lines = [head, tuple("---" for _ in head), *rows]
    return "\n".join("| " + " | ".join(cells) + " |" for cells in lines)


def fit(body: str) -> str:
    """Keep a comment within what GitHub takes, saying so where something had to go."""
    if len(body) <= MAX_COMMENT:
        return body
    cut = body.rfind("\n", 0, MAX_COMMENT - 100)
    return body[: max(cut, 0)] + "\n\n_The rest does not fit into one comment._"
