"""Somebody opts out with one comment, and is found nowhere any more: every page, every command."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest
from flask import Flask
from sqlmodel import col, select

from app import compose
from recognition.digest import Edition
from recognition.facts import Actor, Fact
from recognition.kernel.errors import UserError
from recognition.kernel.settings import load_settings
from recognition.kernel.store.tables import LoginSessionRow
from recognition.store import AwardRow, DigestItemRow, EffectRow
from tests.recognition.deeds import (
    ANN,
    CATALOG,
    LEE,
    MESHERY,
    merged,
    operator_work,
    passed,
    reviewed,
)
from tests.recognition.factories import make_actor
from tests.webhooks.commands.house import EXAMS
from webhooks.commands import Asked, commands
from webhooks.grammar import parse_commands
from webhooks.journey import tools_for
from webhooks.lookups import Known
from webhooks.sandbox.keys import new_key_pair
from webhooks.site import create_app

if TYPE_CHECKING:
    from pathlib import Path

    from webhooks.runtime import Runtime

HIDDEN = make_actor(4242424242, login="zaphod-is-left-out")
TEAM = "meshery/maintainers"
NOBODY = "q" * len(HIDDEN.login)

VALUES = {
    "login": [HIDDEN.login, HIDDEN.login.upper()],
    "badge": [*CATALOG.badges],
    "exam": EXAMS,
    "tier": ["bronze", "silver"],
}
"""What stands in the places of an address; awards come from the database."""

QUERIES = {
    "/leaderboard": [f"?period={one}" for one in ("week", "quarter", "year", "all")],
    "/leaderboard.json": ["?period=week", "?period=all"],
}


@dataclass(frozen=True, kw_only=True)
class World:
    """A whole server with people who did things, one of whom wants to be left out."""

    app: Flask
    runtime: Runtime

    def record(self, *facts: Fact) -> None:
        recorder, now = self.runtime.recorder, self.runtime.clock.now()
        with self.runtime.database.writing() as session:
            recorder.record(session, facts, now=now)

    def say(self, line: str, *, by: Actor) -> str:
        """Give a command; gives what is answered, also where it is a refusal."""
        (command,) = parse_commands(line)
        with self.runtime.database.writing() as session:
            tools = tools_for(
                session,
                self.runtime.recorder,
                self.runtime.exams,
                now=self.runtime.clock.now(),
            )
            known = Known(teams=frozenset({TEAM}) if by == LEE else frozenset())
            asked = Asked(command=command, actor=by, repo=MESHERY, number=42, known=known)
            try:
                with session.begin_nested():
                    return commands[command.verb].run(asked, tools).body
            except UserError as error:
                return str(error)

    def awards(self) -> list[str]:
        with self.runtime.database.reading() as session:
            mine = select(AwardRow.id).where(AwardRow.person_id == HIDDEN.id)
            return list(session.exec(mine).all())

    def digest(self, week: str) -> str:
        """Build a digest; gives what its issue says."""
        recorder, now = self.runtime.recorder, self.runtime.clock.now()
        with self.runtime.database.writing() as session:
            recorder.refresh_digest(session, Edition(period=week), now=now)
        with self.runtime.database.reading() as session:
            rows = session.exec(select(EffectRow).where(EffectRow.kind == "issue")).all()
        return "\n".join(str(row.payload) for row in rows)

    def number(self) -> int:
        """Give a number under which a digest shows them."""
        with self.runtime.database.reading() as session:
            theirs = select(DigestItemRow.number).where(
                col(DigestItemRow.award_id).in_(self.awards())
            )
            return session.exec(theirs).all()[0]

    def posts(self) -> set[str]:
        with self.runtime.database.reading() as session:
            return set(session.exec(select(EffectRow.key)).all())

    def addresses(self) -> Iterator[tuple[str, str]]:
        """Give every page that can be opened, with the route it belongs to."""
        values = {**VALUES, "award": [*self.awards(), "no-such-award"]}
        for rule in self.app.url_map.iter_rules():
            if "GET" not in (rule.methods or ()) or rule.endpoint.endswith("static"):
                continue
            filled = [rule.rule]
            for name in rule.arguments:
                filled = [
                    re.sub(rf"<[^<>]*\b{name}>", value, address)
                    for address in filled
                    for value in values.get(name, ["1"])
                ]
            for address in filled:
                for query in ("", *QUERIES.get(address, [])):
                    yield rule.rule, address + query

    def traces(self) -> set[str]:
        """Open every page, as somebody else and signed out; gives the routes that tell of them."""
        found: set[str] = set()
        told = re.compile("|".join([re.escape(HIDDEN.login), *self.awards()]), re.IGNORECASE)
        stranger, other = self.app.test_client(), self.app.test_client()
        other.set_cookie("recognition", "token")
        for route, address in self.addresses():
            for client in (stranger, other):
                answer = client.get(address)
                # The address itself stands in the page, in the link to the sign-in.
                text = answer.text.replace(address.partition("?")[0], "")
                if told.search(text):
                    found.add(route)
        return found


@pytest.fixture
def world(tmp_path: Path) -> Iterator[World]:
    settings = load_settings(
        {
            "DATABASE_URL": f"sqlite:///{tmp_path / 'recognition.db'}",
            "APP_ID": "1",
            "PRIVATE_KEY": new_key_pair()[0],
            "SECRET_KEY": "0123456789abcdef",
            "PUBLIC_URL": "http://127.0.0.1:3000",
            "RECOGNITION_MODE": "live",
            "RECOGNITION_MAINTAINERS": TEAM,
            "RECOGNITION_DIGEST_REPO": "meshery/recognition",
        }
    )
    runtime = compose(settings)
    runtime.database.upgrade()
    now = runtime.clock.now()
    world = World(app=create_app(runtime), runtime=runtime)
    for person in (ANN, HIDDEN):
        work = [
            merged(person.id + n, by=person, at=now - timedelta(days=n), paths=("docs/a.md",))
            for n in range(12)
        ]
        work += operator_work(person, until=now, first=person.id + 100)
        work += [passed(exam, by=person, at=now) for exam in EXAMS]
        work += [reviewed(5, by=person, at=now, review=person.id + n) for n in range(3)]
        world.record(*work)
    with runtime.database.writing() as session:
        session.add(
            LoginSessionRow(
                token_hash=hashlib.sha256(b"token").hexdigest(),
                user_id=ANN.id,
                login=ANN.login,
                created_at=now,
                seen_at=now,
            )
        )
    yield world
    runtime.database.close()


def week_of(world: World) -> str:
    year, week, _ = world.runtime.clock.now().isocalendar()
    return f"{year}-W{week:02}"


def test_before_the_walk_would_find_them(world: World) -> None:
    """Otherwise the other tests could not fail."""
    assert world.traces() >= {
        "/u/<login>",
        "/u/<login>.json",
        "/u/<login>/feed.atom",
        "/feed.atom",
        "/feed.json",
        "/leaderboard",
        "/leaderboard.json",
        "/v/<award>",
    }
    assert HIDDEN.login in world.digest(week_of(world))
    assert HIDDEN.login in world.say(f"/badges {HIDDEN.login}", by=ANN)


def test_after_one_comment_no_page_tells_of_them(world: World) -> None:
    world.say("/recognition optout", by=HIDDEN)
    assert world.traces() == set()


def test_their_addresses_answer_as_those_of_nobody(world: World) -> None:
    world.say("/recognition optout", by=HIDDEN)
    client = world.app.test_client()
    for _, address in world.addresses():
        if HIDDEN.login in address:
            hidden = client.get(address)
            none = client.get(address.replace(HIDDEN.login, NOBODY))
            assert hidden.status_code == none.status_code, address
            assert hidden.text.replace(HIDDEN.login, NOBODY) == none.text, address
            assert hidden.headers["Cache-Control"] == none.headers["Cache-Control"]


def test_no_command_of_others_tells_of_them(world: World) -> None:
    world.say("/recognition optout", by=HIDDEN)
    about = [world.say(f"/badges {login}", by=ANN) for login in (HIDDEN.login, NOBODY)]
    assert about[0].replace(HIDDEN.login, NOBODY) == about[1]
    for line in ("/badges", "/progress", "/certify", "/recognition help"):
        assert HIDDEN.login not in world.say(line, by=ANN)


def test_maintainers_are_told_nothing_either(world: World) -> None:
    world.digest(week_of(world))
    number, (award, *_) = world.number(), world.awards()
    forms = (
        "/award explain {} meshery-operator",
        "/award approve {} meshery-operator",
        '/award revoke {} meshery-docs bronze reason="x"',
    )
    numbered = (f"/award explain {number}", f"/award approve {number}", f"/award hold {award}")
    assert "deeds count" in world.say(forms[0].format(f"@{HIDDEN.login}"), by=LEE)
    assert HIDDEN.login in world.say(numbered[0], by=LEE)
    world.say("/recognition optout", by=HIDDEN)
    for form in forms:
        hidden, nobody = (
            world.say(form.format(f"@{login}"), by=LEE) for login in (HIDDEN.login, NOBODY)
        )
        assert hidden.replace(HIDDEN.login, NOBODY) == nobody
    for line in numbered:
        assert HIDDEN.login not in world.say(line, by=LEE)


def test_the_digest_does_not_tell_of_them(world: World) -> None:
    world.digest(week_of(world))
    world.say("/recognition optout", by=HIDDEN)
    digest = world.digest(week_of(world))
    assert HIDDEN.login not in digest
    assert ANN.login in digest
    assert not any(award in digest for award in world.awards())


def test_what_they_do_from_then_on_is_not_announced(world: World) -> None:
    world.say("/recognition optout", by=HIDDEN)
    before = world.posts()
    now = world.runtime.clock.now()
    world.record(*[merged(9000 + n, by=HIDDEN, at=now) for n in range(30)])
    assert world.posts() == before


def test_one_comment_brings_all_of_it_back(world: World) -> None:
    before = world.traces()
    world.say("/recognition optout", by=HIDDEN)
    world.say("/recognition optin", by=HIDDEN)
    assert world.traces() == before
