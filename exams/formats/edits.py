"""Say what is to be changed in a bank file, and what it would say then."""

from __future__ import annotations

import copy
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, TypeAlias

from exams.formats.writing import Authored, Item, is_list
from recognition.kernel.errors import UserError
from recognition.kernel.yaml import Path


class EditError(UserError):
    """An edit cannot be made in this text; nothing was changed."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SetKey:
    """Give a key of the mapping at a path another value, or add it below the others."""

    at: Path
    name: str
    value: Authored


@dataclass(frozen=True, slots=True, kw_only=True)
class RemoveKey:
    """Remove a key of the mapping at a path, with its lines and the comment on them."""

    at: Path
    name: str


@dataclass(frozen=True, slots=True, kw_only=True)
class AddItem:
    """Add a mapping to the end of the list under a key, which may be absent."""

    at: Path
    name: str
    value: Item


@dataclass(frozen=True, slots=True, kw_only=True)
class ReplaceItem:
    """Put a mapping in the place of one in a list."""

    at: Path
    value: Item


Edit: TypeAlias = SetKey | RemoveKey | AddItem | ReplaceItem


def meant(value: Any, edits: Sequence[Edit]) -> Any:
    """Give the value of a document with the edits made in it instead of in its text."""
    value = copy.deepcopy(value)
    replaced = [edit for edit in edits if isinstance(edit, ReplaceItem)]
    for edit in edits:
        match edit:
            case SetKey():
                value_at(value, edit.at)[edit.name] = _plain(edit.value)
            case RemoveKey():
                del value_at(value, edit.at)[edit.name]
            case AddItem():
                mapping = value_at(value, edit.at)
                mapping[edit.name] = [*(mapping.get(edit.name) or ()), _plain(edit.value)]
            case ReplaceItem():
                pass
    for edit in replaced:
        value_at(value, edit.at[:-1])[edit.at[-1]] = _plain(edit.value)
    return value


def _plain(value: Authored) -> Any:
    """Give a value with the plain lists and dicts that reading gives."""
    if isinstance(value, Mapping):
        return {name: _plain(part) for name, part in value.items()}
    if is_list(value):
        return [_plain(part) for part in value]
    return value


def value_at(value: Any, path: Path) -> Any:
    """Give what stands at a path, which exists."""
    for part in path:
        value = value[part]
    return value
