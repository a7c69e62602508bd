"""Counting stored attempts anew: nothing moves by itself, and nobody is made worse off."""

from __future__ import annotations

import json
from dataclasses import replace
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from exams.bank import Answer, Question
from exams.content import question_version
from exams.grading import Ruling, grade
from exams.recounting import Served, StoredAttempt, recount, result_as_json, result_bytes
from exams.regrading import (
    Change,
    How,
    Line,
    Outcome,
    RegradeError,
    check_replacement,
    grades_alike,
    plan,
)
from tests.exams.factories import a_bank, a_paper, choice, right_responses, several, short, single

LETTERS = ("a", "b", "c", "d")

answers = st.one_of(
    st.none(), st.lists(st.sampled_from(LETTERS), min_size=1, max_size=4, unique=True)
)
keys = st.frozensets(st.sampled_from(LETTERS), min_size=1)


def by_version(*questions: Question) -> dict[str, Question]:
    return {question_version(question): question for question in questions}


def attempt(
    given_answers: dict[str, Answer | None], *questions: Question, name: str = "one"
) -> StoredAttempt:
    """Sit a paper of these questions, and have it graded by them."""
    served = tuple(
        Served(
            question_id=question.id,
            version=question_version(question),
            marks=question.public.marks,
            answer=given_answers.get(question.id),
        )
        for question in questions
    )
    result = recount(served, by_version(*questions), pass_percentage=70)
    return StoredAttempt(id=name, served=served, result=result)


def change(old: Question, how: How, new: Question | None = None) -> Change:
    return Change(
        question_id=old.id,
        version=question_version(old),
        how=how,
        to="" if new is None else question_version(new),
    )


def only_line(one: StoredAttempt, changed: Change, *questions: Question) -> Line:
    (line,) = plan([one], [changed], by_version(*questions))
    return line


# --- replay ---------------------------------------------------------------------------------


def test_counting_anew_agrees_with_the_first_grading() -> None:
    bank = a_bank()
    paper = a_paper(bank)
    responses = right_responses(bank, paper)
    for name in list(responses)[:3]:
        del responses[name]
    served = [
        Served(
            question_id=item.question_id,
            version=item.version,
            marks=item.marks,
            answer=responses[item.question_id].as_json()
            if item.question_id in responses
            else None,
        )
        for item in paper.items
    ]
    again = recount(served, by_version(*bank.questions), pass_percentage=70)
    assert again == grade(paper, responses, bank)


@given(key=keys, answer=answers, other=answers)
def test_counting_again_without_a_change_gives_the_same_bytes(
    key: frozenset[str], answer: Answer | None, other: Answer | None
) -> None:
    questions = (several("q1", right=key), several("q2", right=key, marks=3))
    one = attempt({"q1": answer, "q2": other}, *questions)
    again = recount(one.served, by_version(*questions), pass_percentage=70)
    assert result_bytes(again) == result_bytes(one.result)
    assert list(plan([one], [], by_version(*questions))) == []


def test_the_bytes_of_a_result_hold_neither_key_nor_answer() -> None:
    question = short("q1", "the secret word")
    written = result_bytes(attempt({"q1": "my own guess"}, question).result).decode()
    assert "secret" not in written
    assert "guess" not in written
    assert json.loads(written)["items"][0]["earned"] == "0"


# --- changes --------------------------------------------------------------------------------


def test_a_plan_reaches_exactly_the_attempts_that_count_by_the_old_version() -> None:
    wrong, right = single("q1", right="a"), single("q1", right="b")
    other = single("q2", right="a")
    served_wrong = attempt({"q1": ["b"]}, wrong, other, name="wrong")
    served_right = attempt({"q1": ["b"]}, right, other, name="right")
    without = attempt({"q2": ["a"]}, other, name="without")
    questions = by_version(wrong, right, other)
    lines = list(
        plan([served_wrong, served_right, without], [change(wrong, How.REPLACE, right)], questions)
    )
    assert [line.attempt_id for line in lines] == ["wrong"]
    (line,) = lines
    assert [item.version for item in line.after.items] == [
        question_version(right),
        question_version(other),
    ]
    assert (line.before.score.fraction, line.after.score.fraction) == ("0/4", "2/4")


