"""Queries are let in, counted, refused and spoiled as GitHub does."""

from __future__ import annotations

from datetime import timedelta

import pytest
import requests

from recognition.kernel.clock import ManualClock
from tests.webhooks.sandbox.conftest import Clients
from tests.webhooks.sandbox.graphql.conftest import Asker, AskWith
from webhooks.sandbox.state import Installation, Permission

TITLE = '{ repository(owner: "acme", name: "%s") { nameWithOwner } }'
LIMIT = "{ rateLimit { limit cost remaining used resetAt nodeCount } }"


def test_the_world_is_asked_by_installations_and_people_only(ask: Asker, clients: Clients) -> None:
    assert ask(TITLE % "anvil") == {"repository": {"nameWithOwner": "acme/anvil"}}
    grace = Asker(clients.server, clients.grace.authorization)
    assert grace(TITLE % "vault") == {"repository": {"nameWithOwner": "acme/vault"}}
    for authorization in ("", clients.app.authorization, "token made-up"):
        answer = Asker(clients.server, authorization).answer(TITLE % "anvil")
        assert (answer.status_code, "message" in answer.json()) == (401, True)


def test_a_suspended_installation_learns_nothing(ask: Asker, installation: Installation) -> None:
    ask.server.world.suspend(installation, by="ada")
    assert ask.answer(TITLE % "anvil").status_code == 403


def test_what_one_may_not_know_of_does_not_exist(ask: Asker, clients: Clients) -> None:
    clients.server.world.add_user("mallory")
    clients.server.world.add_repository("mallory/secret", private=True)
    data, errors = ask.refused('{ repository(owner: "mallory", name: "secret") { name } }')
    assert data == {"repository": None}
    message = "Could not resolve to a Repository with the name 'mallory/secret'."
    assert errors == [("NOT_FOUND", message)]


def test_an_error_spares_the_rest_of_the_answer(ask: Asker) -> None:
    body = ask.answer(
        """{ rateLimit { limit }
             repository(owner: "acme", name: "anvil") { name there: issue(number: 99) { title } }
             organization(login: "nobody") { login } }"""
    ).json()
    assert body["data"]["rateLimit"] == {"limit": 5000}
    assert body["data"]["repository"] == {"name": "anvil", "there": None}
    first = body["errors"][0]
    assert (first["type"], first["path"]) == ("NOT_FOUND", ["repository", "there"])
    assert first["message"] == "Could not resolve to an Issue with the number of 99."
    assert first["locations"] == [{"line": 2, "column": 62}]
    assert len(body["errors"]) == 2


@pytest.mark.parametrize(
    ("permission", "field"),
    [
        ("pull_requests", "pullRequests(first: 1) { totalCount }"),
        ("issues", "issues(first: 1) { totalCount }"),
        ("contents", "releases(first: 1) { totalCount }"),
        ("contents", 'object(expression: "HEAD") { oid }'),
        ("discussions", "discussions(first: 1) { totalCount }"),
    ],
)
def test_a_token_reads_what_it_was_given(ask_with: AskWith, permission: str, field: str) -> None:
    query = f'{{ repository(owner: "acme", name: "anvil") {{ {field} }} }}'
    assert ask_with(permissions={permission: "read"})(query)
    _, errors = ask_with(permissions={"metadata": "read"}).refused(query)
    assert errors == [("FORBIDDEN", "Resource not accessible by integration")]


def test_members_and_teams_want_their_own_permission(ask_with: AskWith) -> None:
    query = '{ organization(login: "acme") { membersWithRole(first: 9) { totalCount } } }'
    assert ask_with()(query)["organization"]["membersWithRole"] == {"totalCount": 2}
    _, errors = ask_with(permissions={"issues": "read"}).refused(query)
    assert errors[0][0] == "FORBIDDEN"


def test_every_query_tells_its_price_and_what_is_left(ask: Asker, clock: ManualClock) -> None:
    first = ask(LIMIT)["rateLimit"]
    assert first == {
        "limit": 5000,
        "cost": 1,
        "remaining": 4999,
        "used": 1,
        "resetAt": (clock.now() + timedelta(hours=1)).strftime("%Y-%m-%dT%H:%M:%SZ"),
        "nodeCount": 0,
    }
    query = """{ organization(login: "acme") { repositories(first: 100) { nodes {
        pullRequests(first: 5) { nodes { files(first: 5) { totalCount } } } } } }
        rateLimit { cost remaining nodeCount } }"""
    again = ask(query)["rateLimit"]
    assert again == {"cost": 6, "remaining": 4993, "nodeCount": 100 + 500 + 2500}


