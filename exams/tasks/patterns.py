"""Find places in code by patterns in tree-sitter's query language, in time that is bounded.

What is understood of the language: nodes `(call_expression …)`, any named node `(_)` and any
node `_`, signs `"="`, fields `name: …` and their absence `!name`, choices `[… …]`, captures
`@name`, and the predicates `#eq?`, `#not-eq?`, `#any-of?`, `#not-any-of?` that compare a capture
with texts. Children are found in their order, with others between them. Each place counts once,
however many ways there are to match it; that is why one look at each child is enough.

Source: tree-sitter's documentation, "Queries".
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

from exams.tasks.syntax import Code, Piece, grammar

MAX_LENGTH = 2_000
"""Characters of a pattern."""

MAX_DEPTH = 20
"""Levels of a pattern."""

PREDICATES = ("eq?", "not-eq?", "any-of?", "not-any-of?")

Condition = Callable[[str], bool]


class PatternError(ValueError):
    """A pattern that cannot be read; the message says why and where."""


@dataclass(slots=True, kw_only=True)
class Pattern:
    """What a piece must be like.

    Attributes:
        types: What its type may be; `None` takes any.
        named: Whether it must be more than a sign; for a sign, that it is one; `None` for both.
        role: The field it must fill, or empty.
        without: Fields that must not be filled below it.
        children: What must stand below it, in this order.
        choices: Of which one must hold too; empty asks for none.
        conditions: Of its text.
    """

    types: frozenset[str] | None = None
    named: bool | None = None
    role: str = ""
    without: list[str] = field(default_factory=list)
    children: list[Pattern] = field(default_factory=list)
    choices: list[Pattern] = field(default_factory=list)
    conditions: list[Condition] = field(default_factory=list)

    def places(self, code: Code) -> list[Piece]:
        """Give the pieces that are like this."""
        among = code.everything() if self.types is None else code.of(*sorted(self.types))
        return [piece for piece in among if self.suits(piece)]

    def suits(self, piece: Piece) -> bool:
        """Tell whether a piece is like this."""
        return (
            (self.types is None or piece.type in self.types)
            and (self.named is None or piece.named == self.named)
            and (not self.role or piece.role == self.role)
            and not any(child.role in self.without for child in piece.children)
            and (not self.choices or any(choice.suits(piece) for choice in self.choices))
            and all(condition(piece.text) for condition in self.conditions)
            and self._stand_below(piece)
        )

    def _stand_below(self, piece: Piece) -> bool:
        # The first that suits leaves the most for the others, so that none is looked at twice.
        rest = iter(piece.children)
        return all(any(wanted.suits(child) for child in rest) for wanted in self.children)


def read_patterns(text: str, language: str) -> list[Pattern]:
    """Read one or several patterns, of which each place may match any.

    Raises:
        PatternError: It is no query of the language, or uses what is not understood here.
    """
    from tree_sitter import Query  # noqa: PLC0415

    if len(text) > MAX_LENGTH:
        raise PatternError(f"a query has at most {MAX_LENGTH} characters")
    try:
        # It knows the names of the grammar, which we do not; it is never run.
        Query(grammar(language), text)
    except ValueError as error:
        raise PatternError(" ".join(str(error).split())) from error
    return _Reader(text).read()


class _Reader:
    def __init__(self, text: str) -> None:
        self.words = list(_words(text))
        self.at = 0
        self.captures: dict[str, list[Pattern]] = {}

    def read(self) -> list[Pattern]:
        patterns: list[Pattern] = []
        while self.at < len(self.words):
            self.captures = {}
            patterns.append(self._pattern(0))
            while self._peek() == "(" and self._peek(1).startswith("#"):
                self._predicate()
        if not patterns:
            raise PatternError("the query is empty")
        return patterns

    def _pattern(self, depth: int) -> Pattern:
        if depth > MAX_DEPTH:
            raise PatternError(f"it is nested deeper than {MAX_DEPTH} levels")
        word = self._next()
        if word == "(" and self._peek() in ("(", "[", '"'):
            pattern = self._group(depth)
        elif word == "(":
            pattern = self._node(depth)
        elif word == "[":
            pattern = Pattern()
            while self._peek() != "]":
                pattern.choices.append(self._pattern(depth + 1))
            self._next()
        elif word == "_":
            pattern = Pattern()
        elif word.startswith('"'):
            pattern = Pattern(types=frozenset((word[1:],)), named=False)
        else:
            raise PatternError(f"'{word}' is not understood here")
        while self._peek().startswith("@"):
            self.captures.setdefault(self._next()[1:], []).append(pattern)
        return pattern

    def _group(self, depth: int) -> Pattern:
        """Read `(pattern (#predicate))`, which is how a predicate is bound to a pattern."""
        pattern = self._pattern(depth + 1)
        while self._peek() == "(" and self._peek(1).startswith("#"):
            self._predicate()
        self._must(")", "neighbours are not understood here; name their parent")
        return pattern

    def _node(self, depth: int) -> Pattern:
        name = self._next()
        any_kind = name in ("_", "ERROR", "MISSING")
        if any_kind and name != "_":
            raise PatternError(f"({name}) is not understood here; use 'parses: true'")
        pattern = Pattern(types=None if any_kind else frozenset((name,)), named=True)
        while self._peek() != ")":
            if self._peek() == "(" and self._peek(1).startswith("#"):
                self._predicate()
            elif self._peek().startswith("!"):
                pattern.without.append(self._next()[1:])
            else:
                role = self._next()[:-1] if self._peek().endswith(":") else ""
                child = self._pattern(depth + 1)
                child.role = role
                pattern.children.append(child)
        self._next()
        return pattern

    def _predicate(self) -> None:
        self._next()
        name = self._next()[1:]
        if name not in PREDICATES:
            raise PatternError(f"#{name} is not understood here; there are #eq? and #any-of?")
        capture = self._next()
        texts: list[str] = []
        while self._peek() != ")":
            word = self._next()
            if not word.startswith('"'):
                raise PatternError(f"#{name} compares a capture with texts in quotes")
            texts.append(word[1:])
        self._next()
        captured = self.captures.get(capture[1:], [])
        if not captured:
            raise PatternError(f"{capture} must stand before #{name}")
        wanted, there = frozenset(texts), not name.startswith("not-")
        for pattern in captured:
            pattern.conditions.append(lambda text: (text in wanted) == there)

    def _peek(self, ahead: int = 0) -> str:
        return self.words[self.at + ahead] if self.at + ahead < len(self.words) else ""

    def _next(self) -> str:
        word = self._peek()
        if not word:
            raise PatternError("it ends too early")
        self.at += 1
        return word

    def _must(self, word: str, otherwise: str) -> None:
        if self._next() != word:
            raise PatternError(otherwise)


def _words(text: str) -> Iterator[str]:
    """Cut a query into brackets, texts (as `"` and what they say) and words."""
    at = 0
    while at < len(text):
        sign = text[at]
        if sign.isspace():
            at += 1
        elif sign == ";":
            at = (text.find("\n", at) + 1) or len(text)
        elif sign in "()[]":
            yield sign
            at += 1
        elif sign == '"':
            said, at = _said(text, at + 1)
            yield '"' + said
        else:
            end = at
            while end < len(text) and not text[end].isspace() and text[end] not in '()[]";':
                end += 1
            yield text[at:end]
            at = end


_ESCAPES = {"n": "\n", "t": "\t", "r": "\r", "0": "\0"}


def _said(text: str, at: int) -> tuple[str, int]:
    letters: list[str] = []
    while at < len(text) and text[at] != '"':
        if text[at] == "\\" and at + 1 < len(text):
            at += 1
            letters.append(_ESCAPES.get(text[at], text[at]))
        else:
            letters.append(text[at])
        at += 1
    return "".join(letters), at + 1
