"""A small site with the exam pages on it, and a client that inspects every answer it gets."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from html import unescape
from html.parser import HTMLParser
from typing import TYPE_CHECKING, Any

from flask import Blueprint, Flask, g, request
from werkzeug.test import TestResponse

import exams.web
from exams.formats.academy import read_bank
from exams.library import Banks
from exams.service import ExamService
from exams.web.exam_pages import PROMISE
from recognition.facts import Fact
from recognition.kernel.clock import Clock
from recognition.kernel.ids import UserId
from recognition.kernel.store import Database
from recognition.kernel.web import Visitor, WebBase, install
from recognition.kernel.web.base import create_flask
from tests.exams.examples import EXAMPLES, TASKS
from tests.exams.factories import bank_text

if TYPE_CHECKING:
    from exams.bank import Bank
    from exams.web.base import NextStep

MARKER = "ZKEYZ"
"""Stands in every typed key and every explanation of the bank below, and nowhere else."""

FORBIDDEN = ("iscorrect", "correctanswer", MARKER.lower(), "accepted")
"""What no answer to a candidate may hold, in small letters and without `_` and `-`."""

WHO = "who"
"""The cookie that stands for a sign-in."""

PLAYER = Visitor(id=UserId(583231), login="octocat")
OTHER = Visitor(id=UserId(9), login="hubot")

BANK = f"""---
title: "Meshery CLI"
type: "test"
passPercentage: 70
maxAttempts: 2
timeLimit: 20
questions:
  - id: "one"
    text: "What does `mesheryctl <verb>` need?"
    type: "single-answer"
    marks: 2
    explanation: "{MARKER} since a verb alone says little."
    options:
      - id: "a"
        text: "A `<noun>`"
        isCorrect: true
      - id: "b"
        text: "A **colour**"
      - id: "c"
        text: "A name in quotes"
  - id: "two"
    text: "Which are verbs?"
    type: "multiple-answers"
    marks: 3
    options:
      - id: "a"
        text: "list"
        isCorrect: true
      - id: "b"
        text: "view"
        isCorrect: true
      - id: "c"
        text: "table"
  - id: "three"
    text: "Read this:\\n\\n```\\ncontexts: {{}}\\n```\\n\\nWhat is it called?"
    type: "short-answer"
    instructions: "One word."
    marks: 2
    correctAnswer: "{MARKER}"
    accept: ["{MARKER} too"]
---

