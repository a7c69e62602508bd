"""Look up the keys of a mapping in whichever spelling its author chose, and keep their lines."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from recognition.kernel.findings import Finding, Severity, suggestion

if TYPE_CHECKING:
    from collections.abc import Iterable

    from recognition.kernel.yaml import Document, Path


def plain_spelling(key: str) -> str:
    """Give `passpercentage` for `passPercentage`, `pass_percentage` and `pass-percentage`."""
    return key.replace("_", "").replace("-", "").lower()


@dataclass(slots=True, kw_only=True)
class Fields:
    """A mapping of a document, asked by plain spelling.

    Attributes:
        findings: What asking has found wrong; shared by all the mappings of one document.
    """

    document: Document
    path: Path
    value: dict[str, Any]
    findings: list[Finding]
    _keys: dict[str, str] = field(init=False)

    def __post_init__(self) -> None:
        self._keys = {}
        for key in self.value:
            first = self._keys.setdefault(plain_spelling(key), key)
            if first != key:
                self.warning(
                    "two-spellings", f"'{key}' is '{first}' once more; '{first}' counts", key
                )

    def get(self, name: str) -> Any:
        """Give the value under a plain spelling, or `None`."""
        key = self._keys.get(name)
        return None if key is None else self.value[key]

    def key(self, name: str) -> str:
        """Give the key as the author spelt it, or the plain spelling where it is absent."""
        return self._keys.get(name, name)

    def line(self, name: str = "") -> int:
        """Give the line of a key, or of the mapping itself."""
        key = self._keys.get(name)
        return self.document.line(*self.path, *([] if key is None else [key]))

    def error(self, code: str, message: str, *names: str | int) -> None:
        """Report what makes the bank unusable, at a key below this mapping."""
        self._report(code, message, names, Severity.ERROR)

    def warning(self, code: str, message: str, *names: str | int) -> None:
        """Report what the bank survives, at a key below this mapping."""
        self._report(code, message, names, Severity.WARNING)

    def report(self, code: str, message: str, line: int, severity: Severity) -> None:
        """Report at a line."""
        self.findings.append(
            Finding(
                file=self.document.file, line=line, code=code, severity=severity, message=message
            )
        )

    def warn_of_unknown(self, known: Iterable[str], *, where: str) -> None:
        """Report keys we do not read; a misspelt one would silently do nothing."""
        known = frozenset(known)
        for plain, key in self._keys.items():
            if plain not in known:
                hint = suggestion(plain, known)
                self.warning("unknown-key", f"{where}: '{key}' means nothing here{hint}", key)

    def text(self, name: str) -> str | None:
        """Give a value as text; a number or truth value left unquoted is taken, and reported."""
        match self.get(name):
            case None:
                return None
            case str(text):
                return text
            case bool(truth):
                text = str(truth).lower()
            case int() | float() as number:
                text = str(number)
            case _:
                self.error("not-text", f"'{self.key(name)}' must be text", self.key(name))
                return None
        if name != "id":
            self.warning("unquoted", f"put quotes around '{self.key(name)}'", self.key(name))
        return text

    def texts(self, name: str) -> tuple[str, ...]:
        """Give a list of texts; absent is none."""
        value = self.get(name)
        if value is None:
            return ()
        if isinstance(value, list) and all(isinstance(item, str) for item in value):
            return tuple(value)
        key = self.key(name)
        self.error("not-a-list", f"'{key}' must be a list of texts in quotes", key)
        return ()

    def truth(self, name: str) -> bool:
        """Give a value as true or false; absent is false."""
        match self.get(name):
            case None:
                return False
            case bool(truth):
                return truth
            case str(text) if text.strip().lower() in ("true", "false"):
                self.warning("quoted", f"remove the quotes at '{self.key(name)}'", self.key(name))
                return text.strip().lower() == "true"
            case _:
                self.error(
                    "not-truth", f"'{self.key(name)}' must be true or false", self.key(name)
                )
                return False

    def whole(self, name: str, *, least: int, most: int) -> int | None:
        """Give a whole number within limits; absent is `None`, and so is one that is refused."""
        value = self.get(name)
        if value is None:
            return None
        if isinstance(value, str) and value.strip().isascii() and value.strip().isdigit():
            self.warning("quoted", f"remove the quotes at '{self.key(name)}'", self.key(name))
            value = int(value.strip()[:12])
        if isinstance(value, bool) or not isinstance(value, int) or not least <= value <= most:
            self.error(
                "not-in-range",
                f"'{self.key(name)}' must be a whole number from {least} to {most}",
                self.key(name),
            )
            return None
        return value

    def inner(self, name: str, *more: int) -> Fields:
        """Give the mapping that stands under a key, or in the list there; it is one."""
        value = self.get(name)
        for index in more:
            value = value[index]
        return Fields(
            document=self.document,
            path=(*self.path, self.key(name), *more),
            value=value,
            findings=self.findings,
        )

    def mappings(self, name: str, *, where: str, noun: str) -> tuple[Fields, ...]:
        """Give the mappings of a list; absent is none, and what is no mapping is reported.

        Args:
            name: The plain spelling of the key.
            where: Names the place in messages.
            noun: What one of them is, with its article.
        """
        value, key = self.get(name), self.key(name)
        if value is None:
            return ()
        if not isinstance(value, list):
            self.error("not-a-list", f"{where}: '{key}' must be a list", key)
            return ()
        for index, item in enumerate(value):
            if item is None:
                message = f"{where}: an empty item of '{key}' is left out"
                self.warning("empty-item", message, key, index)
            elif not isinstance(item, dict):
                message = f"{where}: '{key}' holds something that is not {noun}"
                self.error("not-a-mapping", message, key, index)
        return tuple(
            self.inner(name, index) for index, item in enumerate(value) if isinstance(item, dict)
        )

    def _report(
        self, code: str, message: str, names: tuple[str | int, ...], severity: Severity
    ) -> None:
        self.report(code, message, self.document.line(*self.path, *names), severity)
