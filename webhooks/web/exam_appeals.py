"""Let maintainers answer objections to exam results, without knowing whose they are."""

from __future__ import annotations

from http import HTTPStatus
from typing import TYPE_CHECKING

import structlog
from flask import Blueprint, Response, make_response, redirect, render_template, request, url_for

from exams.appeals import MAX_WORDS, AppealState
from exams.service import appeals
from exams.store import AttemptRow
from exams.web.markdown import render_blocks
from recognition.facts import Actor
from recognition.kernel.errors import NotFoundError, UserError
from recognition.kernel.web import login_required, web
from recognition.kernel.web.base import no_store
from recognition.kernel.web.errors import status_of

if TYPE_CHECKING:
    from werkzeug.wrappers import Response as AnyResponse

    from webhooks.web.maintainers import Maintainers

log = structlog.get_logger(__name__)

PAGE = "/console/exams/appeals"

SHOWN = 100
"""Answered objections that are listed."""


def exam_appeals_blueprint(maintainers: Maintainers) -> Blueprint:
    """Build the pages about objections.

    Args:
        maintainers: Who may see them.
    """
    blueprint = Blueprint("exam_appeals", __name__, template_folder="templates")

    @blueprint.get(PAGE)
    @login_required
    def queue() -> Response:
        """List what waits for an answer, and what was answered."""
        maintainers.only()
        with web().database.reading() as session:
            waiting = appeals.queue(session, is_open=True)
            answered = appeals.queue(session, is_open=False)[:SHOWN]
        page = render_template("console/appeals.html", waiting=waiting, answered=answered)
        return no_store(make_response(page))

    @blueprint.get(f"{PAGE}/<appeal_id>")
    @login_required
    def one(appeal_id: str) -> Response:
        """Show one objection with what it is about; no key is on this page."""
        maintainers.only()
        return _page(appeal_id)

    @blueprint.post(f"{PAGE}/<appeal_id>")
    @login_required
    def answer(appeal_id: str) -> AnyResponse:
        """Uphold or decline an objection."""
        visitor = maintainers.only()
        words = request.form.get("words", "")
        try:
            decision = _decision(request.form.get("decision", ""))
            with web().database.writing() as session:
                appeals.decide(
                    session,
                    appeal_id,
                    by=Actor(id=visitor.id, login=visitor.login),
                    is_upheld=decision is AppealState.UPHELD,
                    words=words,
                    now=web().clock.now(),
                )
        except NotFoundError:
            raise
        except UserError as error:
            return _page(appeal_id, words=words, error=error)
        return redirect(url_for("exam_appeals.one", appeal_id=appeal_id), HTTPStatus.SEE_OTHER)

    @blueprint.post(f"{PAGE}/<appeal_id>/candidate")
    @login_required
    def candidate(appeal_id: str) -> Response:
        """Say whose objection it is, to whoever asks on purpose; it is logged who did."""
        visitor = maintainers.only()
        with web().database.reading() as session:
            row = appeals.case(session, appeal_id).row
            login = session.get_one(AttemptRow, row.attempt_id).login
        log.info("appeal_candidate_shown", appeal=appeal_id, to=visitor.id)
        return _page(appeal_id, login=login)

    return blueprint


def _decision(word: str) -> AppealState:
    if word not in (AppealState.UPHELD, AppealState.DECLINED):
        raise UserError("decision: an objection can be upheld or declined.")
    return AppealState(word)


def _page(
    appeal_id: str, *, words: str = "", login: str = "", error: UserError | None = None
) -> Response:
    with web().database.reading() as session:
        case = appeals.case(session, appeal_id)
    page = render_template(
        "console/appeal.html",
        case=case,
        text="" if case.question is None else render_blocks(case.question.text),
        answer=_answer_words(case),
        most=MAX_WORDS,
        states=AppealState,
        words=words,
        login=login,
        error=error,
    )
    response = no_store(make_response(page))
    response.status_code = HTTPStatus.OK if error is None else status_of(error)
    return response


def _answer_words(case: appeals.Case) -> list[str]:
    """Give what the candidate answered, a line for each part, with the words of its options."""
    if case.question is None or case.answer is None:
        return []
    texts = {option.id: option.text for option in case.question.options}
    prompts = {prompt.id: prompt.text for prompt in case.question.prompts}
    match case.answer:
        case str(text):
            return [texts.get(text, text)]
        case list(names):
            return [texts.get(name, name) for name in names]
        case parts:
            return [
                f"{prompts.get(name, name)}: {texts.get(part, part)}"
                for name, part in parts.items()
            ]
