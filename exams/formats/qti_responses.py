"""Read what a QTI item says of right answers: correct responses, and mappings with bounds."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from fractions import Fraction

from exams.formats.intake import ALL, NOTHING
from exams.formats.writing import Item
from exams.formats.xml_tree import Element
from recognition.kernel.errors import RecognitionError

_NUMBER = re.compile(r"-?\d{1,6}(?:\.\d{1,6})?", re.ASCII)


class Unsupported(RecognitionError):  # noqa: N818 - it is no mistake of anybody
    """The item has something that our questions have not.

    Attributes:
        line: Where.
    """

    def __init__(self, line: int, message: str) -> None:
        super().__init__(message)
        self.line = line


@dataclass(frozen=True, slots=True, kw_only=True)
class Response:
    """What one declaration says.

    Attributes:
        cardinality: `single`, `multiple` or `ordered`.
        base_type: Such as `identifier`, `string`, `float` or `directedPair`.
        correct: The correct response, in its order.
        mapping: Points by value.
        case_sensitive: Whether case counts, by value of the mapping.
        default: Points of a value that is not in the mapping.
        lower: The least that is given, or `None` where there is no bound; so for `upper`.
    """

    cardinality: str
    base_type: str
    correct: tuple[str, ...]
    mapping: Mapping[str, Fraction] = field(default_factory=dict)
    case_sensitive: Mapping[str, bool] = field(default_factory=dict)
    default: Fraction = NOTHING
    lower: Fraction | None = None
    upper: Fraction | None = None

    @property
    def most(self) -> Fraction:
        """The most points there are."""
        positive = [value for value in self.mapping.values() if value > 0]
        if not positive:
            return ALL
        most = max(positive) if self.cardinality == "single" else sum(positive, start=NOTHING)
        return most if self.upper is None else min(most, self.upper)

    def right(self, *, mapped: bool) -> tuple[str, ...]:
        """Give the values that are right: by the mapping those that gain, unless it says which."""
        if not mapped or (self.correct and self.cardinality != "single"):
            return self.correct
        best = [value for value, points in self.mapping.items() if points == self.most]
        if self.cardinality == "single":
            first = [value for value in self.correct if value in best]
            return tuple(dict.fromkeys([*first, *best]))[: 1 if self._is_choice else None]
        return tuple(value for value, points in self.mapping.items() if points > 0)

    @property
    def _is_choice(self) -> bool:
        return self.base_type == "identifier"

    def shares(self) -> dict[str, Fraction]:
        """Give the mapping as shares of the most."""
        return {value: Fraction(points, self.most) for value, points in self.mapping.items()}

    def scoring(self, values: Mapping[str, Fraction]) -> Item:
        """Give our scoring by values, which are this mapping's under our names."""
        bounds = {
            "default": Fraction(self.default, self.most),
            "lower": max(NOTHING, Fraction(self.lower or 0, self.most)),
        }
        return {
            "policy": "mapping",
            "values": {name: str(value) for name, value in values.items()},
            **{name: str(value) for name, value in bounds.items() if value},
        }


def read_responses(item: Element) -> dict[str, Response]:
    """Read all declarations of an item, by their identifiers.

    Raises:
        Unsupported: A mapping has something else than numbers.
    """
    return {
        declaration.attributes.get("identifier", ""): _response(declaration)
        for declaration in item.all("responseDeclaration")
    }


def _response(declaration: Element) -> Response:
    correct, mapping = declaration.first("correctResponse"), declaration.first("mapping")
    area = declaration.first("areaMapping")
    if area is not None:
        raise Unsupported(area.line, "<areaMapping> has no counterpart here")
    entries = () if mapping is None else mapping.all("mapEntry")
    bounds = {} if mapping is None else mapping.attributes
    line = declaration.line if mapping is None else mapping.line
    return Response(
        cardinality=declaration.attributes.get("cardinality", "single"),
        base_type=declaration.attributes.get("baseType", ""),
        correct=()
        if correct is None
        else tuple(value.text.strip() for value in correct.all("value")),
        mapping={
            entry.attributes.get("mapKey", ""): points(
                entry.attributes.get("mappedValue", ""), entry.line
            )
            for entry in entries
        },
        case_sensitive={
            entry.attributes.get("mapKey", ""): entry.attributes.get("caseSensitive", "true")
            != "false"
            for entry in entries
        },
        default=points(bounds.get("defaultValue", "0"), line),
        lower=points(bounds["lowerBound"], line) if "lowerBound" in bounds else None,
        upper=points(bounds["upperBound"], line) if "upperBound" in bounds else None,
    )


def points(text: str, line: int) -> Fraction:
    """Read points exactly.

    Raises:
        Unsupported: They are no number of a few digits.
    """
    if _NUMBER.fullmatch(text.strip()) is None:
        raise Unsupported(line, f"'{text[:40]}' is no number of points")
    return Fraction(text.strip())
