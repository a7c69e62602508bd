"""Give candidates their attempts and the receipts of them, for people and for programs."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import Response, jsonify, render_template

from exams.formats.academy_json import Origin, submission
from exams.web.base import bp, known_visitor, pages
from recognition.kernel.web import login_required, web

if TYPE_CHECKING:
    from exams.receipts import Receipt


@bp.get("/attempts/<attempt_id>/receipt")
@login_required
def receipt(attempt_id: str) -> str:
    """Show a receipt, counted again from what is kept."""
    return render_template("exams/receipt.html", receipt=_receipt(attempt_id))


@bp.get("/attempts/<attempt_id>/receipt.json")
@login_required
def receipt_json(attempt_id: str) -> Response:
    """Give a receipt with the answers, so that anybody can count their digest again."""
    return jsonify(_receipt(attempt_id).as_json())


@bp.get("/attempts/<attempt_id>.json")
@login_required
def attempt_json(attempt_id: str) -> Response:
    """Give an attempt as the Academy's `TestSubmission`, without what only the key tells."""
    service, visitor = pages().service, known_visitor()
    with web().database.reading() as session:
        view = service.view(session, attempt_id, visitor.id)
        statuses = service.status(session, visitor.id)
    status = next((status for status in statuses if status.exam.id == view.exam), None)
    attempts = () if status is None else status.attempts
    origin = Origin(
        address=web().public_url,
        person_id=visitor.id,
        number=next((n for n, one in enumerate(attempts, 1) if one.id == attempt_id), 1),
        in_bank=len(view.items) if status is None else status.exam.pool,
    )
    return jsonify(submission(view, origin))


def _receipt(attempt_id: str) -> Receipt:
    with web().database.reading() as session:
        return pages().service.receipt(session, attempt_id, known_visitor().id)
