"""What every command of the `recognition` program stands on: settings, database, plain errors."""

from __future__ import annotations

import json
import sys
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click
from flask.cli import AppGroup
from sqlalchemy.exc import OperationalError

from recognition.kernel.clock import Clock, SystemClock
from recognition.kernel.errors import ConfigurationError, RecognitionError, UserError
from recognition.kernel.settings import Settings, load_settings
from recognition.kernel.store import Database

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

EXIT_PROBLEMS = 1
EXIT_USAGE = 2


class Shell:
    """What one run of the program shares; everything is made when first asked for.

    Args:
        root: The folder that holds `badge_templates/`.
        compose: Makes the parts of a server from settings; what it gives is the upper
            packages' business.
    """

    def __init__(self, root: Path, *, compose: Callable[[Settings], Any]) -> None:
        self.root = root
        self.compose = compose
        self.clock: Clock = SystemClock()

    @cached_property
    def settings(self) -> Settings:
        """The operator's settings; raises `ConfigurationError`."""
        return load_settings()

    @cached_property
    def database(self) -> Database:
        """The database, at the newest schema."""
        path = Path(self.settings.data_dir)
        if self.settings.database_url is None:
            try:
                path.mkdir(parents=True, exist_ok=True)
            except OSError as error:
                raise ConfigurationError(f"DATA_DIR: cannot make {path}: {error}") from error
        database = Database(self.settings.database, vault=self.settings.exam_vault)
        try:
            database.upgrade()
        except OperationalError as error:
            raise ConfigurationError(f"the database cannot be used: {error.orig}") from error
        return database

    @property
    def catalog_folder(self) -> Path:
        """The folder of badges in force."""
        return self.settings.catalog or self.root / "badge_templates"


pass_shell = click.make_pass_decorator(Shell)

json_option = click.option("--json", "as_json", is_flag=True, help="Print JSON for programs.")


class Program(AppGroup):
    """The command group; turns foreseen errors into a line and an exit status."""

    def invoke(self, ctx: click.Context) -> Any:
        """Run the command; 1 for problems found, 2 for wrong use or settings."""
        try:
            return super().invoke(ctx)
        except ConfigurationError as error:
            for line in str(error).splitlines():
                click.secho(f"error: {line}", fg="red", err=True)
            ctx.exit(EXIT_USAGE)
        except (UserError, RecognitionError) as error:
            click.secho(f"error: {error}", fg="red", err=True)
            ctx.exit(EXIT_PROBLEMS)


def print_json(value: Any) -> None:
    """Print data for machines: one JSON value, keys in their given order."""
    json.dump(value, sys.stdout, indent=2, ensure_ascii=False)
    sys.stdout.write("\n")


def print_table(head: Sequence[str], rows: Sequence[Sequence[str]]) -> None:
    """Print data for people: columns of even width."""
    widths = [max(len(cells[i]) for cells in [head, *rows]) for i in range(len(head))]
    for cells in [head, *rows]:
        line = "  ".join(cell.ljust(width) for cell, width in zip(cells, widths, strict=True))
        click.echo(line.rstrip())
