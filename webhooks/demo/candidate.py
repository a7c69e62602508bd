"""Use the App's pages as a person with a browser does: follow links, sign in, fill forms."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from html.parser import HTMLParser
from typing import TYPE_CHECKING
from urllib.parse import urljoin

import requests

from webhooks.demo.answers import right_answers

if TYPE_CHECKING:
    from exams.bank import Bank

TIMEOUT_SECONDS = 15

ATTEMPT = re.compile(r'role="button" href="(/attempts/[\w-]+)"')
"""The way back into an attempt that was begun before."""


class JourneyError(Exception):
    """A page was not what a person would expect there."""


@dataclass(slots=True, kw_only=True)
class Form:
    """A form of a page.

    Attributes:
        action: Where it is sent, as written.
        fields: Name and value of what is sent without touching anything.
        names: Every name an input of it has.
    """

    action: str
    method: str
    fields: list[tuple[str, str]] = field(default_factory=list)
    names: set[str] = field(default_factory=set)
    buttons: list[tuple[str, str]] = field(default_factory=list)


class _FormReader(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.forms: list[Form] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        found = {name: value or "" for name, value in attrs}
        if tag == "form":
            self.forms.append(
                Form(action=found.get("action", ""), method=found.get("method", "get"))
            )
        elif tag in ("input", "button", "select", "textarea") and self.forms and found.get("name"):
            form, name, value = self.forms[-1], found["name"], found.get("value", "")
            form.names.add(name)
            if tag == "button":
                form.buttons.append((name, value))
            elif found.get("type") == "hidden":
                form.fields.append((name, value))


class Candidate:
    """One person with a browser.

    Args:
        login: Who it is on the sandbox.
        sandbox_url: The sandbox's address.
        app_url: The App's address.
    """

    def __init__(self, login: str, *, sandbox_url: str, app_url: str) -> None:
        self.login = login
        self.app_url = app_url
        self.sandbox_url = sandbox_url
        self.browser = requests.Session()

    def get(self, address: str) -> requests.Response:
        """Open a page; raises where it is not there."""
        response = self.browser.get(urljoin(self.app_url, address), timeout=TIMEOUT_SECONDS)
        return _fine(response)

    def send(
        self, page: requests.Response, form: Form, **values: str | list[str]
    ) -> requests.Response:
        """Send a form of a page with some values, and give the page that follows."""
        data = [pair for pair in form.fields if pair[0] not in values]
        for name, value in values.items():
            data += [(name, one) for one in ([value] if isinstance(value, str) else value)]
        response = self.browser.post(
            urljoin(page.url, form.action),
            data=data,
            headers={"Sec-Fetch-Site": "same-origin"},
            timeout=TIMEOUT_SECONDS,
        )
        return _fine(response)

    def sign_in(self) -> None:
        """Sign in with the sandbox's account."""
        page = self.get("/login?next=/exams")
        if page.url.startswith(self.sandbox_url):
            form = find_form(page, "authorize")
            page = self.send(page, form, login=self.login)
        if self.login not in page.text or page.url.startswith(self.sandbox_url):
            raise JourneyError(f"signing in as {self.login} ended at {page.url}")

    def sit(self, link: str, bank: Bank) -> requests.Response:
        """Sit an exam through its link, with every answer right; gives the result page."""
        page = self.get(link)
        under_way = ATTEMPT.search(page.text)
        if under_way is not None:
            page = self.get(under_way[1])
        else:
            page = self.send(page, find_form(page, "/start"), honest="yes")
        attempt = find_form(page, "/save")
        answers = right_answers(bank, attempt.names)
        page = self.send(page, attempt, then="submit", **answers)
        return self.send(page, find_form(page, "/submit"))


def find_form(page: requests.Response, word: str) -> Form:
    """Give the first form whose address holds a word."""
    reader = _FormReader()
    reader.feed(page.text)
    for form in reader.forms:
        if word in form.action:
            return form
    raise JourneyError(f"{page.url} has no form for {word}")


def _fine(response: requests.Response) -> requests.Response:
    if not response.ok:
        raise JourneyError(f"{response.url} answered {response.status_code}")
    return response
