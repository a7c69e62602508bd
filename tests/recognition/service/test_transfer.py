"""Tests of recognition.service.transfer, on written and on real facts."""

from __future__ import annotations

import gzip
import json
import random
from collections import Counter
from pathlib import Path

import pytest
from sqlmodel import SQLModel

from recognition.awards import ChangeKind
from recognition.catalog import Catalog, load_catalog
from recognition.facts import fact_as_line
from recognition.kernel.clock import ManualClock
from recognition.kernel.store import Database
from recognition.service.awards import list_awards
from recognition.service.recount import verify
from recognition.service.transfer import export_facts, import_facts
from tests.recognition.factories import NOON, make_badges, make_fact

SHIPPED = Path(__file__).resolve().parents[3] / "badge_templates"


@pytest.fixture
def catalog() -> Catalog:
    return make_badges(first="first: true", second="count: 2")


def test_bad_lines_are_reported_and_good_ones_kept(
    database: Database, catalog: Catalog, clock: ManualClock
) -> None:
    good = fact_as_line(make_fact(1))
    lines = [good, "", "{", '{"key": "a"}', good, fact_as_line(make_fact(1, version=2))]
    summary = import_facts(database, lines, catalog=catalog, now=clock.now(), batch=2)
    assert [number for number, _ in summary.errors] == [3, 4]
    assert summary.errors[1][1].startswith("version")
    assert (summary.read, summary.new, summary.changed, summary.ignored) == (5, 1, 1, 1)
    assert summary.awards == {ChangeKind.GRANTED: 1}


def test_what_is_exported_can_be_imported_elsewhere(
    database: Database, catalog: Catalog, clock: ManualClock, tmp_path: Path
) -> None:
    facts = [
        make_fact(2, retracted=True, version=5),
        make_fact(1, at=NOON.replace(year=1976)),
        make_fact(3, kind="exam.passed", repo=None, attrs={"exam": "meshery-cli", "ü": [1, None]}),
    ]
    import_facts(database, map(fact_as_line, facts), catalog=catalog, now=clock.now())
    exported = list(export_facts(database))
    assert [json.loads(line)["key"] for line in exported] == [
        facts[1].key,
        facts[2].key,
        facts[0].key,
    ]
    other = Database(f"sqlite:///{tmp_path / 'other.db'}")
    SQLModel.metadata.create_all(other.engine)
    import_facts(other, exported, catalog=catalog, now=clock.now())
    assert list(export_facts(other)) == exported
    other.close()


def test_awards_are_listed_in_the_agreed_form(
    database: Database, catalog: Catalog, clock: ManualClock
) -> None:
    lines = [
        fact_as_line(make_fact(number, person=person)) for person in (20, 3) for number in (1, 2)
    ]
    import_facts(database, lines, catalog=catalog, now=clock.now())
    with database.reading() as session:
        rows = list_awards(session)
    assert [(row["person"]["id"], row["badge"]) for row in rows] == [
        (3, "first"),
        (3, "second"),
        (20, "first"),
        (20, "second"),
    ]
    assert rows[0] == {
        "id": rows[0]["id"],
        "person": {"id": 3, "login": "person-3"},
        "badge": "first",
        "tier": None,
        "state": "granted",
        "earned_at": "2026-03-04T12:00:00Z",
        "evidence": ["pr.merged:7:1:3:author"],
    }


@pytest.mark.real_data
def test_seven_years_of_meshery_come_out_the_same_in_any_order(
    database: Database, clock: ManualClock, shared_data: Path, tmp_path: Path
) -> None:
    catalog = load_catalog(SHIPPED)
    with gzip.open(shared_data / "meshery-facts.jsonl.gz", "rt", encoding="utf-8") as file:
        lines = file.read().splitlines()
    summary = import_facts(database, lines, catalog=catalog, now=clock.now())
    assert (summary.new, summary.errors) == (11_892, [])
    with database.reading() as session:
        assert verify(session, catalog=catalog, now=clock.now()) == []
        awards = list_awards(session)
    holders = Counter((row["badge"], row["tier"]) for row in awards)
    assert 400 < holders["first-contribution", None] < 440
    assert holders["meshery", "bronze"] > holders["meshery", "silver"] > 40
    assert {row["state"] for row in awards if row["badge"] == "meshery-operator"} == {"proposed"}
    assert min(row["earned_at"] for row in awards) > "2019"

    random.Random(7).shuffle(lines)
    other = Database(f"sqlite:///{tmp_path / 'shuffled.db'}")
    SQLModel.metadata.create_all(other.engine)
    import_facts(other, lines, catalog=catalog, now=clock.now(), batch=777)
    with other.reading() as session:
        assert list_awards(session) == awards
    again = import_facts(other, lines, catalog=catalog, now=clock.now())
    assert (again.new, again.changed, again.awards) == (0, 0, {})
    other.close()