def test_points_and_requests_are_counted_apart(ask: Asker, clients: Clients) -> None:
    answer = ask.answer(LIMIT)
    assert answer.headers["X-RateLimit-Resource"] == "graphql"
    assert answer.headers["X-RateLimit-Remaining"] == "4999"
    rest = clients.installation()("GET", "/rate_limit").json()["resources"]
    assert (rest["graphql"]["used"], rest["core"]["used"]) == (1, 1)


def test_used_up_points_are_refused_with_200_until_the_hour_is_over(
    ask: Asker, ask_with: AskWith, clock: ManualClock
) -> None:
    ask.server.points.hourly = 2
    assert [ask(LIMIT)["rateLimit"]["remaining"] for _ in range(2)] == [1, 0]
    answer = ask.answer(LIMIT)
    assert (answer.status_code, answer.headers["X-RateLimit-Remaining"]) == (200, "0")
    body = answer.json()
    assert "data" not in body
    assert [it["type"] for it in body["errors"]] == ["RATE_LIMITED"]
    assert "API rate limit exceeded" in body["errors"][0]["message"]
    clock.advance(timedelta(hours=1))
    assert ask_with()(LIMIT)["rateLimit"]["remaining"] == 1


@pytest.mark.parametrize(
    ("body", "message"),
    [
        ({"query": "{ repository"}, "Syntax Error"),
        ({"query": "{ nothing }"}, "Cannot query field 'nothing'"),
        ({"query": 7}, "A query attribute must be specified"),
        ({"query": "mutation { __typename }"}, "changes go through REST"),
        ({"query": "query A { __typename } query B { __typename }"}, "operation name"),
        (
            {"query": 'query($n: Int!) { user(login: "ada") { login } rateLimit { cost } }'},
            "is never used",
        ),
    ],
)
def test_a_query_that_cannot_be_is_refused_with_200(
    ask: Asker, body: dict[str, object], message: str
) -> None:
    answer = requests.post(
        f"{ask.server.url}/api/graphql",
        json=body,
        headers={"Authorization": ask.authorization},
        timeout=10,
    )
    assert answer.status_code == 200
    assert message in answer.json()["errors"][0]["message"]


def test_more_nodes_than_a_page_has_are_refused_by_name(ask: Asker) -> None:
    query = (
        '{ repository(owner: "acme", name: "anvil") { pullRequests(first: 101) { totalCount } } }'
    )
    data, errors = ask.refused(query)
    assert data == {"repository": None}
    assert errors == [
        (
            "EXCESSIVE_PAGINATION",
            (
                "Requesting 101 records on the `pullRequests` connection exceeds the `first` "
                "limit of 100 records."
            ),
        )
    ]


def test_queries_are_remembered_and_spoiled_like_requests(ask: Asker) -> None:
    faults = ask.server.faults
    faults.fail(path="/graphql")
    faults.limit(retry_after=timedelta(seconds=60))
    broken, limited = ask.answer(LIMIT), ask.answer(LIMIT)
    assert broken.status_code == 502
    assert (limited.status_code, limited.headers["Retry-After"]) == (403, "60")
    faults.lose_reply(path="/graphql")
    with pytest.raises(requests.ConnectionError):
        ask.answer(LIMIT)
    assert ask(LIMIT)["rateLimit"]["used"] == 2
    found = [(it.path, it.status, it.spoiled) for it in ask.server.requests()]
    assert found == [
        ("/graphql", 502, True),
        ("/graphql", 403, True),
        ("/graphql", 200, True),
        ("/graphql", 200, False),
    ]
    assert ask.server.requests()[-1].body["query"] == LIMIT


def test_a_narrowed_token_sees_the_public_rest_and_not_the_private(ask_with: AskWith) -> None:
    asker = ask_with()
    world = asker.server.world
    world.add_repository("acme/hidden", private=True, collaborators={"linus": Permission.READ})
    names = """{ organization(login: "acme") { repositories(first: 9, orderBy: {field: NAME,
                 direction: ASC}) { nodes { name isPrivate } } } }"""
    found = asker(names)["organization"]["repositories"]["nodes"]
    assert [it["name"] for it in found] == ["anvil", "hidden", "vault"]
    world.add_organization("other", owners=["ada"])
    world.add_repository("other/open")
    world.add_repository("other/shut", private=True)
    found = asker(names.replace("acme", "other"))["organization"]["repositories"]["nodes"]
    assert found == [{"name": "open", "isPrivate": False}]
