"""The five shipped banks are sound, cannot be passed blind, and are our own words."""

from __future__ import annotations

import itertools
import re
from collections import Counter
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import cast

import pytest

import exams
from exams.bank import Bank, Question
from exams.formats.academy import BankReading, read_bank
from exams.questions.choice import ChoiceKey
from exams.questions.short_answer import TextKey

FOLDER = Path(exams.__file__).parent / "banks"
EXAMS = (
    "meshery-cli",
    "meshery-extensibility",
    "meshery-models",
    "meshery-server",
    "meshery-ui",
)
SHINGLE = 8
"""So many words in a row, the same in two texts, are no coincidence."""


def read(exam: str) -> BankReading:
    file = FOLDER / f"{exam}.md"
    reading = read_bank(file.read_text(encoding="utf-8"), file=str(file))
    assert reading is not None
    return reading


def bank_of(exam: str) -> Bank:
    bank = read(exam).bank
    assert bank is not None
    return bank


def of_type(bank: Bank, name: str) -> list[Question]:
    return [question for question in bank.questions if question.public.type == name]


def correct_places(question: Question) -> frozenset[int]:
    """The places of the right options as the author wrote them, from 0."""
    correct = cast("ChoiceKey", question.key).correct
    options = enumerate(question.public.options)
    return frozenset(place for place, option in options if option.id in correct)


def all_texts(bank: Bank) -> list[str]:
    texts = [bank.description]
    for question in bank.questions:
        texts += [question.public.text, question.public.instructions, question.explanation]
        texts += [option.text for option in question.public.options]
    return texts


def shingles(text: str) -> Iterator[tuple[str, ...]]:
    words = re.findall(r"\w+", text.casefold())
    return zip(*(words[start:] for start in range(SHINGLE)), strict=False)


def test_exactly_the_five_exams_of_the_certification_are_shipped() -> None:
    assert tuple(sorted(file.stem for file in FOLDER.glob("*.md"))) == EXAMS


@pytest.mark.parametrize("exam", EXAMS)
def test_a_bank_is_read_without_any_finding(exam: str) -> None:
    assert read(exam).findings == ()


@pytest.mark.parametrize("exam", EXAMS)
def test_a_bank_has_the_rules_of_the_certification(exam: str) -> None:
    bank = bank_of(exam)
    assert bank.title
    assert bank.description
    assert bank.policy.pass_percentage == 70
    assert bank.policy.max_attempts == 3
    assert bank.policy.expiry_months == 24
    assert bank.policy.time_limit is not None
    assert bank.questions_per_attempt == 10


@pytest.mark.parametrize("exam", EXAMS)
def test_a_bank_is_large_and_mixed_enough_for_attempts_to_differ(exam: str) -> None:
    bank = bank_of(exam)
    types = Counter(question.public.type for question in bank.questions)
    assert len(bank.pool) >= 20
    assert types["multiple-answers"] >= 5
    assert 1 <= types["short-answer"] <= 2
    assert {question.public.marks for question in bank.questions} == {2, 3}


@pytest.mark.parametrize("exam", EXAMS)
def test_no_question_gives_itself_away_by_its_form(exam: str) -> None:
    bank = bank_of(exam)
    for question in of_type(bank, "single-answer"):
        assert len(question.public.options) == 4
    for question in of_type(bank, "multiple-answers"):
        right, offered = len(correct_places(question)), len(question.public.options)
        assert 2 <= right <= 3
        assert right < offered
        assert 4 <= offered <= 5
    for question in bank.questions:
        texts = [option.text.casefold() for option in question.public.options]
        assert len(set(texts)) == len(texts)
        assert not any("of the above" in text or text == "true" for text in texts)


@pytest.mark.parametrize("exam", EXAMS)
def test_no_two_questions_ask_the_same(exam: str) -> None:
    texts = [question.public.text.casefold() for question in bank_of(exam).questions]
    assert len(set(texts)) == len(texts)


