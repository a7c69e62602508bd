"""Carry facts in and out as JSON lines."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
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
    batch: int = BATCH,
) -> ImportSummary:
    """Record a file of facts, a unit of work for each batch.

    Lines that are not facts are reported and passed over. An import that was cut off is
    finished by starting it again: what is known already changes nothing.
    """
    summary = ImportSummary()
    numbered = enumerate(lines, start=1)
    while some := list(islice(numbered, batch)):
        facts = list(_facts(some, summary))
        with database.writing() as session:
            recorded = record(session, facts, catalog=catalog, now=now)
        summary.new += recorded.stored.new
        summary.changed += recorded.stored.changed
        summary.ignored += recorded.stored.ignored
        summary.changes += recorded.changes
    return summary


def _facts(lines: Iterable[tuple[int, str]], summary: ImportSummary) -> Iterator[Fact]:
    for number, line in lines:
        if not line.strip():
            continue
        summary.read += 1
        try:
            yield fact_from_line(line)
        except FactError as error:
            summary.errors.append((number, str(error)))


def export_facts(database: Database) -> Iterator[str]:
    """Give every known fact as a line, in the order of time; importing them gives the same."""
    with database.reading() as session:
        statement = select(FACT).order_by(FACT.c.at, FACT.c.key)
        for row in session.connection().execute(statement.execution_options(yield_per=1000)):
            yield fact_as_line(fact_of(row))
