"""Show candidates the receipts of what they handed in, for people and for programs."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import Response, jsonify, render_template

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


def _receipt(attempt_id: str) -> Receipt:
    with web().database.reading() as session:
        return pages().service.receipt(session, attempt_id, known_visitor().id)
