"""Take the keys of a bank into a file of their own."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import PurePath
from typing import Any

from exams.formats.edits import Edit, EditError, RemoveKey, SetKey
from exams.formats.fields import plain_spelling
from exams.formats.key_file import APART, are_apart
from exams.formats.rewriting import BankText
from exams.formats.writing import mapping_lines
from exams.questions import canonical_type
from recognition.kernel.yaml import Path

PUBLIC_KEYS = frozenset(
    (
        *("id", "text", "type", "marks", "options", "instructions", "retired", "competency"),
        *("difficulty", "enemies", "study", "supersedes", "multipleanswers", "casesensitive"),
        *("unit", "starter", "language", "kubernetes", "kind"),
    )
)
"""What may stand in public; every other key of a question moves, also one that is made later."""

PUBLIC_OPTION_KEYS = frozenset(("id", "text"))

ORDERED = "ordering"
"""The order of its options is the key, so that they move as a whole."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SplitBank:
    """A bank in two texts; both together say what the one said."""

    public: str
    keys: str


def split_bank(text: str, *, file: str) -> SplitBank:
    """Take the keys out of a bank file, and leave every other byte of it.

    Raises:
        EditError: It is no bank, or its keys are apart already.
        YamlError: Its front matter cannot be read.
    """
    bank = BankText(text, file=file)
    if are_apart(bank.value(())):
        raise EditError(f"{file}: its keys stand in a key file already")
    edits: list[Edit] = []
    keys: dict[str, Any] = {}
    for path in bank.questions():
        question = bank.value(path)
        moved = _moved(path, question, edits)
        keys[str(question.get("id")).strip()] = moved
    edits.append(SetKey(at=(), name="keys", value=APART))
    exam = PurePath(file).stem
    lines = mapping_lines({"exam": exam, "keys": keys})
    head = f"# The answer keys of the exam {exam}. Keep this file out of public places."
    return SplitBank(public=bank.edited(edits), keys="\n".join([head, *lines, ""]))


def _moved(path: Path, question: dict[str, Any], edits: list[Edit]) -> dict[str, Any]:
    """Give what of a question is secret, and add the edits that remove it."""
    moved: dict[str, Any] = {}
    is_ordered = canonical_type(str(question.get("type", ""))) == ORDERED
    for name, value in question.items():
        plain = plain_spelling(name)
        if plain == "options" and not is_ordered:
            flags = _flags((*path, name), value, edits)
            if flags:
                moved[name] = flags
        elif plain not in PUBLIC_KEYS or plain == "options":
            moved[name] = value
            edits.append(RemoveKey(at=path, name=name))
    return moved


def _flags(path: Path, options: Any, edits: list[Edit]) -> dict[str, Any]:
    flags: dict[str, Any] = {}
    for index, option in enumerate(options if isinstance(options, list) else ()):
        if not isinstance(option, dict):
            continue
        own = {k: v for k, v in option.items() if plain_spelling(k) not in PUBLIC_OPTION_KEYS}
        if own:
            flags[str(option.get("id")).strip()] = own
            edits += [RemoveKey(at=(*path, index), name=name) for name in own]
    return flags
