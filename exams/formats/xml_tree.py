"""Read XML that others made, safely, and remember on which line every element began."""

from __future__ import annotations

import io
import xml.sax.handler
import xml.sax.xmlreader
from collections.abc import Iterator
from dataclasses import dataclass, field
from xml.sax import SAXParseException

import defusedxml.sax
from defusedxml.common import DefusedXmlException

from recognition.kernel.errors import RecognitionError

MAX_BYTES = 5_000_000
"""A thousand questions in Moodle's form have about two million."""

MAX_DEPTH = 60
MAX_ELEMENTS = 100_000


class XmlError(RecognitionError):
    """The bytes are not XML we accept.

    Attributes:
        line: One-based.
    """

    def __init__(self, message: str, line: int = 1) -> None:
        super().__init__(message)
        self.line = line


@dataclass(slots=True, kw_only=True)
class Element:
    """An element with what is in it.

    Attributes:
        tag: Without its namespace.
        attributes: By their names without namespaces.
        content: Texts and elements in their order.
        line: One-based, of its beginning.
    """

    tag: str
    attributes: dict[str, str]
    line: int
    content: list[Element | str] = field(default_factory=list)

    def __iter__(self) -> Iterator[Element]:
        """Give the elements directly in it."""
        return (part for part in self.content if isinstance(part, Element))

    def all(self, *tags: str) -> list[Element]:
        """Give the elements of some names directly in it."""
        return [element for element in self if element.tag in tags]

    def first(self, tag: str) -> Element | None:
        """Give the first element of a name directly in it."""
        return next((element for element in self if element.tag == tag), None)

    def walk(self) -> Iterator[Element]:
        """Give it and every element below it, in the order of the text."""
        yield self
        for element in self:
            yield from element.walk()

    @property
    def text(self) -> str:
        """All text in it, at any depth."""
        return "".join(part if isinstance(part, str) else part.text for part in self.content)

    def words(self, tag: str, default: str = "") -> str:
        """Give the text of the first element of a name, trimmed."""
        element = self.first(tag)
        return default if element is None else element.text.strip()


def read_xml(content: bytes) -> Element:
    """Read a document.

    Document types, entities of the document's own, anything outside it, and more than
    `MAX_BYTES`, `MAX_DEPTH` or `MAX_ELEMENTS` are refused.

    Raises:
        XmlError: With the line that stopped the reading.
    """
    if len(content) > MAX_BYTES:
        raise XmlError(f"the file is larger than {MAX_BYTES:,} bytes")
    builder = _Builder()
    parser = defusedxml.sax.make_parser()
    parser.forbid_dtd = parser.forbid_entities = parser.forbid_external = True
    parser.setContentHandler(builder)
    source = xml.sax.xmlreader.InputSource()
    source.setByteStream(io.BytesIO(content))
    try:
        parser.parse(source)
    except SAXParseException as error:
        message = f"not valid XML: {error.getMessage()}"
        raise XmlError(message, error.getLineNumber() or 1) from error
    except DefusedXmlException as error:
        message = "a document type and entities are not accepted; remove the <!DOCTYPE>"
        raise XmlError(message, builder.line) from error
    except (ValueError, LookupError) as error:
        raise XmlError(f"not valid XML: {error}", builder.line) from error
    assert builder.root is not None, "a document without an element is not valid XML"
    return builder.root


class _Builder(xml.sax.handler.ContentHandler):
    """Builds the tree while the parser goes through the text."""

    def __init__(self) -> None:
        super().__init__()
        self.root: Element | None = None
        self._open: list[Element] = []
        self._elements = 0
        self._locator: xml.sax.xmlreader.Locator | None = None

    @property
    def line(self) -> int:
        """The line that is being read."""
        return (self._locator.getLineNumber() or 1) if self._locator else 1

    def setDocumentLocator(self, locator: xml.sax.xmlreader.Locator) -> None:  # noqa: N802
        self._locator = locator

    def startElement(self, name: str, attrs: xml.sax.xmlreader.AttributesImpl) -> None:  # noqa: N802
        self._elements += 1
        if self._elements > MAX_ELEMENTS:
            raise XmlError(f"there are more than {MAX_ELEMENTS:,} elements", self.line)
        if len(self._open) >= MAX_DEPTH:
            raise XmlError(f"elements are nested deeper than {MAX_DEPTH}", self.line)
        attributes = {_local(key): value for key, value in attrs.items()}
        element = Element(tag=_local(name), attributes=attributes, line=self.line)
        if self._open:
            self._open[-1].content.append(element)
        else:
            self.root = element
        self._open.append(element)

    def endElement(self, name: str) -> None:  # noqa: N802
        del name
        self._open.pop()

    def characters(self, content: str) -> None:
        self._open[-1].content.append(content)


def _local(name: str) -> str:
    return name.rpartition(":")[2]
