"""Read YAML that people write, safely, and remember on which line everything stood."""

from __future__ import annotations

import io
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from ruamel.yaml import YAML
from ruamel.yaml.error import MarkedYAMLError, YAMLError
from ruamel.yaml.nodes import MappingNode, Node, ScalarNode, SequenceNode

from recognition.kernel.errors import RecognitionError
from recognition.kernel.findings import Finding, Severity

if TYPE_CHECKING:
    from collections.abc import Callable

MAX_BYTES = 1_000_000
"""A bank of 1,000 questions has about a third of this; more is a mistake or an attack."""

MAX_DEPTH = 20
"""Nothing we read nests deeper than eight."""

Path = tuple[str | int, ...]


class YamlError(RecognitionError):
    """The text is not YAML we accept.

    Attributes:
        finding: What is wrong and where.
    """

    def __init__(self, finding: Finding) -> None:
        super().__init__(str(finding))
        self.finding = finding


@dataclass(frozen=True, slots=True, kw_only=True)
class Document:
    """A parsed document.

    Attributes:
        value: Plain dicts, lists, strings, ints, floats, bools and `None`.
        file: The path as the author knows it.
        lines: One-based line of every key and list item, by its path from the root.
    """

    value: Any
    file: str
    lines: dict[Path, int] = field(default_factory=dict)

    def line(self, *path: str | int) -> int:
        """Give the line of a key or item, or of the nearest thing above it that exists."""
        while path and path not in self.lines:
            path = path[:-1]
        return self.lines.get(path, 1)

    def finding(
        self, code: str, message: str, *path: str | int, severity: Severity = Severity.ERROR
    ) -> Finding:
        """Make a finding that points at a path of this document."""
        return Finding(
            file=self.file, line=self.line(*path), code=code, severity=severity, message=message
        )


def read_yaml(text: str, *, file: str, first_line: int = 1) -> Document:
    """Parse one YAML document.

    Aliases, anchors, explicit tags, duplicate keys, keys that are not plain scalars, several
    documents, and texts beyond `MAX_BYTES` or `MAX_DEPTH` are refused: none is needed, and
    each is a known way to hide a mistake or to exhaust memory. Timestamps stay strings.

    Args:
        text: The document.
        file: The path as the author knows it, for messages.
        first_line: The line of the file on which the text begins (front matter starts on 2).

    Raises:
        YamlError: With the one finding that stopped the reading.
    """
    return _Reader(file=file, first_line=first_line).read(text)


class _Reader:
    """One reading: walks the composed nodes and builds plain values and their lines."""

    def __init__(self, *, file: str, first_line: int) -> None:
        self.file = file
        self.first_line = first_line
        self.lines: dict[Path, int] = {(): first_line}
        self._seen: set[int] = set()

    def read(self, text: str) -> Document:
        node = self._compose(text)
        value = None if node is None else self._value(node, ())
        return Document(value=value, file=self.file, lines=self.lines)

    def _refuse(self, code: str, message: str, line: int) -> YamlError:
        finding = Finding(
            file=self.file, line=line, code=code, severity=Severity.ERROR, message=message
        )
        return YamlError(finding)

    def _compose(self, text: str) -> Node | None:
        line = self.first_line
        if len(text.encode("utf-8", "surrogatepass")) > MAX_BYTES:
            raise self._refuse("too-large", f"the file is larger than {MAX_BYTES} bytes", line)
        try:
            node: Node | None = YAML(typ="safe", pure=True).compose(io.StringIO(text))
        except MarkedYAMLError as error:
            mark = error.problem_mark or error.context_mark
            line += mark.line if mark else 0
            raise self._refuse("yaml", f"not valid YAML: {error.problem}", line) from error
        except YAMLError as error:
            reason = str(error).partition("\n")[0]
            raise self._refuse("yaml", f"not valid YAML: {reason}", line) from error
        except RecursionError as error:
            message = f"nested deeper than {MAX_DEPTH} levels"
            raise self._refuse("too-deep", message, line) from error
        return node

    def _line(self, node: Node) -> int:
        return self.first_line + int(node.start_mark.line)

    def _value(self, node: Node, path: Path) -> Any:
        line = self._line(node)
        self.lines.setdefault(path, line)
        if len(path) > MAX_DEPTH:
            raise self._refuse("too-deep", f"nested deeper than {MAX_DEPTH} levels", line)
        if node.anchor is not None or id(node) in self._seen:
            raise self._refuse("alias", "anchors and aliases are not accepted; write it out", line)
        self._seen.add(id(node))
        if isinstance(node, MappingNode):
            return self._mapping(node, path)
        if isinstance(node, SequenceNode):
            return [self._value(item, (*path, index)) for index, item in enumerate(node.value)]
        assert isinstance(node, ScalarNode), "YAML has three kinds of nodes"
        return self._scalar(node, line)

    def _mapping(self, node: MappingNode, path: Path) -> dict[str, Any]:
        mapping: dict[str, Any] = {}
        for key_node, value_node in node.value:
            line = self._line(key_node)
            if not isinstance(key_node, ScalarNode):
                raise self._refuse("key", "a key must be a plain word", line)
            key = str(key_node.value)
            if key in mapping:
                before = self.lines[(*path, key)]
                raise self._refuse("duplicate-key", f"'{key}' stands on line {before} too", line)
            self.lines[(*path, key)] = line
            mapping[key] = self._value(value_node, (*path, key))
        return mapping

    def _scalar(self, node: ScalarNode, line: int) -> Any:
        tag = str(node.tag).rsplit(":", 1)[-1]
        text = str(node.value)
        if node.style in ("'", '"', "|", ">") or tag in ("str", "timestamp"):
            return text
        convert = _CONVERSIONS.get(tag)
        if convert is None:
            raise self._refuse("tag", f"the tag on '{text}' is not accepted", line)
        try:
            return convert(text)
        except ValueError as error:
            message = f"'{text}' is not a number we can read"
            raise self._refuse("number", message, line) from error


_CONVERSIONS: dict[str, Callable[[str], Any]] = {
    "null": lambda _text: None,
    "bool": lambda text: text.lower() == "true",
    "int": lambda text: int(text, 0),
    "float": float,
}
