"""Tell which lines of a comment its author speaks, as against quotes, shows as code or hides."""

from __future__ import annotations

import re
import sys
from collections import defaultdict, deque
from typing import TYPE_CHECKING

from markdown_it import MarkdownIt

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

# Only the blocks are parsed: they decide what is code, quote or HTML, and take linear time.
_MARKDOWN = MarkdownIt("commonmark").enable("table").disable(["inline", "text_join"])

_SPOKEN_BLOCKS = ("paragraph_open", "heading_open")
"""A paragraph with a line of dashes under it is a heading, and people sign off like that."""

_NOWHERE = (sys.maxsize, sys.maxsize)
"""Where a span is that does not come."""

_BACKTICKS = re.compile("`+")
_OPENING = re.compile(r"\\.|`+|<!--", re.DOTALL)


def spoken_lines(lines: Sequence[str], *, end: int | None = None) -> Iterator[tuple[int, str]]:
    """Give the lines of paragraphs that stand in no quote, code or HTML.

    A line directly below a quote is part of it, as GitHub shows it, although it has no mark.

    Args:
        lines: All lines of a comment, without their ends.
        end: Look at the lines before this index only; `None` means all.

    Yields:
        Zero-based indexes, and the lines as they were written, with a list's marks if any.
    """
    end = len(lines) if end is None else end
    quotes = 0
    parent = ""
    for token in _MARKDOWN.parse("\n".join(lines[:end])):
        if token.type == "blockquote_open":
            quotes += 1
        elif token.type == "blockquote_close":
            quotes -= 1
        elif token.type == "inline" and token.map and not quotes and parent in _SPOKEN_BLOCKS:
            first, last = token.map
            whole = last
            if last == end:
                # What opens in this paragraph may end in its part that is not looked at.
                while whole < len(lines) and lines[whole].strip():
                    whole += 1
            hidden = _spans("\n".join(lines[first:whole]))
            yield from _outside(hidden, lines, first, last)
        parent = token.type


def _outside(
    spans: Iterator[tuple[int, int]], lines: Sequence[str], first: int, last: int
) -> Iterator[tuple[int, str]]:
    """Give those of a paragraph's lines that begin outside the spans, which come in order."""
    begin, finish = next(spans, _NOWHERE)
    offset = 0
    for index in range(first, last):
        while finish <= offset:
            begin, finish = next(spans, _NOWHERE)
        if offset <= begin:
            yield index, lines[index]
        offset += len(lines[index]) + 1


def _spans(text: str) -> Iterator[tuple[int, int]]:
    """Find code spans and HTML comments; time is linear, whatever is left open."""
    closing: defaultdict[int, deque[int]] = defaultdict(deque)
    for ticks in _BACKTICKS.finditer(text):
        closing[len(ticks[0])].append(ticks.start())
    position = 0
    comments_end = True
    while opening := _OPENING.search(text, position):
        position = opening.end()
        if opening[0].startswith("`"):
            ends = closing[len(opening[0])]
            while ends and ends[0] < position:
                ends.popleft()
            if ends:
                position = ends[0] + len(opening[0])
                yield opening.start(), position
        elif opening[0] == "<!--" and comments_end:
            # The opening and the closing mark may share their dashes: `<!-->` is whole.
            found = text.find("-->", opening.start() + 2)
            comments_end = found >= 0
            if comments_end:
                position = found + len("-->")
                yield opening.start(), position
