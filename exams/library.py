"""Find bank files in folders, and keep those that can be offered."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from exams.content import bank_version
from exams.formats.academy import BankReading, read_bank
from exams.key_files import KeyFileError, KeyFiles
from exams.lint import lint_bank
from recognition.kernel.errors import ConfigurationError
from recognition.kernel.findings import Finding, Severity, suggestion
from recognition.kernel.yaml import MAX_BYTES

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator, Mapping

    from exams.bank import Bank
    from recognition.kernel.settings import Settings


BESIDE_THE_BANK = KeyFiles()

_FENCE = "---"
_LATE_FRONT_MATTER = re.compile(r"^---[ \t]*$", re.MULTILINE)
_QUESTIONS = re.compile(r"^questions\s*:", re.MULTILINE)


@dataclass(frozen=True, slots=True, kw_only=True)
class Banks:
    """The exams that are offered.

    Attributes:
        banks: By exam id, in the order of the ids.
        versions: The fingerprint of each bank, by exam id.
        findings: Everything found while reading, of refused files too.
    """

    banks: Mapping[str, Bank]
    versions: Mapping[str, str]
    findings: tuple[Finding, ...] = ()

    @property
    def lint_errors(self) -> tuple[Finding, ...]:
        """Find why passing an exam that is offered proves little."""
        found = [finding for bank in self.banks.values() for finding in lint_bank(bank)]
        return tuple(finding for finding in found if finding.severity is Severity.ERROR)

    def locked_for_ever(self, badges: Collection[str]) -> tuple[Finding, ...]:
        """Find exams that build on a badge which does not exist, so that nobody may sit them.

        Args:
            badges: The ids of all that do.
        """
        return tuple(
            Finding(
                file=bank.file,
                line=1,
                code="unknown-badge",
                severity=Severity.ERROR,
                message=f"nobody can sit it: it requires '{name}', which is no badge"
                f"{suggestion(name, badges)}",
            )
            for bank in self.banks.values()
            for name in bank.requires
            if name not in badges
        )

    @classmethod
    def of(cls, banks: Iterable[Bank], *, findings: Iterable[Finding] = ()) -> Banks:
        """Make a library of banks that are already read."""
        by_exam = {bank.exam: bank for bank in sorted(banks, key=lambda bank: bank.exam)}
        versions = {exam: bank_version(bank) for exam, bank in by_exam.items()}
        return cls(banks=by_exam, versions=versions, findings=tuple(findings))


def read_banks(
    paths: Iterable[Path], *, keys: KeyFiles = BESIDE_THE_BANK
) -> Iterator[BankReading]:
    """Read every bank file at or below the paths, in the order of their names.

    A file is a bank when its front matter says `type: test` or has `questions:`, whatever its
    suffix; others are passed over.

    Raises:
        ConfigurationError: A path does not exist.
    """
    for path in paths:
        for file in _files(path):
            reading = _read(file, keys)
            if reading is not None:
                yield reading


def stray_banks(paths: Iterable[Path]) -> Iterator[Finding]:
    """Find files whose questions nobody reads, since text stands before the front matter.

    Raises:
        ConfigurationError: A path does not exist.
    """
    for path in paths:
        for file in _files(path):
            text = _text(file)
            if text is None or text.startswith(_FENCE):
                continue
            front = _LATE_FRONT_MATTER.search(text)
            if front is not None and _QUESTIONS.search(text, front.end()):
                message = "text stands before the front matter, so that nobody reads the exam"
                yield Finding(
                    file=str(file),
                    line=text.count("\n", 0, front.start()) + 1,
                    code="late-front-matter",
                    severity=Severity.ERROR,
                    message=message,
                )


def key_files_of(settings: Settings) -> KeyFiles:
    """Say where an installation finds keys that stand apart from their banks."""
    return KeyFiles(folder=settings.exam_key_folder, vault=settings.exam_vault)


def offered_banks(settings: Settings, *, shipped: Path) -> Banks:
    """Load the exams that an installation offers: its own, or those that are shipped."""
    return load_banks([settings.exam_banks or shipped], keys=key_files_of(settings))


def load_banks(paths: Iterable[Path], *, keys: KeyFiles = BESIDE_THE_BANK) -> Banks:
    """Load the exams to offer.

    A bank with an error is refused, and so is a second one of the same exam id. Left out are
    drafts, and files without `.md`, which the Academy does not publish either. None of these
    touches the others. What the linter finds refuses none: an author who mends one question
    must not find the whole exam gone because of another.
    """
    banks: dict[str, Bank] = {}
    findings: list[Finding] = []
    for reading in read_banks(paths, keys=keys):
        findings.extend(reading.findings)
        bank = reading.bank
        if bank is None or reading.errors:
            continue
        if Path(reading.file).suffix != ".md":
            message = "not offered, since its name does not end in .md"
            findings.append(_finding(reading, "not-md", message, Severity.WARNING))
        elif bank.draft:
            findings.append(_finding(reading, "draft", "a draft is not offered", Severity.WARNING))
        elif bank.exam in banks:
            message = f"the exam '{bank.exam}' is already in {banks[bank.exam].file}"
            findings.append(_finding(reading, "duplicate-exam", message, Severity.ERROR))
        else:
            banks[bank.exam] = bank
    return Banks.of(banks.values(), findings=findings)


def _finding(reading: BankReading, code: str, message: str, severity: Severity) -> Finding:
    return Finding(file=reading.file, line=1, code=code, severity=severity, message=message)


def _files(path: Path) -> Iterator[Path]:
    if path.is_file():
        yield path
        return
    if not path.is_dir():
        raise ConfigurationError(f"there is no file or folder {path} to read exams from")
    for file in sorted(path.rglob("*")):
        hidden = any(part.startswith(".") for part in file.relative_to(path).parts)
        if not hidden and file.is_file():
            yield file


def _read(file: Path, keys: KeyFiles) -> BankReading | None:
    text = _text(file)
    if text is None or not text.startswith(_FENCE):
        return None
    try:
        return read_bank(text, file=str(file), keys=lambda: keys.of(file))
    except KeyFileError as error:
        reading = read_bank(text, file=str(file))
        return None if reading is None else replace(reading, findings=(error.finding,))


def _text(file: Path) -> str | None:
    """Give the text of a file, with plain line ends; `None` where it is none."""
    with file.open("rb") as stream:
        # A little more than the reader takes, so that it is the one to say "too large".
        content = stream.read(MAX_BYTES + 1_000)
    try:
        return content.decode("utf-8-sig").replace("\r\n", "\n")
    except UnicodeDecodeError:
        return None
