"""Sit exams in tests: a service on a real database, and the facts it gave."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from sqlmodel import Session

from exams.service import ExamService
from exams.store import AttemptRow
from exams.versions import kept_bank
from exams.views import AttemptView, Submission
from recognition.facts import Fact, Repo, Thread
from recognition.kernel.ids import RepoId, UserId
from recognition.store import AccountLinkRow
from tests.exams.factories import right_response

if TYPE_CHECKING:
    from exams.library import Banks
    from recognition.kernel.clock import ManualClock
    from recognition.kernel.store import Database

ANN = UserId(101)
BOB = UserId(202)
EXAM = "meshery-demo"
THREAD = Thread(repo=Repo(id=RepoId(9876), full_name="meshery/meshery"), number=42)


@dataclass(kw_only=True)
class Sittings:
    """A service with one unit of work for each call, as pages and commands use it."""

    database: Database
    clock: ManualClock
    banks: Banks
    facts: list[Fact] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.service = ExamService(
            banks=self.banks, clock=self.clock, secret=b"secret", on_passed=self._keep
        )

    def start(self, person: UserId = ANN, *, invitation: str | None = None) -> AttemptView:
        with self.database.writing() as session:
            return self.service.start(
                session, person_id=person, login="ann", exam=EXAM, invitation_id=invitation
            )

    def save(
        self, attempt: str, responses: dict[str, object], save_no: int, *, person: UserId = ANN
    ) -> AttemptView:
        with self.database.writing() as session:
            return self.service.save(
                session,
                attempt_id=attempt,
                person_id=person,
                responses=responses,
                save_no=save_no,
            )

    def submit(
        self,
        attempt: str,
        responses: dict[str, object] | None = None,
        save_no: int | None = None,
        *,
        person: UserId = ANN,
    ) -> Submission:
        with self.database.writing() as session:
            return self.service.submit(
                session,
                attempt_id=attempt,
                person_id=person,
                responses=responses,
                save_no=save_no,
            )

    def view(self, attempt: str, *, person: UserId = ANN) -> AttemptView:
        with self.database.reading() as session:
            return self.service.view(session, attempt, person)

    def sweep(self) -> int:
        with self.database.writing() as session:
            return self.service.sweep(session)

    def right_answers(self, attempt: str) -> dict[str, object]:
        """Give the right raw answers to an attempt's paper."""
        with self.database.reading() as session:
            row = session.get_one(AttemptRow, attempt)
            questions = kept_bank(session, row.bank_hash).by_id()
            return {
                item["id"]: right_response(questions[item["id"]]).as_json()
                for item in row.paper["items"]
            }

    def fail(self) -> AttemptView:
        """Sit once, and hand in nothing."""
        return self.submit(self.start().id).attempt

    def succeed(self) -> AttemptView:
        """Sit once, with everything right."""
        attempt = self.start().id
        return self.submit(attempt, self.right_answers(attempt)).attempt

    def link(self, account: UserId, *, to: UserId) -> None:
        """Make an account another one of a person."""
        with self.database.writing() as session:
            now = self.clock.now()
            session.add(
                AccountLinkRow(
                    account_id=account, person_id=to, linked_by=7, linked_at=now, before={}
                )
            )

    def _keep(self, session: Session, fact: Fact) -> None:
        assert session.in_transaction(), "the fact belongs to the same transaction"
        self.facts.append(fact)
