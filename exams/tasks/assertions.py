"""Say what is looked for in an answer, what each thing is worth, and what was found."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from fractions import Fraction
from typing import TYPE_CHECKING, Any, Generic, Protocol, TypeVar

from exams.tasks.limits import CheckerError, UnreadableError
from exams.tasks.values import plain_fraction

if TYPE_CHECKING:
    from exams.formats.fields import Fields

Answer_contra = TypeVar("Answer_contra", contravariant=True)
Answer = TypeVar("Answer")

KEYS = frozenset(("id", "points", "message"))
"""What every assertion has, beside the keys of its check."""

MAX_ASSERTIONS = 40
MAX_POINTS = 1_000


class Check(Protocol[Answer_contra]):
    """One thing to look for in an answer that could be read.

    Attributes:
        asks_nothing: Whether an empty or unrelated answer would do: that something is absent,
            or that nothing is wrong.
    """

    @property
    def asks_nothing(self) -> bool:
        """See the class."""
        ...

    def holds(self, answer: Answer_contra) -> bool:
        """Tell whether the thing is so.

        Raises:
            CheckerError: That cannot be told, and the candidate is not to blame.
        """
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Assertion(Generic[Answer]):
    """A check with what it is worth and what the candidate reads about it.

    Attributes:
        points: Positive; the assertion's part of the marks is its part of all points.
        message: Public, after the exam, whether it passed or not.
        written: The author's mapping, from which it can be read again.
    """

    id: str
    points: Fraction
    message: str
    check: Check[Answer] = field(repr=False)
    written: dict[str, Any] = field(repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    """What was found about one assertion.

    Attributes:
        passed: `None` where it could not be checked.
    """

    id: str
    points: Fraction
    message: str
    passed: bool | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """What checking an answer gives.

    Attributes:
        verdicts: In the author's order.
        problem: Why the answer could not be read, in public words, or empty.
        failure: What went wrong on our side, for the log and never for a page, or empty.
    """

    verdicts: tuple[Verdict, ...]
    problem: str = ""
    failure: str = ""

    @property
    def share(self) -> Fraction:
        """Give the points of what surely passed, of all points: 0 to 1, exactly."""
        total = sum((verdict.points for verdict in self.verdicts), start=Fraction(0))
        earned = sum(
            (verdict.points for verdict in self.verdicts if verdict.passed), start=Fraction(0)
        )
        return Fraction(earned, total)

    @property
    def is_certain(self) -> bool:
        """Tell whether everything could be checked."""
        return all(verdict.passed is not None for verdict in self.verdicts)


def judge(assertions: tuple[Assertion[Answer], ...], read: Callable[[], Answer]) -> Outcome:
    """Check an answer.

    What asks for nothing earns only beside something else that passed: otherwise an empty
    document, in which everything forbidden is absent, would earn marks.

    Args:
        assertions: One at least.
        read: Reads the answer; raises `UnreadableError` where that is the candidate's mistake.
    """
    try:
        answer = read()
    except UnreadableError as error:
        return _all(assertions, passed=False, problem=str(error))
    except Exception as error:  # noqa: BLE001  # a fault of ours must never cost a candidate marks
        return _all(assertions, passed=None, failure=_failure(error))
    found: dict[str, bool | None] = {}
    failures: list[str] = []
    for assertion in assertions:
        try:
            found[assertion.id] = assertion.check.holds(answer)
        except Exception as error:  # noqa: BLE001  # same
            found[assertion.id] = None
            failures.append(f"{assertion.id}: {_failure(error)}")
    asked = [found[one.id] for one in assertions if not one.check.asks_nothing]
    beside = True if True in asked else None if None in asked else False
    return Outcome(
        verdicts=tuple(
            _verdict(
                one,
                found[one.id] and beside if one.check.asks_nothing else found[one.id],
            )
            for one in assertions
        ),
        failure="; ".join(failures),
    )


def read_assertions(
    fields: Fields,
    *,
    where: str,
    keys: frozenset[str],
    read_check: Callable[[Fields, str], Check[Answer] | None],
) -> tuple[Assertion[Answer], ...]:
    """Read the assertions of a task, reporting to the findings of `fields`.

    Args:
        fields: The task's mapping, with `assertions`.
        where: Names the task in messages.
        keys: Plain spellings that the checks of this kind of task have.
        read_check: Reads one check from the assertion's mapping; `None` after a finding.

    Returns:
        Those that could be read; where one could not, an error was reported.
    """
    listed = fields.mappings("assertions", where=where, noun="an assertion")
    key = fields.key("assertions")
    if not listed:
        message = f"{where}: it has no assertions; write what is looked for in an answer"
        fields.error("no-assertions", message, key)
    if len(listed) > MAX_ASSERTIONS:
        message = f"{where}: there are more than {MAX_ASSERTIONS} assertions"
        fields.error("too-many-assertions", message, key)
        return ()
    assertions = [
        one
        for inner in listed
        if (one := _assertion(inner, where, keys=keys, read_check=read_check)) is not None
    ]
    for what in ("id", "message"):
        for text, times in Counter(getattr(one, what) for one in assertions).items():
            if times > 1:
                message = f"{where}: two assertions have the {what} '{text}'"
                fields.error("duplicate-assertion", message, key)
    if assertions and all(one.check.asks_nothing for one in assertions):
        message = (
            f"{where}: an empty answer would pass every assertion; "
            "ask for one thing at least that has to be there"
        )
        fields.error("asks-nothing", message, key)
    return tuple(assertions)


def _assertion(
    fields: Fields,
    where: str,
    *,
    keys: frozenset[str],
    read_check: Callable[[Fields, str], Check[Answer] | None],
) -> Assertion[Answer] | None:
    name = (fields.text("id") or "").strip()
    if not name:
        fields.error("no-id", f"{where}: an assertion has no id")
        return None
    where = f"{where}, assertion '{name}'"
    fields.warn_of_unknown(KEYS | keys, where=where)
    message = (fields.text("message") or "").strip()
    if not message:
        fields.error("no-message", f"{where}: it has no message for the candidate")
    points = _points(fields, where)
    check = read_check(fields, where)
    if not message or points is None or check is None:
        return None
    return Assertion(id=name, points=points, message=message, check=check, written=fields.value)


def _points(fields: Fields, where: str) -> Fraction | None:
    value = fields.get("points")
    if value is None:
        return Fraction(1)
    points = None if isinstance(value, bool) else plain_fraction(str(value))
    if points is None or not 0 < points <= MAX_POINTS:
        message = f"{where}: 'points' must be more than 0 and at most {MAX_POINTS}"
        fields.error("points", message, fields.key("points"))
        return None
    return points


def _verdict(assertion: Assertion[Any], passed: bool | None) -> Verdict:  # noqa: FBT001
    return Verdict(
        id=assertion.id, points=assertion.points, message=assertion.message, passed=passed
    )


def _all(
    assertions: tuple[Assertion[Answer], ...],
    *,
    passed: bool | None,
    problem: str = "",
    failure: str = "",
) -> Outcome:
    return Outcome(
        verdicts=tuple(_verdict(one, passed) for one in assertions),
        problem=problem,
        failure=failure,
    )


def _failure(error: Exception) -> str:
    """Name an error without its text, which may repeat the key or the answer."""
    return str(error) if isinstance(error, CheckerError) else type(error).__name__
