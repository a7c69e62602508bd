"""Turn the HTML of other systems' questions into Markdown, naming what Markdown cannot say."""

from __future__ import annotations

import re
from collections.abc import Mapping
from html.parser import HTMLParser

MAX_HTML = 20_000
"""Characters of one text; the longest question of the Academy has 372."""

_SPACES = re.compile(r"\s+")
_ESCAPED = re.compile(r"[\\`*\[<]|(?<!\w)_|_(?!\w)|(?<=^)[#>]", re.ASCII)
_NO_TAG = re.compile(r"<(?!/?[A-Za-z][^<>]{0,1000}>)")
"""A sign that begins no element; Python's reader takes the square of their number to find out."""

_MARKS = {"b": "**", "strong": "**", "i": "*", "em": "*", "code": "`", "tt": "`", "kbd": "`"}
_BLOCKS = frozenset(("p", "div", "ul", "ol", "pre", "blockquote", "h1", "h2", "h3", "h4", "h5"))
_TRANSPARENT = frozenset(("span", "div", "p", "body", "html", "h1", "h2", "h3", "h4", "h5"))
_UNSEEN = frozenset(("script", "style", "head", "title"))
_RAISED = str.maketrans("0123456789+-=()n", "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁼⁽⁾ⁿ")
_LOWERED = str.maketrans("0123456789+-=()", "₀₁₂₃₄₅₆₇₈₉₊₋₌₍₎")

MAX_LISTS = 6
"""Lists inside lists; more indentation than this is no list any more."""


def markdown_of(html: str) -> tuple[str, tuple[str, ...]]:
    """Give HTML as Markdown, and what had to be left out, such as `img`, each once.

    Paragraphs, line breaks, code, bold and italic text, lists, links, and raised or lowered text
    have a Markdown form; other elements are left out, and their text stays.
    """
    writer = MarkdownWriter()
    if len(html) > MAX_HTML:
        writer.unsupported[f"text beyond {MAX_HTML:,} characters"] = None
    reader = _Reader(writer)
    reader.feed(_NO_TAG.sub("&lt;", _without_comments(html[:MAX_HTML])))
    reader.close()
    return writer.markdown(), tuple(writer.unsupported)


def _without_comments(html: str) -> str:
    pieces: list[str] = []
    place = 0
    while (start := html.find("<!--", place)) >= 0:
        pieces.append(html[place:start])
        end = html.find("-->", start + 4)
        if end < 0:
            return "".join(pieces)
        place = end + 3
    return "".join([*pieces, html[place:]])


def plain_as_markdown(text: str) -> str:
    """Give plain text so that Markdown shows it as it is."""
    return _ESCAPED.sub(r"\\\g<0>", text)


