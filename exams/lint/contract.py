"""Say what a lint rule is, and keep those that exist under their codes."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

from recognition.kernel.findings import Severity
from recognition.kernel.registry import Registry

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from exams.bank import Bank

    Find = Callable[[Bank], Iterator["Hit"]]


class Hit(NamedTuple):
    """One place where a rule is broken.

    Attributes:
        line: Of the question, or 1 where the whole bank is meant.
        message: What is wrong, without telling which option is right: findings are shown
            beside pull requests, which more people read than may know a key.
    """

    line: int
    message: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    """One thing that gives answers away, or makes papers unfair.

    Attributes:
        severity: An error ends `exams lint` with 1; it does not keep the exam from being
            offered, which only what the reader refuses does.
        advice: What to do about it, one sentence.
        find: Gives every place; pure.
    """

    code: str
    severity: Severity
    advice: str
    find: Find


RULES: Registry[Rule] = Registry("lint rule")


def rule(
    code: str, advice: str, *, severity: Severity = Severity.WARNING
) -> Callable[[Find], Find]:
    """Declare the decorated function as the rule of a code that never changes its meaning."""

    def declare(find: Find) -> Find:
        RULES.add(code, Rule(code=code, severity=severity, advice=advice, find=find))
        return find

    return declare
