"""Show Markdown as GitHub shows it in comments, and tick its boxes."""

from __future__ import annotations

import re
import secrets
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

import nh3
from markdown_it import MarkdownIt
from markdown_it.token import Token

if TYPE_CHECKING:
    from markdown_it.rules_core import StateCore

_BOX = re.compile(r"^(?P<before>[\s>]*(?:(?:[-*+]|\d{1,9}[.)])[ \t>]+)+)\[(?P<mark>[ xX])\](?=\s)")
_LINE_END = re.compile(r"(\r\n?|\n)")
_MENTION = re.compile(
    r"(?<![\w/@`-])(?:@(?P<login>[A-Za-z0-9][A-Za-z0-9-]{0,38})|#(?P<number>\d{1,9})\b"
    r"|(?P<url>https?://[^\s<>\"')\]]*[^\s<>\"')\].,;:!?]))"
)

# The elements that GitHub lets through, as far as comments use them.
_TAGS = set(
    re.findall(
        r"\w+",
        """
        h1 h2 h3 h4 h5 h6 p br hr b strong i em s del ins strike sup sub kbd q samp var
        a img code pre tt blockquote ul ol li dl dt dd div span details summary
        table thead tbody tfoot tr th td input picture source
        """,
    )
)
_ATTRIBUTES = {
    "*": {"align", "title", "width", "height", "dir", "lang"},
    "a": {"href"},
    "img": {"src", "alt", "width", "height", "align"},
    "source": {"srcset", "media"},
    "details": {"open"},
    "ol": {"start"},
    "th": {"scope", "colspan", "rowspan"},
    "td": {"colspan", "rowspan"},
    "code": {"class"},
    "input": {"type", "checked", "disabled", "data-box"},
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Box:
    """A task of a list: the line it stands on, counted from 0, and whether it is done."""

    line: int
    checked: bool


def boxes(text: str) -> list[Box]:
    """List the boxes of a text in their order."""
    return [
        Box(line=line, checked=checked)
        for token in _MARKDOWN.parse(text)
        if (line := token.meta.get("line")) is not None
        for checked in (bool(token.meta["checked"]),)
    ]


def toggle(text: str, index: int) -> str:
    """Tick or untick one box and leave everything else as it is.

    Raises:
        IndexError: There is no such box.
    """
    box = boxes(text)[index]
    pieces = _LINE_END.split(text)  # lines at the even places, their ends between them
    mark = " " if box.checked else "x"
    place = 2 * box.line
    pieces[place] = _BOX.sub(rf"\g<before>[{mark}]", pieces[place])
    return "".join(pieces)


def render(
    text: str,
    *,
    base: str,
    mentionable: Callable[[str], bool] = lambda _: False,
    can_tick: bool = False,
) -> str:
    """Turn Markdown into HTML that is safe to show.

    Args:
        text: Markdown with the HTML that GitHub allows; the rest is dropped.
        base: The path of the repository, `/owner/name`, that `#12` leads into.
        mentionable: Tells whether a login is somebody's, so that `@login` becomes a link.
        can_tick: Whether boxes are buttons; they send `box` with their number.
    """
    # A mark that nobody can have written makes our boxes out among those in raw HTML.
    mark = secrets.token_hex(8)
    environment = {"mark": mark, "base": base, "mentionable": mentionable}
    html = nh3.clean(
        _MARKDOWN.render(text, environment),
        tags=_TAGS,
        attributes=_ATTRIBUTES,
        url_schemes={"http", "https", "mailto"},
        link_rel="nofollow noopener",
    )
    return _draw_boxes(html, mark, can_tick=can_tick)


def _draw_boxes(html: str, mark: str, *, can_tick: bool) -> str:
    def draw(found: re.Match[str]) -> str:
        state = "true" if "checked" in found["rest"] else "false"
        if not can_tick:
            return (
                f'<span class="box" role="checkbox" aria-checked="{state}" aria-disabled="true" '
                'aria-label="task"></span>'
            )
        number = int(found["number"])
        return (
            f'<button class="box" role="checkbox" aria-checked="{state}" name="box" '
            f'value="{number}" aria-label="task {number + 1}"></button>'
        )

    ours = re.compile(rf'<input (?P<rest>[^>]*data-box="{mark}-(?P<number>\d+)"[^>]*)>')
    others = re.compile(r"<input\b[^>]*>")
    return others.sub(lambda it: draw(m) if (m := ours.fullmatch(it[0])) else "", html)


def _find_boxes(state: StateCore) -> None:
    """Mark the list items that are tasks, and take the brackets out of what is shown."""
    lines = state.src.split("\n")
    number = 0
    for index, token in enumerate(state.tokens):
        if token.type != "inline" or not token.map or index < 2:  # noqa: PLR2004 -- item, paragraph
            continue
        line = token.map[0]
        if state.tokens[index - 2].type != "list_item_open" or line >= len(lines):
            continue
        found = _BOX.match(lines[line])
        first = token.children[0] if token.children else None
        if not found or not first or not first.content.startswith(f"[{found['mark']}]"):
            continue
        checked = found["mark"] != " "
        first.content = first.content[3:]
        token.meta |= {"line": line, "checked": checked}
        box = Token("html_inline", "", 0)
        flag = ' checked=""' if checked else ""
        mark = state.env.get("mark", "")
        box.content = f'<input type="checkbox" data-box="{mark}-{number}"{flag}>'
        (token.children or []).insert(0, box)
        number += 1


def _find_links(state: StateCore) -> None:
    """Make links of mentions, numbers and bare addresses outside of links and code."""
    for token in state.tokens:
        if token.type != "inline" or not token.children:
            continue
        depth, children = 0, []
        for child in token.children:
            depth += {"link_open": 1, "link_close": -1}.get(child.type, 0)
            plain = child.type == "text" and depth == 0
            children += _linked(child.content, state.env) if plain else [child]
        token.children = children


def _linked(text: str, environment: Mapping[str, object]) -> list[Token]:
    mentionable = environment.get("mentionable")
    tokens, done = [], 0
    for found in _MENTION.finditer(text):
        if found["login"]:
            if not callable(mentionable) or not mentionable(found["login"]):
                continue
            address = f"/{found['login']}"
        elif found["number"]:
            address = f"{environment.get('base', '')}/issues/{found['number']}"
        else:
            address = found["url"]
        opening = Token("link_open", "a", 1, attrs={"href": address})
        tokens += [_text(text[done : found.start()]), opening, _text(found[0])]
        tokens.append(Token("link_close", "a", -1))
        done = found.end()
    return [*tokens, _text(text[done:])]


def _text(content: str) -> Token:
    token = Token("text", "", 0)
    token.content = content
    return token


def _markdown() -> MarkdownIt:
    # In comments a line break is a line break.
    markdown = MarkdownIt("commonmark", {"html": True, "breaks": True})
    markdown.enable(["table", "strikethrough"])
    markdown.core.ruler.push("boxes", _find_boxes)
    markdown.core.ruler.push("links", _find_links)
    return markdown


_MARKDOWN = _markdown()
