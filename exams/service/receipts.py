"""Look up the receipts of attempts, and check them against what is kept."""

from __future__ import annotations

import hmac
from typing import TYPE_CHECKING

from sqlmodel import select

from exams import records
from exams.receipts import Receipt, receipt_id
from exams.service.context import own_row
from exams.store import AnswerRow, AttemptRow
from recognition.kernel.errors import ConflictError, NotFoundError

if TYPE_CHECKING:
    from sqlmodel import Session

    from exams.service.context import ExamContext
    from recognition.kernel.ids import UserId

NOT_YET = "An attempt has a receipt once it is handed in; this one is still under way."
NO_RECEIPT = "There is no such receipt."


def receipt(context: ExamContext, session: Session, attempt_id: str, person_id: UserId) -> Receipt:
    """Give the receipt of an attempt to its candidate.

    Raises:
        NotFoundError: The attempt is not there, or another person's; both read the same.
        ConflictError: It is not handed in yet.
    """
    row = own_row(session, attempt_id, person_id, locked=False)
    if row.receipt is None:
        raise ConflictError(NOT_YET)
    return _receipt(context, session, row, row.receipt)


def find_receipt(context: ExamContext, session: Session, code: str) -> Receipt:
    """Give a receipt by its id, for whoever runs the server.

    Raises:
        NotFoundError: There is none.
    """
    code = code.strip().upper()
    row = session.exec(select(AttemptRow).where(AttemptRow.receipt == code)).one_or_none()
    if row is None:
        raise NotFoundError(NO_RECEIPT)
    return _receipt(context, session, row, code)


def _receipt(context: ExamContext, session: Session, row: AttemptRow, code: str) -> Receipt:
    kept = session.exec(select(AnswerRow).where(AnswerRow.attempt_id == row.id)).all()
    answers = {answer.question_id: answer.response for answer in kept}
    assert row.submitted_at is not None, "only closed attempts have a receipt"
    counted = receipt_id(
        context.secret, attempt_id=row.id, answers=answers, submitted_at=row.submitted_at
    )
    return Receipt(
        id=code,
        attempt_id=row.id,
        exam=row.exam,
        title=context.served_bank(session, row).title,
        submitted_at=row.submitted_at,
        expired=row.expired,
        saves=row.save_no,
        questions=len(records.item_rows(session, row.id)),
        answers=answers,
        is_genuine=hmac.compare_digest(counted, code),
    )
