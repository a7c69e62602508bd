from __future__ import annotations

from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from exams.alike import NEAR_PERCENT, common_length, near, prepared
from exams.lint import lint_bank
from tests.exams.factories import a_bank, single
from tests.exams.lint.banks import at_line, message, spread

texts = st.text(alphabet="abc ", max_size=14)
TEXT = "Which command of the tool lists the models that are registered?"


def slow_common_length(one: str, other: str) -> int:
    """The textbook's table, to compare with."""
    row = [0] * (len(other) + 1)
    for letter in one:
        above = row
        row = [0]
        for place, mine in enumerate(other):
            row.append(above[place] + 1 if letter == mine else max(above[place + 1], row[place]))
    return row[-1]


@given(one=texts, other=texts)
def test_the_common_length_is_that_of_the_textbook(one: str, other: str) -> None:
    assert common_length(one, other) == slow_common_length(one, other)


@given(data=st.data())
def test_counting_never_rules_out_a_pair_that_is_near(data: st.DataObject) -> None:
    one = data.draw(st.text(alphabet="abcdef", min_size=20, max_size=60))
    other = list(one)
    for _ in range(data.draw(st.integers(0, 4))):
        place = data.draw(st.integers(0, len(other) - 1))
        other[place : place + 1] = data.draw(st.sampled_from([[], ["x"], [other[place], "y"]]))
    first, second = prepared([one, "".join(other)])
    assert first.may_be_near(second) or not near(first.text, second.text)


def test_ninety_percent_is_near_and_a_letter_less_is_not() -> None:
    assert NEAR_PERCENT == 90
    letters = "abcdefghijklmnopqrstuvwxyz1234"
    assert near(letters, letters[:27] + "XYZ")
    assert not near(letters, letters[:26] + "WXYZ")


def test_short_texts_that_differ_in_one_word_ask_different_things() -> None:
    assert not near("what is a pod in here?", "what is a job in here?")
    assert near("what is it?", "what is it?")


def test_the_same_text_twice_is_told_once_beside_its_twin() -> None:
    bank = a_bank(*spread(8), at_line(single("x", text="Q0?"), 3), single("y", text="q0?  "))
    assert message(bank, "duplicate-text") == "y: the same text as x on line 3"
    assert "similar-text" not in [finding.code for finding in lint_bank(bank)]


def test_nearly_the_same_text_is_told_once_beside_the_first() -> None:
    twins = [
        at_line(single("x", text=TEXT), 5),
        single("y", text=TEXT.replace("lists", "shows")),
        single("z", text=TEXT.replace("lists", "names")),
    ]
    found = [f.message for f in lint_bank(a_bank(*twins)) if f.code == "similar-text"]
    assert found == [f"{name}: nearly the same text as x on line 5" for name in "yz"]


def test_a_retired_question_is_like_no_other() -> None:
    bank = a_bank(single("x", text=TEXT), replace(single("y", text=TEXT), retired=True))
    assert "duplicate-text" not in [finding.code for finding in lint_bank(bank)]
