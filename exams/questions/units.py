"""Read the unit of a number, and what others are in it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from fractions import Fraction

from exams.formats.fields import Fields
from exams.questions.contract import RawQuestion
from exams.questions.numbers import exact

UNIT_KEYS = frozenset(("name", "required", "accept"))


@dataclass(frozen=True, slots=True, kw_only=True)
class Unit:
    """What the author says about units.

    Attributes:
        name: Of the question's own, or empty.
        required: A number alone earns nothing.
        factors: What one of each unit is in the question's own.
    """

    name: str = ""
    required: bool = False
    factors: Mapping[str, Fraction] = field(default_factory=dict)


def read_unit(raw: RawQuestion) -> Unit | None:
    """Read the key `unit`: a name, or a mapping; `None` after an error."""
    written = raw.fields.get("unit")
    if not isinstance(written, dict):
        name = (raw.fields.text("unit") or "").strip()
        return Unit(name=name, factors={name: Fraction(1)} if name else {})
    fields = raw.fields.inner("unit")
    fields.warn_of_unknown(UNIT_KEYS, where=f"{raw.id}, unit")
    name = (fields.text("name") or "").strip()
    if not name:
        raw.error("no-unit", "the unit has no name", line=fields.line())
        return None
    factors = _factors(raw, fields)
    if factors is None:
        return None
    return Unit(
        name=name, required=fields.truth("required"), factors={name: Fraction(1), **factors}
    )


def _factors(raw: RawQuestion, fields: Fields) -> Mapping[str, Fraction] | None:
    """Read what one of each further unit is in the question's own."""
    written = fields.get("accept")
    if written is None:
        return {}
    if not isinstance(written, dict):
        message = 'write other units with what one of them is, such as {MiB: "1/1024"}'
        raw.error("no-unit", message, line=fields.line("accept"))
        return None
    factors: dict[str, Fraction] = {}
    for name, text in written.items():
        factor = exact(str(text))
        if factor is None or factor <= 0:
            line = fields.document.line(*fields.path, fields.key("accept"), name)
            raw.error("no-unit", f"'{name}' needs a number such as \"1/1024\"", line=line)
            return None
        factors[name] = factor
    return factors
