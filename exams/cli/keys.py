"""Commands that keep answer keys secret."""

from __future__ import annotations

from pathlib import Path

import click

from exams.cli.group import exams
from exams.content import bank_version
from exams.formats.academy import read_bank
from exams.formats.splitting import split_bank
from exams.key_files import CLEAR, SEALED
from exams.sealing import SETTING
from exams.versions import reseal
from recognition.kernel.cli import Shell, pass_shell
from recognition.kernel.errors import ConfigurationError, UserError
from recognition.kernel.vault import Vault
from recognition.kernel.yaml import read_yaml

FILE = click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
FORCE = click.option("--force", is_flag=True, help="Overwrite what is there.")


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
    vault = shell.settings.exam_vault if unseal else _vault(shell)
    with shell.database.writing() as session:
        count = reseal(session, target=None if unseal else vault)
    click.echo(f"{count} versions of questions {'left in clear' if unseal else 'sealed'}")


@keys.command()
@FILE
@click.option(
    "--to",
    "folder",
    type=click.Path(exists=True, file_okay=False, path_type=Path),
    help="A private folder for the key file; else it is written beside the bank.",
)
@FORCE
def split(file: Path, *, folder: Path | None, force: bool) -> None:
    """Take the keys of the bank FILE into a file of their own.

    What is left can be public; every other byte of it stays. The server finds the key file beside
    the bank or in EXAM_KEY_FOLDER.

    Example: recognition exams keys split exams/banks/meshery-cli.md --to ../private
    """
    target = _free((folder or file.parent) / f"{file.stem}{CLEAR}", force=force)
    text = file.read_bytes().decode()
    parts = split_bank(text, file=str(file))
    before = read_bank(text.replace("\r\n", "\n"), file=str(file))
    after = read_bank(
        parts.public.replace("\r\n", "\n"),
        file=str(file),
        keys=lambda: read_yaml(parts.keys, file=str(target)),
    )
    whole = None if before is None else before.bank
    again = None if after is None else after.bank
    if whole is None or again is None or bank_version(whole) != bank_version(again):
        raise UserError(
            f"{file}: mend its errors first (recognition exams check); nothing is split"
        )
    # The keys first: whatever happens between the two, none is lost.
    target.write_text(parts.keys, encoding="utf-8")
    file.write_bytes(parts.public.encode())
    click.echo(f"{target}: the keys of {len(whole.questions)} questions")


@keys.command()
@FILE
@FORCE
@pass_shell
def encrypt(shell: Shell, file: Path, *, force: bool) -> None:
    """Seal the key file FILE with EXAM_KEYS, so that it may stand in public beside its bank.

    Example: recognition exams keys encrypt ../private/meshery-cli.keys.yml
    """
    vault = _vault(shell)
    target = _free(_renamed(file, CLEAR, SEALED), force=force)
    target.write_text(vault.seal(file.read_text(encoding="utf-8")) + "\n", encoding="ascii")
    click.echo(f"{target}: sealed; keep {file} out of public places")


@keys.command()
@FILE
@FORCE
@pass_shell
def decrypt(shell: Shell, file: Path, *, force: bool) -> None:
    """Open the sealed key file FILE with EXAM_KEYS, to edit it.

    Example: recognition exams keys decrypt exams/banks/meshery-cli.keys.sealed
    """
    vault = _vault(shell)
    target = _free(_renamed(file, SEALED, CLEAR), force=force)
    text = vault.open(file.read_text(encoding="utf-8").strip())
    target.write_text(text, encoding="utf-8")
    click.echo(f"{target}: in clear; keep it out of public places")


def _vault(shell: Shell) -> Vault:
    vault = shell.settings.exam_vault
    if vault is None:
        raise ConfigurationError(f"{SETTING}: set it to a long random text (openssl rand -hex 32)")
    return vault


def _renamed(file: Path, before: str, after: str) -> Path:
    if not file.name.endswith(before):
        raise click.UsageError(f"{file} does not end in {before}")
    return file.with_name(file.name.removesuffix(before) + after)


def _free(target: Path, *, force: bool) -> Path:
    if target.exists() and not force:
        raise click.UsageError(f"{target} is there; --force overwrites it")
    return target
