"""The five shipped banks are large, sound, varied, and our own words."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from datetime import timedelta
from itertools import combinations
from pathlib import Path
from typing import cast
from urllib.parse import urlsplit

import pytest

from exams.bank import Bank
from exams.blueprint import are_enemies, cells_of, fits
from exams.lint import lint_bank
from exams.questions.short_answer import TextKey
from tests.exams.banks.shipped import (
    EXAMS,
    FOLDER,
    SEVERAL,
    SINGLE,
    TASKS,
    bank_of,
    correct_places,
    of_type,
    read,
    shown_texts,
    tasks_of,
)
from tests.exams.factories import a_paper

PAPERS = 300
SHINGLE = 6
"""So many words in a row, the same in two texts, are hardly a coincidence."""

LONGEST_PERCENT = 30
"""Of four options the right one is the longest in a quarter of the questions by chance."""

_ADDRESS = re.compile(r"https?://\S+")


def all_texts(bank: Bank) -> list[str]:
    texts = [bank.title, bank.description, *(one.title for one in bank.competencies)]
    for question in bank.questions:
        texts += [*shown_texts(question), question.explanation]
    return texts


def shingles(text: str) -> Iterator[tuple[str, ...]]:
    words = re.findall(r"\w+", _ADDRESS.sub("", text).casefold())
    return zip(*(words[start:] for start in range(SHINGLE)), strict=False)


def test_exactly_the_five_exams_of_the_certification_are_shipped() -> None:
    assert tuple(sorted(file.stem for file in FOLDER.glob("*.md"))) == EXAMS


@pytest.mark.parametrize("exam", EXAMS)
def test_a_bank_is_read_and_linted_without_any_finding(exam: str) -> None:
    assert read(exam).findings == ()
    assert lint_bank(bank_of(exam)) == ()


@pytest.mark.parametrize("exam", EXAMS)
def test_a_bank_has_the_rules_of_the_certification(exam: str) -> None:
    bank, policy = bank_of(exam), bank_of(exam).policy
    assert policy.pass_percentage == 70
    assert policy.max_attempts == 3
    assert policy.expiry_months == 24
    assert policy.time_limit == timedelta(minutes=45)
    assert bank.questions_per_attempt == 25
    assert "25 questions for 45 minutes: 22 to answer and 3 small tasks" in bank.description


@pytest.mark.parametrize("exam", EXAMS)
def test_a_bank_is_large_and_mixed_enough_for_attempts_to_differ(exam: str) -> None:
    bank = bank_of(exam)
    types = Counter(question.public.type for question in bank.pool)
    assert len(bank.pool) >= 40
    assert sum(types[name] for name in TASKS) >= 4
    assert types[SEVERAL] >= 4
    assert types["short-answer"] >= 2
    assert types["ordering"] + types["matching"] + types["blanks"] + types["numeric"] >= 3
    assert not types["essay"], "nobody's certificate should wait for a person by default"
    assert {q.public.marks for q in tasks_of(bank)} == {4}
    assert {q.public.marks for q in bank.pool if q not in tasks_of(bank)} == {2}


@pytest.mark.parametrize("exam", EXAMS)
def test_every_question_says_what_it_is_about_why_and_where_to_read_on(exam: str) -> None:
    bank = bank_of(exam)
    names = [competency.id for competency in bank.competencies]
    assert len(names) == 5
    assert all(competency.title and competency.study for competency in bank.competencies)
    for question in bank.questions:
        assert question.competency in names
        assert question.difficulty in ("easy", "medium", "hard")
        assert question.explanation
        assert question.study
    links = {url for competency in bank.competencies for url in competency.study}
    links |= {url for question in bank.questions for url in question.study}
    assert {urlsplit(url).hostname for url in links} == {"docs.meshery.io"}


@pytest.mark.parametrize("exam", EXAMS)
def test_every_paper_covers_all_competencies_and_has_tasks(exam: str) -> None:
    bank = bank_of(exam)
    questions = bank.by_id()
    worth = set()
    for number in range(PAPERS):
        drawn = [questions[item.question_id] for item in a_paper(bank, seed=str(number)).items]
        worth.add(sum(question.public.marks for question in drawn))
        for cell in cells_of(bank):
            assert sum(fits(question, cell) for question in drawn) == cell.count
        assert {q.competency for q in drawn} == {one.id for one in bank.competencies}
        assert sum(question.public.type in TASKS for question in drawn) == 3
        assert not any(are_enemies(one, other) for one, other in combinations(drawn, 2))
    assert worth == {56}, "a paper is worth the same for everybody"


@pytest.mark.parametrize("exam", EXAMS)
def test_every_question_comes_up_and_every_cell_leaves_a_choice(exam: str) -> None:
    bank = bank_of(exam)
    papers = [a_paper(bank, seed=str(number)) for number in range(PAPERS)]
    served = {item.question_id for paper in papers for item in paper.items}
    assert served == {question.id for question in bank.pool}
    for cell in cells_of(bank):
        assert sum(fits(question, cell) for question in bank.pool) > cell.count


@pytest.mark.parametrize("exam", EXAMS)
def test_no_question_gives_itself_away_by_its_form(exam: str) -> None:
    bank = bank_of(exam)
    for question in of_type(bank, SINGLE):
        assert len(question.public.options) == 4
    for question in of_type(bank, SEVERAL):
        assert len(question.public.options) == 5
        assert 2 <= len(correct_places(question)) <= 3
    for question in bank.questions:
        assert not {option.text.casefold() for option in question.public.options} & {"true"}


@pytest.mark.parametrize("exam", EXAMS)
def test_right_options_stand_at_every_place_about_equally_often(exam: str) -> None:
    bank = bank_of(exam)
    singles = Counter(min(correct_places(q)) for q in of_type(bank, SINGLE))
    assert max(singles.values()) - min(singles[place] for place in range(4)) <= 1
    several = Counter(place for q in of_type(bank, SEVERAL) for place in correct_places(q))
    assert max(several.values()) - min(several[place] for place in range(5)) <= 1


@pytest.mark.parametrize("exam", EXAMS)
@pytest.mark.parametrize("pick", [min, max])
def test_length_says_nothing_about_the_right_option(exam: str, pick: object) -> None:
    singles = of_type(bank_of(exam), SINGLE)
    hits = 0
    for question in singles:
        lengths = [len(option.text) for option in question.public.options]
        extreme = min(lengths) if pick is min else max(lengths)
        (place,) = correct_places(question)
        hits += lengths[place] == extreme and lengths.count(extreme) == 1
    assert 100 * hits <= LONGEST_PERCENT * len(singles)


@pytest.mark.parametrize("exam", EXAMS)
def test_a_typed_answer_is_not_given_away_on_the_same_paper(exam: str) -> None:
    """Where two questions share the answer's words, they are enemies."""
    bank = bank_of(exam)
    for question in of_type(bank, "short-answer"):
        answer = cast("TextKey", question.key).accepted[0]
        for other in bank.questions:
            if other is question or are_enemies(question, other):
                continue
            words = re.findall(r"[\w@/.:-]+", " ".join(shown_texts(other)))
            # A name in capitals is a name; the same word in small letters is a plain one.
            spelt = words if answer.isupper() else [word.casefold() for word in words]
            assert (answer if answer.isupper() else answer.casefold()) not in spelt, other.id


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
