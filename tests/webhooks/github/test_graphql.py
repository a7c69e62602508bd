"""Tests of webhooks.github.graphql: what is asked, and what each kind of answer means."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

import pytest
import requests
import responses

from webhooks.github.client import GitHub
from webhooks.github.errors import (
    GitHubError,
    GoneError,
    MissingPermissionError,
    RateLimitedError,
    RefusedError,
    ServerError,
    UnauthorizedError,
)
from webhooks.github.graphql import Budget, GraphQl, graphql_url_of, operation_name

if TYPE_CHECKING:
    from collections.abc import Iterator

    from recognition.kernel.clock import ManualClock

# PyGithub writes the port into every address.
API = "https://api.github.com:443"
GRAPHQL = f"{API}/graphql"
TOKEN = f"{API}/app/installations/5/access_tokens"
QUERY = "query Things($n: Int!) { things(first: $n) { nodes { id } } rateLimit { cost } }"
RATE = {"cost": 3, "remaining": 4990, "resetAt": "2026-11-24T10:00:00Z"}


@pytest.fixture
def answers() -> Iterator[responses.RequestsMock]:
    with responses.RequestsMock(assert_all_requests_are_fired=False) as mock:
        yield mock


@pytest.fixture
def github(clock: ManualClock, key_pair: tuple[str, str]) -> Iterator[GitHub]:
    github = GitHub(app_id=1, private_key=key_pair[0], api_url=API, clock=clock)
    yield github
    github.close()


@pytest.fixture
def graphql(github: GitHub, answers: responses.RequestsMock, clock: ManualClock) -> GraphQl:
    lend(answers, clock, "lent")
    return github.installation(5).graphql


def lend(answers: responses.RequestsMock, clock: ManualClock, token: str) -> None:
    ends = (clock.now() + timedelta(hours=1)).isoformat().replace("+00:00", "Z")
    answers.post(TOKEN, json={"token": token, "expires_at": ends}, status=201)


def fault(kind: str | None, *path: str | int, message: str = "no") -> dict[str, Any]:
    told: dict[str, Any] = {"message": message, "path": list(path)}
    return told if kind is None else {"type": kind, **told}


def raised(graphql: GraphQl, answers: responses.RequestsMock, **answer: Any) -> GitHubError:
    answers.post(GRAPHQL, **answer)
    with pytest.raises(GitHubError) as caught:
        graphql.query(QUERY, n=5)
    return caught.value


def test_a_query_is_posted_with_its_variables_and_the_installations_token(
    graphql: GraphQl, answers: responses.RequestsMock
) -> None:
    answers.post(GRAPHQL, json={"data": {"things": {"nodes": []}, "rateLimit": RATE}})

    reply = graphql.query(QUERY, n=5)

    sent = answers.calls[-1].request
    assert sent.headers["Authorization"] == "Bearer lent"
    assert json.loads(sent.body or "") == {"query": QUERY, "variables": {"n": 5}}
    assert reply.data["things"] == {"nodes": []}
    at = datetime(2026, 11, 24, 10, tzinfo=UTC)
    assert reply.budget == Budget(cost=3, remaining=4990, reset_at=at)


def test_a_server_without_limits_tells_no_budget(
    graphql: GraphQl, answers: responses.RequestsMock
) -> None:
    answers.post(GRAPHQL, json={"data": {"things": None, "rateLimit": None}})
    assert graphql.query(QUERY, n=5).budget is None


def test_a_refused_token_is_replaced_once(
    graphql: GraphQl, answers: responses.RequestsMock, clock: ManualClock
) -> None:
    lend(answers, clock, "new")
    answers.post(GRAPHQL, json={"message": "Bad credentials"}, status=401)
    answers.post(GRAPHQL, json={"data": {"things": 1}})

    assert graphql.query(QUERY, n=5).data == {"things": 1}
    assert answers.calls[-1].request.headers["Authorization"] == "Bearer new"


def test_a_second_refusal_is_told(graphql: GraphQl, answers: responses.RequestsMock) -> None:
    error = raised(graphql, answers, json={"message": "Bad credentials"}, status=401)
    assert isinstance(error, UnauthorizedError)


def test_the_hours_points_being_used_up_says_when_to_go_on(
    graphql: GraphQl, answers: responses.RequestsMock, clock: ManualClock
) -> None:
    """GitHub answers 200 then."""
    reset = clock.now() + timedelta(minutes=20)
    error = raised(
        graphql,
        answers,
        json={"errors": [fault("RATE_LIMITED", message="API rate limit exceeded")]},
        headers={
            "X-RateLimit-Remaining": "0",
            "X-RateLimit-Reset": str(int(reset.timestamp())),
        },
    )
    assert isinstance(error, RateLimitedError)
    assert error.not_before == reset + timedelta(seconds=1)


def test_a_secondary_limit_is_told_as_by_rest(
    graphql: GraphQl, answers: responses.RequestsMock, clock: ManualClock
) -> None:
    error = raised(
        graphql,
        answers,
        status=403,
        json={"message": "You have exceeded a secondary rate limit"},
        headers={"Retry-After": "60"},
    )
    assert isinstance(error, RateLimitedError)
    assert error.not_before == clock.now() + timedelta(seconds=60)


def test_what_does_not_exist_is_gone(graphql: GraphQl, answers: responses.RequestsMock) -> None:
    body = {"data": {"things": None}, "errors": [fault("NOT_FOUND", "things")]}
    assert isinstance(raised(graphql, answers, json=body), GoneError)


def test_a_missing_permission_names_what_could_not_be_read(
    graphql: GraphQl, answers: responses.RequestsMock
) -> None:
    said = "Resource not accessible by integration"
    wrong = fault("FORBIDDEN", "organization", "teams", message=said)
    error = raised(
        graphql, answers, json={"data": {"organization": {"teams": None}}, "errors": [wrong]}
    )
    assert isinstance(error, MissingPermissionError)
    assert "organization.teams" in error.permissions
    assert said in str(error)


@pytest.mark.parametrize("kind", ["FORBIDDEN", "NOT_FOUND"])
def test_an_item_of_a_list_that_may_not_be_seen_is_left_out(
    graphql: GraphQl, answers: responses.RequestsMock, kind: str
) -> None:
    """An issue in a private repository, closed by a pull request in a public one."""
    nodes = {"nodes": [{"id": "a"}, None]}
    answers.post(
        GRAPHQL,
        json={"data": {"things": nodes}, "errors": [fault(kind, "things", "nodes", 1)]},
    )
    assert graphql.query(QUERY, n=5).data["things"] == nodes


def test_what_is_asked_for_to_see_whether_it_is_there_may_be_missing(
    graphql: GraphQl, answers: responses.RequestsMock
) -> None:
    answers.post(
        GRAPHQL,
        json={
            "data": {"repository": {"n0": {"id": "a"}, "n1": None}},
            "errors": [fault("NOT_FOUND", "repository", "n1")],
        },
    )
    reply = graphql.query(QUERY, n=5, may_lack=True)
    assert reply.missing == {("repository", "n1")}


def test_a_query_that_took_github_too_long_may_be_asked_again_for_less(
    graphql: GraphQl, answers: responses.RequestsMock
) -> None:
    said = "Something went wrong while executing your query. This may be the result of a timeout"
    assert isinstance(
        raised(graphql, answers, json={"data": None, "errors": [fault(None, message=said)]}),
        ServerError,
    )


@pytest.mark.parametrize(
    "answer",
    [
        {"status": 502, "body": "<html>Bad gateway</html>"},
        {"body": requests.ReadTimeout("no answer")},
        {"body": requests.ConnectionError("reset")},
        {"body": "<html>a proxy</html>"},
        {"json": []},
        {"json": {"data": None}},
        {"json": {"data": None, "errors": [{"message": "?", "type": "RESOURCE_LIMITS_EXCEEDED"}]}},
    ],
)
def test_whatever_breaks_on_the_way_is_the_servers(
    graphql: GraphQl, answers: responses.RequestsMock, answer: dict[str, Any]
) -> None:
    """Never an unknown outcome: a query changes nothing."""
    assert type(raised(graphql, answers, **answer)) is ServerError


def test_a_query_that_is_wrong_is_not_asked_again(
    graphql: GraphQl, answers: responses.RequestsMock
) -> None:
    wrong = {"message": "Field 'x' doesn't exist", "extensions": {"code": "undefinedField"}}
    assert isinstance(raised(graphql, answers, json={"errors": [wrong]}), RefusedError)


@pytest.mark.parametrize(
    ("rest", "graphql"),
    [
        ("https://api.github.com", "https://api.github.com/graphql"),
        ("https://git.example/api/v3", "https://git.example/api/graphql"),
        ("http://127.0.0.1:8080/api/v3/", "http://127.0.0.1:8080/api/graphql"),
    ],
)
def test_the_graphql_address_follows_from_the_rest_address(rest: str, graphql: str) -> None:
    assert graphql_url_of(rest) == graphql


def test_an_address_of_its_own_may_be_set(
    answers: responses.RequestsMock, clock: ManualClock, key_pair: tuple[str, str]
) -> None:
    lend(answers, clock, "lent")
    answers.post("https://graph.example:443/v4/graphql", json={"data": {"things": 1}})
    github = GitHub(
        app_id=1,
        private_key=key_pair[0],
        api_url=API,
        graphql_url="https://graph.example:443/v4/graphql",
        clock=clock,
    )
    assert github.installation(5).graphql.query(QUERY).data == {"things": 1}
    github.close()


def test_a_query_has_a_name() -> None:
    assert operation_name("\nquery Things($n: Int!) { a }") == "Things"
    assert operation_name("query Things { a }") == "Things"
    for nameless in ("{ a }", "query ($n: Int!) { a }", "mutation Harm { a }"):
        with pytest.raises(ValueError, match="its name"):
            operation_name(nameless)
