"""Reach GitHub as the App, or as its installation on a repository."""

from __future__ import annotations

import threading
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

import requests
from github import Github
from urllib3.exceptions import NewConnectionError

from webhooks.github.answers import Answer, error_of
from webhooks.github.auth import AppAuth, InstallationAuth, LentToken
from webhooks.github.errors import (
    GoneError,
    ServerError,
    UnauthorizedError,
    UnknownOutcomeError,
)
from webhooks.github.graphql import GraphQl, graphql_url_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from recognition.facts import Repo
    from recognition.kernel.clock import Clock
    from webhooks.github.auth import RenewableAuth

TIMEOUT_SECONDS = 10
PER_PAGE = 100

PLACE_LIFE = timedelta(minutes=10)
"""How long it is taken for granted where the App is installed and what a place is called."""


class Api:
    """GitHub's interfaces under one authorisation: REST here, GraphQL in `graphql`.

    PyGithub carries the requests. Its objects for issues and comments are passed by: they
    fetch behind the caller's back, take a redirect's body for the object, and a retry of
    their own would post a comment twice. What is left is one place where every answer is
    sorted into `webhooks.github.errors`.
    """

    def __init__(
        self, auth: RenewableAuth, *, base_url: str, graphql_url: str, clock: Clock
    ) -> None:
        self._auth = auth
        self._clock = clock
        self.graphql = GraphQl(auth, url=graphql_url, clock=clock)
        self.github = Github(
            auth=auth,
            base_url=base_url,
            timeout=TIMEOUT_SECONDS,
            user_agent="meshery-recognition",
            per_page=PER_PAGE,
            # When to wait and what to repeat is decided in one place: the sender.
            retry=None,
            seconds_between_requests=0,
            seconds_between_writes=0,
        )

    def get(self, path: str, **query: str | int) -> Any:
        """Read one thing."""
        return self._call("GET", path, query=query).body()

    def pages(self, path: str, *, at_most: int, **query: str | int) -> Iterator[Any]:
        """Read a list to its end, page by page.

        Args:
            path: Of the list.
            at_most: How many entries to give; GitHub's own cap, or ours.
            query: Further conditions.
        """
        for page in range(1, -(-at_most // PER_PAGE) + 1):
            answer = self._call("GET", path, query={**query, "per_page": PER_PAGE, "page": page})
            left = at_most - (page - 1) * PER_PAGE
            yield from answer.body()[:left]
            if 'rel="next"' not in answer.headers.get("link", ""):
                return

    def post(self, path: str, body: Any = None) -> Any:
        """Create something.

        Raises:
            UnknownOutcomeError: It may have been created; nobody told.
        """
        return self._call("POST", path, body=body).body()

    def patch(self, path: str, body: Any) -> Any:
        """Change something."""
        return self._call("PATCH", path, body=body).body()

    def delete(self, path: str) -> None:
        """Remove something; that it is gone already is as good."""
        try:
            self._call("DELETE", path)
        except GoneError:
            return

    def close(self) -> None:
        """Give the connections back."""
        self.github.close()
        self.graphql.close()

    def _call(
        self, verb: str, path: str, *, query: dict[str, Any] | None = None, body: Any = None
    ) -> Answer:
        answer = self._send(verb, path, query, body)
        error = error_of(answer, now=self._clock.now())
        if isinstance(error, UnauthorizedError):
            self._auth.refused(answer.headers)
            answer = self._send(verb, path, query, body)
            error = error_of(answer, now=self._clock.now())
        if error is not None:
            raise error
        return answer

    def _send(self, verb: str, path: str, query: dict[str, Any] | None, body: Any) -> Answer:
        try:
            status, headers, text = self.github.requester.requestJson(
                verb, path, parameters=query, input=body
            )
        except (requests.RequestException, RuntimeError) as error:
            # PyGithub has no class of its own for redirects that leave the configured host.
            message = f"{verb} {path}: {type(error).__name__}"
            if verb == "POST" and _may_have_arrived(error):
                raise UnknownOutcomeError(message) from error
            raise ServerError(message) from error
        return Answer(verb=verb, path=path, status=status, headers=headers, text=text)


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """A repository as it can be reached now.

    Attributes:
        api: As the installation that covers it.
        full_name: `owner/name` of today.
        known_at: When that was looked up.
    """

    api: Api
    full_name: str
    known_at: datetime

    @property
    def path(self) -> str:
        """Give the path below which everything of the repository lies."""
        return f"/repos/{quote(self.full_name)}"


class GitHub:
    """GitHub as one App sees it.

    Args:
        app_id: The App's number.
        private_key: PEM.
        api_url: Such as `https://api.github.com`, or `https://host/api/v3`.
        clock: Says what time it is.
        graphql_url: Where the GraphQL interface lies; beside the other one if not given.
    """

    def __init__(
        self,
        *,
        app_id: int,
        private_key: str,
        api_url: str,
        clock: Clock,
        graphql_url: str | None = None,
    ) -> None:
        self.app_id = app_id
        self._api_url = api_url
        self._graphql_url = graphql_url or graphql_url_of(api_url)
        self._clock = clock
        self.app = self._api(AppAuth(app_id=app_id, private_key=private_key, clock=clock))
        self._installations: dict[int, Api] = {}
        self._places: dict[str, Place] = {}
        self._organizations: dict[str, tuple[Api, datetime]] = {}
        self._bot_login = ""
        self._lock = threading.Lock()

    def bot_login(self) -> str:
        """Give the login under which the App writes; brackets stand in no person's login."""
        if not self._bot_login:
            self._bot_login = f"{self.app.get('/app')['slug']}[bot]"
        return self._bot_login

    def installation(self, installation_id: int) -> Api:
        """Give the interface as one installation sees it."""
        with self._lock:
            if installation_id not in self._installations:
                auth = InstallationAuth(
                    borrow=lambda: self._borrow(installation_id), clock=self._clock
                )
                self._installations[installation_id] = self._api(auth)
            return self._installations[installation_id]

    def organization(self, login: str) -> Api:
        """Give the interface as the installation on an organization sees it.

        Raises:
            GoneError: The App is not installed there.
        """
        now = self._clock.now()
        api, known_at = self._organizations.get(login, (None, now))
        if api is None or now - known_at >= PLACE_LIFE:
            api = self._installed(f"/orgs/{quote(login)}", login)
            self._organizations[login] = (api, now)
        return api

    def account(self, login: str) -> Api:
        """Give the interface as the installation on an organization or a person sees it.

        Raises:
            GoneError: The App is not installed there.
        """
        try:
            return self.organization(login)
        except GoneError:
            return self._installed(f"/users/{quote(login)}", login)

    def repository(self, repo: Repo, *, afresh: bool = False) -> Place:
        """Find a repository and the installation that covers it.

        The number decides: where the name has passed to another repository, the one with
        the number is looked for, so that nothing is posted in a stranger's place.

        Args:
            repo: An id of 0 stands for whatever bears the name now.
            afresh: Look again even if it was found a short while ago.

        Raises:
            GoneError: It does not exist, or the App is not installed there.
        """
        known = self._places.get(_key(repo))
        now = self._clock.now()
        if known is not None and not afresh and now - known.known_at < PLACE_LIFE:
            return known
        api = self._installed(f"/repos/{quote(repo.full_name)}", repo.full_name)
        found = api.get(f"/repos/{quote(repo.full_name)}")
        if repo.id and found["id"] != repo.id:
            # GitHub's own redirects of renamed repositories lead to this address.
            found = api.get(f"/repositories/{repo.id}")
        place = Place(api=api, full_name=found["full_name"], known_at=now)
        self._places[_key(repo)] = place
        return place

    def close(self) -> None:
        """Give all connections back."""
        for api in (self.app, *self._installations.values()):
            api.close()

    def _api(self, auth: RenewableAuth) -> Api:
        return Api(auth, base_url=self._api_url, graphql_url=self._graphql_url, clock=self._clock)

    def _installed(self, path: str, name: str) -> Api:
        try:
            found = self.app.get(f"{path}/installation")
        except GoneError as error:
            raise GoneError(f"the App is not installed on {name}") from error
        return self.installation(found["id"])

    def _borrow(self, installation_id: int) -> LentToken:
        # Without a body: the token has all the permissions that the installation has.
        lent = self.app.post(f"/app/installations/{installation_id}/access_tokens")
        return LentToken(
            token=lent["token"], expires_at=datetime.fromisoformat(lent["expires_at"])
        )


def _key(repo: Repo) -> str:
    return f"{repo.id}:{repo.full_name.casefold()}"


def _may_have_arrived(error: Exception) -> bool:
    """Tell whether the request can have been sent before the connection broke."""
    if isinstance(error, requests.ConnectTimeout):
        return False
    inner = error.args[0] if error.args else None
    return not isinstance(getattr(inner, "reason", None), NewConnectionError)