About the **CLI**. ![a picture](https://example.org/p.png)
"""

RIGHT: dict[str, str | list[str]] = {"q.one": "a", "q.two": ["", "a", "b"], "q.three": MARKER}
WRONG: dict[str, str | list[str]] = {"q.one": "b", "q.two": ["", "c"], "q.three": "meshconfig"}


EVERY_TYPE = bank_text(
    *(
        f"{text.rstrip()}\ncompetency: {'basics' if text in TASKS else 'more'}\n"
        for text in EXAMPLES
    ),
    title="Every type",
    timeLimit=45,
    competencies=[
        {"id": "basics", "title": "Kubernetes", "study": ["https://kubernetes.io/docs/home"]},
        {"id": "more", "title": "Everything else", "study": ["https://docs.meshery.io"]},
    ],
)
"""A bank with one question of every type that has an example."""


def read(text: str = BANK, *, exam: str = "meshery-cli") -> Bank:
    reading = read_bank(text, file=f"{exam}.md")
    assert reading is not None
    assert reading.bank is not None, reading.findings
    return reading.bank


def make_site(
    database: Database,
    clock: Clock,
    *banks: Bank,
    facts: list[Fact],
    next_steps: Callable[[Visitor, str], list[NextStep]] | None = None,
) -> tuple[Flask, ExamService]:
    """Build an app of the kernel's base, the exam pages, and a sign-in that asks no questions."""
    service = ExamService(
        banks=Banks.of(banks),
        clock=clock,
        secret=b"a secret of the tests",
        on_passed=lambda _session, fact: facts.append(fact),
    )
    app = create_flask("site")
    base = WebBase(
        database=database,
        clock=clock,
        public_url="http://localhost",
        sign_in_origin="https://github.example",
    )
    install(app, base, secret_key="0123456789abcdef")
    login = Blueprint("login", __name__)
    login.add_url_rule("/login", "login", lambda: "<h1>Sign in</h1>")

    @app.before_request
    def know_visitor() -> None:
        number, _, name = request.cookies.get(WHO, "").partition(":")
        g.visitor = Visitor(id=UserId(int(number)), login=name) if name else None

    app.register_blueprint(login)
    if next_steps is None:
        exams.web.install(app, service, certification="Certified Contributor")
    else:
        exams.web.install(app, service, next_steps=next_steps)
    return app, service


@dataclass
class Page(HTMLParser):
    """What a test asks of a page.

    Attributes:
        status: The HTTP status.
        text: What a person reads, white space as one space.
        fields: Values that a browser would send with the page's last form, by name.
        headings: Texts of the `h1`.
    """

    response: TestResponse
    fields: dict[str, list[str]] = field(default_factory=dict)
    headings: list[str] = field(default_factory=list)
    links: dict[str, str] = field(default_factory=dict)
    tags: list[tuple[str, dict[str, str | None]]] = field(default_factory=list)

    def __post_init__(self) -> None:
        super().__init__()
        self._texts: list[str] = []
        self._h1: list[str] | None = None
        self._link: tuple[str, list[str]] | None = None
        self._select = ""
        self._textarea: tuple[str, list[str]] | None = None
        self.html = self.response.get_data(as_text=True)
        self.feed(self.html)

    @property
    def status(self) -> int:
        return self.response.status_code

    @property
    def text(self) -> str:
        return " ".join(" ".join(self._texts).split())

    @property
    def location(self) -> str:
        return self.response.headers.get("Location", "")

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        values = dict(attrs)
        self.tags.append((tag, values))
        name = values.get("name")
        if tag == "h1":
            self._h1 = []
        if tag == "a":
            self._link = (values.get("href") or "", [])
        if tag == "select" and name is not None:
            self._select = name
            self.fields[name] = [""]
        if tag == "option" and "selected" in values:
            self.fields[self._select] = [values.get("value") or ""]
        if tag == "textarea" and name is not None:
            self._textarea = (name, [])
        if tag == "input" and name is not None:
            on = values.get("type") not in ("radio", "checkbox") or "checked" in values
            self.fields.setdefault(name, []).extend([values.get("value") or ""] if on else [])

    def handle_data(self, data: str) -> None:
        self._texts.append(data)
        if self._h1 is not None:
            self._h1.append(data)
        if self._link is not None:
            self._link[1].append(data)
        if self._textarea is not None:
            self._textarea[1].append(data)

    def handle_endtag(self, tag: str) -> None:
        if tag == "h1" and self._h1 is not None:
            self.headings.append("".join(self._h1).strip())
            self._h1 = None
        if tag == "textarea" and self._textarea is not None:
            name, texts = self._textarea
            # As a browser does, without the line end that the tag itself has.
            self.fields[name] = ["".join(texts).removeprefix("\n")]
            self._textarea = None
        if tag == "a" and self._link is not None:
            self.links["".join(self._link[1]).strip()] = self._link[0]
            self._link = None


class Browser:
    """A browser without JavaScript, one session of cookies, that trusts no page.

    Whatever it gets is checked: no key of an answer in it, nothing inline that the content
    security policy would stop, private, and one heading of the first level on a whole page.
    """

    def __init__(self, app: Flask, visitor: Visitor | None = None) -> None:
        self._client = app.test_client()
        if visitor is not None:
            self._client.set_cookie(WHO, f"{visitor.id}:{visitor.login}")

    def get(self, address: str) -> Page:
        return self._checked(self._client.get(address))

    def post(
        self,
        address: str,
        form: dict[str, Any] | None = None,
        *,
        by_script: bool = False,
        headers: dict[str, str] | None = None,
    ) -> Page:
        headers = {"HX-Request": "true"} if by_script else (headers or {})
        return self._checked(self._client.post(address, data=form or {}, headers=headers))

    def start(self, exam: str = "meshery-cli", *, invitation: str = "") -> str:
        """Promise to be honest, start an attempt and give its address."""
        form = {PROMISE: "yes", **({"i": invitation} if invitation else {})}
        page = self.post(f"/exams/{exam}/start", form)
        assert page.status == 303, page.text
        return page.location

    def _checked(self, response: TestResponse) -> Page:
        page = Page(response)
        bare = re.sub(r"[_-]", "", unescape(page.html)).lower()
        for word in FORBIDDEN:
            assert word not in bare, f"{word} in {page.html}"
        for tag, attributes in page.tags:
            assert tag != "style"
            assert tag != "script" or "src" in attributes
            assert not any(name == "style" or name.startswith("on") for name in attributes)
        assert response.headers["Cache-Control"] == "no-store"
        if "<!doctype html>" in page.html:
            assert len(page.headings) == 1
        return page
