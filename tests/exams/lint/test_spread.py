from __future__ import annotations

from exams.bank import Question
from tests.exams.factories import a_bank, short, single
from tests.exams.lint.banks import FOUR, found, message, spread, truths


def test_a_right_option_always_in_one_place_is_told() -> None:
    bank = a_bank(*spread(24, right="b"))
    assert message(bank, "key-position") == "option 2 is right in 24 of 24 questions; spread them"
    assert "key-position" not in found(a_bank(*spread(19, right="b")))


def test_chance_is_no_habit() -> None:
    """11 of 24 in one place is a chi-square of 10.0; at 1 % the limit of four places is 11.34."""
    assert "key-position" not in found(a_bank(*spread(24, right="bbbbbbbbbbbaaaacccccddda")))


def lengthened(count: int, *, right: int) -> list[Question]:
    """Make singles whose longest option is the right one so many times."""
    return [
        single(
            f"q{n}",
            right="abcd"[n % 4],
            texts={**FOUR, "abcd"[(n if n < right else n + 1) % 4]: "longer than others"},
            text=question.public.text,
        )
        for n, question in enumerate(spread(count))
    ]


def test_the_longest_option_as_a_cue_is_told_beyond_forty_percent() -> None:
    assert "longest-option" not in found(a_bank(*lengthened(20, right=8)))
    bank = a_bank(*lengthened(20, right=9))
    assert message(bank, "longest-option").endswith("is the right one in 9 of 20 questions")


def test_words_of_the_question_in_the_right_option_are_told() -> None:
    def about(word: str, n: int) -> Question:
        right = "abcd"[n % 4]
        texts = {**FOUR, right: f"the {word}"}
        return single(f"q{n}", right=right, texts=texts, text=f"What is {word} {n} about?")

    cued = [about(word, n) for n, word in enumerate(("broker", "design", "kanvas") * 4)]
    assert "repeated-word" in found(a_bank(*cued))
    assert "repeated-word" not in found(a_bank(*cued[:4], *spread(9)))


def test_more_than_a_fifth_true_or_false_is_told() -> None:
    assert "true-false-share" in found(a_bank(*spread(11), *truths("true", "false", "true")))
    assert "true-false-share" not in found(a_bank(*spread(12), *truths("true", "false", "true")))
    assert "true-false-share" not in found(a_bank(*truths("true", "false", "true")))


def test_statements_that_are_all_true_are_told_without_saying_so() -> None:
    bank = a_bank(*truths(*["true"] * 5))
    assert message(bank, "one-sided") == "all 5 true-or-false questions have the same answer"
    assert "one-sided" not in found(a_bank(*truths(*["true"] * 4)))
    assert "one-sided" not in found(a_bank(*truths("true", "true", "true", "true", "false")))


def test_typed_answers_count_in_the_share_and_nowhere_else() -> None:
    bank = a_bank(*spread(3), short("s", "x", "y"), *truths("true", "false"), *spread(24)[3:])
    assert found(bank) == []
