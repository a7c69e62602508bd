"""What every part of the exam service works with."""

from __future__ import annotations

import hashlib
import hmac
from dataclasses import dataclass
from typing import TYPE_CHECKING

from exams import records
from exams.attempt import State
from exams.eligibility import Eligibility, eligibility, locked
from exams.versions import kept_bank
from recognition.kernel.errors import ForbiddenError, NotFoundError
from recognition.service.identity import people_of

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from sqlmodel import Session

    from exams.bank import Bank
    from exams.library import Banks
    from exams.store import AttemptRow
    from recognition.facts import Fact
    from recognition.kernel.clock import Clock
    from recognition.kernel.ids import UserId

NO_EXAM = "There is no such exam."
NO_ATTEMPT = "There is no such attempt."
SITTING = "You are sitting this exam yourself; what is right is shown to you once you are through."


@dataclass(frozen=True, slots=True, kw_only=True)
class ExamContext:
    """The exams, the time, and whom to tell.

    Attributes:
        banks: The exams that are offered.
        clock: Decides about deadlines.
        secret: Names invitations and seeds papers; whoever has it can foretell both.
        on_passed: Records a passed exam in the same transaction.
    """

    banks: Banks
    clock: Clock
    secret: bytes
    on_passed: Callable[[Session, Fact], None]

    def bank(self, exam: str) -> Bank:
        """Give the bank of an exam that is offered.

        Raises:
            NotFoundError: It is not.
        """
        bank = self.banks.banks.get(exam)
        if bank is None:
            raise NotFoundError(NO_EXAM)
        return bank

    def served_bank(self, session: Session, row: AttemptRow) -> Bank:
        """Give the version of the bank that the attempt's paper was drawn from."""
        if self.banks.versions.get(row.exam) == row.bank_hash:
            return self.banks.banks[row.exam]
        return kept_bank(session, row.bank_hash)

    def seed(self, attempt_id: str) -> str:
        """Give what an attempt's paper is drawn with."""
        return hmac.digest(self.secret, f"seed:{attempt_id}".encode(), hashlib.sha256).hex()

    def eligibility(
        self, bank: Bank, rows: Sequence[AttemptRow], *, missing: Sequence[str]
    ) -> Eligibility:
        """Tell whether a person with these attempts may start another now.

        Args:
            bank: The exam.
            rows: The person's attempts at it.
            missing: Ids of the badges it presupposes and the person does not hold.
        """
        may = eligibility(bank.policy, [records.past(row) for row in rows], self.clock.now())
        return locked(may, missing)


def own_row(
    session: Session, attempt_id: str, person_id: UserId, *, locked: bool = True
) -> AttemptRow:
    """Find an attempt for its candidate, whichever of their accounts they use.

    Raises:
        NotFoundError: It is not there, or another person's; both read the same.
    """
    row = records.attempt_row(session, attempt_id, locked=locked)
    if row is None or not _is_same(session, row.person_id, person_id):
        raise NotFoundError(NO_ATTEMPT)
    return row


def check_sits_not(session: Session, person_id: UserId, exam: str) -> None:
    """Keep the keys of an exam from whoever sits it at this moment, with any account.

    Raises:
        ForbiddenError: The person has an attempt at it under way.
    """
    rows = records.attempt_rows(session, person_id, exam=exam)
    if any(row.state == State.IN_PROGRESS for row in rows):
        raise ForbiddenError(SITTING)


def _is_same(session: Session, account_id: int, other_id: int) -> bool:
    """Tell whether two accounts are one person's."""
    if account_id == other_id:
        return True
    people = people_of(session, [account_id, other_id])
    return people.person_of(account_id) == people.person_of(other_id)
