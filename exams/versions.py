"""Keep every version of a bank and its questions that was ever served, and read them back."""

from __future__ import annotations

from typing import TYPE_CHECKING

import structlog
from sqlmodel import col, select

from exams.content import bank_content, bank_from_content, question_content, question_from_content
from exams.content import question_version as version_of
from exams.sealing import sealed, unsealed
from exams.store import BankVersionRow, QuestionVersionRow
from recognition.kernel.store import vault_of

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime

    from sqlmodel import Session

    from exams.bank import Bank, Question
    from recognition.kernel.vault import Vault

log = structlog.get_logger(__name__)


def keep_version(session: Session, bank: Bank, version: str, *, now: datetime) -> None:
    """Keep a bank and its questions for ever under their versions, unless they are there."""
    if session.get(BankVersionRow, version) is not None:
        return
    for question in bank.questions:
        keep_question(session, bank.exam, question, now=now)
    session.add(
        BankVersionRow(hash=version, exam=bank.exam, content=bank_content(bank), created_at=now)
    )
    session.flush()


def keep_question(session: Session, exam: str, question: Question, *, now: datetime) -> str:
    """Keep a question under its version, with a link to the version it takes the place of.

    Returns:
        Its version.
    """
    version = version_of(question)
    if session.get(QuestionVersionRow, version) is None:
        before = session.exec(
            select(QuestionVersionRow.hash)
            .where(QuestionVersionRow.exam == exam)
            .where(col(QuestionVersionRow.question_id).in_((question.id, question.supersedes)))
            # A question's own former version counts before that of the one it replaces.
            .order_by(
                (col(QuestionVersionRow.question_id) == question.id).desc(),
                col(QuestionVersionRow.created_at).desc(),
            )
        ).first()
        session.add(
            QuestionVersionRow(
                hash=version,
                exam=exam,
                question_id=question.id,
                content=sealed(question_content(question), vault_of(session)),
                supersedes=before,
                created_at=now,
            )
        )
        session.flush()
    return version


def kept_bank(session: Session, version: str) -> Bank:
    """Read a bank back; the attempt's foreign key says that it is there."""
    content = session.get_one(BankVersionRow, version).content
    questions = kept_questions(session, content["questions"])
    return bank_from_content(content, (questions[name] for name in content["questions"]))


def kept_questions(session: Session, versions: Iterable[str]) -> dict[str, Question]:
    """Read questions back, by their versions."""
    rows = session.exec(
        select(QuestionVersionRow).where(col(QuestionVersionRow.hash).in_(set(versions)))
    ).all()
    vault = vault_of(session)
    return {row.hash: question_from_content(unsealed(row.content, vault)) for row in rows}


def reseal(session: Session, *, target: Vault | None) -> int:
    """Seal every kept question anew; all of them are opened before anything is written.

    Args:
        session: Its vault opens what is there.
        target: Seals from now on; `None` leaves all in clear.

    Returns:
        How many there are.

    Raises:
        VaultError: One cannot be opened; nothing is changed.
    """
    rows = session.exec(select(QuestionVersionRow)).all()
    vault = vault_of(session)
    contents = [unsealed(row.content, vault) for row in rows]
    for row, content in zip(rows, contents, strict=True):
        row.content = sealed(content, target)
    session.flush()
    return len(rows)


def check_vault(session: Session) -> None:
    """See that a kept question can be opened, before anybody needs it.

    Where keys are kept in clear the log says so.

    Raises:
        VaultError: It cannot; says what to do.
    """
    if vault_of(session) is None:
        log.warning("exam_keys_in_clear", setting="EXAM_KEYS")
    newest = select(QuestionVersionRow).order_by(col(QuestionVersionRow.created_at).desc())
    row = session.exec(newest.limit(1)).first()
    if row is not None:
        unsealed(row.content, vault_of(session))
