"""The client asks what it should, once, and says what came of it."""

from __future__ import annotations

from datetime import timedelta
from email.utils import format_datetime
from typing import TYPE_CHECKING

import jwt
import pytest
import requests
import responses
from urllib3.exceptions import MaxRetryError, NewConnectionError

from recognition.facts import Repo
from recognition.kernel.ids import RepoId
from webhooks.github.client import GitHub
from webhooks.github.errors import (
    GoneError,
    MovedError,
    ServerError,
    UnauthorizedError,
    UnknownOutcomeError,
)

if TYPE_CHECKING:
    from collections.abc import Iterator

    from recognition.kernel.clock import ManualClock

# PyGithub writes the port into every address.
API = "https://api.github.com:443"
REPO = Repo(id=RepoId(7), full_name="meshery/meshery")
TOKEN = f"{API}/app/installations/5/access_tokens"


@pytest.fixture
def answers() -> Iterator[responses.RequestsMock]:
    with responses.RequestsMock(assert_all_requests_are_fired=False) as mock:
        yield mock


@pytest.fixture
def github(clock: ManualClock, key_pair: tuple[str, str]) -> Iterator[GitHub]:
    github = GitHub(app_id=1, private_key=key_pair[0], api_url=API, clock=clock)
    yield github
    github.close()


def lend(answers: responses.RequestsMock, clock: ManualClock, token: str = "lent") -> None:
    ends = (clock.now() + timedelta(hours=1)).isoformat().replace("+00:00", "Z")
    answers.post(TOKEN, json={"token": token, "expires_at": ends}, status=201)


def urls(answers: responses.RequestsMock) -> list[str]:
    return [f"{it.request.method} {it.request.url}".partition("?")[0] for it in answers.calls]


def test_the_token_is_asked_for_with_all_permissions_and_kept(
    answers: responses.RequestsMock, github: GitHub, clock: ManualClock
) -> None:
    """A body with an empty list of permissions has been read as none, and as all."""
    lend(answers, clock)
    answers.get(f"{API}/x", json={})
    for _ in range(2):
        github.installation(5).get("/x")

    assert urls(answers) == [f"POST {TOKEN}", f"GET {API}/x", f"GET {API}/x"]
    assert answers.calls[0].request.body is None
    assert answers.calls[1].request.headers["Authorization"] == "Bearer lent"


def test_a_refused_token_is_replaced_once(
    answers: responses.RequestsMock, github: GitHub, clock: ManualClock
) -> None:
    lend(answers, clock, "old")
    lend(answers, clock, "new")
    answers.get(f"{API}/x", json={"message": "Bad credentials"}, status=401)
    answers.get(f"{API}/x", json={"fine": True})

    assert github.installation(5).get("/x") == {"fine": True}
    assert answers.calls[-1].request.headers["Authorization"] == "Bearer new"


def test_a_second_refusal_is_the_callers_to_know(
    answers: responses.RequestsMock, github: GitHub, clock: ManualClock
) -> None:
    lend(answers, clock)
    answers.get(f"{API}/x", json={"message": "Bad credentials"}, status=401)

    with pytest.raises(UnauthorizedError, match="Bad credentials"):
        github.installation(5).get("/x")
    assert urls(answers).count(f"GET {API}/x") == 2


def test_a_clock_ten_minutes_ahead_is_corrected_by_githubs_answer(
    answers: responses.RequestsMock, github: GitHub, clock: ManualClock
) -> None:
    theirs = clock.now() - timedelta(minutes=10)
    answers.get(
        f"{API}/app",
        json={"message": "'Issued at' claim ('iat') is in the future"},
        status=401,
        headers={"Date": format_datetime(theirs, usegmt=True)},
    )
    answers.get(f"{API}/app", json={"slug": "recognition"})

    assert github.bot_login() == "recognition[bot]"
    token = answers.calls[-1].request.headers["Authorization"].removeprefix("Bearer ")
    claims = jwt.decode(token, options={"verify_signature": False})
    assert claims["iat"] < theirs.timestamp() < claims["exp"]


def test_nothing_is_repeated_behind_our_back(
    answers: responses.RequestsMock, github: GitHub, clock: ManualClock
) -> None:
    """PyGithub's own retries would post a comment twice."""
    lend(answers, clock)
    answers.post(f"{API}/x", json={"message": "oops"}, status=502)

    with pytest.raises(UnknownOutcomeError):
        github.installation(5).post("/x", {"body": "hello"})
    assert urls(answers).count(f"POST {API}/x") == 1


@pytest.mark.parametrize(
    ("failure", "may_have_arrived"),
    [
        (requests.ReadTimeout("no answer"), True),
        (requests.ConnectionError("Connection reset by peer"), True),
        (requests.exceptions.ChunkedEncodingError("cut"), True),
        (requests.ConnectTimeout("nobody there"), False),
        (
            requests.ConnectionError(
                MaxRetryError(
                    None,  # type: ignore[arg-type]  # the pool is only for its message
                    "/x",
                    NewConnectionError(None, "refused"),  # type: ignore[arg-type]  # same
                )
            ),
            False,
        ),
    ],
)
def test_whether_a_broken_post_may_have_arrived_is_told(
    answers: responses.RequestsMock,
    github: GitHub,
    clock: ManualClock,
    failure: Exception,
    may_have_arrived: bool,
) -> None:
    lend(answers, clock)
    answers.post(f"{API}/x", body=failure)
    answers.get(f"{API}/x", body=failure)
    api = github.installation(5)

    with pytest.raises(ServerError) as posting:
        api.post("/x", {})
    assert isinstance(posting.value, UnknownOutcomeError) is may_have_arrived
    with pytest.raises(ServerError) as reading:
        api.get("/x")
    assert type(reading.value) is ServerError