@given(
    first=keys,
    second=keys,
    sat=st.lists(st.tuples(answers, answers, st.booleans()), max_size=8),
)
def test_without_leave_to_lower_no_share_and_no_pass_is_ever_lost(
    first: frozenset[str],
    second: frozenset[str],
    sat: list[tuple[Answer | None, Answer | None, bool]],
) -> None:
    old, new = several("q1", right=first), several("q1", right=second)
    other = several("q2", right="ab", marks=1)
    attempts = [
        attempt({"q1": one, "q2": two}, old if is_old else new, other, name=str(number))
        for number, (one, two, is_old) in enumerate(sat)
    ]
    lines = list(plan(attempts, [change(old, How.REPLACE, new)], by_version(old, new, other)))
    reached = {line.attempt_id for line in lines}
    assert reached == (
        set()
        if first == second
        else {str(number) for number, (_, _, is_old) in enumerate(sat) if is_old}
    )
    for line in lines:
        outcome = line.outcome(may_lower=False)
        counts = line.before if outcome is Outcome.KEPT else line.after
        assert counts.score.share >= line.before.score.share
        assert counts.passed >= line.before.passed
        assert (outcome is Outcome.PASSES) == (counts.passed and not line.before.passed)
        # The same attempt, had it been served the mended version at first.
        fresh = recount(line.served, by_version(old, new, other), pass_percentage=70)
        assert result_bytes(fresh) == result_bytes(line.after)


@given(key=keys, answer=answers, other=answers)
def test_a_plan_that_was_carried_out_reaches_nothing_any_more(
    key: frozenset[str], answer: Answer | None, other: Answer | None
) -> None:
    old, new = several("q1", right="ab"), several("q1", right=key)
    fixed = several("q2", right="ac")
    questions = by_version(old, new, fixed)
    one = attempt({"q1": answer, "q2": other}, old, fixed)
    for changed in (
        change(old, How.REPLACE, new),
        change(old, How.VOID),
        change(old, How.ALL_CORRECT),
    ):
        for line in plan([one], [changed], questions):
            after = StoredAttempt(id=one.id, served=line.served, result=line.after)
            assert list(plan([after], [changed], questions)) == []


def test_a_void_question_counts_for_nobody() -> None:
    bad, good = single("q1", right="a", marks=3), single("q2", right="a", marks=1)
    lucky = attempt({"q1": ["a"]}, bad, good)
    unlucky = attempt({"q1": ["b"], "q2": ["a"]}, bad, good)
    void = change(bad, How.VOID)
    assert only_line(unlucky, void, bad).after.score.fraction == "1/1"
    assert only_line(unlucky, void, bad).outcome(may_lower=False) is Outcome.PASSES
    line = only_line(lucky, void, bad)
    assert (line.before.score.fraction, line.after.score.fraction) == ("3/4", "0/1")
    assert line.outcome(may_lower=False) is Outcome.KEPT
    assert line.outcome(may_lower=True) is Outcome.FAILS


@given(answer=answers)
def test_all_correct_gives_full_marks_to_everybody_who_was_served_it(
    answer: Answer | None,
) -> None:
    bad, good = several("q1", marks=3), single("q2", right="a", marks=1)
    line = only_line(attempt({"q1": answer}, bad, good), change(bad, How.ALL_CORRECT), bad)
    assert line.after.score.fraction == "3/4"
    assert line.after.items[0].answered is (answer is not None)


def test_what_was_voided_stays_so_when_its_key_is_mended_until_it_is_restored() -> None:
    wrong, right = single("q1", right="a"), single("q1", right="b")
    other = single("q2", right="a")
    questions = by_version(wrong, right, other)
    one = attempt({"q1": ["b"], "q2": ["a"]}, wrong, other)
    line = only_line(one, change(wrong, How.VOID), wrong)
    voided = StoredAttempt(id=one.id, served=line.served, result=line.after)
    assert list(plan([voided], [change(wrong, How.REPLACE, right)], questions)) == []
    back = only_line(voided, change(wrong, How.RESTORE), wrong)
    assert result_bytes(back.after) == result_bytes(one.result)
    assert list(plan([one], [change(wrong, How.RESTORE)], questions)) == []


def test_a_higher_share_of_fewer_marks_is_the_better_count() -> None:
    """The marks fall from 4 to 3, and what is possible from 6 to 4: more of it is earned."""
    bad, good = single("q1", right="a", marks=2), several("q2", right="ab", marks=4)
    half = attempt({"q2": ["a", "b"]}, bad, good)
    line = only_line(half, change(bad, How.VOID), bad)
    assert line.outcome(may_lower=False) is Outcome.PASSES
    assert (line.before.score.fraction, line.after.score.fraction) == ("4/6", "4/4")


def test_the_same_marks_by_another_version_are_no_news() -> None:
    wrong, right = single("q1", right="a"), single("q1", right="b")
    line = only_line(
        attempt({"q1": ["c"]}, wrong), change(wrong, How.REPLACE, right), wrong, right
    )
    assert line.outcome(may_lower=True) is Outcome.SAME
    assert line.after.items[0].version == question_version(right)


