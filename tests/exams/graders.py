"""Exams with answers that people have to look at, and the people who do."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from typing import TYPE_CHECKING

from sqlmodel import col, select

from exams.service import reviews
from exams.store import AttemptRow, ReviewTaskRow
from exams.tasks.assertions import Outcome, Verdict
from recognition.facts import Actor
from recognition.kernel.ids import UserId
from tests.exams.examples import ESSAY, SHORT, a_question
from tests.exams.factories import a_bank, single, some_banks
from tests.exams.sittings import ANN, Sittings

if TYPE_CHECKING:
    from exams.bank import Question
    from recognition.kernel.clock import ManualClock
    from recognition.kernel.store import Database

LEE = Actor(id=UserId(7), login="lee")
KIM = Actor(id=UserId(8), login="kim")
MAX = Actor(id=UserId(9), login="max")

ESSAY_TEXT = "Models say what can be put into a design."
NEARLY = "mesheryctl strat"

ESSAY_MARKS = 4


class Broken:
    """A task of which one thing cannot be checked."""

    def check(self, text: str) -> Outcome:
        del text
        return Outcome(
            verdicts=(
                Verdict(id="a", points=Fraction(1), message="A", passed=True),
                Verdict(id="b", points=Fraction(2), message="B", passed=None),
            ),
            failure="b: ZeroDivisionError",
        )


@dataclass(kw_only=True)
class Graded(Sittings):
    """Sittings with an essay (4 marks), a short answer and a single one (2 marks each)."""

    def hand_in(self, *, right: bool, nearly: bool = False, person: UserId = ANN) -> str:
        """Answer the essay, and the single one as said; give the attempt's id."""
        attempt = self.start(person).id
        answers: dict[str, object] = {"essay": ESSAY_TEXT, "s1": ["a" if right else "b"]}
        if nearly:
            answers["short"] = NEARLY
        self.submit(attempt, answers, person=person)
        return attempt

    def tasks(self) -> list[ReviewTaskRow]:
        with self.database.reading() as session:
            query = select(ReviewTaskRow).order_by(col(ReviewTaskRow.reason))
            return list(session.exec(query).all())

    def task(self, reason: str = "essay") -> str:
        (task,) = [one.id for one in self.tasks() if one.reason == reason]
        return task

    def claim(self, task: str, by: Actor = LEE) -> None:
        with self.database.writing() as session:
            self.service.claim_review(session, task, by=by)

    def grade(self, task: str, by: Actor, comment: str = "", **points: str) -> bool:
        with self.database.writing() as session:
            return self.service.grade_review(session, task, by=by, points=points, comment=comment)

    def mark(self, task: str, by: Actor, **points: str) -> bool:
        """Take an answer up and grade it."""
        self.claim(task, by)
        return self.grade(task, by, **points)

    def queue(self, by: Actor = LEE) -> list[reviews.Waiting]:
        with self.database.reading() as session:
            return self.service.review_queue(session, by=by)

    def row(self, attempt: str) -> AttemptRow:
        with self.database.reading() as session:
            return session.get_one(AttemptRow, attempt)

    def earned(self, attempt: str) -> Fraction:
        row = self.row(attempt)
        return Fraction(row.earned_num or 0, row.earned_den or 1)


def graded(
    database: Database, clock: ManualClock, *more: Question, pass_percentage: int = 70
) -> Graded:
    questions = (a_question(ESSAY), a_question(SHORT), single("s1"), *more)
    bank = a_bank(*questions, pass_percentage=pass_percentage)
    return Graded(database=database, clock=clock, banks=some_banks(bank))
