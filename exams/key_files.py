"""Find the key file of a bank: beside it or in a private folder, in clear or sealed."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from recognition.kernel.findings import Finding, Severity
from recognition.kernel.vault import Vault, VaultError
from recognition.kernel.yaml import MAX_BYTES, Document, YamlError, read_yaml

CLEAR = ".keys.yml"
SEALED = ".keys.sealed"


class KeyFileError(Exception):
    """A key file cannot be used.

    Attributes:
        finding: Why.
    """

    def __init__(self, finding: Finding) -> None:
        super().__init__(str(finding))
        self.finding = finding


@dataclass(frozen=True, slots=True, kw_only=True)
class KeyFiles:
    """Where key files are looked for.

    Attributes:
        folder: A private folder, looked at first; `None` looks beside the bank only.
        vault: Opens sealed ones.
    """

    folder: Path | None = None
    vault: Vault | None = None

    def of(self, bank: Path) -> Document | None:
        """Give the keys of a bank; `None` where there is no key file.

        Raises:
            KeyFileError: There is one, and it cannot be used.
        """
        folders = [bank.parent] if self.folder is None else [self.folder, bank.parent]
        for folder in folders:
            for suffix in (CLEAR, SEALED):
                file = folder / f"{bank.stem}{suffix}"
                if file.is_file():
                    return self._read(file)
        return None

    def _read(self, file: Path) -> Document:
        with file.open("rb") as stream:
            content = stream.read(4 * MAX_BYTES)
        try:
            text = content.decode("utf-8-sig").replace("\r\n", "\n")
            if file.name.endswith(SEALED):
                text = self._opened(file, text.strip())
            return read_yaml(text, file=str(file))
        except UnicodeDecodeError as error:
            raise _refusal(file, "it is no UTF-8") from error
        except YamlError as error:
            raise KeyFileError(error.finding) from error

    def _opened(self, file: Path, sealed: str) -> str:
        if self.vault is None:
            raise _refusal(file, "it is sealed, and EXAM_KEYS is not set")
        try:
            return self.vault.open(sealed)
        except VaultError as error:
            raise _refusal(file, "none of the secrets of EXAM_KEYS opens it") from error


def _refusal(file: Path, message: str) -> KeyFileError:
    return KeyFileError(
        Finding(file=str(file), line=1, code="key-file", severity=Severity.ERROR, message=message)
    )
