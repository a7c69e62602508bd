"""Read items of IMS QTI 2.1, 2.2 and 3.0, alone or in a content package.

Source: IMS Question and Test Interoperability, ASI information models 2.2 and 3.0.
"""

from __future__ import annotations

import io
import posixpath
import re
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import replace
from urllib.parse import unquote

from exams.formats.intake import Imported, Intake
from exams.formats.qti_items import read_item
from exams.formats.xml_tree import MAX_BYTES, Element, XmlError, read_xml
from recognition.kernel.errors import RecognitionError

MANIFEST = "imsmanifest.xml"
MAX_FILES = 5_000
MAX_UNPACKED = 50_000_000
"""Bytes of all files that are read from a package."""

_ITEM_TYPE = re.compile(r"imsqti_item_xmlv(?:2p[0-9]+|3p[0-9]+)")
_HUMP = re.compile(r"-([a-z])")

_READ = 65_536


class PackageError(RecognitionError):
    """The package, or a file in it, is not one we open."""


def read_qti(content: bytes, *, file: str) -> Imported:
    """Read an item, or all items of a package.

    Args:
        content: XML or a ZIP archive.
        file: The path as its owner knows it; places inside a package are `package.zip/item.xml`.
    """
    intake = Intake(file=file)
    if content.startswith(b"PK"):
        _read_package(intake, content)
    else:
        _read_file(intake, content, file)
    return intake.imported()


def plain_names(element: Element) -> Element:
    """Give `qti-choice-interaction` of version 3 its name of version 2, `choiceInteraction`."""
    tag = element.tag.removeprefix("qti-") if element.tag.startswith("qti-") else element.tag
    return Element(
        tag=_hump(tag) if element.tag.startswith("qti-") else tag,
        attributes={_hump(name): value for name, value in element.attributes.items()},
        line=element.line,
        content=[part if isinstance(part, str) else plain_names(part) for part in element.content],
    )


def _hump(name: str) -> str:
    return _HUMP.sub(lambda match: match[1].upper(), name)


def _read_file(intake: Intake, content: bytes, file: str) -> None:
    """Read one item; its findings name the file."""
    inner = replace(intake, file=file)
    try:
        root = plain_names(read_xml(content))
    except XmlError as error:
        inner.left_out(error.line, str(error), code="xml")
        return
    if root.tag == "assessmentItem":
        read_item(inner, root)
    elif root.tag == "assessmentTest":
        inner.not_taken(root.line, "the order and the sections of a test are left out")
    else:
        inner.left_out(root.line, f"<{root.tag}> is no item of QTI 2 or 3", code="xml")


def _read_package(intake: Intake, content: bytes) -> None:
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as package:
            _read_members(intake, _Package(package))
    except PackageError as error:
        intake.left_out(1, str(error), code="package")
    except (*_BROKEN, OSError) as error:
        intake.left_out(1, f"the package cannot be opened: {error}", code="package")


def _read_members(intake: Intake, package: _Package) -> None:
    try:
        manifest = read_xml(package.read(MANIFEST))
    except XmlError as error:
        replace(intake, file=f"{intake.file}/{MANIFEST}").left_out(
            error.line, str(error), code="xml"
        )
        return
    inner = replace(intake, file=f"{intake.file}/{MANIFEST}")
    for resource in manifest.walk():
        if resource.tag != "resource":
            continue
        href, kind = resource.attributes.get("href", ""), resource.attributes.get("type", "")
        if not _ITEM_TYPE.fullmatch(kind):
            message = f"the resource '{href[:80]}' of the type '{kind[:60]}' is left out"
            inner.not_taken(resource.line, message)
            continue
        try:
            content = package.read(unquote(href))
        except PackageError as error:
            inner.left_out(resource.line, str(error), code="package")
            continue
        _read_file(intake, content, f"{intake.file}/{href}")


_BROKEN = (
    zipfile.BadZipFile,
    zipfile.LargeZipFile,
    zlib.error,
    EOFError,
    NotImplementedError,
    RuntimeError,
    ValueError,
    IndexError,
    KeyError,
)
"""What Python's reader raises for archives that are broken, encrypted or packed otherwise."""


class _Package:
    """An archive that gives no more bytes than allowed, whatever its directory says."""

    def __init__(self, archive: zipfile.ZipFile) -> None:
        self._archive = archive
        self._left = MAX_UNPACKED
        members = archive.infolist()
        if len(members) > MAX_FILES:
            raise PackageError(f"the package has more than {MAX_FILES:,} files")
        for member in members:
            if not _is_inside(member.filename):
                raise PackageError(f"the package has a file outside itself: {member.filename!r}")

    def read(self, name: str) -> bytes:
        """Give a file.

        Raises:
            PackageError: There is none, or it is too large or broken.
        """
        if not _is_inside(name):
            raise PackageError(f"{name[:80]!r} lies outside the package")
        try:
            with self._archive.open(posixpath.normpath(name)) as stream:
                return b"".join(self._pieces(stream.read, name))
        except KeyError as error:
            raise PackageError(f"the package has no file {name[:80]!r}") from error
        except _BROKEN as error:
            raise PackageError(f"{name[:80]!r} cannot be read: {error}") from error

    def _pieces(self, read: object, name: str) -> Iterator[bytes]:
        assert callable(read)
        size = 0
        while piece := read(_READ):
            size += len(piece)
            self._left -= len(piece)
            if size > MAX_BYTES or self._left < 0:
                raise PackageError(f"{name[:80]!r} is too large when unpacked")
            yield piece


def _is_inside(name: str) -> bool:
    parts = name.split("/")
    return not (
        name.startswith("/") or "\\" in name or ":" in parts[0] or ".." in parts or not name
    )
