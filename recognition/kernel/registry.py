"""Keep named things of one kind, each declared in the file that implements it."""

from __future__ import annotations

import importlib
import pkgutil
from typing import TYPE_CHECKING, Generic, TypeVar

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

T = TypeVar("T")


class Registry(Generic[T]):
    """Named things, iterated in the order of their names.

    Args:
        noun: What one of them is called, for error messages.
    """

    def __init__(self, noun: str) -> None:
        self.noun = noun
        self._entries: dict[str, T] = {}

    def add(self, name: str, entry: T) -> T:
        """Declare an entry.

        Raises:
            ValueError: The name is taken; two files would fight for it.
        """
        if name in self._entries:
            raise ValueError(f"two entries named {name!r} among the {self.noun}s")
        self._entries[name] = entry
        return entry

    def __call__(self, name: str) -> Callable[[T], T]:
        """Declare the decorated function or class under a name."""
        return lambda entry: self.add(name, entry)

    def load(self, package: str) -> None:
        """Import every module of a package, so that each declares its entries."""
        module = importlib.import_module(package)
        for info in pkgutil.iter_modules(module.__path__):
            importlib.import_module(f"{package}.{info.name}")

    def get(self, name: str) -> T | None:
        """Give the entry of that name, or `None`."""
        return self._entries.get(name)

    def __getitem__(self, name: str) -> T:
        """Give the entry of that name; `KeyError` where there is none."""
        return self._entries[name]

    def __contains__(self, name: object) -> bool:
        """Tell whether the name is declared."""
        return name in self._entries

    def __iter__(self) -> Iterator[str]:
        """Give the names in order."""
        return iter(sorted(self._entries))

    def __len__(self) -> int:
        """Count the entries."""
        return len(self._entries)

    def items(self) -> list[tuple[str, T]]:
        """Give names and entries in the order of the names."""
        return sorted(self._entries.items())
