"""Show a person's badges, and whether an award is true."""

from __future__ import annotations

from http import HTTPStatus
from typing import TYPE_CHECKING

from flask import Response, make_response, render_template, url_for

from recognition.kernel.web import web
from recognition.kernel.web.base import no_store
from recognition.render.criteria import criteria, granting
from recognition.render.markdown import image as markdown_image
from recognition.render.palette import LOOKS, Standing
from recognition.service.profile import profile_of, verification_of
from recognition.web.base import art_of, bp, image, pages
from recognition.web.shields import label_of, words_of

if TYPE_CHECKING:
    from recognition.catalog import Badge
    from recognition.service.profile import Holding, Profile, Verification

VERDICTS = {
    Standing.CERTIFIED: ("valid", "good"),
    Standing.EARNED: ("valid", "good"),
    Standing.EXPIRED: ("expired", "wait"),
    Standing.REVOKED: ("revoked", "bad"),
    Standing.UNKNOWN: ("unknown", "unsure"),
}
"""The word of a verify page, and the class that gives it its colours."""


@bp.get("/u/<login>")
def profile(login: str) -> Response:
    """Show what a person holds, why, how to show it elsewhere, and what is next."""
    with web().database.reading() as session:
        found = profile_of(session, login, catalog=pages().catalog, now=web().clock.now())
    if found is None:
        response = make_response(render_template("recognition/nobody.html"), HTTPStatus.NOT_FOUND)
        return no_store(response)
    return make_response(
        render_template(
            "recognition/profile.html",
            profile=found,
            snippet_of=snippet_of,
            snippet_of_all=snippet_of_all,
        )
    )


@bp.get("/v/<award>")
def verify(award: str) -> Response:
    """Say in one line whether an award is true, and then what it rests on."""
    found = _find(award)
    if found is None:
        standing = Standing.UNKNOWN
        page = render_template(
            "recognition/verify_unknown.html", look=LOOKS[standing], verdict=VERDICTS[standing]
        )
        return no_store(make_response(page, HTTPStatus.NOT_FOUND))
    badge, standing = found.holding.badge, found.holding.standing
    page = render_template(
        "recognition/verify.html",
        found=found,
        holding=found.holding,
        look=LOOKS[standing],
        verdict=VERDICTS[standing],
        criteria=criteria_of(badge) if badge is not None else [],
        checked_at=web().clock.now(),
        snippet=snippet_of(found.login, found.holding),
        is_certification=standing is Standing.CERTIFIED,
    )
    return no_store(make_response(page))


@bp.get("/v/<award>.svg")
def award_art(award: str) -> Response:
    """Draw an award as it stands now; a lost one is grey and says why."""
    found = _find(award)
    if found is None:
        drawn = art_of(None, name="Unknown award", standing=Standing.UNKNOWN)
        return image(drawn, fresh=None)
    holding = found.holding
    drawn = art_of(
        holding.badge, name=holding.name, tier=holding.award.tier, standing=holding.standing
    )
    stands = holding.standing in (Standing.CERTIFIED, Standing.EARNED)
    return image(drawn) if stands else image(drawn, fresh=None)


def criteria_of(badge: Badge) -> list[str]:
    """Say a badge's rule in sentences."""
    names = {other.id: other.name for other in pages().catalog.badges.values()}
    return [*criteria(badge, names=names), *granting(badge)]


def snippet_of(login: str, holding: Holding) -> str:
    """Give the Markdown that shows a badge in a README; its alt text is the words it shows."""
    if holding.badge is None:
        return ""
    words = f"{label_of(holding.badge)}: {words_of(holding.standing, holding.award.tier)}"
    shown = markdown_image(words, pages().addresses.shield(login, holding.badge.id))
    return f"[{shown}]({pages().addresses.verify(holding.award.id)})"


def snippet_of_all(profile: Profile) -> str:
    """Give the Markdown that shows every badge that stands, one a line."""
    lines = [
        snippet_of(profile.login, holding)
        for holding in profile.holdings
        if holding.standing in (Standing.CERTIFIED, Standing.EARNED)
    ]
    return "\n".join(line for line in lines if line)


def _find(award: str) -> Verification | None:
    with web().database.reading() as session:
        return verification_of(session, award, catalog=pages().catalog, now=web().clock.now())


bp.add_app_template_global(label_of, "label_of")
bp.add_app_template_global(words_of, "words_of")


@bp.app_template_filter("day")
def day(moment: object) -> str:
    """Write a day so that it reads the same everywhere."""
    return f"{moment:%Y-%m-%d}"


@bp.app_template_global("art_address")
def art_address(holding: Holding) -> str:
    """Give the address of an award's picture."""
    return url_for("recognition.award_art", award=holding.award.id)
