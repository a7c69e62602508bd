"""Tell in which system's format a file of questions is, and read it."""

from __future__ import annotations

from enum import StrEnum

from exams.formats.gift import read_gift
from exams.formats.intake import Imported, Intake
from exams.formats.moodle_xml import read_moodle_xml
from exams.formats.qti import MAX_UNPACKED, read_qti

MAX_FILE = MAX_UNPACKED
"""Bytes of a file that is read at all; a package is as large packed as it may be unpacked."""


class SourceFormat(StrEnum):
    """What can be read beside our own bank files."""

    GIFT = "gift"
    MOODLE_XML = "moodle-xml"
    QTI = "qti"


def format_of(content: bytes) -> SourceFormat:
    """Tell the format by how the file begins; what is neither XML nor an archive is GIFT."""
    if content.startswith(b"PK"):
        return SourceFormat.QTI
    beginning = content.removeprefix(b"\xef\xbb\xbf").lstrip()
    if beginning.startswith(b"<"):
        return SourceFormat.MOODLE_XML if b"<quiz" in beginning else SourceFormat.QTI
    return SourceFormat.GIFT


def read_questions(content: bytes, *, file: str, source: SourceFormat | None = None) -> Imported:
    """Read the questions of a file.

    Args:
        content: All of it.
        file: The path as its owner knows it.
        source: Its format; `None` finds out.
    """
    match source or format_of(content):
        case SourceFormat.QTI:
            return read_qti(content, file=file)
        case SourceFormat.MOODLE_XML:
            return read_moodle_xml(content, file=file)
        case SourceFormat.GIFT:
            try:
                text = content.decode("utf-8-sig")
            except UnicodeDecodeError as error:
                intake = Intake(file=file)
                line = content.count(b"\n", 0, error.start) + 1
                intake.left_out(line, "it is no UTF-8; save it as UTF-8", code="encoding")
                return intake.imported()
            return read_gift(text, file=file)