def test_marks_fall_without_a_lost_pass_only_where_the_plan_may_lower() -> None:
    wrong, right = single("q1", right="a", marks=1), single("q1", right="b", marks=1)
    other = single("q2", right="a", marks=9)
    line = only_line(
        attempt({"q1": ["a"], "q2": ["a"]}, wrong, other),
        change(wrong, How.REPLACE, right),
        wrong,
        right,
    )
    assert line.outcome(may_lower=False) is Outcome.KEPT
    assert line.outcome(may_lower=True) is Outcome.FALLS


def test_the_paper_says_what_a_question_is_worth_not_its_new_version() -> None:
    wrong, right = single("q1", right="a", marks=2), single("q1", right="b", marks=5)
    line = only_line(
        attempt({"q1": ["b"]}, wrong), change(wrong, How.REPLACE, right), wrong, right
    )
    assert line.after.score.fraction == "2/2"


def test_an_attempt_keeps_a_question_that_counts() -> None:
    bad = single("q1", right="a")
    with pytest.raises(RegradeError, match="without a question that counts"):
        list(plan([attempt({}, bad)], [change(bad, How.VOID)], by_version(bad)))


# --- what people gave -----------------------------------------------------------------------


def reviewed(question: Question, share: Fraction) -> StoredAttempt:
    one = attempt({"q1": "nearly"}, question)
    served = (replace(one.served[0], reviewed=share),)
    result = recount(served, by_version(question), pass_percentage=70)
    return StoredAttempt(id=one.id, served=served, result=result)


def test_what_reviewers_gave_is_kept_when_a_key_is_mended() -> None:
    old, new = short("q1", "exactly"), short("q1", "exact", "exactly")
    one = reviewed(old, Fraction(1, 2))
    assert one.result.earned == 1
    line = only_line(one, change(old, How.REPLACE, new), old, new)
    assert line.after.earned == 1
    assert line.served[0].reviewed == Fraction(1, 2)


def test_a_mended_key_that_is_sure_of_more_than_the_reviewers_gives_more() -> None:
    old, new = short("q1", "exactly"), short("q1", "nearly")
    line = only_line(reviewed(old, Fraction(1, 2)), change(old, How.REPLACE, new), old, new)
    assert line.after.earned == 2


# --- which versions go together -------------------------------------------------------------


@pytest.mark.parametrize(
    ("new", "words"),
    [
        (several("q1"), "cannot replace"),
        (single("q1", texts={"a": "1", "b": "2"}), "different options"),
        (
            single("q1", texts={"a": "b of q1", "b": "a of q1", "c": "c of q1", "d": "d of q1"}),
            "other ids",
        ),
    ],
)
def test_answers_are_not_graded_by_a_version_that_asks_something_else(
    new: Question, words: str
) -> None:
    old = single("q1")
    with pytest.raises(RegradeError, match=words) as refusal:
        check_replacement(old, new)
    assert "void the old version instead" in str(refusal.value)
    questions = by_version(old, new)
    with pytest.raises(RegradeError, match=words):
        list(plan([attempt({}, old)], [change(old, How.REPLACE, new)], questions))


def test_a_typing_error_in_an_option_can_be_mended() -> None:
    texts = {"a": "a of  q1", "b": "bee", "c": "c of q1", "d": "d of q1"}
    check_replacement(single("q1"), single("q1", texts=texts))
    assert grades_alike(single("q1"), single("q1", texts=texts))


def test_another_key_grades_otherwise_and_another_text_does_not() -> None:
    assert grades_alike(single("q1"), single("q1", text="Better said?", retired=True))
    assert not grades_alike(single("q1", right="a"), single("q1", right="b"))
    assert not grades_alike(short("q1", "x"), short("q1", "x", case_sensitive=True))


def test_a_question_may_be_replaced_by_another_that_supersedes_it() -> None:
    old = single("q1", right="a")
    new = replace(choice("q9", right="b", question_type="single-answer"), supersedes="q1")
    line = only_line(attempt({"q1": ["b"]}, old), change(old, How.REPLACE, new), old, new)
    assert line.after.items[0].question_id == "q1"
    assert line.after.earned == 2


# --- written down ---------------------------------------------------------------------------


def test_a_change_is_read_back_as_it_was_written() -> None:
    for how in How:
        one = Change(question_id="q1", version="v1", how=how, to="v2", option="a")
        assert Change.from_json(json.loads(json.dumps(one.as_json()))) == one


def test_a_result_says_how_each_question_counted() -> None:
    bad, good = single("q1", right="a"), single("q2", right="b")
    line = only_line(attempt({"q2": ["b"]}, bad, good), change(bad, How.VOID), bad)
    told: Any = json.loads(json.dumps(result_as_json(line.after)))
    assert (told["earned"], told["possible"], told["passed"]) == ("2", 2, True)
    assert [item["ruling"] for item in told["items"]] == [Ruling.VOID, Ruling.BY_KEY]
