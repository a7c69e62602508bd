"""Open the database, and hand out units of work on it."""

from __future__ import annotations

from contextlib import contextmanager, nullcontext
from typing import TYPE_CHECKING, Any

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Engine, create_engine, event, make_url, text
from sqlalchemy.exc import ArgumentError, NoSuchModuleError
from sqlmodel import Session

from recognition.kernel.errors import ConfigurationError
from recognition.kernel.store.turns import Turns
from recognition.kernel.vault import Vault

if TYPE_CHECKING:
    from collections.abc import Iterator

BUSY_TIMEOUT_MS = 10_000
"""How long a writer waits for another one; GitHub waits just as long for our answer."""

PATIENCE_SECONDS = 60.0
"""How long a thread waits for its turn to write; a server of 64 threads needs a second or two."""

PAGE_SIZE = 16_384
"""Bodies of deliveries are about 14 KB; larger pages cost a fifth less CPU for each."""

_VAULT = "vault"


class Database:
    """The one database of a running program.

    Args:
        url: An SQLAlchemy URL. SQLite is opened with a write-ahead log and full fsync.
        vault: Seals what is secret in it; `None` leaves it in clear.

    Attributes:
        engine: For the few who need SQLAlchemy's own; everybody else takes a unit of work.
    """

    def __init__(self, url: str, *, vault: Vault | None = None) -> None:
        try:
            parsed = make_url(url)
        except (ArgumentError, ValueError) as error:
            raise ConfigurationError("DATABASE_URL is not a database URL") from error
        self.url = url
        self._info = {_VAULT: vault}
        self.is_sqlite = parsed.get_backend_name() == "sqlite"
        # Parameters of failed statements stay out of errors: an answer key might be among them.
        options: dict[str, Any] = {"hide_parameters": True}
        if self.is_sqlite:
            options["connect_args"] = {
                "timeout": BUSY_TIMEOUT_MS / 1000,
                "check_same_thread": False,
            }
        try:
            self.engine: Engine = create_engine(parsed, **options)
        except NoSuchModuleError as error:
            raise ConfigurationError(
                f"DATABASE_URL: there is no kind of database named {parsed.drivername}"
            ) from error
        except ModuleNotFoundError as error:
            raise ConfigurationError(
                f"DATABASE_URL: {parsed.drivername} needs the package {error.name}; install it"
            ) from error
        self._turns = Turns(patience_seconds=PATIENCE_SECONDS)
        if self.is_sqlite:
            _prepare_sqlite(self.engine)

    @property
    def sqlite_path(self) -> str | None:
        """Give the file, or `None` where the database is not a SQLite file."""
        return self.engine.url.database if self.is_sqlite else None

    @contextmanager
    def writing(self) -> Iterator[Session]:
        """Open a unit of work: all of it is committed on leaving, or nothing.

        On SQLite the write lock is taken at once, so that a transaction which reads and then
        writes cannot fail half-way because another one wrote between. Threads of this program
        take turns before that: SQLite's own waiting is by sleeping and looking again, and among
        some dozen threads there is one that never looks at the right moment.

        Raises:
            TimeoutError: Too many write before this one.
        """
        with (
            self._turns.taken() if self.is_sqlite else nullcontext(),
            Session(self.engine, expire_on_commit=False, info=self._info) as session,
        ):
            if self.is_sqlite:
                session.connection(execution_options={"recognition_begin": "IMMEDIATE"})
            yield session
            session.commit()

    @contextmanager
    def reading(self) -> Iterator[Session]:
        """Open a consistent view; whatever is changed in it is dropped."""
        with Session(self.engine, expire_on_commit=False, info=self._info) as session:
            yield session
            # Closing rolls back; doing it here would empty the rows that the caller keeps.

    def upgrade(self) -> None:
        """Bring the schema to the newest version."""
        command.upgrade(self._alembic(), "head")

    def draft_migration(self, message: str) -> str:
        """Write the first draft of a migration from what tables and schema differ in.

        Returns:
            The path of the new file.
        """
        script = command.revision(self._alembic(), message=message, autogenerate=True)
        assert script is not None, "one revision was asked for"
        assert not isinstance(script, list), "one revision was asked for"
        return script.path

    def is_current(self) -> bool:
        """Tell whether the schema is the one this program knows."""
        head = ScriptDirectory.from_config(self._alembic()).get_current_head()
        with self.engine.connect() as connection:
            return MigrationContext.configure(connection).get_current_revision() == head

    def ping(self) -> None:
        """Ask the database for anything; raises what SQLAlchemy raises where it is down."""
        with self.engine.connect() as connection:
            connection.execute(text("SELECT 1"))

    def close(self) -> None:
        """Give all connections back."""
        self.engine.dispose()

    def _alembic(self) -> Config:
        config = Config()
        config.set_main_option("script_location", "recognition.kernel.store:migrations")
        config.set_main_option("path_separator", "os")
        config.attributes["engine"] = self.engine
        return config


def _prepare_sqlite(engine: Engine) -> None:
    @event.listens_for(engine, "connect")
    def _connect(connection: Any, _record: object) -> None:
        # The driver must not begin transactions by itself: `_begin` below does, so that
        # writers take the lock at once and readers do not take it at all.
        connection.isolation_level = None
        cursor = connection.cursor()
        cursor.execute(f"PRAGMA page_size={PAGE_SIZE}")
        cursor.execute("PRAGMA journal_mode=WAL")
        cursor.execute("PRAGMA synchronous=FULL")
        cursor.execute("PRAGMA foreign_keys=ON")
        cursor.execute("PRAGMA wal_autocheckpoint=4000")
        cursor.close()

    @event.listens_for(engine, "begin")
    def _begin(connection: Any) -> None:
        mode = connection.get_execution_options().get("recognition_begin", "DEFERRED")
        connection.exec_driver_sql(f"BEGIN {mode}")


def vault_of(session: Session) -> Vault | None:
    """Give what seals secrets in the database of a session, or `None`."""
    vault = session.info.get(_VAULT)
    assert vault is None or isinstance(vault, Vault)
    return vault