class MarkdownWriter:
    """Writes Markdown while elements begin and end.

    Attributes:
        unsupported: What was left out, in the order it was met; the values mean nothing.
    """

    def __init__(self) -> None:
        self.unsupported: dict[str, None] = {}
        self._pieces: list[str] = []
        self._lists: list[int | None] = []
        self._marks: list[str] = []
        self._in_pre = self._unseen = 0
        self._raised: list[tuple[str, int]] = []
        self._links: list[str] = []

    def markdown(self) -> str:
        """Give what was written, without empty lines at its ends."""
        text = re.sub(r"[ \t]+\n", "\n", "".join(self._pieces))
        return re.sub(r"\n{3,}", "\n\n", text).strip()

    def start(self, tag: str, attributes: Mapping[str, str]) -> None:
        """An element begins."""
        if tag in _UNSEEN:
            self._unseen += 1
            self.unsupported[tag] = None
        elif tag == "br":
            self._pieces.append("\n" if self._in_pre else "  \n" + self._indent())
        elif tag == "pre":
            self._pieces.append("\n\n```\n")
            self._in_pre += 1
        elif tag in ("ul", "ol"):
            self._list(tag)
        elif tag == "li":
            self._item()
        elif tag in _MARKS:
            self._mark(tag)
        elif tag in ("sup", "sub"):
            self._raised.append((tag, len(self._pieces)))
        elif tag == "a":
            self._link(attributes.get("href", ""))
        else:
            self._pieces.append("\n\n" + self._indent() if tag in _BLOCKS else "")
            if tag not in _TRANSPARENT:
                self.unsupported[tag] = None

    def end(self, tag: str) -> None:
        """An element ends; one that never began changes nothing."""
        if tag in _UNSEEN:
            self._unseen = max(0, self._unseen - 1)
        elif tag == "pre" and self._in_pre:
            self._in_pre -= 1
            self._pieces.append("\n```\n\n")
        elif tag in ("ul", "ol") and self._lists:
            self._lists.pop()
            self._pieces.append("\n" if self._lists else "\n\n")
        elif tag in _MARKS:
            self._mark(tag, ends=True)
        elif tag in ("sup", "sub") and self._raised:
            self._raise(*self._raised.pop())
        elif tag == "a" and self._links:
            target = self._links.pop()
            self._pieces.append(f"]({target})" if target else "")
        elif tag in _BLOCKS:
            self._pieces.append("\n\n" + self._indent())

    def text(self, text: str) -> None:
        """Text stands here."""
        if self._unseen:
            return
        if self._in_pre:
            self._pieces.append(text)
        else:
            text = _SPACES.sub(" ", text)
            if not self._pieces or self._pieces[-1][-1:].isspace():
                text = text.lstrip()
            self._pieces.append(text if "`" in self._marks else plain_as_markdown(text))

    def raw(self, text: str) -> None:
        """Write something that is Markdown already, such as a gap."""
        self._pieces.append(text)

    def _indent(self) -> str:
        return "  " * min(len(self._lists), MAX_LISTS)

    def _list(self, tag: str) -> None:
        self._lists.append(0 if tag == "ol" else None)
        if len(self._lists) > MAX_LISTS:
            self.unsupported[f"lists nested deeper than {MAX_LISTS}"] = None
        self._pieces.append("" if len(self._lists) > 1 else "\n\n")

    def _item(self) -> None:
        if not self._lists:
            self._lists.append(None)
        number = self._lists[-1]
        sign = "-"
        if number is not None:
            self._lists[-1] = number + 1
            sign = f"{number + 1}."
        indent = "  " * min(len(self._lists) - 1, MAX_LISTS)
        self._pieces.append(f"\n{indent}{sign} ")

    def _mark(self, tag: str, *, ends: bool = False) -> None:
        mark = _MARKS[tag]
        if self._in_pre or ((mark in self._marks) != ends) or ("`" in self._marks and mark != "`"):
            return
        if ends:
            self._marks.remove(mark)
        else:
            self._marks.append(mark)
        self._pieces.append(mark)

    def _raise(self, tag: str, start: int) -> None:
        """Write raised or lowered characters where Unicode has them, else `^(…)` or `_(…)`."""
        text = "".join(self._pieces[start:])
        table = _RAISED if tag == "sup" else _LOWERED
        if text and all(ord(character) in table for character in text):
            written = text.translate(table)
        else:
            written = f"^({text})" if tag == "sup" else f"_({text})"
        self._pieces[start:] = [written]

    def _link(self, target: str) -> None:
        is_whole = re.fullmatch(r"https?://[^\s()<>]+", target) is not None
        self._links.append(target if is_whole else "")
        if is_whole:
            self._pieces.append("[")
        else:
            self.unsupported["link to another place than https://"] = None


class _Reader(HTMLParser):
    """Feeds a writer with what Python's reader finds; that one raises for nothing."""

    def __init__(self, writer: MarkdownWriter) -> None:
        super().__init__(convert_charrefs=True)
        self.writer = writer

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.writer.start(tag, {name: value or "" for name, value in attrs})

    def handle_endtag(self, tag: str) -> None:
        self.writer.end(tag)

    def handle_data(self, data: str) -> None:
        self.writer.text(data)
