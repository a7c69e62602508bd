"""Change single values of a YAML text, and leave every other character where it was.

A round trip through a YAML library, ruamel's included, keeps comments but not indentation, line
lengths, quotes inside brackets and odd dashes of real files. Here nothing is written anew but
what is changed: each edit becomes a splice at the place that the reader found, and the text that
comes out is read again to see that it says what was meant.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from exams.formats.edits import (
    AddItem,
    Edit,
    EditError,
    RemoveKey,
    ReplaceItem,
    SetKey,
    meant,
    value_at,
)
from exams.formats.writing import (
    Authored,
    in_line,
    item_lines,
    key_lines,
    mapping_lines,
)
from recognition.kernel.yaml import Document, Path, YamlError, read_yaml

if TYPE_CHECKING:
    from recognition.kernel.yaml import Span

_PLAIN = re.compile(r"[A-Za-z][A-Za-z0-9_./-]*(?: [A-Za-z][A-Za-z0-9_./-]*)*", re.ASCII)
_READ_AS_OTHER = frozenset(("true", "false", "null", "yes", "no", "on", "off", "y", "n"))


def spliced(document: Document, edits: Sequence[Edit], *, newline: str = "\n") -> str:
    """Give the text of a document with the edits made.

    Args:
        document: As it was read; its first line is the text's own.
        edits: Their paths are those of the document as it is, not after the edits before.
        newline: The end of the lines that are added.

    Raises:
        EditError: An edit has no place, two want the same one, or the text would not say what
            was meant.
    """
    if not edits:
        return document.text
    text = _Splices(document=document, newline=newline).of(edits)
    try:
        says = read_yaml(text, file=document.file).value
    except YamlError as error:
        raise EditError(f"{document.file}: the edit would break the YAML: {error}") from error
    if says != meant(document.value, edits):
        raise EditError(f"{document.file}: the edit would change more than it should")
    return text


@dataclass(frozen=True, slots=True)
class _Splice:
    start: int
    end: int
    text: str
    depth: int


@dataclass(slots=True, kw_only=True)
class _Splices:
    """The splices of one series of edits."""

    document: Document
    newline: str
    found: list[_Splice] = field(default_factory=list)

    def of(self, edits: Iterable[Edit]) -> str:
        """Collect the splices and make them."""
        for edit in edits:
            if not self._exists(edit.at):
                raise EditError(f"{self.document.file}: there is no {_words(edit.at)}")
            match edit:
                case SetKey():
                    self._set(edit)
                case RemoveKey():
                    self._remove(edit)
                case AddItem():
                    self._add(edit)
                case ReplaceItem():
                    self._replace(edit)
        return self._made()

    def _made(self) -> str:
        # At one place what belongs deeper comes first, as it does in the text.
        self.found.sort(key=lambda splice: (splice.start, -splice.depth))
        pieces: list[str] = []
        place = 0
        for splice in self.found:
            if splice.start < place:
                line = self.text.count("\n", 0, splice.start) + self.document.line()
                raise EditError(f"{self.document.file}:{line}: two edits want the same place")
            pieces += self.text[place : splice.start], splice.text
            place = splice.end
        return "".join([*pieces, self.text[place:]])

    @property
    def text(self) -> str:
        return self.document.text

    def _exists(self, path: Path) -> bool:
        return path in self.document.spans

    def _span(self, path: Path) -> Span:
        return self.document.spans[path]

    def _splice(self, start: int, end: int, text: str, path: Path) -> None:
        self.found.append(_Splice(start, end, text, len(path)))

    def _opens(self, path: Path, *signs: str) -> bool:
        return self.text.startswith(signs, self._span(path).start)

    def _is_flow(self, path: Path) -> bool:
        """Tell whether something stands in brackets, or is itself written with them."""
        return any(self._opens(path[:length], "{", "[") for length in range(len(path) + 1))

    def _is_block_text(self, path: Path) -> bool:
        return isinstance(value_at(self.document.value, path), str) and self._opens(path, "|", ">")

    def _content_end(self, path: Path) -> int:
        """Find where the last thing in a value ends, before comments and empty lines."""
        value = value_at(self.document.value, path)
        if not self._opens(path, "{", "[") and isinstance(value, (dict, list)) and value:
            last = list(value)[-1] if isinstance(value, dict) else len(value) - 1
            return self._content_end((*path, last))
        return self._span(path).end

    def _line_start(self, place: int) -> int:
        return self.text.rfind("\n", 0, place) + 1

    def _line_end(self, place: int) -> int:
        """Give the beginning of the next line; a text in block style ends there already."""
        if place and self.text[place - 1] == "\n":
            return place
        end = self.text.find("\n", place)
        return len(self.text) if end < 0 else end + 1

    def _indent(self, place: int) -> str:
        return " " * (place - self._line_start(place))

    def _written(self, lines: Iterable[str], indent: str) -> str:
        """Give whole lines, below what stands at `indent`."""
        return "".join((indent + line if line else "") + self.newline for line in lines)

    # One method an edit.

    def _set(self, edit: SetKey) -> None:
        mapping = value_at(self.document.value, edit.at)
        if not isinstance(mapping, dict):
            raise EditError(f"{self.document.file}: {_words(edit.at)} has no keys")
        path = (*edit.at, edit.name)
        if edit.name not in mapping:
            self._append_key(edit.at, edit.name, edit.value)
            return
        span, written = self._span(path), self._like_before(path, edit.value)
        if span.start == span.end:
            between = " " if self.text[span.start - 1] == ":" else ": "
            self._splice(span.start, span.end, between + written, path)
        elif self._is_block_text(path):
            end = span.start + len(self.text[span.start : span.end].rstrip())
            self._splice(span.start, end, written, path)
        elif self._is_flow(path) or not isinstance(mapping[edit.name], (dict, list)):
            self._splice(span.start, span.end, written, path)
        else:
            colon = self.text.index(":", span.key_end) + 1
            self._splice(colon, colon, " " + written, path)
            start, end = self._line_start(span.start), self._line_end(self._content_end(path))
            self._splice(start, end, "", path)

    def _like_before(self, path: Path, value: Authored) -> str:
        """Write a text with the quotes that the author had there."""
        if isinstance(value, str) and isinstance(value_at(self.document.value, path), str):
            if self._opens(path, "'") and value.isprintable():
                return "'" + value.replace("'", "''") + "'"
            is_plain = not self._opens(path, "'", '"', "|", ">")
            if is_plain and _PLAIN.fullmatch(value) and value.lower() not in _READ_AS_OTHER:
                return value
        return in_line(value)

    def _append_key(self, at: Path, name: str, value: Authored) -> None:
        mapping = value_at(self.document.value, at)
        if self._is_flow(at):
            pair = in_line({name: value})[1:-1]
            if not mapping:
                place = self._span(at).start + 1
            else:
                place, pair = self._span((*at, list(mapping)[-1])).end, f", {pair}"
            self._splice(place, place, pair, at)
            return
        place = self._line_end(self._content_end(at))
        indent = self._indent(self._span((*at, next(iter(mapping)))).key)
        self._splice(place, place, self._written(key_lines(name, value), indent), at)

    def _remove(self, edit: RemoveKey) -> None:
        path = (*edit.at, edit.name)
        if not self._exists(path):
            raise EditError(f"{self.document.file}: there is no {_words(path)}")
        span, keys = self._span(path), list(value_at(self.document.value, edit.at))
        index = keys.index(edit.name)
        following = (*edit.at, keys[index + 1]) if index + 1 < len(keys) else None
        if self._is_flow(edit.at):
            start, end = span.key, span.end
            if index:
                start = self._span((*edit.at, keys[index - 1])).end
            elif following:
                end = self._span(following).key
        elif not self.text[self._line_start(span.key) : span.key].strip():
            start, end = self._line_start(span.key), self._line_end(self._content_end(path))
        elif following:
            # It stands behind the dash of its item; the next key takes its place.
            start, end = span.key, self._span(following).key
        else:
            self._splice(span.key, self._content_end(path), "{}", path)
            return
        self._splice(start, end, "", path)

    def _add(self, edit: AddItem) -> None:
        path = (*edit.at, edit.name)
        items = value_at(self.document.value, edit.at).get(edit.name)
        if items is None and not self._exists(path):
            self._append_key(edit.at, edit.name, [edit.value])
        elif items is None:
            self._set(SetKey(at=edit.at, name=edit.name, value=[edit.value]))
        elif not isinstance(items, list):
            raise EditError(f"{self.document.file}: {_words(path)} is no list")
        elif self._is_flow(path):
            place, written = self._span(path).start + 1, in_line(edit.value)
            if items:
                place, written = self._span((*path, len(items) - 1)).end, f", {written}"
            self._splice(place, place, written, path)
        else:
            dash = self._span(path).start
            first = next((n for n, item in enumerate(items) if item is not None), None)
            offset = 2 if first is None else len(self._indent(self._span((*path, first)).start))
            offset = 2 if first is None else offset - len(self._indent(dash))
            lines = item_lines(edit.value, dash="-".ljust(offset))
            place = self._line_end(self._content_end(path))
            self._splice(place, place, self._written(lines, self._indent(dash)), path)

    def _replace(self, edit: ReplaceItem) -> None:
        span, end = self._span(edit.at), self._content_end(edit.at)
        if (
            not isinstance(value_at(self.document.value, edit.at[:-1]), list)
            or span.start == span.end
        ):
            raise EditError(f"{self.document.file}: {_words(edit.at)} is no item of a list")
        if self._is_flow(edit.at[:-1]):
            self._splice(span.start, span.end, in_line(edit.value), edit.at)
            return
        lines = self._written(mapping_lines(edit.value), self._indent(span.start))
        lines = lines.removeprefix(self._indent(span.start))
        ends_line = self.text[end - 1] == "\n"
        self._splice(
            span.start, end, lines if ends_line else lines.removesuffix(self.newline), edit.at
        )


def _words(path: Path) -> str:
    return ".".join(map(str, path)) or "document"
