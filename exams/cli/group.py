"""The command that all verbs about exams belong to."""

from __future__ import annotations

import click

AS_JSON = click.option("--json", "as_json", is_flag=True, help="Print JSON for machines.")


@click.group()
def exams() -> None:
    """Look after question banks, and after what was graded by them."""
