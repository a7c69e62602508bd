"""Routes of the REST API, and the call that each view gets: who asks for what, checked."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from http import HTTPStatus
from typing import Any, TypeVar

from flask import Request

from webhooks.sandbox.access import installation_may, sees
from webhooks.sandbox.errors import UnknownError
from webhooks.sandbox.hookshot import Hookshot
from webhooks.sandbox.manifests import Registrations
from webhooks.sandbox.rest.limits import RateLimits
from webhooks.sandbox.rest.problems import (
    Problem,
    gone,
    invalid,
    moved,
    not_accessible,
    not_found,
    unauthenticated,
)
from webhooks.sandbox.state import Account, App, Installation, Repository, Thread
from webhooks.sandbox.vault import Caller, Vault
from webhooks.sandbox.world import World

T = TypeVar("T")
MOST_PER_PAGE = 100
USUAL_PER_PAGE = 30


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """What a view says: a JSON body (None for no content), its status, further headers."""

    body: Any
    status: HTTPStatus = HTTPStatus.OK
    headers: Mapping[str, str] | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Call:
    """One REST request on its way through a view.

    Attributes:
        arguments: The parts of the path that vary, by name.
        query: The query parameters.
        body: The JSON object that was sent; empty where there was none.
        url: The address without the query, for the links between pages.
    """

    world: World
    vault: Vault
    hookshot: Hookshot
    registrations: Registrations
    limits: RateLimits
    points: RateLimits
    caller: Caller
    arguments: Mapping[str, Any]
    query: Mapping[str, str]
    body: Mapping[str, Any]
    method: str
    url: str

    # Who asks

    def app(self) -> App:
        """Give the App that calls by its JWT; any other caller is turned away with a 401."""
        if not self.caller.is_app or self.caller.app is None:
            raise unauthenticated("A JSON web token could not be decoded")
        return self.caller.app

    def installation(self) -> Installation:
        """Give the installation whose token this is; other callers are turned away."""
        if self.caller.installation is None:
            raise unauthenticated() if self.caller.app is None else not_accessible()
        return self.caller.installation

    def author(self) -> Account:
        """Give the account that a change is made by: a person, or the bot of the App."""
        if self.caller.user:
            return self.caller.user
        if self.caller.installation and self.caller.app:
            return self.world.accounts[self.caller.app.bot_id]
        raise unauthenticated() if self.caller.app is None else not_accessible()

    # What is asked for

    def repository(self, *permissions: str, level: str = "read") -> Repository:
        """Find the repository of the path, if the caller may do this with it.

        Args:
            permissions: Any one of these is enough for an installation.
            level: `read` or `write`.

        What GitHub does with an App's JWT on such resources is not documented; the sandbox
        refuses it. Anybody may read what is public, an installation elsewhere too.
        """
        full_name = f"{self.arguments['owner']}/{self.arguments['repo']}"
        try:
            repository = self.world.repository(full_name)
        except UnknownError:
            raise self._moved(full_name) or not_found() from None
        if not sees(self.world, self.caller, repository):
            raise not_found()
        if level == "write" and repository.archived:
            message = "Repository was archived so is read-only."
            raise Problem(HTTPStatus.FORBIDDEN, message)
        if self.caller.installation:
            self._check_installation(repository, permissions, level)
        elif self.caller.is_app:
            raise not_accessible()
        elif level == "write":
            self.author()
        return repository

    def thread(self, *permissions: str, level: str = "read") -> Thread:
        """Find the issue or pull request of the path, if the caller may do this with it.

        An installation needs one of the permissions; `pull_requests` counts for pull
        requests only.
        """
        number = self.arguments["number"]
        repository = self.repository(level=level)
        if (repository.id, number) in self.world.deleted:
            raise gone()
        if (repository.id, number) in self.world.moved:
            raise self._transferred(self.world.moved[repository.id, number])
        try:
            thread = self.world.threads[repository.id, number]
        except KeyError:
            raise not_found() from None
        useful = tuple(it for it in permissions if thread.pull or it != "pull_requests")
        self.repository(*useful, level=level)
        return thread

    def require_push(self, repository: Repository) -> None:
        """Turn away a person who may not write in the repository; Apps were checked before."""
        if self.caller.user and not self.world.may_write(self.caller.user, repository):
            raise Problem(HTTPStatus.FORBIDDEN, "Must have push access to the repository")

    # What was sent

    def text(
        self, name: str, resource: str, *, required: bool = True, most: int = 65_536
    ) -> str | None:
        """Read a text from the body; None where it is absent and need not be there."""
        value = self.body.get(name)
        if value is None:
            if required:
                raise invalid(resource, name, "missing_field")
            return None
        if not isinstance(value, str):
            raise invalid(resource, name, "invalid")
        if required and not value.strip():
            raise invalid(resource, name, "unprocessable", f"{name.title()} cannot be blank")
        if len(value) > most:
            message = f"{name} is too long (maximum is {most} characters)"
            raise invalid(resource, name, "unprocessable", message)
        return value

    def paged(
        self,
        items: Sequence[T],
        render: Callable[[T], Any],
        wrap: Callable[[list[Any]], Any] = lambda shapes: shapes,
    ) -> Answer:
        """Answer with the page that the query asks for, and links to its neighbours."""
        size = min(max(self._number("per_page", USUAL_PER_PAGE), 1), MOST_PER_PAGE)
        page = max(self._number("page", 1), 1)
        last = max((len(items) + size - 1) // size, 1)
        links: dict[str, int] = {}
        if page > 1:
            links |= {"prev": min(page - 1, last), "first": 1}
        if page < last:
            links |= {"next": page + 1, "last": last}
        kept = "".join(f"{name}={value}&" for name, value in self.query.items() if name != "page")
        link = ", ".join(
            f'<{self.url}?{kept}page={number}>; rel="{name}"' for name, number in links.items()
        )
        chosen = items[(page - 1) * size : page * size]
        body = wrap([render(it) for it in chosen])
        return Answer(body=body, headers={"Link": link} if link else None)

    def _moved(self, full_name: str) -> Problem | None:
        """Send the caller of a former name to the repository's number; None for other names."""
        number = self.world.former_names.get(full_name.casefold())
        if number is None:
            return None
        former, address = self.url.split(f"/repos/{full_name}", 1)
        return moved(f"{former}/repositories/{number}{address}", is_read=self.method == "GET")

    def _transferred(self, key: tuple[int, int]) -> Problem:
        """Send the caller of a transferred issue to where it is now."""
        repository = self.world.repositories.get(key[0])
        if repository is None:
            return not_found()
        base, _, path = self.url.partition("/repos/")
        further = path.split("/")[4:]  # behind owner, name, `issues` and the number
        address = [base, "repositories", str(repository.id), "issues", str(key[1]), *further]
        return moved("/".join(address), is_read=self.method == "GET")

    def _number(self, name: str, default: int) -> int:
        value = self.query.get(name, "")
        return int(value) if value.isascii() and value.isdigit() else default

    def _check_installation(
        self, repository: Repository, permissions: tuple[str, ...], level: str
    ) -> None:
        installation = self.installation()
        if installation.suspended_at:
            raise Problem(HTTPStatus.FORBIDDEN, "This installation has been suspended")
        if not installation_may(self.world, self.caller, repository, permissions, level=level):
            raise not_accessible()


View = Callable[[Call], Answer]


@dataclass(frozen=True, slots=True, kw_only=True)
class Route:
    """A method and a path in Flask's notation, and the view that answers it."""

    method: str
    rule: str
    view: View


class Router:
    """Collects the routes of one module."""

    def __init__(self) -> None:
        self.routes: list[Route] = []

    def on(self, method: str, rule: str) -> Callable[[View], View]:
        """Register a view for a method and a path below `/api/v3`."""

        def register(view: View) -> View:
            self.routes.append(Route(method=method, rule=rule, view=view))
            return view

        return register


def read_body(request: Request) -> Mapping[str, Any]:
    """Parse the JSON object of a request; empty where there is no body.

    Raises:
        Problem: 400 as GitHub answers what is no JSON object.
    """
    if not request.get_data():
        return {}
    body = request.get_json(force=True, silent=True)
    if body is None:
        raise Problem(HTTPStatus.BAD_REQUEST, "Problems parsing JSON")
    if isinstance(body, list):  # labels may be sent as a bare list
        return {"labels": body}
    if not isinstance(body, dict):
        raise Problem(HTTPStatus.BAD_REQUEST, "Body should be a JSON object")
    return body
