"""Run exams for people: who may sit, what they answered, how they did."""

from __future__ import annotations

import hashlib
import hmac
import secrets
from typing import TYPE_CHECKING

from sqlalchemy.exc import IntegrityError
from sqlmodel import col, select

from exams import attempt as sitting
from exams import invitations, records
from exams.attempt import Attempt, State
from exams.draw import draw
from exams.passing import passed_fact
from exams.policy import Eligibility, Standing, eligibility
from exams.presenting import attempt_view, exam_view
from exams.questions import QUESTION_TYPES, ResponseError
from exams.store import AttemptRow
from exams.views import (
    AttemptView,
    ExamStatus,
    ExamView,
    Invitation,
    Submission,
)
from recognition.kernel.errors import ConflictError, NotFoundError

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from sqlmodel import Session

    from exams.bank import Bank, Response
    from exams.library import Banks
    from exams.policy import Policy
    from recognition.facts import Fact, Thread
    from recognition.kernel.clock import Clock
    from recognition.kernel.ids import UserId

NO_EXAM = "There is no such exam."
NO_ATTEMPT = "There is no such attempt."
MAX_NAME_SHOWN = 40


class ExamService:
    """Exams, invitations and attempts over a database session that the caller commits.

    Args:
        banks: The exams that are offered.
        clock: Decides about deadlines.
        secret: Names invitations and seeds papers; whoever has it can foretell both.
        on_passed: Records a passed exam in the same transaction.
    """

    def __init__(
        self,
        *,
        banks: Banks,
        clock: Clock,
        secret: bytes,
        on_passed: Callable[[Session, Fact], None],
    ) -> None:
        self.banks = banks
        self.clock = clock
        self._secret = secret
        self._on_passed = on_passed

    # --- exams --------------------------------------------------------------------------

    def exams(self) -> list[ExamView]:
        """Give the exams that are offered, in the order of their ids."""
        return [exam_view(bank) for bank in self.banks.banks.values()]

    def exam(self, exam: str) -> ExamView:
        """Give one exam.

        Raises:
            NotFoundError: It is not offered.
        """
        return exam_view(self._bank(exam))

    def status(self, session: Session, person_id: UserId) -> list[ExamStatus]:
        """Tell how a person stands with every exam; for the eyes of that person."""
        by_exam: dict[str, list[AttemptRow]] = {}
        for row in records.attempt_rows(session, person_id):
            by_exam.setdefault(row.exam, []).append(row)
        return [
            ExamStatus(
                exam=exam_view(bank),
                eligibility=self._eligibility(bank.policy, by_exam.get(exam, [])),
                attempts=tuple(records.summary(row) for row in by_exam.get(exam, [])),
            )
            for exam, bank in self.banks.banks.items()
        ]

    # --- invitations --------------------------------------------------------------------

    def invite(
        self, session: Session, *, person_id: UserId, login: str, exam: str | None, thread: Thread
    ) -> Invitation:
        """Make a link, or renew the one this person has for this thread and exam.

        Raises:
            NotFoundError: The exam is not offered.
        """
        if exam is not None:
            self._bank(exam)
        return invitations.invite(
            session,
            secret=self._secret,
            person_id=person_id,
            login=login,
            exam=exam,
            thread=thread,
            now=self.clock.now(),
        )

    def check_invitation(
        self, session: Session, invitation_id: str, person_id: UserId
    ) -> Invitation:
        """Give the invitation to the person it is for.

        Raises:
            UserError: It has ended, is another person's, or is not there; says which.
        """
        return invitations.check_invitation(session, invitation_id, person_id, self.clock.now())

    # --- attempts -----------------------------------------------------------------------

    def start(
        self,
        session: Session,
        *,
        person_id: UserId,
        login: str,
        exam: str,
        invitation_id: str | None = None,
    ) -> AttemptView:
        """Start an attempt, or go on with the open one.

        Raises:
            NotFoundError: The exam is not offered.
            UserError: The invitation does not hold.
            ConflictError: Passed, cooling down, or no attempts left; says which.
        """
        bank, now = self._bank(exam), self.clock.now()
        if invitation_id is not None:
            self.check_invitation(session, invitation_id, person_id)
        rows = records.attempt_rows(session, person_id, exam=exam)
        for row in rows:
            self._close_if_late(session, row)
        may = self._eligibility(bank.policy, rows)
        if may.attempt_id is not None:
            return self.view(session, may.attempt_id, person_id)
        if may.standing is not Standing.MAY_START:
            raise ConflictError(may.words)
        version = self.banks.versions[exam]
        attempt_id = secrets.token_urlsafe(16)
        seen = frozenset(item["id"] for row in rows for item in row.paper["items"])
        paper = draw(bank, version, self._seed(attempt_id), seen=seen)
        attempt = sitting.begin(attempt_id=attempt_id, paper=paper, policy=bank.policy, now=now)
        try:
            with session.begin_nested():
                records.keep_version(session, bank, version, now=now)
                records.add_attempt(
                    session,
                    attempt,
                    person_id=person_id,
                    login=login,
                    invitation_id=invitation_id,
                )
        except IntegrityError as error:
            # Only PostgreSQL lets two starts run at once; the other one made the attempt.
            may = self._eligibility(
                bank.policy, records.attempt_rows(session, person_id, exam=exam)
            )
            if may.attempt_id is None:
                raise ConflictError("Another start was under way; please try again.") from error
            attempt_id = may.attempt_id
        return self.view(session, attempt_id, person_id)

    def view(self, session: Session, attempt_id: str, person_id: UserId) -> AttemptView:
        """Give an attempt to its candidate.

        Raises:
            NotFoundError: It is not there, or another person's; both read the same.
        """
        row = self._row(session, attempt_id, person_id, locked=False)
        bank = self._served_bank(session, row)
        current = records.attempt_of(session, row, bank)
        return attempt_view(session, row, bank, current, now=self.clock.now())

    def save(
        self,
        session: Session,
        *,
        attempt_id: str,
        person_id: UserId,
        responses: Mapping[str, object],
        save_no: int,
    ) -> AttemptView:
        """Keep answers while an attempt is under way; all of them or none.

        Args:
            session: The caller commits it.
            attempt_id: The attempt.
            person_id: Its candidate.
            responses: Raw values by question id, in any form that a question type's
                `parse_response` reads; a blank one takes an answer back, an absent one keeps it.
            save_no: One more than the view's.

        Raises:
            NotFoundError: It is not there, or another person's.
            ResponseError: A value is no possible answer; names the question.
            ConflictError: It is closed, too late, or an older save than the last.
        """
        row = self._row(session, attempt_id, person_id)
        bank = self._served_bank(session, row)
        before = records.attempt_of(session, row, bank)
        after = self._saved(session, row, bank, before, responses, save_no)
        return attempt_view(session, row, bank, after, now=self.clock.now())

    def submit(
        self,
        session: Session,
        *,
        attempt_id: str,
        person_id: UserId,
        responses: Mapping[str, object] | None = None,
        save_no: int | None = None,
    ) -> Submission:
        """Hand an attempt in and grade it; handing in again changes nothing.

        Args:
            session: The caller commits it.
            attempt_id: The attempt.
            person_id: Its candidate.
            responses: Last answers, saved first; not taken after the deadline and its grace,
                which the notice says, and what was saved before is graded.
            save_no: As for `save`; `None` is one more than the last.

        Raises:
            NotFoundError: It is not there, or another person's.
            ResponseError: A value is no possible answer; the attempt stays open.
            ConflictError: An older save than the last; the attempt stays open.
        """
        row = self._row(session, attempt_id, person_id)
        bank = self._served_bank(session, row)
        current, notice = records.attempt_of(session, row, bank), ""
        if current.state is State.IN_PROGRESS:
            if current.is_late(self.clock.now()):
                notice = sitting.LATE
            elif responses is not None:
                number = current.save_no + 1 if save_no is None else save_no
                current = self._saved(session, row, bank, current, responses, number)
            current = self._close(session, row, bank, current)
        view = attempt_view(session, row, bank, current, now=self.clock.now())
        return Submission(attempt=view, notice=notice)

    def sweep(self, session: Session, *, limit: int = 100) -> int:
        """Close attempts whose time is up, grading what was saved.

        Returns:
            How many were closed; call again while it is the limit.
        """
        rows = session.exec(
            select(AttemptRow)
            .where(AttemptRow.state == State.IN_PROGRESS)
            .where(col(AttemptRow.deadline_at) < self.clock.now())
            .order_by(col(AttemptRow.deadline_at))
            .limit(limit)
            .with_for_update(skip_locked=True)
        ).all()
        return sum(self._close_if_late(session, row) for row in rows)

    # --- inside -------------------------------------------------------------------------

    def _bank(self, exam: str) -> Bank:
        bank = self.banks.banks.get(exam)
        if bank is None:
            raise NotFoundError(NO_EXAM)
        return bank

    def _served_bank(self, session: Session, row: AttemptRow) -> Bank:
        """Give the version of the bank that the attempt's paper was drawn from."""
        if self.banks.versions.get(row.exam) == row.bank_hash:
            return self.banks.banks[row.exam]
        return records.kept_bank(session, row.bank_hash)

    @staticmethod
    def _row(
        session: Session, attempt_id: str, person_id: UserId, *, locked: bool = True
    ) -> AttemptRow:
        row = records.attempt_row(session, attempt_id, locked=locked)
        if row is None or row.person_id != person_id:
            raise NotFoundError(NO_ATTEMPT)
        return row

    def _seed(self, attempt_id: str) -> str:
        return hmac.digest(self._secret, f"seed:{attempt_id}".encode(), hashlib.sha256).hex()

    def _eligibility(self, policy: Policy, rows: Sequence[AttemptRow]) -> Eligibility:
        return eligibility(policy, [records.past(row) for row in rows], self.clock.now())

    def _saved(
        self,
        session: Session,
        row: AttemptRow,
        bank: Bank,
        before: Attempt,
        responses: Mapping[str, object],
        save_no: int,
    ) -> Attempt:
        now = self.clock.now()
        after = sitting.save(before, _changes(bank, before, responses), save_no=save_no, now=now)
        if after is not before:
            records.write_answers(session, row, before.responses, after, now=now)
        return after

    def _close_if_late(self, session: Session, row: AttemptRow) -> bool:
        if row.state != State.IN_PROGRESS:
            return False
        bank = self._served_bank(session, row)
        current = records.attempt_of(session, row, bank)
        if not current.is_late(self.clock.now()):
            return False
        self._close(session, row, bank, current)
        return True

    def _close(self, session: Session, row: AttemptRow, bank: Bank, current: Attempt) -> Attempt:
        closed = sitting.submit(current, now=self.clock.now())
        after = sitting.graded(closed, bank)
        records.write_result(session, row, after, expired=closed.state is State.EXPIRED)
        score = records.score_of(row)
        if score is not None and score.passed:
            thread = invitations.thread_of_invitation(session, row.invitation_id)
            self._on_passed(session, passed_fact(row, thread))
        return after


def _changes(
    bank: Bank, attempt: Attempt, responses: Mapping[str, object]
) -> dict[str, Response | None]:
    """Read raw answers against the questions of the paper."""
    served = {item.question_id for item in attempt.paper.items}
    questions = bank.by_id()
    changes: dict[str, Response | None] = {}
    for name, raw in responses.items():
        if name not in served:
            raise ResponseError(name[:MAX_NAME_SHOWN], "it is not on this paper")
        question = questions[name].public
        changes[name] = QUESTION_TYPES[question.type].parse_response(question, raw)
    return changes
