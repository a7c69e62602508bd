"""Carry facts in and out: files of JSON lines, and spreadsheets in."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from datetime import datetime
from itertools import islice

from sqlalchemy import select

from recognition.awards import AwardChange, ChangeKind
from recognition.catalog import Catalog
from recognition.facts import Fact, FactError, fact_as_line, fact_from_line
from recognition.kernel.garbage import collected_rarely
from recognition.kernel.store import Database
from recognition.service.facts import FACT, fact_of
from recognition.service.record import catch_up, record, take_in

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
        awards: To how many awards each thing happened.
    """

    read: int = 0
    new: int = 0
    changed: int = 0
    ignored: int = 0
    errors: list[tuple[int, str]] = field(default_factory=list)
    awards: Counter[ChangeKind] = field(default_factory=Counter)


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

    Lines that are not facts are reported and passed over. Of a file of many batches all facts
    are taken in first, and judged when they are there. An import that was cut off is finished
    by starting it again: what is known already changes nothing, and what was left is made good.

    Args:
        database: Where they are kept.
        lines: Of the file.
        catalog: The badges in force.
        now: When this happens.
        read: Makes facts of lines; `None` means that they are JSON lines.
        batch: How many lines a unit of work.
    """
    with collected_rarely():
        return _import(
            database, (read or lines_of_facts)(lines), catalog=catalog, now=now, batch=batch
        )


def _import(
    database: Database,
    told: Iterator[tuple[int, Fact | FactError]],
    *,
    catalog: Catalog,
    now: datetime,
    batch: int,
) -> ImportSummary:
    summary = ImportSummary()
    is_long = False
    while some := list(islice(told, batch)):
        is_long = is_long or len(some) == batch
        summary.read += len(some)
        facts = [fact for _, fact in some if isinstance(fact, Fact)]
        summary.errors += ((n, str(error)) for n, error in some if not isinstance(error, Fact))
        with database.writing() as session:
            if is_long:
                stored = take_in(session, facts)
            else:
                recorded = record(session, facts, catalog=catalog, now=now)
                stored = recorded.stored
                summary.awards.update(change.kind for change in recorded.changes)
        summary.new += stored.new
        summary.changed += stored.changed
        summary.ignored += stored.ignored
    changes: list[AwardChange] | None = []
    while changes is not None:
        summary.awards.update(change.kind for change in changes)
        with database.writing() as session:
            changes = catch_up(session, catalog=catalog, now=now)
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
