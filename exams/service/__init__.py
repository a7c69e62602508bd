"""Run exams for people: who may sit, what they answered, how they did."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from exams import invitations, records
from exams.presenting import exam_view
from exams.service import (
    accommodations,
    appeals,
    closing,
    integrity,
    receipts,
    results,
    reviews,
    sitting,
)
from exams.service import statistics as figures
from exams.service.accommodations import percents
from exams.service.context import ExamContext
from exams.views import ExamStatus, ExamView, Invitation
from recognition.service.holding import missing_badges

if TYPE_CHECKING:
    from collections.abc import Callable

    from sqlmodel import Session

    from exams.library import Banks
    from exams.store import AttemptRow
    from recognition.facts import Fact, Thread
    from recognition.kernel.clock import Clock
    from recognition.kernel.ids import UserId


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
        self.context = ExamContext(banks=banks, clock=clock, secret=secret, on_passed=on_passed)
        self.start = partial(sitting.start, self.context)
        self.view = partial(sitting.view, self.context)
        self.save = partial(sitting.save, self.context)
        self.submit = partial(sitting.submit, self.context)
        self.result = partial(results.result, self.context)
        self.publish = partial(results.publish, self.context)
        self.public_result = partial(results.public_result, self.context)
        self.composite = partial(results.composite_of, self.context)
        self.objections = partial(appeals.objections, self.context)
        self.object_to = partial(appeals.object_to, self.context)
        self.sweep = partial(closing.sweep, self.context)
        self.sat_exams = partial(figures.sat_exams, self.context)
        self.statistics = partial(figures.statistics, self.context)
        self.receipt = partial(receipts.receipt, self.context)
        self.find_receipt = partial(receipts.find_receipt, self.context)
        self.review_queue = partial(reviews.queue, self.context)
        self.claim_review = partial(reviews.claim, self.context)
        self.review = partial(reviews.view, self.context)
        self.grade_review = partial(reviews.grade, self.context)
        self.give_time = partial(accommodations.give, self.context)
        self.take_time_back = partial(accommodations.remove, self.context)
        self.keep_trace = partial(integrity.keep_trace, self.context)
        self.forget_traces = partial(integrity.forget_traces, self.context)
        self.look_for_signals = partial(integrity.look_for_signals, self.context)
        self.exam_signals = integrity.exam_signals
        self.dismiss_signal = partial(integrity.dismiss_signal, self.context)

    @property
    def banks(self) -> Banks:
        """The exams that are offered."""
        return self.context.banks

    # --- exams --------------------------------------------------------------------------

    def exams(self) -> list[ExamView]:
        """Give the exams that are offered, in the order of their ids."""
        return [exam_view(bank) for bank in self.banks.banks.values()]

    def exam(self, exam: str) -> ExamView:
        """Give one exam.

        Raises:
            NotFoundError: It is not offered.
        """
        return exam_view(self.context.bank(exam))

    def status(self, session: Session, person_id: UserId) -> list[ExamStatus]:
        """Tell how a person stands with every exam; for the eyes of that person."""
        by_exam: dict[str, list[AttemptRow]] = {}
        time = percents(session, person_id)
        for row in records.attempt_rows(session, person_id):
            by_exam.setdefault(row.exam, []).append(row)
        statuses: list[ExamStatus] = []
        for exam, bank in self.banks.banks.items():
            rows = by_exam.get(exam, [])
            missing = missing_badges(session, person_id, bank.requires)
            status = ExamStatus(
                exam=exam_view(bank),
                eligibility=self.context.eligibility(bank, rows, missing=missing),
                attempts=tuple(records.summary(row) for row in rows),
                missing=missing,
                extra_percent=time.get(exam),
            )
            statuses.append(status)
        return statuses

    # --- invitations --------------------------------------------------------------------

    def invite(
        self, session: Session, *, person_id: UserId, login: str, exam: str | None, thread: Thread
    ) -> Invitation:
        """Make a link, or renew the one this person has for this thread and exam.

        Raises:
            NotFoundError: The exam is not offered.
        """
        if exam is not None:
            self.context.bank(exam)
        return invitations.invite(
            session,
            secret=self.context.secret,
            person_id=person_id,
            login=login,
            exam=exam,
            thread=thread,
            now=self.context.clock.now(),
        )

    def check_invitation(
        self, session: Session, invitation_id: str, person_id: UserId
    ) -> Invitation:
        """Give the invitation to the person it is for.

        Raises:
            UserError: It has ended, is another person's, or is not there; says which.
        """
        return invitations.check_invitation(
            session, invitation_id, person_id, self.context.clock.now()
        )
