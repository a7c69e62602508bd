"""Take facts that others tell us, from systems and from spreadsheets, and keep them to `ext.*`."""

from __future__ import annotations

import csv
import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from recognition.facts import EXTERNAL_KIND, Fact, FactError, fact_from_json
from recognition.kernel.findings import suggestion

REQUIRED = ("id", "login", "kind", "at")
OPTIONAL = ("key", "version", "retracted")
ATTRS = "attrs."
LISTS = ("paths", "labels")
"""Attributes that hold several texts; a cell parts them by `|`."""

DELIMITERS = ",;\t"
"""What spreadsheet programs write between cells, by country."""

_DAY = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)
_NUMBER = re.compile(r"-?\d{1,18}", re.ASCII)


def external_fact(value: object) -> Fact:
    """Read a fact in its outside form that anybody but GitHub and us tells.

    Its kind begins with `ext.` and its key with its kind, so that no such fact can take the
    place of another system's, or of one of GitHub's.

    Raises:
        FactError: The message names the field and what it should be.
    """
    fact = fact_from_json(value)
    if not EXTERNAL_KIND.fullmatch(fact.kind):
        raise FactError("kind", f"'{fact.kind}' is not for others to tell; ext.* is")
    if not fact.key.startswith(f"{fact.kind}:"):
        raise FactError("key", f"must begin with the kind and a colon, '{fact.kind}:'")
    return fact


def rows_of_facts(lines: Iterable[str]) -> Iterator[tuple[int, Fact | FactError]]:
    """Read a spreadsheet that was saved as CSV, a fact a row.

    The first row names the columns. `id`, `login`, `kind` and `at` must be there; `key`,
    `version` and `retracted` may be; a column `attrs.NAME` is the attribute of that name. Empty
    cells say nothing. Without a key, a person, a kind and a moment make one fact.

    Args:
        lines: With their line breaks; commas, semicolons or tabs may part the cells.

    Yields:
        The number of the line on which the row ends, and the fact or what is wrong with it.
    """
    text = iter(lines)
    head = next(text, "")
    # The mark that some programs begin a file with is no part of the first column's name.
    head = head.removeprefix("\ufeff")
    delimiter = max(DELIMITERS, key=head.count)
    columns = [name.strip() for name in next(csv.reader([head], delimiter=delimiter), [])]
    problem = _problem(columns)
    if problem is not None:
        yield 1, problem
        return
    rows = csv.reader(text, delimiter=delimiter)
    seen: dict[str, int] = {}
    while True:
        try:
            cells = next(rows, None)
        except csv.Error as error:
            yield rows.line_num + 1, FactError("", f"cannot be read: {error}")
            continue
        if cells is None:
            return
        if not any(cell.strip() for cell in cells):
            continue
        line = rows.line_num + 1
        try:
            fact = _fact(columns, cells)
        except FactError as error:
            yield line, error
            continue
        first = seen.setdefault(fact.key, line)
        if first != line:
            message = f"says the same as line {first}; tell them apart in a column key"
            yield line, FactError("key", message)
            continue
        yield line, fact


def _problem(columns: list[str]) -> FactError | None:
    """Say what is wrong with the names of the columns; `None` where nothing is."""
    missing = [name for name in REQUIRED if name not in columns]
    if missing:
        return FactError("", f"the first row must name the columns; missing: {', '.join(missing)}")
    known = (*REQUIRED, *OPTIONAL)
    for place, name in enumerate(columns):
        if name in columns[:place]:
            return FactError(name, "there are two columns of this name")
        if name not in known and (not name.startswith(ATTRS) or name == ATTRS):
            more = f"{suggestion(name, known)}; attributes begin with {ATTRS}"
            return FactError(name, f"is no column of facts{more}")
    return None


def _fact(columns: list[str], cells: list[str]) -> Fact:
    if len(cells) > len(columns):
        raise FactError("", f"{len(cells)} cells, but the first row names {len(columns)} columns")
    row = {name: cell.strip() for name, cell in zip(columns, cells, strict=False) if cell.strip()}
    for name in REQUIRED:
        if name not in row:
            raise FactError(name, "is empty")
    moment = _moment(row["at"])
    attrs = {
        name.removeprefix(ATTRS): _attr(name.removeprefix(ATTRS), cell)
        for name, cell in row.items()
        if name.startswith(ATTRS)
    }
    return _named(
        {
            "key": row.get("key") or f"{row['kind']}:{row['id']}:{moment}",
            "version": _number(row.get("version", "1")),
            "kind": row["kind"],
            "actor": {"id": _number(row["id"]), "login": row["login"]},
            "repo": None,
            "at": moment,
            "attrs": attrs,
            "retracted": _truth(row.get("retracted", "false")),
        }
    )


def _named(form: Mapping[str, Any]) -> Fact:
    """Read the outside form; what is wrong with it is said of the columns."""
    key = form["key"]
    if not key.startswith(f"{form['kind']}:"):
        form = {**form, "key": f"{form['kind']}:{key}"}
    try:
        return external_fact(form)
    except FactError as error:
        message = str(error).removeprefix(f"{error.field}: ")
        raise FactError(error.field.removeprefix("actor."), message) from None


def _moment(cell: str) -> str:
    """Read a day as its first moment in UTC; anything else as it is."""
    return f"{cell}T00:00:00Z" if _DAY.fullmatch(cell) else cell


def _number(cell: str) -> int | str:
    return int(cell) if _is_number(cell) else cell


def _truth(cell: str) -> bool | str:
    return {"true": True, "false": False}.get(cell.lower(), cell)


def _attr(name: str, cell: str) -> object:
    """Read a cell as what it looks like: a list, a whole number, a truth value, or a text."""
    if name in LISTS:
        return [part.strip() for part in cell.split("|") if part.strip()]
    return _number(cell) if _is_number(cell) else _truth(cell)


def _is_number(cell: str) -> bool:
    return _NUMBER.fullmatch(cell) is not None
