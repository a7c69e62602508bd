"""Show the certification program, where one stands in it, and certificates to print."""

from __future__ import annotations

from http import HTTPStatus
from typing import TYPE_CHECKING

from flask import Response, jsonify, make_response, render_template

from recognition.kernel.errors import NotFoundError
from recognition.kernel.web import current_visitor, web
from recognition.kernel.web.base import no_store
from recognition.render.academy_certificate import certificate_json
from recognition.render.criteria import in_words
from recognition.render.palette import Standing
from recognition.service.profile import verification_of
from recognition.service.program import StepState, program
from recognition.web.base import bp, pages

if TYPE_CHECKING:
    from recognition.rules.reading import Period
    from recognition.service.profile import Verification

STATES = {
    StepState.HELD: ("Yours", "good"),
    StepState.ENDED: ("Has ended", "wait"),
    StepState.OPEN: ("Open", ""),
    StepState.LOCKED: ("Locked", "wait"),
    StepState.LATER: ("Not yet offered", "wait"),
}
"""The word for how somebody stands with a certification, and the class of its colours."""

NO_CERTIFICATE = "There is no certificate of this award: it is none, or does not stand any more."


@bp.get("/program")
def certification_program() -> Response:
    """Show tracks and tiers, what each presupposes, and where the visitor stands."""
    visitor = current_visitor()
    with web().database.reading() as session:
        tracks = program(
            session,
            pages().catalog,
            account_id=None if visitor is None else visitor.id,
            now=web().clock.now(),
        )
    body = render_template("recognition/program.html", tracks=tracks, states=STATES)
    response = make_response(body)
    return response if visitor is None else no_store(response)


@bp.get("/v/<award>/certificate")
def certificate(award: str) -> Response:
    """Give a certification as a sheet to print, or to keep as a PDF by the browser's own means.

    Raises:
        NotFoundError: The award is no certification, or does not stand.
    """
    found = _certified(award)
    body = render_template(
        "recognition/certificate.html",
        found=found,
        holding=found.holding,
        address=pages().addresses.verify(found.holding.award.id),
    )
    return no_store(make_response(body, HTTPStatus.OK))


@bp.get("/v/<award>/certificate.json")
def certificate_for_programs(award: str) -> Response:
    """Give the same as the Academy's `Certificate`.

    Raises:
        NotFoundError: The award is no certification, or does not stand.
    """
    found = _certified(award)
    holding, addresses = found.holding, pages().addresses
    assert holding.badge is not None, "only the catalog says what a certification is"
    return no_store(
        jsonify(
            certificate_json(
                address=addresses.verify(holding.award.id),
                public_url=addresses.public_url,
                title=holding.name,
                description=holding.badge.description,
                person_id=holding.award.person_id,
                login=found.login,
                issued_at=holding.award.earned_at,
                expires_at=holding.expires_at,
            )
        )
    )


def _certified(award: str) -> Verification:
    with web().database.reading() as session:
        found = verification_of(session, award, catalog=pages().catalog, now=web().clock.now())
    if found is None or found.holding.standing is not Standing.CERTIFIED:
        raise NotFoundError(NO_CERTIFICATE)
    return found


@bp.app_template_filter("period_words")
def period_words(length: Period) -> str:
    """Say a period as `24 months`."""
    return in_words(length)
