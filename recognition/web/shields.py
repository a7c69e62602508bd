"""Serve the small images that people put into READMEs; whatever happens, an image comes back."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, cast

import structlog
from flask import Response, jsonify, request

from recognition.kernel.web import web
from recognition.render.palette import LABEL_COLOR, LOOKS, Standing
from recognition.render.shield import STYLES, Style, shield
from recognition.service.profile import best_award
from recognition.service.visible import public_person
from recognition.web.base import FRESH, SOON, bp, image, keep_fresh, pages

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import timedelta

    from recognition.catalog import Badge

log = structlog.get_logger(__name__)

NO_BADGE = "badge"
"""The label where the address names no badge; what the address says is never repeated."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Claim:
    """What a shield says.

    Attributes:
        fresh: How long it may be shown without asking again; `None` = not at all.
    """

    label: str
    message: str
    standing: Standing
    fresh: timedelta | None

    @property
    def color(self) -> str:
        """Give the background of the message."""
        return LOOKS[self.standing].color


@bp.get("/b/<login>/<badge>.svg")
def shield_image(login: str, badge: str) -> Response:
    """Show in one line whether somebody holds a badge, in any style of shields.io."""
    style = request.args.get("style", "flat")
    if style not in STYLES:
        style = "flat"

    def draw(claim: Claim) -> Response:
        drawn = shield(
            claim.label,
            claim.message,
            color=claim.color,
            label_color=LABEL_COLOR,
            style=cast("Style", style),
        )
        return image(drawn, fresh=claim.fresh)

    return _answer(login, badge, draw)


@bp.get("/b/<login>/<badge>.json")
def shield_endpoint(login: str, badge: str) -> Response:
    """Say the same to shields.io: https://shields.io/badges/endpoint-badge."""

    def describe(claim: Claim) -> Response:
        response = jsonify(
            schemaVersion=1,
            label=claim.label,
            message=claim.message,
            color=claim.color.removeprefix("#"),
            labelColor=LABEL_COLOR.removeprefix("#"),
            isError=claim.standing is Standing.UNAVAILABLE,
            cacheSeconds=int(FRESH.total_seconds()),
        )
        response.headers["Access-Control-Allow-Origin"] = "*"
        return keep_fresh(response, claim.fresh)

    return _answer(login, badge, describe)


def label_of(badge: Badge) -> str:
    """Give the words on the left: what people call the badge."""
    for track in pages().catalog.tracks:
        for step in track.certifications:
            if step.badge == badge.id:
                return step.short
    return badge.name


def words_of(standing: Standing, tier: str | None) -> str:
    """Give the words on the right: the tier where there is one and it stands."""
    stands = standing in (Standing.EARNED, Standing.CERTIFIED)
    return tier if stands and tier else str(standing)


def _answer(login: str, name: str, show: Callable[[Claim], Response]) -> Response:
    """Show the claim, or an apology; a broken image in a README helps nobody."""
    try:
        return show(_claim(login, name))
    except Exception:
        # Whatever it is: the page that shows the image is not ours, and its reader can do nothing.
        log.exception("shield_failed", badge=name)
        standing = Standing.UNAVAILABLE
        return show(Claim(label=NO_BADGE, message=standing, standing=standing, fresh=SOON))


def _claim(login: str, name: str) -> Claim:
    badge = pages().catalog.find(name)
    if badge is None:
        return _unknown(NO_BADGE)
    with web().database.reading() as session:
        person = public_person(session, login)
        if person is None:
            return _unknown(label_of(badge))
        standing, award = best_award(session, person.id, badge, web().clock.now())
    if award is None:
        return _unknown(label_of(badge))
    stands = standing in (Standing.EARNED, Standing.CERTIFIED)
    return Claim(
        label=label_of(badge),
        message=words_of(standing, award.tier),
        standing=standing,
        fresh=FRESH if stands else None,
    )


def _unknown(label: str) -> Claim:
    standing = Standing.UNKNOWN
    return Claim(label=label, message=standing, standing=standing, fresh=None)
