"""Registries: declared where implemented, sorted, and never two of one name."""

from __future__ import annotations

import importlib
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from recognition.kernel.registry import Registry

MODULE = """
from fruits import fruits

@fruits("{name}")
def grow() -> str:
    return "{name}"
"""


@pytest.fixture
def fruit_package(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """An importable package that keeps a registry and has two modules declaring into it."""
    folder = tmp_path / "fruits"
    folder.mkdir()
    (folder / "__init__.py").write_text(
        "from recognition.kernel.registry import Registry\nfruits = Registry('fruit')\n"
    )
    for name in ("pear", "apple"):
        (folder / f"{name}.py").write_text(MODULE.format(name=name))
    monkeypatch.syspath_prepend(str(tmp_path))
    importlib.invalidate_caches()
    yield folder
    for name in [name for name in sys.modules if name.partition(".")[0] == "fruits"]:
        del sys.modules[name]


def test_entries_are_listed_by_name_whatever_the_order_of_declaration() -> None:
    numbers = Registry[int]("number")
    for name in ("two", "one", "three"):
        numbers.add(name, len(name))
    assert list(numbers) == ["one", "three", "two"]
    assert numbers.items() == [("one", 3), ("three", 5), ("two", 3)]
    assert len(numbers) == 3


def test_a_taken_name_is_refused_and_the_first_entry_stays() -> None:
    numbers = Registry[int]("number")
    numbers.add("one", 1)
    with pytest.raises(ValueError, match="'one' among the numbers"):
        numbers.add("one", 2)
    assert numbers["one"] == 1


def test_the_decorator_gives_back_what_it_decorates() -> None:
    steps = Registry[Callable[[], str]]("step")

    @steps("first")
    def first() -> str:
        return "done"

    assert first() == "done"
    assert steps.get("first") == first
    with pytest.raises(ValueError, match="'first'"):
        steps("first")(first)


def test_an_unknown_name_is_none_or_a_key_error() -> None:
    numbers = Registry[int]("number")
    assert numbers.get("one") is None
    assert "one" not in numbers
    with pytest.raises(KeyError):
        numbers["one"]


def test_two_registries_share_nothing() -> None:
    Registry[int]("number").add("one", 1)
    assert len(Registry[int]("number")) == 0


def test_loading_a_package_imports_each_of_its_modules(fruit_package: Path) -> None:
    fruits = importlib.import_module("fruits").fruits
    assert list(fruits) == []
    fruits.load("fruits")
    assert list(fruits) == ["apple", "pear"]
    fruits.load("fruits")
    assert len(fruits) == 2


def test_two_modules_with_one_name_stop_the_start(fruit_package: Path) -> None:
    (fruit_package / "quince.py").write_text(MODULE.format(name="pear"))
    with pytest.raises(ValueError, match="'pear' among the fruits"):
        importlib.import_module("fruits").fruits.load("fruits")


def test_a_module_that_does_not_import_stops_the_start(fruit_package: Path) -> None:
    (fruit_package / "quince.py").write_text("import a_module_that_nobody_has\n")
    with pytest.raises(ModuleNotFoundError, match="a_module_that_nobody_has"):
        importlib.import_module("fruits").fruits.load("fruits")
