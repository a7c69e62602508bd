"""Versions of questions: kept once, linked to what they take the place of, read back whole."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from sqlmodel import select

from exams.content import question_version
from exams.store import AttemptItemRow, QuestionVersionRow
from exams.versions import keep_question, kept_questions
from recognition.kernel.clock import ManualClock
from tests.exams.factories import a_bank, short, single, some_banks
from tests.exams.sittings import ANN, BOB, EXAM, Sittings

if TYPE_CHECKING:
    from exams.bank import Question
    from recognition.kernel.store import Database


def keep(database: Database, clock: ManualClock, question: Question) -> str:
    with database.writing() as session:
        return keep_question(session, EXAM, question, now=clock.now())


def superseded(database: Database, version: str) -> str | None:
    with database.reading() as session:
        return session.get_one(QuestionVersionRow, version).supersedes


def test_a_mended_key_is_a_new_version_that_supersedes_the_old(
    database: Database, clock: ManualClock
) -> None:
    wrong = keep(database, clock, single("q1", right="a"))
    assert keep(database, clock, single("q1", right="a")) == wrong
    clock.advance(timedelta(minutes=1))
    right = keep(database, clock, single("q1", right="b"))
    assert right != wrong
    assert superseded(database, wrong) is None
    assert superseded(database, right) == wrong


def test_going_back_to_an_old_version_makes_no_new_one(
    database: Database, clock: ManualClock
) -> None:
    first = keep(database, clock, single("q1", right="a"))
    clock.advance(timedelta(minutes=1))
    keep(database, clock, single("q1", right="b"))
    assert keep(database, clock, single("q1", right="a")) == first
    assert superseded(database, first) is None


def test_the_same_text_under_another_id_is_another_question(
    database: Database, clock: ManualClock
) -> None:
    one = keep(database, clock, short("q1", "x"))
    clock.advance(timedelta(minutes=1))
    other = keep(database, clock, short("q2", "x"))
    assert superseded(database, other) is None
    with database.reading() as session:
        assert kept_questions(session, [one, other, "none"]) == {
            one: short("q1", "x"),
            other: short("q2", "x"),
        }


def test_an_attempt_keeps_the_versions_it_was_served(
    database: Database, clock: ManualClock
) -> None:
    before = a_bank(single("q1", right="a"), short("q2", "x"))
    after = a_bank(single("q1", right="b"), short("q2", "x"))
    old = Sittings(database=database, clock=clock, banks=some_banks(before))
    new = Sittings(database=database, clock=clock, banks=some_banks(after))
    first = old.start(ANN).id
    second = new.start(BOB).id
    assert served(database, first) == {q.id: question_version(q) for q in before.questions}
    assert served(database, second) == {q.id: question_version(q) for q in after.questions}
    # The mended key is not for those who were served the old one.
    assert new.submit(first, {"q1": ["a"], "q2": "x"}).attempt.score is not None
    with database.reading() as session:
        items = session.exec(
            select(AttemptItemRow).where(AttemptItemRow.attempt_id == first)
        ).all()
    assert {item.question_id: item.earned_num for item in items} == {"q1": 2, "q2": 2}


def served(database: Database, attempt: str) -> dict[str, str]:
    with database.reading() as session:
        items = session.exec(
            select(AttemptItemRow).where(AttemptItemRow.attempt_id == attempt)
        ).all()
    return {item.question_id: item.question_version for item in items}
