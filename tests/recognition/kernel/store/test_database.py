"""Units of work: all or nothing, one writer at a time, readers see one moment."""

from __future__ import annotations

import sqlite3
import threading
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from pathlib import Path

import pytest
from sqlalchemy import inspect, text
from sqlalchemy.exc import IntegrityError, OperationalError
from sqlmodel import Session

from recognition.kernel.errors import ConfigurationError
from recognition.kernel.store import Database
from recognition.kernel.store.database import BUSY_TIMEOUT_MS, PAGE_SIZE
from recognition.kernel.store.tables import LoginSessionRow, TickRow

AT = datetime(2026, 11, 24, 9, tzinfo=UTC)
PATIENCE = 30.0
"""Seconds after which a test gives up waiting for another thread."""


def login(name: str, *, user_id: int = 1) -> LoginSessionRow:
    return LoginSessionRow(
        token_hash=name, user_id=user_id, login="octocat", created_at=AT, seen_at=AT
    )


def held(database: Database) -> dict[str, int]:
    with database.reading() as session:
        rows = session.connection().execute(text("SELECT token_hash, user_id FROM login_session"))
        return {str(name): int(number) for name, number in rows}


def is_locked(database: Database) -> bool:
    """Tell whether somebody holds the write lock, by asking for it without patience."""
    assert database.sqlite_path is not None
    other = sqlite3.connect(database.sqlite_path, timeout=0, isolation_level=None)
    try:
        other.execute("BEGIN IMMEDIATE")
        other.execute("ROLLBACK")
    except sqlite3.OperationalError:
        return True
    else:
        return False
    finally:
        other.close()


def test_leaving_a_unit_of_work_commits_it(database: Database) -> None:
    with database.writing() as session:
        session.add(login("a"))
        session.add(login("b"))
    assert held(database) == {"a": 1, "b": 1}


def test_an_error_drops_the_whole_unit_of_work(database: Database) -> None:
    def half(session: Session) -> None:
        session.add(login("a"))
        session.flush()
        raise RuntimeError("half-way")

    with pytest.raises(RuntimeError, match="half-way"), database.writing() as session:
        half(session)
    assert held(database) == {}
    assert not is_locked(database)


def test_a_commit_that_fails_drops_everything_and_frees_the_lock(database: Database) -> None:
    with database.writing() as session:
        session.add(login("a"))
    with pytest.raises(IntegrityError), database.writing() as session:
        session.add_all([login("b"), login("a")])
    assert held(database) == {"a": 1}
    assert not is_locked(database)


def test_an_error_of_the_database_does_not_repeat_values(database: Database) -> None:
    with database.writing() as session:
        session.add(login("a-token-hash"))
    with pytest.raises(IntegrityError) as caught, database.writing() as session:
        session.add(login("a-token-hash"))
    assert "a-token-hash" not in str(caught.value)


def test_the_write_lock_is_taken_before_the_first_statement(database: Database) -> None:
    with database.writing():
        assert is_locked(database)
    assert not is_locked(database)


def test_readers_neither_take_the_lock_nor_wait_for_it(database: Database) -> None:
    with database.writing() as session:
        session.add(login("a"))
        session.flush()
        assert held(database) == {}
    with database.reading() as session:
        session.connection().execute(text("SELECT * FROM login_session"))
        assert not is_locked(database)


def test_a_reader_sees_one_moment_throughout(database: Database) -> None:
    count = text("SELECT count(*) FROM login_session")
    with database.reading() as session:
        assert session.connection().execute(count).scalar_one() == 0
        with database.writing() as other:
            other.add(login("a"))
        assert session.connection().execute(count).scalar_one() == 0
    assert held(database) == {"a": 1}


def test_what_is_changed_while_reading_is_dropped(database: Database) -> None:
    with database.reading() as session:
        session.add(login("a"))
        session.flush()
    assert held(database) == {}
    assert not is_locked(database)


def test_rows_that_were_read_stay_readable_afterwards(database: Database) -> None:
    with database.writing() as session:
        row = login("a")
        session.add(row)
    assert row.login == "octocat"
    with database.reading() as session:
        found = session.get(LoginSessionRow, "a")
    assert found is not None
    assert (found.login, found.seen_at) == ("octocat", AT)


def test_read_modify_write_by_threads_loses_nothing(database: Database) -> None:
    with database.writing() as session:
        session.add(login("counter", user_id=0))
    together = threading.Barrier(3)

    def count_up() -> None:
        together.wait(PATIENCE)
        for _ in range(20):
            with database.writing() as session:
                row = session.get(LoginSessionRow, "counter")
                assert row is not None
                row.user_id += 1
                session.add(row)

    with ThreadPoolExecutor(3) as pool:
        for done in [pool.submit(count_up) for _ in range(3)]:
            done.result(PATIENCE)
    assert held(database) == {"counter": 60}


