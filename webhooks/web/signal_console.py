"""Show maintainers what was noticed about attempts, and let them dismiss it."""

from __future__ import annotations

from http import HTTPStatus
from typing import TYPE_CHECKING

from flask import Blueprint, Response, make_response, redirect, render_template, request, url_for

from exams.integrity.wording import MEANINGS, details_words
from exams.policy import moment_words
from recognition.kernel.errors import UserError
from recognition.kernel.web import web
from recognition.kernel.web.base import no_store
from recognition.kernel.web.session import login_required
from webhooks.web.maintainers import NOT_OF_THE_DOMAIN, exam_team

if TYPE_CHECKING:
    from werkzeug.wrappers import Response as AnyResponse

    from exams.service import ExamService
    from recognition.kernel.web import Visitor
    from recognition.service.rulebook import Rulebook
    from webhooks.web.maintainers import Maintainers

NO_REASON = "Say in a few words why you dismiss it, and send it again."

WORDS = {"details": details_words, "moment": moment_words}
"""What the template says figures and times with."""


def signal_console_blueprint(
    exams: ExamService, rulebook: Rulebook, maintainers: Maintainers
) -> Blueprint:
    """Build the pages about signals.

    Args:
        exams: Has the signals.
        rulebook: Says which team an exam's domain has.
        maintainers: Who may see the pages of an exam whose domain has none.
    """
    blueprint = Blueprint("signal_console", __name__, template_folder="templates")

    def only_of_the_domain(exam: str) -> Visitor:
        team = exam_team(exam, rulebook.catalog.terms.domains)
        return maintainers.only(team=team, refusal=NOT_OF_THE_DOMAIN)

    @blueprint.get("/console/exams/<exam>/signals")
    @login_required
    def all_signals(exam: str) -> Response:
        """Show what was noticed, with what it means and what it does not."""
        visitor = only_of_the_domain(exam)
        with web().database.reading() as session:
            found = exams.exam_signals(session, exam, viewer=visitor.id)
        page = render_template(
            "console/signals.html", exam=exam, signals=found, meanings=MEANINGS, say=WORDS
        )
        return no_store(make_response(page))

    @blueprint.post("/console/exams/<exam>/signals/<signal_id>")
    @login_required
    def dismiss(exam: str, signal_id: str) -> AnyResponse:
        """Close a signal with a reason."""
        visitor = only_of_the_domain(exam)
        note = request.form.get("note", "").strip()
        if not note:
            raise UserError(NO_REASON)
        with web().database.writing() as session:
            exams.dismiss_signal(
                session, signal_id, exam=exam, by=visitor.id, login=visitor.login, note=note
            )
        return redirect(url_for("signal_console.all_signals", exam=exam), HTTPStatus.SEE_OTHER)

    return blueprint
