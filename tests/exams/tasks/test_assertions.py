from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from exams.tasks.assertions import Assertion, Outcome, judge, read_assertions
from exams.tasks.limits import CheckerError, UnreadableError
from exams.tasks.path_checks import KEYS, read_path_check
from tests.exams.tasks.reading import fields_of, passed


@dataclass(frozen=True, kw_only=True)
class Said:
    """A check that says what it is told to, or breaks."""

    verdict: bool | Exception
    asks_nothing: bool = False

    def holds(self, answer: str) -> bool:
        del answer
        if isinstance(self.verdict, Exception):
            raise self.verdict
        return self.verdict


def assertion(name: str, check: Said, *, points: Fraction = Fraction(1)) -> Assertion[str]:
    return Assertion(id=name, points=points, message=f"about {name}", check=check, written={})


def judged(*checks: Said, read: Callable[[], str] = lambda: "answer") -> Outcome:
    assertions = tuple(
        assertion(f"a{number}", check) for number, check in enumerate(checks, start=1)
    )
    return judge(assertions, read)


YES, NO = Said(verdict=True), Said(verdict=False)
NOTHING_WRONG = Said(verdict=True, asks_nothing=True)
BROKEN = Said(verdict=ZeroDivisionError("the secret is 42"))


def test_the_share_is_the_points_of_what_passed() -> None:
    outcome = judge(
        (
            assertion("a", YES, points=Fraction(1, 3)),
            assertion("b", NO, points=Fraction(1, 2)),
            assertion("c", YES, points=Fraction(7)),
        ),
        lambda: "",
    )
    assert outcome.share == Fraction(44, 47)


def test_what_asks_for_nothing_earns_only_beside_something_that_passed() -> None:
    assert passed(judged(YES, NOTHING_WRONG)) == {"a1", "a2"}
    assert passed(judged(NO, NOTHING_WRONG)) == set()


def test_an_unreadable_answer_fails_everything_with_the_reason() -> None:
    def read() -> str:
        raise UnreadableError("line 2: not valid YAML")

    outcome = judged(YES, NOTHING_WRONG, read=read)
    assert passed(outcome) == set()
    assert outcome.problem == "line 2: not valid YAML"
    assert outcome.failure == ""


@pytest.mark.parametrize("error", [ZeroDivisionError(), RecursionError(), CheckerError("ours")])
def test_a_reader_that_breaks_makes_everything_uncertain_and_nothing_wrong(
    error: Exception,
) -> None:
    def read() -> str:
        raise error

    outcome = judged(YES, read=read)
    assert not outcome.is_certain
    assert outcome.share == 0
    assert outcome.problem == ""
    assert outcome.failure


def test_a_check_that_breaks_leaves_the_others_their_points() -> None:
    outcome = judged(YES, BROKEN, NO)
    assert [verdict.passed for verdict in outcome.verdicts] == [True, None, False]
    assert outcome.share == Fraction(1, 3)
    assert outcome.failure == "a2: ZeroDivisionError"


def test_what_asks_for_nothing_stays_open_while_what_stands_beside_it_is() -> None:
    outcome = judged(BROKEN, NO, NOTHING_WRONG)
    assert [verdict.passed for verdict in outcome.verdicts] == [None, False, None]


@given(
    verdicts=st.lists(st.sampled_from([True, False, ZeroDivisionError()]), min_size=1, max_size=8)
)
def test_a_person_who_looks_can_only_add(verdicts: list[bool | Exception]) -> None:
    sure = judged(*(Said(verdict=one) for one in verdicts)).share
    best = judged(*(Said(verdict=one is not False) for one in verdicts)).share
    assert 0 <= sure <= best <= 1


def findings_of(text: str) -> list[str]:
    fields = fields_of(text)
    read_assertions(fields, where="q1", keys=KEYS, read_check=read_path_check)
    return [str(finding).removeprefix("bank.md:") for finding in fields.findings]


def test_points_may_be_whole_or_fractions_and_are_one_where_nothing_is_said() -> None:
    fields = fields_of(
        'assertions: [{id: a, points: "3/2", message: m, path: $.a},'
        " {id: b, points: 0.1, message: n, path: $.a}, {id: c, message: o, path: $.a}]"
    )
    read = read_assertions(fields, where="q1", keys=KEYS, read_check=read_path_check)
    assert [one.points for one in read] == [Fraction(3, 2), Fraction(1, 10), Fraction(1)]


@pytest.mark.parametrize(
    "points", ["0", "-1", "1001", '"1/0"', "true", "word", "[]", ".5e400", '"1e999999999"']
)
def test_points_that_are_none_are_refused(points: str) -> None:
    (finding,) = findings_of(
        f"assertions:\n  - {{id: a, points: {points}, message: m, path: $.a}}"
    )
    assert finding.startswith("2: error: q1, assertion 'a': 'points' must be more than 0")


def test_each_assertion_needs_an_id_of_its_own_and_a_message() -> None:
    assert findings_of(
        "assertions:\n  - {message: m, path: $.a}\n  - {id: b, path: $.a}\n"
        "  - {id: c, message: m, path: $.a}\n  - {id: c, message: m, path: $.b}\n"
    ) == [
        "2: error: q1: an assertion has no id [no-id]",
        "3: error: q1, assertion 'b': it has no message for the candidate [no-message]",
        "1: error: q1: two assertions have the id 'c' [duplicate-assertion]",
        "1: error: q1: two assertions have the message 'm' [duplicate-assertion]",
    ]


def test_there_is_a_most_of_assertions() -> None:
    many = ", ".join(f"{{id: a{n}, message: m, path: $.a}}" for n in range(41))
    assert findings_of(f"assertions: [{many}]") == [
        "1: error: q1: there are more than 40 assertions [too-many-assertions]"
    ]


def test_neither_verdicts_nor_assertions_print_what_is_looked_for() -> None:
    fields = fields_of("assertions: [{id: a, message: m, path: $.a, value: secret-value}]")
    (read,) = read_assertions(fields, where="q1", keys=KEYS, read_check=read_path_check)
    assert "secret-value" not in repr(read)
