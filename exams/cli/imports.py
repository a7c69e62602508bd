"""The command that makes bank files of other systems' questions."""

from __future__ import annotations

import re
from pathlib import Path

import click

from exams.cli.group import AS_JSON, exams
from exams.formats.importing import MAX_FILE, SourceFormat, read_questions
from exams.formats.intake import Imported
from recognition.kernel.cli import EXIT_PROBLEMS, print_json
from recognition.kernel.findings import Severity

_EXAM = re.compile(r"[A-Za-z0-9][A-Za-z0-9_.-]{0,99}", re.ASCII)


@exams.command(name="import")
@click.argument(
    "files",
    nargs=-1,
    required=True,
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
)
@click.option(
    "--out",
    required=True,
    type=click.Path(file_okay=False, path_type=Path),
    help="The folder for the bank files; made where it is missing.",
)
@click.option("--exam", help="The exam's id, for a single file; else the file's own name.")
@click.option(
    "--from",
    "source",
    type=click.Choice([str(one) for one in SourceFormat]),
    help="The format; found out where it is not said.",
)
@click.option("--force", is_flag=True, help="Overwrite bank files that are there.")
@AS_JSON
def import_questions(
    files: tuple[Path, ...],
    *,
    out: Path,
    exam: str | None,
    source: str | None,
    force: bool,
    as_json: bool,
) -> None:
    """Make a bank file of each of FILES: GIFT, Moodle XML, or QTI 2.1, 2.2 and 3.0.

    QTI may be an item or a package. Everything that is not taken is named with its place. Ends
    with 1 where a whole question was left out, or there was none.

    Example: recognition exams import quiz.xml --out exams/banks --exam networking
    """
    targets = _targets(files, out=out, exam=exam, force=force)
    form = None if source is None else SourceFormat(source)
    imports = {file: read_questions(_content(file), file=str(file), source=form) for file in files}
    out.mkdir(parents=True, exist_ok=True)
    for file, imported in imports.items():
        if imported.questions:
            text = imported.bank_text(title=targets[file].stem)
            # As bytes, since a text of the file's own may end its lines otherwise.
            targets[file].write_bytes(text.encode())
    if as_json:
        print_json([_told(file, targets[file], one) for file, one in imports.items()])
    else:
        for file, imported in imports.items():
            for finding in imported.findings:
                click.echo(str(finding))
            count = len(imported.questions)
            click.echo(f"{targets[file]}: {count} questions" if count else f"{file}: no questions")
    if any(_has_problems(imported) for imported in imports.values()):
        click.get_current_context().exit(EXIT_PROBLEMS)


def _targets(
    files: tuple[Path, ...], *, out: Path, exam: str | None, force: bool
) -> dict[Path, Path]:
    """Say where each file's bank goes, and refuse to overwrite anything unasked."""
    if exam is not None and len(files) > 1:
        raise click.UsageError("--exam names one exam, and there are several files")
    names = {file: exam or file.stem for file in files}
    targets = {file: out / f"{name}.md" for file, name in names.items()}
    for file, target in targets.items():
        if not _EXAM.fullmatch(names[file]):
            raise click.UsageError(f"'{names[file]}' cannot be an exam's id; name one with --exam")
        if target.exists() and not force:
            raise click.UsageError(f"{target} is there; --force overwrites it")
        if any(other is not file and targets[other] == target for other in files):
            raise click.UsageError(f"two files would be {target}")
    return targets


def _content(file: Path) -> bytes:
    with file.open("rb") as stream:
        content = stream.read(MAX_FILE + 1)
    if len(content) > MAX_FILE:
        raise click.UsageError(f"{file} is larger than {MAX_FILE:,} bytes")
    return content


def _told(file: Path, target: Path, imported: Imported) -> dict[str, object]:
    return {
        "file": str(file),
        "bank": str(target) if imported.questions else None,
        "questions": len(imported.questions),
        "findings": [finding.as_json() for finding in imported.findings],
    }


def _has_problems(imported: Imported) -> bool:
    errors = any(finding.severity is Severity.ERROR for finding in imported.findings)
    return errors or not imported.questions
