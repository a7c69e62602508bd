"""A site that takes claims and posts of facts, with somebody signed in."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from flask import Flask

from recognition.catalog import Catalog
from recognition.kernel.ids import UserId
from recognition.kernel.settings import Mode, load_settings
from recognition.kernel.web import WebBase
from recognition.kernel.web.base import create_flask
from recognition.kernel.web.base import install as install_base
from recognition.kernel.web.session import Visitor, sign_in
from recognition.render.addresses import Addresses
from recognition.service.awards import list_awards
from recognition.service.rulebook import Rulebook
from webhooks.recorder import Recorder
from webhooks.web import install, install_intake

if TYPE_CHECKING:
    from flask.testing import FlaskClient

    from recognition.kernel.clock import ManualClock
    from recognition.kernel.store import Database

OURS = "https://badges.example"
SECRET = b"0123456789 old secret"
NEW_SECRET = b"0123456789 new secret"


@dataclass(kw_only=True)
class Intake:
    """The site, and what tests do with it."""

    app: Flask
    database: Database
    clock: ManualClock
    woken: list[str] = field(default_factory=list)

    def browser(self, visitor: Visitor | None = None) -> FlaskClient:
        """Open a browser, with somebody signed in."""
        browser = self.app.test_client()
        browser.environ_base["wsgi.url_scheme"] = "https"
        browser.environ_base["HTTP_HOST"] = "badges.example"
        if visitor is not None:
            browser.get(f"/let-in/{visitor.id}/{visitor.login}")
        return browser

    def awards(self) -> list[tuple[str, str, str]]:
        with self.database.reading() as session:
            rows = list_awards(session)
        return [(row["person"]["login"], row["badge"], row["state"]) for row in rows]


def make_intake(
    database: Database,
    clock: ManualClock,
    catalog: Catalog,
    *,
    secrets: str = f"{NEW_SECRET.decode()}, {SECRET.decode()}",
    public_url: str = OURS,
) -> Intake:
    settings = load_settings(
        {
            "PUBLIC_URL": public_url,
            "EXT_SECRET": secrets,
        }
    )
    app = create_flask("tests")
    install_base(
        app,
        WebBase(database=database, clock=clock, public_url=public_url),
        secret_key="signs cookies",
    )
    site = Intake(app=app, database=database, clock=clock)
    recorder = Recorder(
        rulebook=Rulebook(catalog),
        addresses=Addresses(OURS),
        mode=Mode.LIVE,
        digest_repo=None,
    )
    install(app, settings)
    install_intake(app, recorder, settings, wake=lambda: site.woken.append("woken"))

    @app.get("/let-in/<int:number>/<login>")
    def let_in(number: int, login: str) -> str:
        sign_in(Visitor(id=UserId(number), login=login))
        return login

    return site
