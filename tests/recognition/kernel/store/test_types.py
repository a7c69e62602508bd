"""Column types: moments are aware UTC, JSON is canonical, ids hold 64 bits."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta, timezone
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import Column, MetaData, String, Table, insert, select, text
from sqlalchemy.exc import StatementError

from recognition.kernel.store import Database, JsonText, UtcDateTime
from recognition.kernel.store.types import BigId

THINGS = Table(
    "thing",
    MetaData(),
    Column("name", String, primary_key=True),
    Column("at", UtcDateTime),
    Column("value", JsonText),
    Column("number", BigId),
)
BERLIN = timezone(timedelta(hours=2))


@pytest.fixture
def things(database: Database) -> Database:
    THINGS.metadata.create_all(database.engine)
    return database


def put(database: Database, **columns: Any) -> Any:
    """Store one row, and give back what the database returns for it."""
    with database.writing() as session:
        session.connection().execute(THINGS.delete())
        session.connection().execute(insert(THINGS).values(name="one", **columns))
    with database.reading() as session:
        return session.connection().execute(select(THINGS)).one()


def raw(database: Database, column: str) -> Any:
    """Give what stands in the file."""
    with database.reading() as session:
        return session.connection().execute(text(f"SELECT {column} FROM thing")).scalar_one()


def test_a_moment_without_a_zone_is_refused(things: Database) -> None:
    with pytest.raises(StatementError, match="a moment without a zone cannot be stored"):
        put(things, at=datetime(2026, 10, 2, 12))  # noqa: DTZ001  # the very fault
    with things.reading() as session:
        assert session.connection().execute(select(THINGS)).first() is None


def test_a_moment_comes_back_as_aware_utc(things: Database) -> None:
    row = put(things, at=datetime(2026, 10, 2, 14, 30, 15, 123456, tzinfo=BERLIN))
    assert row.at == datetime(2026, 10, 2, 12, 30, 15, 123456, tzinfo=UTC)
    assert row.at.tzinfo is UTC


def test_moments_of_different_zones_compare_in_sql(things: Database) -> None:
    put(things, at=datetime(2026, 10, 2, 14, tzinfo=BERLIN))
    later = THINGS.c.at > datetime(2026, 10, 2, 11, 59, tzinfo=UTC)
    same = THINGS.c.at == datetime(2026, 10, 2, 12, tzinfo=UTC)
    with things.reading() as session:
        assert session.connection().execute(select(THINGS).where(later, same)).first()


def test_nothing_stays_nothing(things: Database) -> None:
    row = put(things, at=None, value=None)
    assert (row.at, row.value) == (None, None)
    assert raw(things, "value") is None


def test_equal_values_are_equal_bytes(things: Database) -> None:
    put(things, value={"b": [1, None], "a": {"y": "é", "x": True}})
    first = raw(things, "value")
    put(things, value={"a": {"x": True, "y": "é"}, "b": [1, None]})
    assert raw(things, "value") == first == '{"a":{"x":true,"y":"\\u00e9"},"b":[1,null]}'


@pytest.mark.parametrize("value", [float("nan"), float("inf")])
def test_a_number_that_json_does_not_have_is_refused(things: Database, value: float) -> None:
    with pytest.raises(StatementError, match="not JSON compliant"):
        put(things, value={"n": value})


def test_ids_beyond_32_bits_are_kept(things: Database) -> None:
    assert put(things, number=2**53 + 1).number == 2**53 + 1


JSON = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-(2**63), 2**63)
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.text(max_size=20),
    lambda inner: (
        st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=6), inner, max_size=4)
    ),
    max_leaves=10,
)


@settings(
    max_examples=30,
    deadline=None,
    # Each example replaces the one row.
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(value=JSON, at=st.datetimes(timezones=st.just(BERLIN), min_value=datetime(1970, 1, 2)))  # noqa: DTZ001  # hypothesis takes naive bounds
def test_whatever_goes_in_comes_out(things: Database, value: Any, at: datetime) -> None:
    row = put(things, value=value, at=at)
    assert json.dumps(row.value, sort_keys=True) == json.dumps(value, sort_keys=True)
    assert row.at == at
