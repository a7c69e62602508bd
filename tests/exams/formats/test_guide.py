"""The author's guide is true: its examples are read, its tables add up, nothing is left out."""

from __future__ import annotations

import re
from fractions import Fraction
from pathlib import Path

import pytest

from exams.formats.academy import read_bank
from exams.formats.academy_policy import KEYS
from exams.formats.academy_question import OPTION_KEYS, QUESTION_KEYS
from exams.formats.fields import plain_spelling
from exams.questions import QUESTION_TYPES, canonical_type
from exams.questions.scoring import Scoring, ScoringPolicy
from exams.questions.shares import share_of_order, share_of_ticks
from recognition.kernel.yaml import read_yaml
from tests.exams.factories import bank_text

GUIDE = (Path(__file__).resolve().parents[3] / "docs" / "banks.md").read_text(encoding="utf-8")
BLOCKS = re.findall(r"```yaml\n(.*?)```", GUIDE, re.DOTALL)
QUESTIONS = [block for block in BLOCKS if block.startswith("- id:")]
FILES = [block for block in BLOCKS if block.startswith("---\n")]
NAMED = {plain_spelling(word) for word in re.findall(r"`([A-Za-z-]+)", GUIDE)} | {
    plain_spelling(word) for word in re.findall(r"([A-Za-z]+):", "\n".join(BLOCKS))
}


@pytest.mark.parametrize("block", QUESTIONS)
def test_every_example_of_questions_is_read_without_a_word(block: str) -> None:
    questions = [
        re.sub(r"^  ", "", text, flags=re.MULTILINE)
        for text in re.split(r"^- ", block, flags=re.MULTILINE)
        if text
    ]
    reading = read_bank(bank_text(*questions), file="guide.md")
    assert reading is not None
    assert [str(finding) for finding in reading.findings] == []
    assert reading.questions == len(questions)


@pytest.mark.parametrize("block", FILES)
def test_every_whole_file_is_an_exam(block: str) -> None:
    reading = read_bank(block, file="guide.md")
    assert reading is not None
    assert reading.bank is not None
    assert not reading.findings


@pytest.mark.parametrize("block", [block for block in BLOCKS if block not in QUESTIONS + FILES])
def test_every_other_example_is_yaml(block: str) -> None:
    assert isinstance(read_yaml(block, file="guide.md").value, (dict, list))


def test_every_type_has_an_example() -> None:
    shown = {canonical_type(name) for name in re.findall(r'type: "([a-z-]+)"', "".join(QUESTIONS))}
    assert shown == set(QUESTION_TYPES)


def test_every_key_that_is_read_is_named() -> None:
    keys = {*KEYS.values(), *QUESTION_KEYS, *OPTION_KEYS}
    for question_type in QUESTION_TYPES:
        keys |= QUESTION_TYPES[question_type].KEYS
    assert keys <= NAMED


def rows(first_cell: str) -> list[list[str]]:
    """Give the cells of the rows below a table's head."""
    lines = GUIDE[GUIDE.index(first_cell) :].split("\n\n")[0].splitlines()
    return [
        [cell.strip() for cell in line.strip("|").split("|")] for line in (lines[0], *lines[2:])
    ]


def test_the_table_of_ticks_is_what_the_policies_pay() -> None:
    head, *policies = rows("| `scoring` | a, b |")
    everything = frozenset("abcd")
    half = Fraction(1, 2)
    values = {"a": half, "b": half, "c": -half, "d": -half}
    for name, *figures in policies:
        scoring = Scoring(policy=policy_named(name), values=values)
        for ticked, figure in zip(head[1:], figures, strict=True):
            names = everything if ticked == "all" else frozenset(ticked.split(", "))
            share = share_of_ticks(scoring, names, right=frozenset("ab"), options=everything)
            assert 2 * share == Fraction(figure), (name, ticked)


def test_the_table_of_orders_is_what_the_policies_pay() -> None:
    head, *policies = rows("| `scoring` | a b c d |")
    for name, *figures in policies:
        scoring = Scoring(policy=policy_named(name))
        for order, figure in zip(head[1:], figures, strict=True):
            share = share_of_order(scoring, order.split(), right="abcd")
            assert 2 * share == Fraction(figure), (name, order)


def test_every_policy_is_in_the_guide() -> None:
    assert set(ScoringPolicy) <= set(re.findall(r"`([a-z-]+)`", GUIDE))


def policy_named(cell: str) -> ScoringPolicy:
    return ScoringPolicy(cell.split("`")[1])
