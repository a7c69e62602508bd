"""Write small drawings as SVG: no script, no style sheet, colours of the page around them.

Colours are the site's custom properties with a fallback, so that a drawing follows the page's
light or dark look, and stands in a file of its own too. A presentation attribute is allowed where
the page's content security policy forbids a style attribute.
"""

from __future__ import annotations

from recognition.render.xml import escape, legal

INK = "currentColor"
LINE = "var(--line, #8b949e)"
ACCENT = "var(--pico-primary, #00665b)"
BAD = "var(--bad, #a3232f)"

FONT = "system-ui, sans-serif"


class Drawing:
    """A drawing that grows by shapes; `svg` gives the document.

    Args:
        name: Unique on a page; the names of title and description begin with it.
        width: In user units; the page scales the drawing to the room there is.
        height: Likewise.
        title: What it shows, in a line.
        description: What is to be seen, in a sentence or two.
    """

    def __init__(
        self, name: str, *, width: int, height: int, title: str, description: str
    ) -> None:
        self.width = width
        self.height = height
        self._head = (
            f'<svg xmlns="http://www.w3.org/2000/svg" class="plot" role="img" '
            f'viewBox="0 0 {width} {height}" width="{width}" height="{height}" '
            f'aria-labelledby="{_text(name)}-title {_text(name)}-desc" '
            f'font-family="{FONT}" font-size="12">'
            f'<title id="{_text(name)}-title">{_text(title)}</title>'
            f'<desc id="{_text(name)}-desc">{_text(description)}</desc>'
        )
        self._shapes: list[str] = []

    def line(
        self,
        start: tuple[float, float],
        end: tuple[float, float],
        *,
        colour: str = LINE,
        width: float = 1,
        dashed: bool = False,
    ) -> None:
        """Draw a straight line."""
        dashes = ' stroke-dasharray="5 4"' if dashed else ""
        self._shapes.append(
            f'<line x1="{_number(start[0])}" y1="{_number(start[1])}" x2="{_number(end[0])}" '
            f'y2="{_number(end[1])}" stroke="{colour}" stroke-width="{_number(width)}"{dashes}/>'
        )

    def bar(
        self, x: float, y: float, width: float, height: float, *, colour: str = ACCENT
    ) -> None:
        """Draw a filled rectangle from its upper left corner."""
        self._shapes.append(
            f'<rect x="{_number(x)}" y="{_number(y)}" width="{_number(width)}" '
            f'height="{_number(height)}" fill="{colour}"/>'
        )

    def dot(self, x: float, y: float, *, colour: str = ACCENT) -> None:
        """Draw a round mark."""
        self._shapes.append(f'<circle cx="{_number(x)}" cy="{_number(y)}" r="4" fill="{colour}"/>')

    def diamond(self, x: float, y: float, *, colour: str = BAD) -> None:
        """Draw a mark that differs from a dot by its shape, too."""
        points = [(x, y - 6), (x + 6, y), (x, y + 6), (x - 6, y)]
        joined = " ".join(f"{_number(px)},{_number(py)}" for px, py in points)
        self._shapes.append(f'<polygon points="{joined}" fill="{colour}"/>')

    def text(
        self,
        x: float,
        y: float,
        words: str,
        *,
        anchor: str = "start",
        bold: bool = False,
        size: int = 12,
    ) -> None:
        """Write words with their base line at y; the anchor is start, middle or end."""
        weight = ' font-weight="700"' if bold else ""
        self._shapes.append(
            f'<text x="{_number(x)}" y="{_number(y)}" text-anchor="{anchor}" fill="{INK}" '
            f'font-size="{size}"{weight}>{_text(words)}</text>'
        )

    def svg(self) -> str:
        """Give the document."""
        return "".join((self._head, *self._shapes, "</svg>"))


def _text(words: str) -> str:
    return escape(legal(words))


def _number(value: float) -> str:
    """Write a length with one decimal at most: the same on every machine, and short."""
    return f"{value:.1f}".removesuffix(".0")