def test_errors_hold_no_token(
    answers: responses.RequestsMock, github: GitHub, clock: ManualClock
) -> None:
    lend(answers, clock, "ghs_secret")
    answers.get(f"{API}/x", body=requests.ReadTimeout("ghs_secret"))

    with pytest.raises(ServerError) as failed:
        github.installation(5).get("/x")
    assert "ghs_secret" not in str(failed.value)


def test_lists_are_read_to_the_last_page(
    answers: responses.RequestsMock, github: GitHub, clock: ManualClock
) -> None:
    lend(answers, clock)
    more = {"Link": f'<{API}/x?page=2>; rel="next"'}
    for page, headers in ((1, more), (2, {})):
        answers.get(
            f"{API}/x",
            json=[page],
            headers=headers,
            match=[
                responses.matchers.query_param_matcher(
                    {"per_page": "100", "page": str(page), "state": "all"}
                )
            ],
        )

    assert list(github.installation(5).pages("/x", at_most=1000, state="all")) == [1, 2]


def test_lists_are_read_no_further_than_wanted(
    answers: responses.RequestsMock, github: GitHub, clock: ManualClock
) -> None:
    lend(answers, clock)
    more = {"Link": f'<{API}/x?page=2>; rel="next"'}
    answers.get(f"{API}/x", json=list(range(100)), headers=more)

    assert len(list(github.installation(5).pages("/x", at_most=150))) == 150
    assert len([it for it in urls(answers) if "GET" in it]) == 2


def test_where_a_repository_is_and_who_covers_it_is_asked_once(
    answers: responses.RequestsMock, github: GitHub, clock: ManualClock
) -> None:
    lend(answers, clock)
    answers.get(f"{API}/repos/meshery/meshery/installation", json={"id": 5})
    answers.get(f"{API}/repos/meshery/meshery", json={"id": 7, "full_name": "meshery/meshery"})

    for _ in range(2):
        assert github.repository(REPO).path == "/repos/meshery/meshery"
    assert len(answers.calls) == 3
    clock.advance(timedelta(minutes=10))
    github.repository(REPO)
    assert len(answers.calls) == 5


def test_a_name_that_has_passed_to_another_repository_is_not_trusted(
    answers: responses.RequestsMock, github: GitHub, clock: ManualClock
) -> None:
    lend(answers, clock)
    answers.get(f"{API}/repos/meshery/meshery/installation", json={"id": 5})
    answers.get(f"{API}/repos/meshery/meshery", json={"id": 8, "full_name": "meshery/meshery"})
    answers.get(f"{API}/repositories/7", json={"id": 7, "full_name": "meshery/mesh"})

    assert github.repository(REPO).full_name == "meshery/mesh"


def test_where_the_app_is_not_installed_is_said_so(
    answers: responses.RequestsMock, github: GitHub
) -> None:
    url = f"{API}/repos/meshery/meshery/installation"
    answers.get(url, json={"message": "Not Found"}, status=404)

    with pytest.raises(GoneError, match="not installed on meshery/meshery"):
        github.repository(REPO)


def test_a_redirected_write_is_not_taken_for_done(
    answers: responses.RequestsMock, github: GitHub, clock: ManualClock
) -> None:
    """GitHub answers writes to a renamed repository with 307 and a body."""
    lend(answers, clock)
    moved = {"message": "Moved", "url": f"{API}/repositories/7/issues/1/comments"}
    answers.post(f"{API}/x", json=moved, status=307, headers={"Location": moved["url"]})

    with pytest.raises(MovedError):
        github.installation(5).post("/x", {})


def test_a_redirect_to_another_host_is_not_followed_with_our_token(
    answers: responses.RequestsMock, github: GitHub, clock: ManualClock
) -> None:
    lend(answers, clock)
    elsewhere = {"Location": "https://evil.example/x"}
    answers.get(f"{API}/x", json={}, status=301, headers=elsewhere)

    with pytest.raises(ServerError):
        github.installation(5).get("/x")
    assert all("evil" not in url for url in urls(answers))


def test_to_delete_what_is_gone_already_is_fine(
    answers: responses.RequestsMock, github: GitHub, clock: ManualClock
) -> None:
    lend(answers, clock)
    answers.delete(f"{API}/x", json={"message": "Not Found"}, status=404)

    github.installation(5).delete("/x")
    assert urls(answers)[-1] == f"DELETE {API}/x"


def test_an_enterprise_server_is_reached_below_its_prefix(
    answers: responses.RequestsMock, clock: ManualClock, key_pair: tuple[str, str]
) -> None:
    github = GitHub(
        app_id=1, private_key=key_pair[0], api_url="https://ghe.example/api/v3", clock=clock
    )
    answers.get("https://ghe.example:443/api/v3/app", json={"slug": "recognition"})

    assert github.bot_login() == "recognition[bot]"
    github.close()
