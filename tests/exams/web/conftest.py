"""Fixtures of the exam pages: the site, and two people at their browsers."""

from __future__ import annotations

import pytest
from flask import Flask

from exams.service import ExamService
from recognition.facts import Fact
from recognition.kernel.clock import ManualClock
from recognition.kernel.store import Database
from tests.exams.web.site import OTHER, PLAYER, Browser, make_site, read


@pytest.fixture
def facts() -> list[Fact]:
    """The passes that were recorded."""
    return []


@pytest.fixture
def site(database: Database, clock: ManualClock, facts: list[Fact]) -> tuple[Flask, ExamService]:
    return make_site(database, clock, read(), facts=facts)


@pytest.fixture
def app(site: tuple[Flask, ExamService]) -> Flask:
    return site[0]


@pytest.fixture
def service(site: tuple[Flask, ExamService]) -> ExamService:
    return site[1]


@pytest.fixture
def player(app: Flask) -> Browser:
    return Browser(app, PLAYER)


@pytest.fixture
def other(app: Flask) -> Browser:
    return Browser(app, OTHER)


@pytest.fixture
def anybody(app: Flask) -> Browser:
    """Somebody who is not signed in."""
    return Browser(app)
