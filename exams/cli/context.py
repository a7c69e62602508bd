"""What commands need that look into the exams' records."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from exams.library import offered_banks
from exams.service.context import ExamContext

if TYPE_CHECKING:
    from sqlmodel import Session

    from recognition.facts import Fact
    from recognition.kernel.cli import Shell


def context_of(shell: Shell) -> ExamContext:
    """Load the exams that are offered, and say on standard error what is wrong with them.

    Commands start no attempt; they need the secret only to check receipts.
    """
    key = shell.settings.secret_key
    secret = key.get_secret_value().encode() if key else b""
    banks = offered_banks(shell.settings, shipped=shell.root / "exams" / "banks")
    for finding in banks.findings:
        click.secho(str(finding), fg="yellow", err=True)
    return ExamContext(banks=banks, clock=shell.clock, secret=secret, on_passed=_nobody_passes)


def _nobody_passes(session: Session, fact: Fact) -> None:
    raise AssertionError(f"a command that only reads let somebody pass: {fact.key} in {session}")
