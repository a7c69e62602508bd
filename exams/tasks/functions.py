"""Look for a function in code by its name, its parameters and what it gives back."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from exams.tasks.syntax import Code, Piece

if TYPE_CHECKING:
    from collections.abc import Iterator

    from exams.formats.fields import Fields

FUNCTION_KEYS = frozenset(("name", "parameters", "result"))

_DECLARED = {
    "go": ("function_declaration", "method_declaration"),
    "javascript": (
        "function_declaration",
        "generator_function_declaration",
        "method_definition",
    ),
}
_NAMING = {"variable_declarator": "name", "pair": "key", "assignment_expression": "left"}
"""What gives a name to a function without one in JavaScript, and the field with the name."""

_NAMELESS = ("arrow_function", "function_expression", "generator_function")


@dataclass(frozen=True, slots=True, kw_only=True)
class HasFunction:
    """A function of this name and signature is declared.

    Attributes:
        parameters: Of Go their types in order, of JavaScript their names; `None` takes any.
        result: Of Go what it gives back, such as `error` or `(int,error)`, and an empty text
            where that is nothing; `None` takes any.
    """

    language: str
    name: str
    parameters: tuple[str, ...] | None = None
    result: str | None = None
    absent: bool = False

    @property
    def asks_nothing(self) -> bool:
        """See `Check`."""
        return self.absent

    def holds(self, answer: Code) -> bool:
        """See `Check`."""
        there = any(
            name == self.name and self._suits(function)
            for name, function in _functions(answer, self.language)
        )
        return there != self.absent

    def _suits(self, function: Piece) -> bool:
        given = _go_types(function) if self.language == "go" else _names(function)
        if self.parameters is not None and given != self.parameters:
            return False
        result = function.one("result")
        return self.result is None or (result.tight if result else "") == self.result


def read_function(language: str, fields: Fields, where: str) -> HasFunction | None:
    """Read what a function must be like, below the key `function`; `None` after a finding."""
    if not isinstance(fields.get("function"), dict):
        message = f"{where}: 'function' needs a name, and may have parameters and a result"
        fields.error("check", message, fields.key("function"))
        return None
    inner = fields.inner("function")
    inner.warn_of_unknown(FUNCTION_KEYS, where=where)
    name = (inner.text("name") or "").strip()
    if not name:
        fields.error("check", f"{where}: 'function' has no name", fields.key("function"))
        return None
    result = inner.text("result")
    if result is not None and language != "go":
        message = f"{where}: 'result' means something in Go only"
        inner.error("check", message, inner.key("result"))
        return None
    parameters = inner.texts("parameters")
    return HasFunction(
        language=language,
        name=name,
        parameters=tuple("".join(one.split()) for one in parameters)
        if inner.get("parameters") is not None
        else None,
        result=None if result is None else "".join(result.split()),
        absent=fields.truth("absent"),
    )


def _functions(code: Code, language: str) -> Iterator[tuple[str, Piece]]:
    """Give every function that has a name, with it."""
    for function in code.of(*_DECLARED[language]):
        name = function.one("name")
        if name is not None:
            yield name.tight, function
    for kind, role in _NAMING.items() if language == "javascript" else ():
        for naming in code.of(kind):
            name, function_ = naming.one(role), naming.one("value") or naming.one("right")
            if name is not None and function_ is not None and function_.type in _NAMELESS:
                yield name.tight, function_


def _go_types(function: Piece) -> tuple[str, ...]:
    """Give a type for each parameter: `a, b int` are two."""
    types: list[str] = []
    for declared in _parameters(function):
        kind = declared.one("type")
        if kind is not None:
            dots = "..." if declared.type == "variadic_parameter_declaration" else ""
            types.extend([dots + kind.tight] * (len(declared.all("name")) or 1))
    return tuple(types)


def _names(function: Piece) -> tuple[str, ...]:
    """Give the names of parameters; one with a default is named without it."""
    alone = function.one("parameter")
    if alone is not None:
        return (alone.tight,)
    return tuple((one.one("left") or one).tight for one in _parameters(function))


def _parameters(function: Piece) -> list[Piece]:
    listed = function.one("parameters")
    return listed.parts() if listed else []
