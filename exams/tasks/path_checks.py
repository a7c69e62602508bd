"""Look at the values a path leads to: equal, at least, contained, absent, and so on."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from exams.tasks.paths import PathError, ValuePath, read_path
from exams.tasks.values import contains, matches, quantity, same
from recognition.kernel.findings import suggestion

if TYPE_CHECKING:
    from exams.formats.fields import Fields

KEYS = frozenset(("path", "op", "value", "any"))

Compare = Callable[[Any, Any], bool]


def _at_least(value: Any, least: Any) -> bool:
    amount, bound = quantity(value), quantity(least)
    return amount is not None and bound is not None and amount >= bound


def _at_most(value: Any, most: Any) -> bool:
    amount, bound = quantity(value), quantity(most)
    return amount is not None and bound is not None and amount <= bound


def _one_of(value: Any, several: Any) -> bool:
    return any(same(value, one) for one in several)


COMPARISONS: Mapping[str, Compare] = {
    "equals": same,
    "one-of": _one_of,
    "at-least": _at_least,
    "at-most": _at_most,
    "contains": contains,
    "matches-glob": matches,
}
"""Each takes a value of the answer and the author's."""

WITHOUT_VALUE = frozenset(("exists", "absent"))
OPERATORS = frozenset((*COMPARISONS, *WITHOUT_VALUE, "not-equals", "count"))


@dataclass(frozen=True, slots=True, kw_only=True)
class PathCheck:
    """Something about the values at a path.

    A comparison holds where the path leads to a value and all that it leads to compare so, or
    one of them with `any`. `not-equals` holds where no value is equal, and so where there is
    none.

    Attributes:
        op: One of `OPERATORS`.
        wanted: The author's value; without meaning for `exists` and `absent`.
    """

    path: ValuePath
    op: str
    wanted: Any = None
    any: bool = False

    @property
    def asks_nothing(self) -> bool:
        """See `Check`."""
        return self.op in ("absent", "not-equals") or (self.op == "count" and self.wanted == 0)

    def holds(self, answer: Any) -> bool:
        """Look at one document."""
        return self.holds_of(self.path.select(answer))

    def holds_of(self, values: list[Any]) -> bool:
        """Look at values that the path led to."""
        if self.op == "exists":
            return bool(values)
        if self.op == "absent":
            return not values
        if self.op == "count":
            return bool(len(values) == self.wanted)
        if self.op == "not-equals":
            return not any(same(value, self.wanted) for value in values)
        compare = COMPARISONS[self.op]
        compared = [compare(value, self.wanted) for value in values]
        return any(compared) if self.any else bool(compared) and all(compared)


def read_path_check(fields: Fields, where: str) -> PathCheck | None:
    """Read a check that has a `path`; `None` after a finding."""
    try:
        path = read_path(fields.text("path") or "")
    except PathError as error:
        fields.error("path", f"{where}: {error}", fields.key("path"))
        return None
    # Without an operator, a value means that it is equal, and no value that something is there.
    usual = "exists" if fields.get("value") is None else "equals"
    op = (fields.text("op") or usual).strip()
    wanted = fields.get("value")
    problem = _problem(op, wanted)
    if problem:
        key = fields.key("op" if op not in OPERATORS else "value")
        fields.error("operator", f"{where}: {problem}", key)
        return None
    return PathCheck(path=path, op=op, wanted=wanted, any=fields.truth("any"))


_AMOUNT = "a number, or an amount such as 500m or 1Gi"
_NEEDS: Mapping[str, tuple[Callable[[Any], bool], str]] = {
    "at-least": (lambda value: quantity(value) is not None, _AMOUNT),
    "at-most": (lambda value: quantity(value) is not None, _AMOUNT),
    "count": (lambda value: type(value) is int and value >= 0, "a whole number, 0 or more"),
    "matches-glob": (
        lambda value: isinstance(value, str),
        "a text, in which * is any number of characters",
    ),
    "one-of": (lambda value: isinstance(value, list) and bool(value), "a list of values"),
    "contains": (lambda value: value is not None, "a value"),
}


def _problem(op: str, wanted: Any) -> str:
    if op not in OPERATORS:
        hint = suggestion(op, OPERATORS) or f"; there are {', '.join(sorted(OPERATORS))}"
        return f"unknown operator '{op}'{hint}"
    if op in WITHOUT_VALUE:
        return "" if wanted is None else f"'{op}' takes no value"
    suits, words = _NEEDS.get(op, (lambda _value: True, ""))
    return "" if suits(wanted) else f"'{op}' needs {words}"
