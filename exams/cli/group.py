"""The command that all verbs about exams belong to."""

from __future__ import annotations

import click

AS_JSON = click.option("--json", "as_json", is_flag=True, help="Print JSON for machines.")


@click.group()
def exams() -> None:
    """Check, lint, grade and preview banks, see how they do, give people time, check receipts."""
