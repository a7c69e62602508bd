"""Regrade in tests: a bank whose key is wrong, the same bank mended, and people who sat it."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from sqlmodel import select

from exams.service import regrades
from exams.service.proposals import NEWEST, Proposal, Wish, propose
from exams.store import AttemptEventRow, AttemptRow, RegradePlanRow
from recognition.facts import Actor
from recognition.kernel.ids import UserId
from tests.exams.factories import a_bank, short, single, some_banks
from tests.exams.sittings import EXAM, Sittings

if TYPE_CHECKING:
    from exams.bank import Bank, Question
    from recognition.facts import Fact
    from recognition.kernel.clock import ManualClock
    from recognition.kernel.store import Database

LEE = Actor(id=UserId(301), login="lee")
MAX = Actor(id=UserId(302), login="max")

WRONG = single("q1", right="a")
RIGHT = single("q1", right="b")
OTHERS = (single("q2", right="a"), single("q3", right="a"), short("q4", "x"))
"""With `q1`, four questions of two marks each; three right ones pass."""


@dataclass(kw_only=True)
class Regrading:
    """An exam whose question `q1` had a wrong key until it was mended.

    Attributes:
        facts: What was told to recognition, in this order.
    """

    database: Database
    clock: ManualClock
    facts: list[Fact] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.old = self.sittings(WRONG)
        self.new = self.sittings(RIGHT)

    def sittings(self, first: Question) -> Sittings:
        banks = some_banks(a_bank(first, *OTHERS))
        return Sittings(database=self.database, clock=self.clock, banks=banks, facts=self.facts)

    @property
    def bank(self) -> Bank:
        return self.new.banks.banks[EXAM]

    def sit(self, first: str, *, wrong: int = 0, person: int = 101, mended: bool = False) -> str:
        """Sit the exam: `first` is what is ticked at `q1`, `wrong` how many others are wrong."""
        answers: dict[str, object] = {"q1": [first], "q2": ["a"], "q3": ["a"], "q4": "x"}
        for name in ("q2", "q3")[:wrong]:
            answers[name] = ["c"]
        sittings = self.new if mended else self.old
        attempt = sittings.start(UserId(person)).id
        sittings.submit(attempt, answers, person=UserId(person))
        return attempt

    def propose(self, to: str = NEWEST, *, question: str = "q1", version: str = "") -> Proposal:
        with self.database.reading() as session:
            return propose(session, self.bank, Wish(question_id=question, to=to, version=version))

    def plan(self, to: str = NEWEST, *, may_lower: bool = False, by: Actor = LEE) -> str:
        with self.database.writing() as session:
            proposal = propose(session, self.bank, Wish(question_id="q1", to=to))
            return regrades.save_plan(
                session,
                proposal,
                by=by,
                reason="The key of question q1 was wrong.",
                may_lower=may_lower,
                now=self.clock.now(),
            ).id

    def approve(self, plan: str, *, may_lower: bool = False, by: Actor = MAX) -> None:
        with self.database.writing() as session:
            regrades.approve(session, plan, by=by, now=self.clock.now(), may_lower=may_lower)

    def apply(self, plan: str, *, by: Actor = LEE) -> None:
        with self.database.writing() as session:
            regrades.apply(self.new.service.context, session, plan, by=by)

    def regrade(self, to: str = NEWEST, *, may_lower: bool = False) -> str:
        """Plan, approve and apply."""
        plan = self.plan(to, may_lower=may_lower)
        self.approve(plan, may_lower=may_lower)
        self.apply(plan)
        return plan

    def row(self, attempt: str) -> AttemptRow:
        with self.database.reading() as session:
            return session.get_one(AttemptRow, attempt)

    def state(self, plan: str) -> str:
        with self.database.reading() as session:
            return session.get_one(RegradePlanRow, plan).state

    def marks(self, attempt: str) -> str:
        row = self.row(attempt)
        assert row.earned_den == 1
        return f"{row.earned_num}/{row.possible}"

    def happened(self, attempt: str) -> list[str]:
        with self.database.reading() as session:
            return list(
                session.exec(
                    select(AttemptEventRow.what)
                    .where(AttemptEventRow.attempt_id == attempt)
                    .order_by(AttemptEventRow.id)  # type: ignore[arg-type]  # a column
                ).all()
            )
