"""Carry facts in and out: files of JSON lines, and spreadsheets in."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from datetime import datetime
from itertools import islice

from sqlalchemy import select

from recognition.awards import AwardChange
from recognition.catalog import Catalog
from recognition.facts import Fact, FactError, fact_as_line, fact_from_line
from recognition.kernel.store import Database
from recognition.service.facts import FACT, fact_of
from recognition.service.record import record

BATCH = 5000
"""Lines a unit of work: half a second, so that other writers get their turn."""


@dataclass(slots=True, kw_only=True)
class ImportSummary:
    """What an import has brought.

    Attributes:
        read: Lines that are not empty.
        new: Facts that were not known.
        changed: Facts that have another version now.
        ignored: Facts that said nothing new.
        errors: Line number and reason of every line that is no fact.
        changes: What happened to awards.
    """

    read: int = 0
    new: int = 0
    changed: int = 0
    ignored: int = 0
    errors: list[tuple[int, str]] = field(default_factory=list)
    changes: list[AwardChange] = field(default_factory=list)


def import_facts(
    database: Database,
    lines: Iterable[str],
    *,
    catalog: Catalog,
    now: datetime,
    read: Callable[[Iterable[str]], Iterator[tuple[int, Fact | FactError]]] | None = None,
    batch: int = BATCH,
) -> ImportSummary:
    """Record a file of facts, a unit of work for each batch.

    Lines that are not facts are reported and passed over. An import that was cut off is
    finished by starting it again: what is known already changes nothing.

    Args:
        database: Where they are kept.
        lines: Of the file.
        catalog: The badges in force.
        now: When this happens.
        read: Makes facts of lines; `None` means that they are JSON lines.
        batch: How many lines a unit of work.
    """
    summary = ImportSummary()
    told = (read or lines_of_facts)(lines)
    while some := list(islice(told, batch)):
        summary.read += len(some)
        facts = [fact for _, fact in some if isinstance(fact, Fact)]
        summary.errors += ((n, str(error)) for n, error in some if not isinstance(error, Fact))
        with database.writing() as session:
            recorded = record(session, facts, catalog=catalog, now=now)
        summary.new += recorded.stored.new
        summary.changed += recorded.stored.changed
        summary.ignored += recorded.stored.ignored
        summary.changes += recorded.changes
    return summary


def lines_of_facts(lines: Iterable[str]) -> Iterator[tuple[int, Fact | FactError]]:
    """Read JSON lines; gives the number of each that is not empty, and the fact or its error."""
    for number, line in enumerate(lines, start=1):
        if not line.strip():
            continue
        try:
            yield number, fact_from_line(line)
        except FactError as error:
            yield number, error


def export_facts(database: Database) -> Iterator[str]:
    """Give every known fact as a line, in the order of time; importing them gives the same."""
    with database.reading() as session:
        statement = select(FACT).order_by(FACT.c.at, FACT.c.key)
        for row in session.connection().execute(statement.execution_options(yield_per=1000)):
            yield fact_as_line(fact_of(row))