@pytest.mark.parametrize("exam", EXAMS)
def test_right_options_stand_at_every_place_equally_often(exam: str) -> None:
    bank = bank_of(exam)
    singles = Counter(min(correct_places(q)) for q in of_type(bank, "single-answer"))
    assert max(singles.values()) - min(singles[place] for place in range(4)) <= 1
    several = Counter(
        place for q in of_type(bank, "multiple-answers") for place in correct_places(q)
    )
    assert max(several.values()) - min(several[place] for place in range(4)) <= 1


@pytest.mark.parametrize("exam", EXAMS)
@pytest.mark.parametrize("pick", [min, max])
def test_length_says_nothing_about_the_right_option(exam: str, pick: object) -> None:
    singles = of_type(bank_of(exam), "single-answer")
    hits = 0
    for question in singles:
        lengths = [len(option.text) for option in question.public.options]
        extreme = min(lengths) if pick is min else max(lengths)
        (place,) = correct_places(question)
        hits += lengths[place] == extreme and lengths.count(extreme) == 1
    # One of four options is the extreme one by chance.
    assert hits <= len(singles) // 4


def blind_guesses(question: Question) -> Iterable[frozenset[int]]:
    """What somebody can tick who looks at places only; the same for every question of a type."""
    places = range(len(question.public.options))
    if question.public.type == "single-answer":
        return [frozenset({place}) for place in places]
    sizes = range(1, len(places) + 1)
    return [frozenset(some) for size in sizes for some in itertools.combinations(places, size)]


def easiest_paper(bank: Bank, single: frozenset[int], several: frozenset[int] | None) -> int:
    """Tell by how much the luckiest paper passes; negative where even that one fails.

    Each question moves 100 * earned - pass * possible by an amount of its own, so that the
    luckiest paper is the one of the largest amounts: no sampling is needed.
    """
    threshold = bank.policy.pass_percentage
    amounts = []
    for question in bank.pool:
        marks, kind = question.public.marks, question.public.type
        guess = single if kind == "single-answer" else several
        if guess is None:
            guess = frozenset(range(len(question.public.options)))
        won = kind != "short-answer" and guess == correct_places(question)
        amounts.append((100 - threshold if won else -threshold) * marks)
    return sum(sorted(amounts, reverse=True)[: bank.questions_per_attempt])


@pytest.mark.parametrize("exam", EXAMS)
def test_the_second_option_and_every_tick_pass_no_paper(exam: str) -> None:
    """The strategy that passes two of the three sets of the Academy's own exam on the UI."""
    assert easiest_paper(bank_of(exam), frozenset({1}), None) < 0


@pytest.mark.parametrize("exam", EXAMS)
def test_no_fixed_pattern_of_ticks_passes_any_paper(exam: str) -> None:
    bank = bank_of(exam)
    single = of_type(bank, "single-answer")[0]
    several = max(of_type(bank, "multiple-answers"), key=lambda q: len(q.public.options))
    for first, second in itertools.product(blind_guesses(single), blind_guesses(several)):
        assert easiest_paper(bank, first, second) < 0, (first, second)


@pytest.mark.parametrize("exam", EXAMS)
def test_a_typed_answer_is_not_given_away_by_another_question(exam: str) -> None:
    bank = bank_of(exam)
    for question in of_type(bank, "short-answer"):
        answer = cast("TextKey", question.key).accepted[0].casefold()
        elsewhere = " ".join(
            text for other in bank.questions if other is not question for text in _texts(other)
        )
        words = re.findall(r"[\w@/.-]+", elsewhere.casefold())
        assert answer not in words


def _texts(question: Question) -> list[str]:
    return [question.public.text, *(option.text for option in question.public.options)]


@pytest.mark.real_data
def test_nothing_is_taken_from_the_academys_exams(shared_data: Path) -> None:
    real: set[tuple[str, ...]] = set()
    for file in sorted((shared_data / "academy").rglob("*")):
        if file.is_file():
            real.update(shingles(file.read_text(encoding="utf-8")))
    assert real
    for exam in EXAMS:
        for text in all_texts(bank_of(exam)):
            assert not real.intersection(shingles(text)), text
