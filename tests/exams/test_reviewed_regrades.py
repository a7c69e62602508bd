"""Regrades of answers that people graded: what they gave stays, and is proved like the rest."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction
from typing import TYPE_CHECKING

import pytest

from exams.attempt import State
from exams.questions.essay import EssayKey
from exams.service import regrades
from exams.service.proposals import Wish, propose
from exams.service.stored import closed_rows, replay
from exams.store import ReviewMarkRow
from tests.exams.examples import ESSAY, a_question
from tests.exams.factories import a_bank, some_banks
from tests.exams.graders import KIM, LEE, MAX, Graded, graded
from tests.exams.sittings import EXAM

if TYPE_CHECKING:
    from exams.bank import Bank
    from recognition.kernel.clock import ManualClock
    from recognition.kernel.store import Database


@pytest.fixture
def exams(database: Database, clock: ManualClock) -> Graded:
    return graded(database, clock)


def reviewed(exams: Graded) -> str:
    """Have two people give an essay all points but those of the first criterion."""
    attempt = exams.hand_in(right=True)
    (criterion, *others) = essay_key(exams).rubric
    full = {one.id: str(one.points) for one in others}
    for by, points in ((LEE, "0"), (KIM, "0")):
        exams.mark(exams.task(), by, **{criterion.id: points}, **full)
    assert exams.row(attempt).state == State.FINAL
    return attempt


def essay_key(exams: Graded) -> EssayKey:
    key = exams.banks.banks[EXAM].by_id()["essay"].key
    assert isinstance(key, EssayKey)
    return key


def regrade(exams: Graded, bank: Bank, to: str, *, may_lower: bool = False) -> None:
    with exams.database.writing() as session:
        plan = regrades.save_plan(
            session,
            propose(session, bank, Wish(question_id="essay", to=to)),
            by=LEE,
            reason="It was unclear.",
            may_lower=may_lower,
            now=exams.clock.now(),
        ).id
        regrades.approve(session, plan, by=MAX, now=exams.clock.now(), may_lower=may_lower)
        regrades.apply(exams.service.context, session, plan, by=MAX)


def is_proved(exams: Graded) -> bool:
    with exams.database.reading() as session:
        (found,) = replay(session, closed_rows(session))
    return found.is_same


def test_what_people_gave_comes_back_when_a_question_counts_again(exams: Graded) -> None:
    attempt, bank = reviewed(exams), exams.banks.banks[EXAM]
    given = exams.earned(attempt)
    assert given > 2
    regrade(exams, bank, "void", may_lower=True)
    assert exams.earned(attempt) == 2
    assert is_proved(exams)
    regrade(exams, bank, "by-key", may_lower=True)
    assert exams.earned(attempt) == given
    assert is_proved(exams)


def test_marks_that_somebody_changed_in_the_database_are_found(exams: Graded) -> None:
    reviewed(exams)
    assert is_proved(exams)
    with exams.database.writing() as session:
        mark = session.get_one(ReviewMarkRow, (exams.task(), KIM.id))
        mark.marks_num, mark.marks_den = 4, 1
    assert not is_proved(exams)


def test_another_rubric_asks_people_anew_where_marks_may_be_lowered(exams: Graded) -> None:
    attempt = reviewed(exams)
    key = essay_key(exams)
    stricter = replace(key, rubric=(*key.rubric, replace(key.rubric[0], id="new")))
    others = [one for one in exams.banks.banks[EXAM].questions if one.id != "essay"]
    bank = some_banks(a_bank(replace(a_question(ESSAY), key=stricter), *others)).banks[EXAM]
    before = exams.earned(attempt)
    regrade(exams, bank, "newest")
    assert (exams.earned(attempt), exams.row(attempt).state) == (before, State.FINAL)
    regrade(exams, bank, "newest", may_lower=True)
    assert exams.row(attempt).state == State.NEEDS_REVIEW
    assert exams.earned(attempt) == Fraction(2)
    assert [task.closed_at for task in exams.tasks()] == [None]
    assert is_proved(exams)
