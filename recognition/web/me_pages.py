"""Show people what is known of them, and let them decide about it."""

from __future__ import annotations

from dataclasses import dataclass
from http import HTTPStatus
from typing import TYPE_CHECKING

from flask import Response, current_app, jsonify, make_response, redirect, render_template, request
from flask import url_for as address_of

from recognition.awards import AwardState
from recognition.facts import Actor
from recognition.kernel.errors import UserError
from recognition.kernel.web import current_visitor, login_required, web
from recognition.kernel.web.base import no_store
from recognition.rules.wording import noun
from recognition.service import linking, persons
from recognition.service.overview import Overview, overview_of
from recognition.service.personal import everything
from recognition.service.wishes import Wish, fulfil
from recognition.web.base import bp, pages
from recognition.web.me_sections import me_sections

if TYPE_CHECKING:
    from werkzeug.wrappers import Response as AnyResponse

STATES = {
    AwardState.GRANTED: "yours",
    AwardState.PROPOSED: "waiting for a maintainer",
    AwardState.HELD: "put off by a maintainer",
    AwardState.DISPUTED: "being looked at again",
    AwardState.EXPIRED: "expired",
    AwardState.REJECTED: "not given",
    AwardState.REVOKED: "taken back",
}
"""What the states of awards are called where it is about one's own."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Amount:
    """So many of something."""

    number: int
    what: str


@bp.get("/me")
@login_required
def me() -> Response:
    """Show what is known of the visitor, and what can be done about it."""
    return _page()


@bp.post("/me/wishes")
@login_required
def wish() -> AnyResponse:
    """Do what the visitor wishes: be left out or not, be told of awards or not."""
    asked = request.form.get("wish", "")
    if asked not in list(Wish):
        raise UserError("That is not among the things to choose from.")
    with web().database.writing() as session:
        fulfil(session, Wish(asked), of=_visitor(), catalog=pages().catalog, now=web().clock.now())
    return _back()


@bp.post("/me/code")
@login_required
def code() -> Response:
    """Make the code with which another account of the visitor is joined to this one."""
    with web().database.reading() as session:
        made = linking.offer(session, _visitor().id, secret=_secret(), now=web().clock.now())
    return _page(made=made)


@bp.post("/me/accounts")
@login_required
def join() -> AnyResponse:
    """Join the visitor's account to the one whose code is typed in."""
    with web().database.writing() as session:
        try:
            linking.accept(
                session,
                request.form.get("code", ""),
                by=_visitor().id,
                secret=_secret(),
                catalog=pages().catalog,
                now=web().clock.now(),
            )
        except UserError as error:
            refused = str(error)
        else:
            refused = ""
    return _page(refused=refused) if refused else _back()


@bp.post("/me/accounts/<int:account>/part")
@login_required
def part(account: int) -> AnyResponse:
    """Part an account from the others of the visitor."""
    with web().database.writing() as session:
        linking.part(
            session, account, by=_visitor().id, catalog=pages().catalog, now=web().clock.now()
        )
    return _back()


@bp.get("/me/export.json")
@login_required
def export() -> Response:
    """Give the visitor everything that is kept of them."""
    visitor = _visitor()
    with web().database.reading() as session:
        told = everything(session, persons.accounts_of(session, visitor.id))
    response = no_store(jsonify(told))
    response.headers.set("Content-Disposition", "attachment", filename="recognition.json")
    return response


def _page(*, made: str = "", refused: str = "") -> Response:
    visitor = _visitor()
    with web().database.reading() as session:
        overview = overview_of(session, visitor.id, catalog=pages().catalog, now=web().clock.now())
        sections = [show(session, visitor.id) for _name, show in me_sections.items()]
    body = render_template(
        "recognition/me.html",
        overview=overview,
        login=visitor.login,
        facts=[Amount(number=n, what=noun({kind}, n)) for kind, n in overview.facts.items()],
        awards=_awards(overview),
        made=made,
        refused=refused,
        sections=[section for section in sections if section is not None],
        minutes=int(linking.VALID_FOR.total_seconds() // 60),
    )
    status = HTTPStatus.CONFLICT if refused else HTTPStatus.OK
    return no_store(make_response(body, status))


def _awards(overview: Overview) -> list[Amount]:
    return [
        Amount(number=overview.awards[state], what=what)
        for state, what in STATES.items()
        if state in overview.awards
    ]


def _visitor() -> Actor:
    visitor = current_visitor()
    assert visitor is not None, "the view lacks login_required"
    return Actor(id=visitor.id, login=visitor.login)


def _secret() -> str:
    secret = current_app.secret_key
    assert isinstance(secret, str), "the kernel's web base sets it"
    return secret


def _back() -> AnyResponse:
    return no_store(make_response(redirect(address_of("recognition.me"), HTTPStatus.SEE_OTHER)))
