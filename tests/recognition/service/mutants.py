"""Break the program on purpose: change a line of a module, and have its functions work so."""

from __future__ import annotations

import inspect
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from types import CodeType, FunctionType, ModuleType

import pytest


@contextmanager
def mutated(module: ModuleType, line: str, instead: str) -> Iterator[None]:
    """Let a module's functions work as if one text stood in its source instead of another.

    Every function keeps its identity and gets other code, so that whoever imported it works
    with the mutant too. On leaving, all is as it was.
    """
    source = inspect.getsource(module)
    assert source.count(line) == 1, f"{line!r} stands {source.count(line)} times in {module}"
    original = _codes(compile(source, str(module.__file__), "exec"))
    mutant = _codes(compile(source.replace(line, instead), str(module.__file__), "exec"))
    changed = [name for name in original if _text(original[name]) != _text(mutant[name])]
    assert changed, f"{instead!r} changes no function"
    with ExitStack() as undo, pytest.MonkeyPatch.context() as patch:
        undo.callback(patch.undo)
        for name in changed:
            if "<locals>" not in name:
                patch.setattr(_function(module, name), "__code__", mutant[name])
        yield


def _codes(code: CodeType) -> dict[str, CodeType]:
    found: dict[str, CodeType] = {}
    for constant in code.co_consts:
        if isinstance(constant, CodeType):
            if constant.co_flags & inspect.CO_NEWLOCALS:
                found[constant.co_qualname] = constant
            else:
                found |= _codes(constant)
    return found


def _text(code: CodeType) -> object:
    nested = [_text(one) for one in code.co_consts if isinstance(one, CodeType)]
    plain = [one for one in code.co_consts if not isinstance(one, CodeType)]
    return code.co_code, code.co_names, code.co_varnames, repr(plain), nested


def _function(module: ModuleType, name: str) -> FunctionType:
    found: object = module
    for part in name.split("."):
        found = inspect.getattr_static(found, part)
    if isinstance(found, property):
        found = found.fget
    assert isinstance(found, FunctionType)
    return found
