"""A small site with the pages of recognition on it, and people who did something."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from flask import Blueprint, Flask, g, request
from flask.testing import FlaskClient
from sqlmodel import select

import recognition.web
from recognition.awards import ChangeKind
from recognition.catalog import Catalog, load_catalog
from recognition.facts import Fact
from recognition.kernel.clock import ManualClock
from recognition.kernel.ids import UserId
from recognition.kernel.store import Database
from recognition.kernel.web import Visitor, WebBase, install
from recognition.kernel.web.base import create_flask
from recognition.service.record import record
from recognition.service.rulebook import Rulebook
from recognition.store import AccountRow, AwardRow
from tests.recognition.deciding import dispute, revoke
from tests.recognition.factories import NOON, make_actor, make_fact

PUBLIC_URL = "https://recognition.example"

BADGES = {
    "certified": """\
name: Certified Contributor
category: certification
description: Passed both exams.
aliases: [cc]
on: exam.passed
where: {exam: [server, cli]}
distinct: {exam: 2}
expires: 24mo
art: {template: shield, emblem: meshery}
""",
    "meshery": """\
name: Meshery <&>
category: project
description: Merged pull requests & more.
on: pr.merged
where: {repos: "meshery/*"}
tiers: {bronze: 1, silver: 3}
art: {template: round, emblem: nobody-drew-this}
""",
    "trusted": """\
name: Trusted
on: pr.merged
count: 2
grant: review
""",
    "retired": """\
name: Retired
category: special
on: pr.merged
first: true
status: retired
""",
}

WHO = "who"
"""The cookie that stands for a sign-in."""

DOMAINS = """\
domains:
  - {id: ui, name: User Interface, paths: ["ui/**"]}
  - {id: cli, name: CLI, labels: [component/cli]}
"""

TRACKS = """\
tracks:
  - id: developers
    name: Developers
    certifications:
      - {tier: 1, badge: certified, name: Certified Contributor, short: CC, state: live}
"""


def make_catalog_folder(folder: Path) -> Catalog:
    """Write the badges above into a folder, and load it."""
    for badge, text in BADGES.items():
        (folder / badge).mkdir(parents=True)
        (folder / badge / "badge.yml").write_text(f"id: {badge}\n{text}", encoding="utf-8")
    (folder / "tracks.yml").write_text(TRACKS, encoding="utf-8")
    (folder / "domains.yml").write_text(DOMAINS, encoding="utf-8")
    (folder / "exclusions.yml").write_text("machines: [meshery-ci]\n", encoding="utf-8")
    catalog = load_catalog(folder)
    assert catalog.findings == ()
    return catalog


@dataclass(kw_only=True)
class Site:
    """The site, its database, and what can happen to people on it."""

    app: Flask
    client: FlaskClient
    database: Database
    catalog: Catalog
    clock: ManualClock

    def record(self, facts: Sequence[Fact]) -> None:
        with self.database.writing() as session:
            record(session, facts, catalog=self.catalog, now=self.clock.now())

    def merge(self, number: int, *, person: int = 1, login: str | None = None) -> None:
        """Let somebody have so many pull requests merged."""
        url = "https://github.com/meshery/meshery/pull/"
        self.record(
            [
                make_fact(
                    one,
                    person=person,
                    login=login,
                    at=NOON + timedelta(hours=one),
                    attrs={"url": f"{url}{one}"},
                )
                for one in range(1, number + 1)
            ]
        )

    def certify(self, *, person: int = 1, at: datetime = NOON) -> None:
        """Let somebody pass both exams at a moment."""
        for exam in ("server", "cli"):
            self.sit(exam, person=person, at=at)

    def sit(self, exam: str, *, person: int = 1, at: datetime = NOON) -> None:
        """Let somebody pass an exam at a moment."""
        key = f"exam.passed:{exam}:{person}:{at:%Y-%m-%d}"
        fact = make_fact(
            person=person, kind="exam.passed", repo=None, at=at, attrs={"exam": exam}, key=key
        )
        self.record([fact])

    def award(self, badge: str, *, tier: str | None = None, person: int = 1) -> str:
        """Give the id of an award."""
        with self.database.reading() as session:
            return session.exec(
                select(AwardRow.id).where(
                    AwardRow.person_id == person, AwardRow.badge == badge, AwardRow.tier == tier
                )
            ).one()

    def revoke(self, award_id: str) -> None:
        """Take an award back, by as many maintainers as it takes."""
        for account in (98, 99):
            with self.database.writing() as session:
                (change, *_) = revoke(
                    session,
                    [award_id],
                    by=make_actor(account, login=f"the-maintainer-{account}"),
                    reason="copied",
                    catalog=self.catalog,
                    now=self.clock.now(),
                )
            if change.kind is ChangeKind.REVOKED:
                return

    def dispute(self, award_id: str, *, reason: str) -> None:
        with self.database.writing() as session:
            dispute(
                session,
                [award_id],
                by=make_actor(98, login="the-maintainer"),
                reason=reason,
                catalog=self.catalog,
                now=self.clock.now(),
            )

    def opt_out(self, person: int = 1) -> None:
        with self.database.writing() as session:
            account = session.get(AccountRow, person)
            assert account is not None
            account.opted_out = True

    def enter(self, person: int = 1, *, login: str | None = None) -> None:
        """Sign somebody in on the site's client."""
        self.client.set_cookie(WHO, f"{person}:{login or f'person-{person}'}")

    def leave(self) -> None:
        """Sign out."""
        self.client.delete_cookie(WHO)

    def text(self, path: str, *, status: int = 200) -> str:
        """Get a page and give its text."""
        answer = self.client.get(path)
        assert answer.status_code == status, answer.text
        return answer.text


def make_site(database: Database, clock: ManualClock, catalog: Catalog) -> Site:
    app = create_flask("site")
    base = WebBase(database=database, clock=clock, public_url=PUBLIC_URL)
    install(app, base, secret_key="0123456789abcdef")
    app.register_blueprint(_sign_in())
    recognition.web.install(app, Rulebook(catalog))
    return Site(
        app=app,
        client=app.test_client(),
        database=database,
        catalog=catalog,
        clock=clock,
    )


def _sign_in() -> Blueprint:
    """Sign in without questions: the cookie says who it is."""
    blueprint = Blueprint("login", __name__)

    @blueprint.before_app_request
    def remember() -> None:
        number, _, login = request.cookies.get(WHO, "").partition(":")
        g.visitor = Visitor(id=UserId(int(number)), login=login) if number else None

    @blueprint.get("/login")
    def login() -> str:
        return "the sign-in"

    return blueprint
