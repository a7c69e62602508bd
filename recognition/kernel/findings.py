"""Name one problem in a file somebody wrote, precisely enough to mend it."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from difflib import get_close_matches
from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable


class Severity(StrEnum):
    """Whether the file can still be used: an error refuses it, a warning does not."""

    ERROR = "error"
    WARNING = "warning"


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """One problem in one place.

    Attributes:
        file: The path as the author knows it.
        line: One-based; 1 where the whole file is meant.
        code: A stable name to search for, such as `unknown-type`.
        severity: Error or warning.
        message: What is wrong and what to do, one sentence.
        column: One-based; `None` where the line is all that is known.
    """

    file: str
    line: int
    code: str
    severity: Severity
    message: str
    column: int | None = None

    def __str__(self) -> str:
        """Give the form editors and terminals turn into a link."""
        place = f"{self.file}:{self.line}" + ("" if self.column is None else f":{self.column}")
        return f"{place}: {self.severity}: {self.message} [{self.code}]"

    def as_json(self) -> dict[str, object]:
        """Give the outside form, as `--json` prints it; the column where it is known."""
        form = asdict(self)
        if self.column is None:
            del form["column"]
        return form


def suggestion(word: str, known: Iterable[str]) -> str:
    """Say which known word was probably meant.

    Returns:
        `"; did you mean 'count'?"`, or an empty string where nothing is near.
    """
    spellings = {name.lower(): name for name in known}
    near = get_close_matches(word.lower(), spellings, n=1, cutoff=0.6)
    return f"; did you mean '{spellings[near[0]]}'?" if near else ""
