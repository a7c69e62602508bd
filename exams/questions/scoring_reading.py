"""Read how a question is scored: the name of a policy, or one with the author's values."""

from __future__ import annotations

import re
from collections.abc import Sequence
from collections.abc import Set as AbstractSet
from fractions import Fraction
from typing import TYPE_CHECKING, Any

from exams.formats.fields import Fields, plain_spelling
from exams.questions.scoring import ALL, BY_VALUES, NOTHING, USUAL, Scoring, ScoringPolicy
from recognition.kernel.findings import suggestion

if TYPE_CHECKING:
    from collections.abc import Mapping

SCORING = "scoring"
"""The key, in plain spelling."""

SCORING_KEYS = frozenset(("policy", "values", "default", "lower", "upper"))
_KEYS_OF = {
    ScoringPolicy.MAPPING: SCORING_KEYS,
    ScoringPolicy.WEIGHTED: frozenset(("policy", "values")),
}
_JUST_A_POLICY = frozenset(("policy",))

_SHARE = re.compile(r"-?\d{1,6}(/\d{1,6}|\.\d{1,6})?", re.ASCII)
"""Digits enough for any share of a mark, and too few to make arithmetic slow."""


def read_scoring(
    fields: Fields, allowed: Sequence[ScoringPolicy], *, where: str
) -> Scoring | None:
    """Read the key `scoring` of a question, reporting to the findings of `fields`.

    Args:
        fields: The question's mapping.
        allowed: The policies its type has.
        where: Names the question in messages.

    Returns:
        The usual one where the author said nothing; `None` after an error.
    """
    value = fields.get(SCORING)
    if value is None:
        return USUAL
    if isinstance(value, dict):
        return _with_values(fields.inner(SCORING), allowed, where=where)
    policy = _policy(fields, SCORING, value, allowed, where=where)
    if policy in BY_VALUES:
        message = f"{where}: '{policy}' needs values; write policy and values below 'scoring'"
        fields.error("scoring", message, fields.key(SCORING))
        return None
    return None if policy is None else Scoring(policy=policy)


def check_names(fields: Fields, known: AbstractSet[str], *, where: str, noun: str) -> bool:
    """Report values of what the question does not have.

    Args:
        fields: The question's mapping, whose scoring has values.
        known: What can have one.
        where: Names the question in messages.
        noun: What one of the known is.

    Returns:
        Whether there are none.
    """
    inner = fields.inner(SCORING)
    unknown = [name for name in inner.get("values") if name not in known]
    for name in unknown:
        message = f"{where}: there is no {noun} '{name}'{suggestion(name, known)}"
        inner.error("scoring", message, inner.key("values"), name)
    return not unknown


def check_full(fields: Fields, earned: Fraction, *, where: str) -> bool:
    """Report values by which the right answer does not earn exactly all marks.

    Returns:
        Whether it does.
    """
    if earned == 1:
        return True
    message = f"{where}: the right answers earn {earned} of the marks; make it 1"
    fields.error("scoring", message, fields.key(SCORING))
    return False


def share(value: Any, *, least: int = -1) -> Fraction | None:
    """Give a share of the marks that an author wrote, exactly; `None` where it is none.

    Args:
        value: Such as `"1/3"`, `"-0.25"` or `1`; a number that is not finite is none.
        least: The least that is taken; the most is 1.
    """
    text = str(value).strip()
    if _SHARE.fullmatch(text) is None or re.search(r"/0+$", text):
        return None
    exact = Fraction(text)
    return exact if least <= exact <= 1 else None


def _with_values(
    fields: Fields, allowed: Sequence[ScoringPolicy], *, where: str
) -> Scoring | None:
    policy = _policy(fields, "policy", fields.get("policy"), allowed, where=where)
    if policy is None:
        return None
    known = _KEYS_OF.get(policy, _JUST_A_POLICY)
    fields.warn_of_unknown(known, where=f"{where}, scoring '{policy}'")
    if policy not in BY_VALUES:
        return Scoring(policy=policy)
    values = _values(fields, where=where)
    default = lower = NOTHING
    upper = ALL
    if policy is ScoringPolicy.MAPPING:
        default = _bound(fields, "default", NOTHING, least=-1, where=where)
        lower = _bound(fields, "lower", NOTHING, least=0, where=where)
        upper = _bound(fields, "upper", ALL, least=0, where=where)
    if values is None:
        return None
    if lower >= upper:
        message = f"{where}: 'lower' must be less than 'upper'"
        fields.error("scoring", message, fields.key("lower"))
        return None
    return Scoring(policy=policy, values=values, default=default, lower=lower, upper=upper)


def _policy(
    fields: Fields, name: str, value: Any, allowed: Sequence[ScoringPolicy], *, where: str
) -> ScoringPolicy | None:
    """Find a policy by any spelling of its name, among those the type has."""
    if not isinstance(value, str):
        names = ", ".join(allowed)
        message = f"{where}: 'scoring' must name a policy: {names}"
        fields.error("scoring", message, *([] if value is None else [fields.key(name)]))
        return None
    spellings = {plain_spelling(policy): policy for policy in ScoringPolicy}
    policy = spellings.get(plain_spelling(value.strip()))
    if policy in allowed:
        return policy
    if policy is None:
        problem = f"there is no policy '{value}'{suggestion(value, allowed)}"
    else:
        problem = f"'{policy}' is no policy of this type of question"
    message = f"{where}: {problem.rstrip('?')}; it has {', '.join(allowed)}"
    fields.error("scoring", message, fields.key(name))
    return None


def _values(fields: Fields, *, where: str) -> Mapping[str, Fraction] | None:
    value, key = fields.get("values"), fields.key("values")
    if not isinstance(value, dict) or not value:
        message = f"{where}: 'values' must say what each is worth, such as {{a: \"1/2\"}}"
        fields.error("scoring", message, key)
        return None
    values: dict[str, Fraction] = {}
    for name, worth in value.items():
        exact = share(worth)
        if exact is None:
            message = f"{where}: {_no_share(name, worth, least=-1)}"
            fields.error("scoring", message, key, name)
        else:
            values[name] = exact
    return values if len(values) == len(value) else None


def _bound(fields: Fields, name: str, usual: Fraction, *, least: int, where: str) -> Fraction:
    value = fields.get(name)
    if value is None:
        return usual
    exact = share(value, least=least)
    if exact is None:
        message = f"{where}: {_no_share(fields.key(name), value, least=least)}"
        fields.error("scoring", message, fields.key(name))
        return usual
    return exact


def _no_share(name: str, value: Any, *, least: int) -> str:
    shown = str(value)[:40]
    return f"'{name}' is '{shown}', and must be a share from {least} to 1 such as \"1/3\""
