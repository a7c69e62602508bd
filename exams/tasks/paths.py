"""Find values in a document by a path: a small part of JSONPath that always ends soon.

A path is `$` and steps: `.name`, `['any name']`, `[0]`, `[-1]`, `[*]`, and
`[?@.name=='web']`, which keeps the items of a list (or the values of a mapping) where what
stands there is equal. There is no `..`, so that no value is reached twice and a path takes at
most one look at each value of the document for each of its steps. Written by hand because the
libraries have no such bound, and no column for an author's mistake.

Source: RFC 9535, JSONPath; what is accepted here means the same there.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction
from typing import Any, TypeAlias

from exams.tasks.values import same

MAX_LENGTH = 400
"""Characters of a path."""

_WORDS = {"true": True, "false": False, "null": None}


class PathError(ValueError):
    """A path that cannot be read; the message says why and at which character."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Name:
    """The value of a mapping under a key."""

    name: str

    def select(self, value: Any) -> Iterator[Any]:
        """Give the value under the name, if there is one."""
        if isinstance(value, dict) and self.name in value:
            yield value[self.name]


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """The item of a list at a place, from 0, or from -1 backwards."""

    index: int

    def select(self, value: Any) -> Iterator[Any]:
        """Give the item at the place, if there is one."""
        if isinstance(value, list) and -len(value) <= self.index < len(value):
            yield value[self.index]


@dataclass(frozen=True, slots=True, kw_only=True)
class Each:
    """Every item of a list, every value of a mapping."""

    def select(self, value: Any) -> Iterator[Any]:
        """Give them in order."""
        if isinstance(value, list):
            yield from value
        elif isinstance(value, dict):
            yield from value.values()


@dataclass(frozen=True, slots=True, kw_only=True)
class Where:
    """The items, or values, in which something stands that is equal.

    Attributes:
        names: Where to look in each of them.
        wanted: What must stand there.
    """

    names: tuple[str, ...]
    wanted: Any

    def select(self, value: Any) -> Iterator[Any]:
        """Give them in order."""
        for item in Each().select(value):
            inner, found = item, True
            for name in self.names:
                found = isinstance(inner, dict) and name in inner
                if not found:
                    break
                inner = inner[name]
            if found and same(inner, self.wanted):
                yield item


Step: TypeAlias = Name | Place | Each | Where


@dataclass(frozen=True, slots=True, kw_only=True)
class ValuePath:
    """A path that was read.

    Attributes:
        text: As the author wrote it.
    """

    text: str
    steps: tuple[Step, ...]

    def select(self, value: Any) -> list[Any]:
        """Give the values the path leads to, in the order of the document."""
        values = [value]
        for step in self.steps:
            values = [inner for outer in values for inner in step.select(outer)]
        return values


def read_path(text: str) -> ValuePath:
    """Read a path.

    Raises:
        PathError: It is no path of the kind that this module's first lines tell.
    """
    if len(text) > MAX_LENGTH:
        raise PathError(f"a path has at most {MAX_LENGTH} characters")
    return _Reader(text).read()


class _Reader:
    def __init__(self, text: str) -> None:
        self.text = text
        self.at = 0

    def read(self) -> ValuePath:
        if not self._takes("$"):
            raise self._problem("a path begins with $")
        steps: list[Step] = []
        while self.at < len(self.text):
            if self.text.startswith("..", self.at):
                raise self._problem("'..' is not accepted; write each step")
            if self._takes("."):
                steps.append(Each() if self._takes("*") else Name(name=self._word()))
            elif self._takes("["):
                steps.append(self._bracket())
                self._must("]")
            else:
                raise self._problem("expected .name or [")
        return ValuePath(text=self.text, steps=tuple(steps))

    def _bracket(self) -> Step:
        if self._takes("*"):
            return Each()
        if self._takes("?"):
            return self._filter()
        if self._peek() in ("'", '"'):
            return Name(name=self._quoted())
        number = self._number()
        if number is None or number.denominator != 1:
            raise self._problem("expected a number, *, ?, or a name in quotes")
        return Place(index=int(number))

    def _filter(self) -> Where:
        enclosed = self._takes("(")
        self._must("@")
        names: list[str] = []
        while self._peek() in (".", "["):
            if self._takes("."):
                names.append(self._word())
            else:
                self._must("[")
                names.append(self._quoted())
                self._must("]")
        self._blank()
        self._must("==")
        self._blank()
        wanted = self._literal()
        self._blank()
        if enclosed:
            self._must(")")
        return Where(names=tuple(names), wanted=wanted)

    def _literal(self) -> Any:
        if self._peek() in ("'", '"'):
            return self._quoted()
        for word, value in _WORDS.items():
            if self._takes(word):
                return value
        number = self._number()
        if number is None:
            raise self._problem("expected a text in quotes, a number, true, false or null")
        return number

    def _number(self) -> Fraction | None:
        end = self.at + (self._peek() == "-")
        while end < len(self.text) and self.text[end] in "0123456789.":
            end += 1
        try:
            number = Fraction(self.text[self.at : end])
        except ValueError:
            return None
        self.at = end
        return number

    def _word(self) -> str:
        end = self.at
        while end < len(self.text) and (self.text[end].isalnum() or self.text[end] in "_-"):
            end += 1
        if end == self.at:
            raise self._problem("expected a name; one with other signs stands in ['…']")
        word, self.at = self.text[self.at : end], end
        return word

    def _quoted(self) -> str:
        quote = self._peek()
        if quote not in ("'", '"'):
            raise self._problem("expected a text in quotes")
        self.at += 1
        letters: list[str] = []
        while not self._takes(quote):
            self._takes("\\")
            if self.at >= len(self.text):
                raise self._problem("the quote does not end")
            letters.append(self.text[self.at])
            self.at += 1
        return "".join(letters)

    def _blank(self) -> None:
        while self._takes(" "):
            pass

    def _peek(self) -> str:
        return self.text[self.at : self.at + 1]

    def _takes(self, sign: str) -> bool:
        found = self.text.startswith(sign, self.at)
        self.at += len(sign) * found
        return found

    def _must(self, sign: str) -> None:
        if not self._takes(sign):
            raise self._problem(f"expected {sign}")

    def _problem(self, words: str) -> PathError:
        return PathError(f"{words}, at character {self.at + 1} of {self.text!r}")
