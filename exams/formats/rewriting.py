"""Change a bank file for its author: the questions that are meant, and not a byte beside them."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import Any

from exams.formats.academy import front_matter
from exams.formats.edits import (
    AddItem,
    Edit,
    EditError,
    RemoveKey,
    ReplaceItem,
    SetKey,
)
from exams.formats.fields import plain_spelling
from exams.formats.splicing import spliced
from exams.formats.writing import Authored, Item, is_list
from recognition.kernel.yaml import Document, Path, read_yaml

_HUMP = re.compile(r"(?<=[a-z0-9])([A-Z])")


class BankText:
    """A bank file taken apart, so that edits can be addressed by the author's own ids.

    Edits keep the author's ways: a key that is there under another spelling is that one, new keys
    are camelCase or snake_case as the others are, and lines end as the others do.
    """

    def __init__(self, text: str, *, file: str) -> None:
        """Take a file apart.

        Args:
            text: The whole of it: byte order mark, line ends and all.
            file: The path as the author knows it.

        Raises:
            EditError: It is no bank.
            YamlError: Its front matter cannot be read.
        """
        parts = front_matter(text)
        if parts is None:
            raise EditError(f"{file}: it is no bank; it does not begin with ---")
        front = parts[0]
        start = text.index("\n") + 1
        self._before, self._after = text[:start], text[start + len(front) :]
        self._newline = "\r\n" if self._before.endswith("\r\n") else "\n"
        self._document: Document = read_yaml(front, file=file, first_line=2)
        if not isinstance(self._document.value, dict):
            raise EditError(f"{file}: it is no bank; its front matter has no keys")
        keys = {part for path in self._document.spans for part in path if isinstance(part, str)}
        self._snake = any("_" in key for key in keys) and not any(map(_HUMP.search, keys))

    def question(self, question_id: str) -> Path:
        """Find a question.

        Raises:
            EditError: There is none of this id.
        """
        return self._item((), "questions", question_id)

    def questions(self) -> list[Path]:
        """Give the places of all questions."""
        key = self._key((), "questions")
        items = self.value(()).get(key)
        found = enumerate(items if isinstance(items, list) else ())
        return [(key, index) for index, item in found if isinstance(item, dict)]

    def option(self, question_id: str, option_id: str) -> Path:
        """Find an option of a question.

        Raises:
            EditError: There is none of this id.
        """
        return self._item(self.question(question_id), "options", option_id)

    def edited(self, edits: Iterable[Edit]) -> str:
        """Give the whole text with the edits made.

        Raises:
            EditError: They cannot be made; says why.
        """
        spelt = [self._spelt(edit) for edit in edits]
        return self._before + spliced(self._document, spelt, newline=self._newline) + self._after

    def value(self, path: Path) -> Any:
        """Give what stands at a path."""
        value = self._document.value
        for part in path:
            value = value[part]
        return value

    def line(self, path: Path, name: str) -> int:
        """Give the line of a key of the mapping at a path."""
        return self._document.line(*path, self._key(path, name))

    def _item(self, at: Path, name: str, item_id: str) -> Path:
        mapping = self.value(at)
        key = self._key(at, name)
        items = mapping.get(key) if isinstance(mapping, dict) else None
        for index, item in enumerate(items if isinstance(items, list) else ()):
            if isinstance(item, dict) and str(item.get("id")).strip() == item_id:
                return (*at, key, index)
        raise EditError(f"{self._document.file}: there is no '{item_id}' in {name}")

    def _key(self, at: Path, name: str) -> str:
        """Give a key as the author spells it there, or as such keys are spelt in this file."""
        mapping = self.value(at) if at in self._document.spans else None
        for key in mapping if isinstance(mapping, dict) else ():
            if plain_spelling(key) == plain_spelling(name):
                return str(key)
        return _HUMP.sub(r"_\1", name).lower() if self._snake else name

    def _spelt(self, edit: Edit) -> Edit:
        match edit:
            case SetKey():
                name = self._key(edit.at, edit.name)
                return replace(edit, name=name, value=self._own_spelling(edit.value))
            case RemoveKey():
                return replace(edit, name=self._key(edit.at, edit.name))
            case AddItem():
                name = self._key(edit.at, edit.name)
                return replace(edit, name=name, value=self._mapping(edit.value))
            case ReplaceItem():
                return replace(edit, value=self._mapping(edit.value))

    def _own_spelling(self, value: Authored) -> Authored:
        """Spell the keys of mappings in lists; those of other mappings are ids and names."""
        if is_list(value):
            return [self._mapping(i) if isinstance(i, Mapping) else i for i in value]
        return value

    def _mapping(self, item: Item) -> Item:
        return {self._key(("",), name): self._own_spelling(value) for name, value in item.items()}


def retired(question: Path) -> Edit:
    """Keep a question for old attempts, and draw it for no new one."""
    return SetKey(at=question, name="retired", value=True)


def edit_bank(content: bytes, edits: Iterable[Edit], *, file: str) -> bytes:
    """Make edits in the bytes of a bank file.

    Raises:
        EditError: They cannot be made, or the file is no UTF-8; says why.
        YamlError: The front matter cannot be read.
    """
    try:
        text = content.decode()
    except UnicodeDecodeError as error:
        raise EditError(f"{file}: it is no UTF-8") from error
    return BankText(text, file=file).edited(edits).encode()
