from __future__ import annotations

from dataclasses import replace

import pytest

from exams.bank import Bank, Question
from exams.lint import lint_bank
from recognition.kernel.findings import Severity
from tests.exams.factories import a_bank, several, short, single

FOUR = {"a": "first", "b": "other", "c": "third", "d": "forth"}

WORDS = "amber birch cedar delta ember flint grove heath inlet jetty knoll larch maple north ocean"


def found(bank: Bank) -> list[str]:
    findings = lint_bank(bank)
    assert all(finding.severity is Severity.WARNING for finding in findings)
    return [finding.code for finding in findings]


def spread(count: int, *, right: str = "abcd") -> list[Question]:
    """Make singles of different texts whose right options go round."""
    words = WORDS.split()
    return [
        single(
            f"q{n}",
            right=right[n % len(right)],
            texts=FOUR,
            text=f"{words[n % 15]} {words[n * 7 % 15]} {n} {words[n * 11 % 13]}?",
        )
        for n in range(count)
    ]


def truths(*answers: str) -> list[Question]:
    words = WORDS.split()
    return [
        single(
            f"t{n}",
            right=answer,
            texts={"true": "True", "false": "False"},
            text=f"{words[n]} {words[n + 1]} {words[-n]}.",
        )
        for n, answer in enumerate(answers)
    ]


def test_a_good_bank_has_nothing_to_say() -> None:
    assert found(a_bank(*spread(24), *truths("true", "false"), short("s"))) == []


@pytest.mark.parametrize(
    ("question", "code"),
    [
        (several(right="abcd"), "all-correct"),
        (several(right="a"), "one-correct"),
        (single(texts={"a": "only"}), "one-option"),
        (single(texts={"a": "Same", "b": " same ", "c": "x"}), "duplicate-option-text"),
        (single(texts={"a": "One", "b": "Two", "c": "Both A and B"}), "names-a-place"),
        (single(texts={"a": "One", "b": "Two", "c": "Option b, mostly"}), "names-a-place"),
    ],
)
def test_a_question_that_gives_itself_away_is_told(question: Question, code: str) -> None:
    bank = a_bank(replace(question, line=17), *spread(3))
    assert code in found(bank)
    assert 17 in [finding.line for finding in lint_bank(bank)]


def test_the_same_text_twice_is_told_once_beside_its_twin() -> None:
    bank = a_bank(*spread(2), replace(single("x", text="Q0?"), line=3), single("y", text="q0? "))
    findings = lint_bank(bank)
    assert [f.code for f in findings] == ["duplicate-text"]
    assert "the same text as x on line 3" in findings[0].message


def test_nearly_the_same_text_is_told() -> None:
    text = "Which command of the tool lists the models that are registered?"
    bank = a_bank(single("x", text=text), single("y", text=text.replace("lists", "shows")))
    assert "similar-text" in found(bank)


def test_a_right_option_always_in_one_place_is_told() -> None:
    assert "key-position" in found(a_bank(*spread(24, right="b")))
    assert "key-position" not in found(a_bank(*spread(19, right="b")))


def test_one_sided_truths_are_told() -> None:
    assert "one-sided" in found(a_bank(*truths(*["true"] * 5)))
    assert "one-sided" not in found(a_bank(*truths(*["true"] * 4)))
    assert "one-sided" not in found(a_bank(*truths("true", "true", "true", "true", "false")))


def test_the_longest_option_as_a_cue_is_told() -> None:
    questions = [
        replace(q, public=single(q.id, texts={**FOUR, "abcd"[n % 4]: "longer than others"}).public)
        for n, q in enumerate(spread(12))
    ]
    codes = found(a_bank(*questions))
    assert "longest-option" in codes
    assert "blind-score" in codes


def test_ticking_everything_is_scored() -> None:
    bank = a_bank(*[several(f"m{n}", right="abcd") for n in range(3)], short("s", marks=6))
    assert "blind-score" in found(bank)
    assert "blind-score" not in found(a_bank(several(right="abcd"), short("s", marks=3)))


def test_fixed_sets_of_unequal_marks_are_told() -> None:
    def marked(*marks: int) -> Bank:
        questions = [
            replace(q, public=replace(q.public, marks=m))
            for q, m in zip(spread(len(marks)), marks, strict=True)
        ]
        return a_bank(*questions, questions_per_attempt=2)

    assert found(marked(1, 2, 2, 2)) == ["unequal-sets"]
    assert "3, 4 marks" in lint_bank(marked(1, 2, 2, 2))[0].message
    assert found(marked(1, 2, 2, 1)) == []
    assert found(marked(1, 2, 2)) == []


def test_retired_questions_are_not_judged() -> None:
    retired = single("r", retired=True, texts={"a": "the only one"})
    assert found(a_bank(*spread(3), retired)) == []
