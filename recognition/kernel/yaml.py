"""Read YAML that people write, safely, and remember on which line and column everything stood."""

from __future__ import annotations

import io
import math
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, ClassVar, TypeVar

from ruamel.yaml import YAML
from ruamel.yaml.composer import Composer
from ruamel.yaml.error import MarkedYAMLError, YAMLError
from ruamel.yaml.events import AliasEvent
from ruamel.yaml.nodes import MappingNode, Node, ScalarNode, SequenceNode
from ruamel.yaml.reader import ReaderError

from recognition.kernel.errors import RecognitionError
from recognition.kernel.findings import Finding, Severity

if TYPE_CHECKING:
    from collections.abc import Callable

T = TypeVar("T")

MAX_BYTES = 1_000_000
"""A bank of 1,000 questions has about a third of this; more is a mistake or an attack."""

MAX_DEPTH = 20
"""Nothing we read nests deeper than eight."""

MAX_NODES = 100_000
"""Twice what a bank of 1,000 questions has; a million commas would keep a core for minutes."""

Path = tuple[str | int, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """How much of a text is read at most."""

    size: int = MAX_BYTES
    depth: int = MAX_DEPTH
    nodes: int = MAX_NODES


OURS = Limits()
"""For the files of this project's own formats."""


class YamlError(RecognitionError):
    """The text is not YAML we accept.

    Attributes:
        finding: What is wrong and where.
    """

    def __init__(self, finding: Finding) -> None:
        super().__init__(str(finding))
        self.finding = finding


@dataclass(frozen=True, slots=True, kw_only=True)
class Span:
    """Where one value stands in a document, in characters from its beginning.

    Attributes:
        key: Where its key begins; `start` for a list's item and the whole document.
        key_end: Just behind its key.
        start: Where it begins; in block style that is its first key or dash.
        end: Just behind it. Behind a block there may be comments and empty lines before `end`.
    """

    key: int
    key_end: int
    start: int
    end: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Document:
    """A parsed document.

    Attributes:
        value: Plain dicts, lists, strings, ints, floats, bools and `None`.
        file: The path as the author knows it.
        lines: One-based line of every key and list item, by its path from the root.
        columns: Their one-based columns.
        spans: Where every value stands, by its path.
        text: The document as it was written.
    """

    value: Any
    file: str
    lines: dict[Path, int] = field(default_factory=dict)
    columns: dict[Path, int] = field(default_factory=dict)
    spans: dict[Path, Span] = field(default_factory=dict)
    text: str = ""

    def line(self, *path: str | int) -> int:
        """Give the line of a key or item, or of the nearest thing above it that exists."""
        return self.lines.get(self._nearest(path), 1)

    def _nearest(self, path: Path) -> Path:
        while path and path not in self.lines:
            path = path[:-1]
        return path

    def finding(
        self, code: str, message: str, *path: str | int, severity: Severity = Severity.ERROR
    ) -> Finding:
        """Make a finding that points at a path of this document."""
        return Finding(
            file=self.file,
            line=self.line(*path),
            code=code,
            severity=severity,
            message=message,
            column=self.columns.get(self._nearest(path)),
        )


def read_yaml(text: str, *, file: str, first_line: int = 1) -> Document:
    """Parse one YAML document.

    Aliases, anchors, explicit tags, directives, duplicate keys, keys that are not plain
    scalars, several documents, numbers that are not finite, and texts beyond `MAX_BYTES`,
    `MAX_DEPTH` or `MAX_NODES` are refused: none is needed, and each is a known way to hide a
    mistake or to exhaust a server. Timestamps stay strings.

    Args:
        text: The document.
        file: The path as the author knows it, for messages.
        first_line: The line of the file on which the text begins (front matter starts on 2).

    Raises:
        YamlError: With the one finding that stopped the reading.
    """
    return _Reader(file=file, first_line=first_line).read(text)


def read_yaml_documents(text: str, *, file: str, limits: Limits = OURS) -> list[Document]:
    """Parse YAML that may hold several documents, as carefully as `read_yaml` does one.

    Args:
        text: The documents, with `---` between them.
        file: What messages call it.
        limits: For all the documents together, except that depth counts within one.

    Returns:
        One entry a document, in order; an empty one has the value `None`.

    Raises:
        YamlError: With the one finding that stopped the reading.
    """
    return _Reader(file=file, first_line=1, limits=limits).read_all(text)


class _Refusal(Exception):  # noqa: N818  # never leaves this module
    """The composer met something we do not accept, before any of it was built."""

    def __init__(self, code: str, message: str, event: Any) -> None:
        super().__init__(message)
        self.code = code
        self.message = message
        self.mark = event.start_mark


class _PlainComposer(Composer):
    """Composes nodes, and stops at the first event that plain YAML does not need.

    A composed node no longer tells a tag that was written from one that was guessed, so that
    tags have to be refused here; depth and aliases are, because then nothing has grown yet.
    """

    limits: ClassVar[Limits] = OURS

    def __init__(self, loader: Any = None) -> None:
        super().__init__(loader)
        self._nodes = 0

    def compose_document(self) -> Any:
        start = self.parser.peek_event()
        if start.version or start.tags:
            # `%YAML 1.1` would turn every bare yes and no into a boolean.
            raise _Refusal("directive", "the % lines above --- are not accepted", start)
        return super().compose_document()

    def compose_node(self, parent: Any, index: Any) -> Any:
        event = self.parser.peek_event()
        if isinstance(event, AliasEvent) or event.anchor is not None:
            raise _Refusal("alias", "anchors and aliases are not accepted; write it out", event)
        if event.ctag is not None:
            raise _Refusal("tag", f"the tag {event.ctag} is not accepted", event)
        if self.depth > self.limits.depth:
            message = f"nested deeper than {self.limits.depth} levels"
            raise _Refusal("too-deep", message, event)
        self._nodes += 1
        if self._nodes > self.limits.nodes:
            message = f"there are more than {self.limits.nodes} values"
            raise _Refusal("too-large", message, event)
        return super().compose_node(parent, index)


class _Reader:
    """One reading: walks the composed nodes and builds plain values and their lines."""

    def __init__(self, *, file: str, first_line: int, limits: Limits = OURS) -> None:
        self.file = file
        self.first_line = first_line
        self.limits = limits
        self.text = ""
        self.lines: dict[Path, int] = {(): first_line}
        self.columns: dict[Path, int] = {(): 1}
        self.spans: dict[Path, Span] = {}

    def read(self, text: str) -> Document:
        self.text = text
        node: Node | None = self._composed(text, lambda yaml, stream: yaml.compose(stream))
        return self._document(node, text)

    def read_all(self, text: str) -> list[Document]:
        self.text = text
        nodes = self._composed(text, lambda yaml, stream: list(yaml.compose_all(stream)))
        documents = []
        for node in nodes:
            self.lines, self.columns, self.spans = {}, {}, {}
            documents.append(self._document(node, text))
        return documents

    def _document(self, node: Node | None, text: str) -> Document:
        value = None if node is None else self._value(node, ())
        return Document(
            value=value,
            file=self.file,
            lines=self.lines,
            columns=self.columns,
            spans=self.spans,
            text=text,
        )

    def _refuse(
        self, code: str, message: str, *, line: int = 0, column: int | None = None
    ) -> YamlError:
        finding = Finding(
            file=self.file,
            line=self.first_line + line,
            code=code,
            severity=Severity.ERROR,
            message=message,
            column=None if column is None else column + 1,
        )
        return YamlError(finding)

    def _refuse_at(self, code: str, message: str, mark: Any) -> YamlError:
        if mark is None:
            return self._refuse(code, message)
        return self._refuse(code, message, line=int(mark.line), column=int(mark.column))

    def _composed(self, text: str, compose: Callable[[YAML, io.StringIO], T]) -> T:
        if len(text.encode("utf-8", "surrogatepass")) > self.limits.size:
            message = f"the file is larger than {self.limits.size} bytes"
            raise self._refuse("too-large", message)

        class Composer(_PlainComposer):
            limits = self.limits

        try:
            yaml = YAML(typ="safe", pure=True)
            yaml.Composer = Composer
            return compose(yaml, io.StringIO(text))
        except _Refusal as refusal:
            raise self._refuse_at(refusal.code, refusal.message, refusal.mark) from refusal
        except MarkedYAMLError as error:
            mark = error.problem_mark or error.context_mark
            raise self._refuse_at("yaml", f"not valid YAML: {_said(error)}", mark) from error
        except ReaderError as error:
            line = text.count("\n", 0, error.position)
            message = f"not valid YAML: the character U+{error.character:04X} cannot stand here"
            raise self._refuse("yaml", message, line=line) from error
        except YAMLError as error:
            reason = str(error).partition("\n")[0]
            raise self._refuse("yaml", f"not valid YAML: {reason}") from error

    def _see(self, node: Node, path: Path) -> None:
        """Remember where a key or item begins; a mapping's key stands before its value."""
        if path not in self.lines:
            self.lines[path] = self.first_line + int(node.start_mark.line)
            self.columns[path] = int(node.start_mark.column) + 1

    def _value(self, node: Node, path: Path, *, key: Node | None = None) -> Any:
        self._see(node, path)
        self.spans[path] = self._span(node, key)
        if isinstance(node, MappingNode):
            return self._mapping(node, path)
        if isinstance(node, SequenceNode):
            return [self._value(item, (*path, index)) for index, item in enumerate(node.value)]
        assert isinstance(node, ScalarNode), "YAML has three kinds of nodes"
        return self._scalar(node)

    def _span(self, node: Node, key: Node | None) -> Span:
        start, end = int(node.start_mark.index), int(node.end_mark.index)
        if key is None:
            return Span(key=start, key_end=start, start=start, end=end)
        key_end = int(key.end_mark.index)
        if start == end:
            # The parser puts a value that is not there before the next one; it belongs here.
            start = end = self.text.find(":", key_end, start) + 1 or key_end
        return Span(key=int(key.start_mark.index), key_end=key_end, start=start, end=end)

    def _mapping(self, node: MappingNode, path: Path) -> dict[str, Any]:
        mapping: dict[str, Any] = {}
        for key_node, value_node in node.value:
            mark = key_node.start_mark
            if not isinstance(key_node, ScalarNode):
                raise self._refuse_at("key", "a key must be a plain word", mark)
            key = str(key_node.value)
            if key in mapping:
                before = self.lines[(*path, key)]
                raise self._refuse_at(
                    "duplicate-key", f"'{key}' stands on line {before} too", mark
                )
            self._see(key_node, (*path, key))
            mapping[key] = self._value(value_node, (*path, key), key=key_node)
        return mapping

    def _scalar(self, node: ScalarNode) -> Any:
        tag = str(node.tag).rsplit(":", 1)[-1]
        text = str(node.value)
        convert = _CONVERSIONS.get(tag)
        if convert is None:
            # Text, and what YAML has more kinds of than we want: moments, `=` and `<<`.
            return text
        try:
            return convert(text)
        except ValueError as error:
            message = f"'{text[:40]}' is not a number we can read"
            raise self._refuse_at("number", message, node.start_mark) from error


def _said(error: MarkedYAMLError) -> str:
    problem = str(error.problem)
    # Some problems are only the second half of a sentence.
    return f"{error.context}, {problem}" if problem.startswith("but ") else problem


def _finite(text: str) -> float:
    number = float(text)
    if not math.isfinite(number):
        raise ValueError(text)
    return number


_CONVERSIONS: dict[str, Callable[[str], Any]] = {
    "null": lambda _text: None,
    "bool": lambda text: text.lower() == "true",
    "int": lambda text: int(text, 0),
    "float": _finite,
}
