"""Parse Go and JavaScript into a tree that can be searched; nothing is compiled or run.

The tree is copied once out of the parser's own, in one walk with a limit: the parser's search
has none, and a pattern of two neighbours keeps it busy for minutes on a long list.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from typing import TYPE_CHECKING

from exams.tasks.limits import UnreadableError, checked_size

if TYPE_CHECKING:
    from tree_sitter import Language, Node, Tree

MAX_PIECES = 20_000
"""Of an answer; a line of code has about ten."""


def _go() -> object:
    import tree_sitter_go  # noqa: PLC0415

    return tree_sitter_go.language()


def _javascript() -> object:
    import tree_sitter_javascript  # noqa: PLC0415

    return tree_sitter_javascript.language()


LANGUAGES: Mapping[str, tuple[str, Callable[[], object]]] = {
    "go": ("Go", _go),
    "javascript": ("JavaScript", _javascript),
}
"""By the author's word: the name for people, and what loads the grammar."""


@dataclass(slots=True, kw_only=True, eq=False, repr=False)
class Piece:
    """A node of the tree.

    Attributes:
        type: As the grammar calls it, such as `call_expression`, or the sign itself.
        named: Whether it is more than a sign or keyword.
        role: The field of its parent that it fills, such as `arguments`, or empty.
    """

    type: str
    named: bool
    role: str
    source: bytes
    start: int
    end: int
    children: list[Piece] = field(default_factory=list)

    @property
    def text(self) -> str:
        """What stands there."""
        return self.source[self.start : self.end].decode("utf-8", "replace")

    @property
    def tight(self) -> str:
        """What stands there without white space: `a . b` is `a.b`."""
        return "".join(self.text.split())

    def all(self, role: str) -> list[Piece]:
        """Give the children that fill a field."""
        return [child for child in self.children if child.role == role]

    def one(self, role: str) -> Piece | None:
        """Give the first child that fills a field, or `None`."""
        return next(iter(self.all(role)), None)

    def parts(self) -> list[Piece]:
        """Give the children that are neither signs nor comments."""
        return [child for child in self.children if child.named and child.type != "comment"]


@dataclass(slots=True, kw_only=True)
class Code:
    """A candidate's code.

    Attributes:
        broken_line: The first line that is not the language, from 1, or `None`.
        by_type: Its pieces, in their order, by type.
    """

    broken_line: int | None = None
    by_type: dict[str, list[Piece]] = field(default_factory=dict)

    def of(self, *types: str) -> list[Piece]:
        """Give the pieces of some types."""
        return [piece for name in types for piece in self.by_type.get(name, ())]

    def everything(self) -> list[Piece]:
        """Give all pieces."""
        return self.of(*self.by_type)


def parse_code(text: str, language: str) -> Code:
    """Parse an answer; a mistake in it leaves the rest to be searched.

    Args:
        text: The answer.
        language: One of `LANGUAGES`.

    Raises:
        UnreadableError: It is too large, or empty.
    """
    from tree_sitter import Parser  # noqa: PLC0415

    source = checked_size(text).encode("utf-8", "replace")
    if not source.strip():
        raise UnreadableError("there is nothing in the answer")
    return _copied(Parser(grammar(language)).parse(source), source)


@lru_cache(maxsize=len(LANGUAGES))
def grammar(language: str) -> Language:
    """Load the grammar of one of `LANGUAGES`."""
    from tree_sitter import Language  # noqa: PLC0415

    return Language(LANGUAGES[language][1]())


def _copied(tree: Tree, source: bytes) -> Code:
    code = Code()
    cursor = tree.walk()
    above: list[Piece] = []
    count = 0
    while True:
        node = cursor.node
        assert node is not None, "a cursor stands on a node"
        count += 1
        if count > MAX_PIECES:
            raise UnreadableError(f"it has more than {MAX_PIECES:,} words and signs")
        if code.broken_line is None and (node.is_error or node.is_missing):
            code.broken_line = node.start_point.row + 1
        piece = _piece(node, cursor.field_name or "", source)
        code.by_type.setdefault(piece.type, []).append(piece)
        if above:
            above[-1].children.append(piece)
        if cursor.goto_first_child():
            above.append(piece)
            continue
        while not cursor.goto_next_sibling():
            if not cursor.goto_parent():
                return code
            above.pop()


def _piece(node: Node, role: str, source: bytes) -> Piece:
    return Piece(
        type=node.type,
        named=node.is_named,
        role=role,
        source=source,
        start=node.start_byte,
        end=node.end_byte,
    )
