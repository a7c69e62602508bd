"""Turn our own Markdown into what mailboxes and chats show: HTML, plain text, `mrkdwn`."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from html import escape as escape_html

from markdown_it import MarkdownIt
from markdown_it.token import Token

_MARKDOWN = MarkdownIt("commonmark", {"html": False})

ZERO_WIDTH_SPACE = "\u200b"

STYLE = "font: 15px/1.5 system-ui, sans-serif; max-width: 44rem; color: #1f2328"


@dataclass(frozen=True, slots=True, kw_only=True)
class _Way:
    """How one outlet writes things.

    Attributes:
        text: A piece of plain text.
        code: A login or a command.
        link: Words and address.
        strong: Words that stand out.
        heading: A title.
    """

    text: Callable[[str], str]
    code: Callable[[str], str]
    link: Callable[[str, str], str]
    strong: Callable[[str], str]
    heading: Callable[[str], str]


def as_html(markdown: str, *, title: str) -> str:
    """Give a whole HTML page, for a mailbox: it loads nothing and runs nothing."""
    return (
        f'<!DOCTYPE html><html lang="en"><head><meta charset="utf-8">'
        f"<title>{escape_html(title)}</title></head>"
        f'<body style="{STYLE}">{_MARKDOWN.render(markdown)}</body></html>'
    )


def as_text(markdown: str) -> str:
    """Give plain text: addresses stand behind the words that are linked."""
    plain = _Way(
        text=lambda words: words.replace(ZERO_WIDTH_SPACE, ""),
        code=str,
        link=lambda words, url: f"{words} <{url}>",
        strong=str,
        heading=lambda words: f"{words}\n{'-' * len(words)}",
    )
    return _written(markdown, plain)


def as_mrkdwn(markdown: str) -> str:
    """Give the markup of Slack and of chats that take Slack's webhooks."""
    chat = _Way(
        text=_chat_text,
        code=lambda words: f"`{_chat_text(words)}`",
        link=lambda words, url: f"<{_chat_text(url).replace('|', '%7C')}|{words}>",
        strong=lambda words: f"*{words}*",
        heading=lambda words: f"*{words}*",
    )
    return _written(markdown, chat)


def _chat_text(words: str) -> str:
    """Escape what Slack reads as a link or a mention, `<!channel>` for instance."""
    return words.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def _written(markdown: str, way: _Way) -> str:
    """Write headings, paragraphs and lists; our letters hold nothing else."""
    blocks: list[str] = []
    parent = ""
    for token in _MARKDOWN.parse(markdown):
        if token.type in ("heading_open", "list_item_open", "bullet_list_close"):
            parent = token.type
        elif token.type == "inline":
            words = _inline(token.children or (), way)
            if parent == "heading_open":
                blocks.append(way.heading(words))
            elif parent == "list_item_open":
                blocks.append(f"• {words}")
            else:
                blocks.append(words)
        elif token.type == "heading_close":
            parent = ""
    return "\n".join(_spaced(blocks))


def _spaced(blocks: Sequence[str]) -> Iterable[str]:
    """Leave an empty line between blocks, and none between the lines of a list."""
    for place, block in enumerate(blocks):
        if place and not (block.startswith("• ") and blocks[place - 1].startswith("• ")):
            yield ""
        yield block


def _inline(tokens: Sequence[Token], way: _Way) -> str:
    written: list[str] = []
    # What is open, and where its words begin.
    opened: list[tuple[str, int]] = []
    for token in tokens:
        match token.type:
            case "text":
                written.append(way.text(token.content))
            case "code_inline":
                written.append(way.code(token.content))
            case "softbreak" | "hardbreak":
                written.append(" ")
            case "link_open":
                opened.append((str(token.attrs["href"]), len(written)))
            case "strong_open" | "em_open":
                opened.append(("", len(written)))
            case "link_close":
                url, begin = opened.pop()
                written[begin:] = [way.link("".join(written[begin:]), url)]
            case "strong_close" | "em_close":
                _, begin = opened.pop()
                written[begin:] = [way.strong("".join(written[begin:]))]
    return "".join(written)
