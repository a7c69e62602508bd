"""Commands that keep answer keys secret."""

from __future__ import annotations

import click

from exams.cli.group import exams
from exams.sealing import SETTING
from exams.versions import reseal
from recognition.kernel.cli import Shell, pass_shell
from recognition.kernel.errors import ConfigurationError


@exams.group()
def keys() -> None:
    """Keep answer keys secret, in files and in the database."""


@keys.command()
@click.option("--unseal", is_flag=True, help="Leave them in clear instead.")
@pass_shell
def rotate(shell: Shell, *, unseal: bool) -> None:
    """Seal the stored answer keys and explanations anew, with the first secret of EXAM_KEYS.

    To change the secret, put the new one before the old one, separated by a comma, run this, and
    then remove the old one. To begin, set EXAM_KEYS and run this; to give it up, run it with
    --unseal and then remove the setting. All or none is written.

    Example: EXAM_KEYS=new,old recognition exams keys rotate
    """
    vault = shell.settings.exam_vault
    if vault is None and not unseal:
        raise ConfigurationError(f"{SETTING}: set it to a long random text (openssl rand -hex 32)")
    with shell.database.writing() as session:
        count = reseal(session, target=None if unseal else vault)
    click.echo(f"{count} versions of questions {'left in clear' if unseal else 'sealed'}")
