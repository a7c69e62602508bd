"""Every kind of signal says what it means, what it does not, and its figures."""

from __future__ import annotations

from exams.integrity.finding import signals
from exams.integrity.records import Kind
from exams.integrity.wording import MEANINGS, details_words
from tests.exams.integrity.made import watched


def test_every_kind_has_a_meaning_and_a_caution() -> None:
    assert set(MEANINGS) == set(Kind)
    assert all(one.means and one.means_not for one in MEANINGS.values())


def test_figures_are_said_in_a_sentence() -> None:
    shared = {"shared": 7, "bothWrong": 8, "expected": "2.4", "chance": "1 in 9,000,000"}
    assert details_words("shared-wrong-answers", shared) == (
        "7 of the 8 questions that both got wrong have the same wrong answer; 2.4 were to be "
        "expected. By chance: 1 in 9,000,000."
    )
    assert details_words("rapid-answers", {"rapid": 5, "timed": 9}).startswith("5 of 9 first")
    assert details_words("sudden-jump", {"before": 30, "after": 80}).startswith("From 30 % to 80")
    assert details_words("same-network", {"people": 2}).startswith("2 people")
    assert details_words("of-tomorrow", {}) == ""


def test_all_looks_are_taken_whatever_the_order_of_the_attempts() -> None:
    both = [
        watched("b", 2, networks=frozenset({"h"})),
        watched("a", 1, networks=frozenset({"h"})),
    ]
    assert [one.kind for one in signals(both)] == [Kind.SAME_NETWORK]
    assert signals(both) == signals(both[::-1])
