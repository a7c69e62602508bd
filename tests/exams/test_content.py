from __future__ import annotations

from dataclasses import replace

from exams.content import bank_version
from tests.exams.factories import a_bank, short, single, stored


def test_a_stored_bank_reads_back_whole() -> None:
    bank = a_bank(single("q1", retired=True), short("q2", "x", "y", case_sensitive=True))
    again = stored(bank)
    assert again == bank
    assert bank_version(again) == bank_version(bank)


def test_where_a_bank_was_read_is_not_part_of_its_version() -> None:
    bank = a_bank(single())
    moved = replace(
        bank,
        file="elsewhere.md",
        questions=tuple(replace(q, line=99) for q in bank.questions),
        policy=replace(bank.policy, origins={"max_attempts": "x"}),
    )
    assert bank_version(moved) == bank_version(bank)


def test_every_change_that_can_change_a_score_changes_the_version() -> None:
    bank = a_bank(single("q1"), short("q2"))
    others = [
        a_bank(single("q1", right="b"), short("q2")),
        a_bank(single("q1", marks=3), short("q2")),
        a_bank(single("q1"), short("q2", "q2", "also")),
        a_bank(single("q1"), short("q2", case_sensitive=True)),
        a_bank(single("q1"), short("q2"), pass_percentage=71),
        a_bank(short("q2"), single("q1")),
        a_bank(single("q1", text="Else?"), short("q2")),
    ]
    assert len({bank_version(b) for b in [bank, *others]}) == 8