def test_a_writer_waits_for_the_one_before_it(database: Database) -> None:
    inside, leave = threading.Event(), threading.Event()
    order: list[str] = []

    def first() -> None:
        with database.writing() as session:
            inside.set()
            assert leave.wait(PATIENCE)
            session.add(login("first"))
            order.append("first")

    def second() -> None:
        assert inside.wait(PATIENCE)
        leave.set()
        with database.writing() as session:
            order.append("second")
            assert session.get(LoginSessionRow, "first") is not None

    with ThreadPoolExecutor(2) as pool:
        for done in [pool.submit(first), pool.submit(second)]:
            done.result(PATIENCE)
    assert order == ["first", "second"]


def pragma(session: Session, name: str) -> object:
    return session.connection().execute(text(f"PRAGMA {name}")).scalar_one()


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("journal_mode", "wal"),
        ("synchronous", 2),
        ("foreign_keys", 1),
        ("page_size", PAGE_SIZE),
        ("busy_timeout", BUSY_TIMEOUT_MS),
        ("wal_autocheckpoint", 4000),
    ],
)
def test_every_connection_is_durable_and_patient(
    database: Database, name: str, value: object
) -> None:
    with database.reading() as one, database.reading() as two:
        assert pragma(one, name) == pragma(two, name) == value


def test_foreign_keys_are_enforced(database: Database) -> None:
    with database.writing() as session:
        connection = session.connection()
        connection.execute(text("CREATE TABLE parent (id INTEGER PRIMARY KEY)"))
        connection.execute(text("CREATE TABLE child (id INTEGER REFERENCES parent (id))"))
    with pytest.raises(IntegrityError), database.writing() as session:
        session.connection().execute(text("INSERT INTO child VALUES (1)"))


def test_a_schema_change_is_part_of_its_transaction(database: Database) -> None:
    def half(session: Session) -> None:
        session.connection().execute(text("CREATE TABLE half (id INTEGER)"))
        raise RuntimeError("half-way")

    with pytest.raises(RuntimeError, match="half-way"), database.writing() as session:
        half(session)
    assert not inspect(database.engine).has_table("half")


def test_one_due_moment_of_a_job_is_one_row(database: Database) -> None:
    with database.writing() as session:
        session.add(TickRow(job="digest", due_at=AT, taken_at=AT))
    with pytest.raises(IntegrityError), database.writing() as session:
        session.add(TickRow(job="digest", due_at=AT, taken_at=AT))


@pytest.mark.parametrize(
    ("url", "said"),
    [
        ("no address", "is not a database URL"),
        ("", "is not a database URL"),
        ("postgresql://host:notaport/name", "is not a database URL"),
        ("mystery://host/name", "no kind of database named mystery"),
        ("mssql+pymssql://host/name", "needs the package pymssql"),
    ],
)
def test_what_is_no_usable_url_is_the_operators_to_mend(url: str, said: str) -> None:
    with pytest.raises(ConfigurationError, match=f"DATABASE_URL:? .*{said}|DATABASE_URL {said}"):
        Database(url)


@pytest.mark.parametrize("rest", ["host:notaport/name", "[host/name"])
def test_an_error_about_the_url_keeps_its_password(rest: str) -> None:
    with pytest.raises(ConfigurationError) as caught:
        Database(f"postgresql://user:hunter2@{rest}")
    told: BaseException | None = caught.value
    while told is not None:
        assert "hunter2" not in str(told)
        told = told.__cause__


def test_the_file_is_known_where_there_is_one(tmp_path: Path) -> None:
    database = Database(f"sqlite:///{tmp_path / 'x.db'}")
    assert database.sqlite_path == str(tmp_path / "x.db")
    database.close()


def test_a_ping_fails_where_the_file_cannot_be_opened(tmp_path: Path) -> None:
    database = Database(f"sqlite:///{tmp_path / 'missing' / 'x.db'}")
    with pytest.raises(OperationalError):
        database.ping()
    database.close()


def test_a_ping_answers_where_it_can(database: Database) -> None:
    database.ping()


def test_upgrading_twice_makes_the_kernels_tables_once(tmp_path: Path) -> None:
    database = Database(f"sqlite:///{tmp_path / 'fresh.db'}")
    assert not database.is_current()
    database.upgrade()
    database.upgrade()
    assert database.is_current()
    tables = set(inspect(database.engine).get_table_names())
    assert {"login_session", "tick"} <= tables
    with database.writing() as session:
        session.add(login("a"))
    assert held(database) == {"a": 1}
    database.close()
