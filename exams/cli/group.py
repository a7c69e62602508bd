"""The command that all verbs about exams belong to."""

from __future__ import annotations

import click

from exams.key_files import KeyFiles
from exams.library import key_files_of
from recognition.kernel.cli import Shell

AS_JSON = click.option("--json", "as_json", is_flag=True, help="Print JSON for machines.")


@click.group()
def exams() -> None:
    """Look after question banks, and after what was graded by them."""


def key_files() -> KeyFiles:
    """Say where the running command finds keys that stand apart from their banks."""
    shell = click.get_current_context().find_object(Shell)
    return KeyFiles() if shell is None else key_files_of(shell.settings)
