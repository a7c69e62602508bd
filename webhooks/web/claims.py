"""Let people claim a badge with a code that was handed out, at a meet-up for instance."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import structlog
from flask import Blueprint, Response, make_response, render_template, request

from recognition.facts import Actor, Fact
from recognition.kernel.web.attempts import Attempts
from recognition.kernel.web.base import no_store, web
from recognition.kernel.web.session import current_visitor, login_required
from recognition.service.claims import Refusal, badge_of, redeem

if TYPE_CHECKING:
    from collections.abc import Callable

    from webhooks.recorder import Recorder

log = structlog.get_logger(__name__)

MOST_CODE = 64
"""Characters of a code that are looked at; ours have 19 with their dashes."""

TEXTS = {
    Refusal.UNKNOWN: "There is no such code. Compare it with what you were given: it has 16 "
    "letters and digits.",
    Refusal.EXPIRED: "This code was good for some time only, and that is over. Ask whoever gave "
    "it to you for another.",
    Refusal.USED_UP: "This code was meant for a number of people, and all of them have used it. "
    "Ask whoever gave it to you for another.",
    Refusal.CLAIMED: "You have claimed this badge already; there is nothing left to do.",
}

TOO_OFTEN = "That were many codes. Wait ten minutes, and try again."


def claims_blueprint(recorder: Recorder, *, wake: Callable[[], None]) -> Blueprint:
    """Make the page on which people type a code in.

    Args:
        recorder: Records claims.
        wake: Called when something may wait to be announced.
    """
    bp = Blueprint("claims", __name__, template_folder="templates")
    attempts = Attempts(most=10, span=timedelta(minutes=10))

    @bp.get("/claim")
    @login_required
    def form() -> Response:
        """Ask for a code, or for the click that uses the one in the link."""
        return _page("", code=request.args.get("code", "")[:MOST_CODE])

    @bp.post("/claim")
    @login_required
    def claim() -> Response:
        """Use a code."""
        visitor = current_visitor()
        assert visitor is not None, "login_required has seen to it"
        now = web().clock.now()
        code = request.form.get("code", "").strip()[:MOST_CODE]
        if not attempts.allow(visitor.id, now=now):
            return _page(TOO_OFTEN, code=code, status=429)
        actor = Actor(id=visitor.id, login=visitor.login)
        with web().database.writing() as session:
            told = redeem(session, code, actor, now=now)
            if isinstance(told, Fact):
                recorder.record(session, [told], now=now)
            badge = recorder.rulebook.catalog.badges.get(badge_of(session, code) or "")
        if isinstance(told, Refusal):
            return _page(TEXTS[told], code=code, status=422)
        wake()
        log.info("badge_claimed", badge=told.attrs["badge"], user_id=visitor.id)
        return no_store(make_response(render_template("claims/claimed.html", badge=badge)))

    return bp


def _page(problem: str, *, code: str, status: int = 200) -> Response:
    page = render_template("claims/claim.html", problem=problem, code=code)
    return no_store(make_response(page, status))
