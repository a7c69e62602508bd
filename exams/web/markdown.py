"""Turn the Markdown of exam authors into HTML that can neither run, load nor hide anything."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from html import escape
from typing import TYPE_CHECKING

import nh3
from markdown_it import MarkdownIt
from markupsafe import Markup

from exams.questions.gaps import GAP

if TYPE_CHECKING:
    from collections.abc import Sequence

    from markdown_it.renderer import RendererHTML
    from markdown_it.token import Token
    from markdown_it.utils import EnvType, OptionsDict

    from exams.bank import Option, PublicQuestion

INLINE_TAGS = frozenset({"code", "em", "strong", "s", "br"})
"""What may stand in a label or a legend; a link there could not be told from the choice."""

BLOCK_TAGS = INLINE_TAGS | {
    *("a", "p", "ul", "ol", "li", "pre", "blockquote", "hr"),
    *("h2", "h3", "h4", "h5", "h6", "table", "thead", "tbody", "tr", "th", "td"),
}

REMEMBERED = 8_192
"""Texts that are rendered once; the banks of a program have some thousand, and every paper shows
the same again."""

_ONE_PARAGRAPH = ["paragraph_open", "inline", "paragraph_close"]


@dataclass(frozen=True, slots=True, kw_only=True)
class QuestionText:
    """A question as HTML.

    Attributes:
        line: The whole text where it is one paragraph, else empty.
        blocks: The whole text where it is more than that, else empty.
    """

    line: Markup
    blocks: Markup


@lru_cache(maxsize=REMEMBERED)
def render_blocks(text: str) -> Markup:
    """Render a whole text; headings begin at the second level, the page has the first."""
    return _clean(_MARKDOWN.render(text), BLOCK_TAGS)


@lru_cache(maxsize=REMEMBERED)
def render_line(text: str) -> Markup:
    """Render a text that stands in one line, such as an option."""
    return _clean(_MARKDOWN.renderInline(text), INLINE_TAGS)


@lru_cache(maxsize=REMEMBERED)
def render_question(text: str) -> QuestionText:
    """Render a question for a legend where it fits in one, else for the space below it."""
    if [token.type for token in _MARKDOWN.parse(text)] == _ONE_PARAGRAPH:
        return QuestionText(line=render_line(text), blocks=Markup())
    return QuestionText(line=Markup(), blocks=render_blocks(text))


def render_plain(text: str) -> str:
    """Give the words of a line alone, for places that take no HTML, such as a list's option."""
    return render_line(text).striptags()


@dataclass(frozen=True, slots=True, kw_only=True)
class Piece:
    """A piece of a text with gaps: HTML, or one gap.

    Attributes:
        html: Clean, and perhaps only the beginning or end of an element; empty for a gap.
        gap: `None` for HTML.
    """

    html: Markup
    gap: Option | None


def render_gaps(question: PublicQuestion) -> list[Piece]:
    """Render a text in pieces, so that inputs can be put into its gaps."""
    gaps = {prompt.id: prompt for prompt in question.prompts}
    # Of a split by one group, every second piece is what the group found.
    pieces = GAP.split(str(render_blocks(question.text)))
    return [
        Piece(html=Markup(), gap=gaps[piece])
        if number % 2
        else Piece(html=Markup(piece), gap=None)  # noqa: S704  # a piece of what was cleaned
        for number, piece in enumerate(pieces)
    ]


def _clean(html: str, tags: frozenset[str]) -> Markup:
    # The renderer writes no HTML of the author's; cleaning it all the same costs microseconds,
    # and holds if that ever changes.
    clean = nh3.clean(
        html,
        tags=set(tags),
        attributes={"a": {"href"}},
        url_schemes={"http", "https"},
        link_rel="noopener noreferrer",
    )
    return Markup(clean)  # noqa: S704  # cleaned in the line above


def _image(
    _self: RendererHTML, tokens: Sequence[Token], index: int, _options: OptionsDict, _env: EnvType
) -> str:
    """Give the image's description only: fetching the image would tell another server."""
    return escape(tokens[index].content)


def _heading(
    self: RendererHTML, tokens: Sequence[Token], index: int, options: OptionsDict, env: EnvType
) -> str:
    token = tokens[index]
    if token.tag == "h1":
        token.tag = "h2"
    return self.renderToken(tokens, index, options, env)


def _reader() -> MarkdownIt:
    # Without HTML, "<name>" in a question is text, as its author meant it.
    markdown = MarkdownIt("commonmark", {"html": False}).enable(["table", "strikethrough"])
    markdown.add_render_rule("image", _image)
    markdown.add_render_rule("heading_open", _heading)
    markdown.add_render_rule("heading_close", _heading)
    return markdown


_MARKDOWN = _reader()
