"""How somebody stands in a program of two steps, of which one builds on the other."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest

from recognition.catalog import Catalog, read_catalog
from recognition.kernel.store import Database
from recognition.service.program import StepState, StepView, program
from recognition.service.record import record
from tests.recognition.factories import NOON, make_fact

DAY = timedelta(days=1)

FILES = {
    "exam-cli/badge.yml": """\
id: exam-cli
name: The Command Line
category: certification
description: Passed it.
on: exam.passed
where: {exam: cli}
first: true
art: {template: shield, emblem: cli}
""",
    "first/badge.yml": """\
id: first
name: First
category: certification
description: Passed both exams.
on: exam.passed
where: {exam: [cli, server]}
distinct: {exam: 2}
expires: 1mo
art: {template: shield, emblem: ribbon}
""",
    "second/badge.yml": """\
id: second
name: Second
category: certification
description: Passed one more.
on: exam.passed
where: {exam: expert}
first: true
requires: [first]
art: {template: shield, emblem: ribbon}
""",
    "tracks.yml": """\
tracks:
  - id: developers
    name: Developers
    certifications:
      - {tier: 1, badge: first, name: First, short: F, state: live}
      - {tier: 2, badge: second, name: Second, short: S, state: live, requires: [first]}
""",
}


@pytest.fixture(scope="module")
def catalog() -> Catalog:
    catalog = read_catalog(FILES)
    assert catalog.findings == ()
    return catalog


def sit(database: Database, catalog: Catalog, *exams: str) -> None:
    facts = [
        make_fact(kind="exam.passed", repo=None, at=NOON, attrs={"exam": exam}, key=exam)
        for exam in exams
    ]
    with database.writing() as session:
        record(session, facts, catalog=catalog, now=NOON)


def steps(
    database: Database, catalog: Catalog, *, person: int | None = 1, now: datetime = NOON
) -> list[StepView]:
    with database.reading() as session:
        ((_, views),) = program(session, catalog, account_id=person, now=now)
    return views


def states(views: list[StepView]) -> list[StepState]:
    return [view.state for view in views]


def test_a_step_is_locked_until_what_it_builds_on_is_held(
    database: Database, catalog: Catalog
) -> None:
    sit(database, catalog, "cli")
    assert states(steps(database, catalog)) == [StepState.OPEN, StepState.LOCKED]
    sit(database, catalog, "server")
    assert states(steps(database, catalog)) == [StepState.HELD, StepState.OPEN]
    assert states(steps(database, catalog, person=None)) == [StepState.OPEN, StepState.LOCKED]


def test_what_has_ended_opens_no_further_step_and_takes_none_that_is_held(
    database: Database, catalog: Catalog
) -> None:
    sit(database, catalog, "cli", "server")
    later = NOON + 40 * DAY
    assert states(steps(database, catalog, now=later)) == [StepState.ENDED, StepState.LOCKED]
    sit(database, catalog, "expert")
    assert states(steps(database, catalog, now=later)) == [StepState.ENDED, StepState.HELD]


def test_exams_have_the_names_of_their_badges_and_only_ones_own_passes_count(
    database: Database, catalog: Catalog
) -> None:
    sit(database, catalog, "cli")
    (first, second) = steps(database, catalog)
    assert [(exam.id, exam.name, exam.is_passed) for exam in first.exams] == [
        ("cli", "The Command Line", True),
        ("server", "server", False),
    ]
    assert [exam.name for exam in second.exams] == ["Second"]
    assert first.passed == 1
    for other in (2, None):
        assert [view.passed for view in steps(database, catalog, person=other)] == [0, 0]
