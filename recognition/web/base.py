"""What the pages of recognition share: catalog, blueprint, and how images go out."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING, cast

from flask import Blueprint, Flask, Response, current_app, request
from werkzeug.http import http_date

from recognition.kernel.errors import NotFoundError
from recognition.kernel.web import web
from recognition.render.addresses import Addresses
from recognition.render.art import DEFAULT_EMBLEM, badge_art
from recognition.render.contact_sheet import template_of
from recognition.render.emblems import EMBLEM_FOLDER, read_emblems
from recognition.service.leaderboard import Leaderboards
from recognition.web.health import health

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from recognition.catalog import Badge, Catalog
    from recognition.render.palette import Standing
    from recognition.service.rulebook import Rulebook

bp = Blueprint(
    "recognition",
    __name__,
    template_folder="templates",
    static_folder="static",
    static_url_path="/recognition/static",
)

EXTENSION = "recognition_pages"

FRESH = timedelta(minutes=5)
"""How long an image may be shown without asking again."""

SOON = timedelta(minutes=1)
"""How long an image may be shown that is only an apology."""

IMAGE_POLICY = "default-src 'none'; style-src 'unsafe-inline'; img-src data:"
"""What GitHub's image proxy allows images; opened directly, ours may do no more."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Pages:
    """What the views need beside the kernel's own.

    Attributes:
        rulebook: Has the badges in force.
        addresses: Where each thing is shown.
        emblems: Drawings by name.
        leaderboards: Counts who works on what.
    """

    rulebook: Rulebook
    addresses: Addresses
    emblems: Mapping[str, str]
    leaderboards: Leaderboards

    @property
    def catalog(self) -> Catalog:
        """Give the badges in force at this moment."""
        return self.rulebook.catalog


def install(app: Flask, rulebook: Rulebook, *, art_folder: Path | None = None) -> None:
    """Add the pages to an app that the kernel's web base was installed on.

    Args:
        app: The app, before its first request.
        rulebook: Has the badges in force.
        art_folder: Emblems that stand beside, or in place of, those of the program.
    """
    folders = [EMBLEM_FOLDER, *([art_folder] if art_folder is not None else [])]
    app.extensions[EXTENSION] = Pages(
        rulebook=rulebook,
        addresses=Addresses(app.extensions["recognition_web"].public_url),
        emblems={
            name: drawn for folder in folders for name, drawn in read_emblems(folder).items()
        },
        leaderboards=Leaderboards(lambda: rulebook.catalog.terms),
    )
    app.before_request(_look_for_new_rules)
    app.register_blueprint(bp)
    app.register_blueprint(health)


def _look_for_new_rules() -> None:
    """Show the rules in force also where another process has put them there."""
    pages().rulebook.refresh(web().database, now=web().clock.now())


def pages() -> Pages:
    """Give the pages of the app that serves the current request."""
    return cast("Pages", current_app.extensions[EXTENSION])


def find_badge(name: str) -> Badge:
    """Find the badge that an address names by its id or an alias.

    Raises:
        NotFoundError: There is none.
    """
    badge = pages().catalog.find(name)
    if badge is None:
        raise NotFoundError("There is no badge of this name.")
    return badge


def image(svg: str, *, fresh: timedelta | None = FRESH) -> Response:
    """Answer with an image that image proxies treat well.

    Args:
        svg: The image.
        fresh: How long it may be shown without asking again; `None` = it may not be kept, since
            what it says may be mended at any moment.
    """
    body = svg.encode()
    response = Response(body, mimetype="image/svg+xml")
    response.headers["Content-Security-Policy"] = IMAGE_POLICY
    response.headers["Cross-Origin-Resource-Policy"] = "cross-origin"
    return keep_fresh(response, fresh)


def keep_fresh(response: Response, fresh: timedelta | None) -> Response:
    """Say how long an answer may be kept; a proxy that is told nothing keeps it for a year."""
    if fresh is None:
        response.headers["Cache-Control"] = "no-store"
        return response
    seconds = int(fresh.total_seconds())
    response.headers["Cache-Control"] = f"public, max-age={seconds}, s-maxage={seconds}"
    response.headers["Expires"] = http_date(web().clock.now() + fresh)
    response.set_etag(hashlib.sha256(response.get_data()).hexdigest())
    response.make_conditional(request)
    return response


def ask_again(response: Response) -> Response:
    """Let an answer be kept that must be asked about each time: who is in it may leave it."""
    response.headers["Access-Control-Allow-Origin"] = "*"
    response.headers["Cache-Control"] = "public, no-cache"
    response.set_etag(hashlib.sha256(response.get_data()).hexdigest())
    response.make_conditional(request)
    return response


def art_of(
    badge: Badge | None, *, name: str, tier: str | None = None, standing: Standing | None = None
) -> str:
    """Draw a badge as its file says; one without a file is a round star."""
    art = badge.art if badge is not None else {}
    return badge_art(
        name,
        template=template_of(badge),
        emblem=str(art.get("emblem", DEFAULT_EMBLEM)),
        tier=tier,
        standing=standing,
        emblems=pages().emblems,
    )
