"""Who calls is checked as GitHub checks it: JWTs, installation tokens, user tokens."""

from __future__ import annotations

from datetime import timedelta

import jwt
import pytest

from recognition.kernel.clock import ManualClock
from tests.webhooks.sandbox.conftest import Client, Clients, app_jwt
from webhooks.sandbox.keys import new_key_pair
from webhooks.sandbox.server import SandboxServer
from webhooks.sandbox.state import App, Installation


def ask_as(server: SandboxServer, token: str) -> tuple[int, str]:
    answer = Client(server, f"Bearer {token}")("GET", "/app")
    return answer.status_code, answer.json().get("message", "")


def test_the_app_may_name_itself_by_number_or_client_id(
    server: SandboxServer, app: App, key_pair: tuple[str, str], clock: ManualClock
) -> None:
    for issuer in (str(app.id), app.client_id):
        token = app_jwt(app, key_pair[0], clock.now(), iss=issuer)
        assert ask_as(server, token) == (200, "")


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"exp": timedelta(minutes=11)}, "too far in the future"),
        ({"exp": timedelta(seconds=-1)}, "'Expiration time' claim"),
        ({"exp": None}, "'Expiration time' claim"),
        ({"iat": timedelta(minutes=2)}, "'Issued at' claim"),
        ({"iat": None}, "'Issued at' claim"),
        ({"iss": "1"}, "'Issuer' claim"),
    ],
)
def test_a_jwt_with_wrong_claims_is_refused(
    server: SandboxServer,
    app: App,
    key_pair: tuple[str, str],
    clock: ManualClock,
    changes: dict[str, timedelta | str | None],
    message: str,
) -> None:
    claims = {
        name: int((clock.now() + it).timestamp()) if isinstance(it, timedelta) else it
        for name, it in changes.items()
    }
    status, said = ask_as(server, app_jwt(app, key_pair[0], clock.now(), **claims))
    assert status == 401
    assert message in said


def test_a_jwt_of_another_key_or_algorithm_is_refused(
    server: SandboxServer, app: App, clock: ManualClock
) -> None:
    foreign = app_jwt(app, new_key_pair()[0], clock.now())
    symmetric = jwt.encode({"iss": str(app.id)}, app.client_secret * 2, algorithm="HS256")
    for token in (foreign, symmetric, "a.b.c"):
        assert ask_as(server, token) == (401, "A JSON web token could not be decoded")


def test_a_wrong_token_is_refused_even_for_what_is_public(server: SandboxServer) -> None:
    for authorization in ("Bearer ghs_wrong", "Basic YTpi", "token"):
        answer = Client(server, authorization)("GET", "/repos/acme/anvil")
        assert (answer.status_code, answer.json()["message"]) == (401, "Bad credentials")


def test_an_installation_token_lasts_an_hour(
    clients: Clients, installation: Installation, clock: ManualClock
) -> None:
    bot = clients.installation()
    clock.advance(timedelta(minutes=59))
    assert bot("GET", "/installation/repositories").json()["total_count"] == 2
    clock.advance(timedelta(minutes=1))
    assert bot("GET", "/installation/repositories").status_code == 401
    del installation


def test_suspended_and_removed_installations_may_nothing(
    server: SandboxServer, clients: Clients, installation: Installation
) -> None:
    bot, tokens = clients.installation(), f"/app/installations/{installation.id}/access_tokens"
    server.world.suspend(installation, by="ada")
    assert bot("GET", "/repos/acme/anvil").status_code == 403
    assert clients.app("POST", tokens).status_code == 403
    server.world.unsuspend(installation, by="ada")
    assert bot("GET", "/repos/acme/anvil").status_code == 200
    server.world.uninstall(installation, by="ada")
    assert bot("GET", "/repos/acme/anvil").status_code == 401
    assert clients.app("POST", tokens).status_code == 404


def test_a_token_may_what_it_was_narrowed_to(
    server: SandboxServer, clients: Clients, installation: Installation
) -> None:
    anvil = server.world.repository("acme/anvil")
    answer = clients.app(
        "POST",
        f"/app/installations/{installation.id}/access_tokens",
        {"permissions": {"issues": "read"}, "repository_ids": [anvil.id]},
    ).json()
    assert answer["permissions"] == {"issues": "read", "metadata": "read"}
    assert [it["full_name"] for it in answer["repositories"]] == ["acme/anvil"]
    bot = Client(server, f"token {answer['token']}")
    assert bot("GET", "/repos/acme/anvil/issues").status_code == 200
    assert bot("POST", "/repos/acme/anvil/issues", {"title": "T"}).status_code == 403
    assert bot("GET", "/repos/acme/anvil/pulls").status_code == 403
    assert bot("GET", "/orgs/acme/teams/maintainers/memberships/ada").status_code == 403


def test_a_token_cannot_get_more_than_the_installation_has(
    clients: Clients, installation: Installation
) -> None:
    tokens = f"/app/installations/{installation.id}/access_tokens"
    for permissions in ({"packages": "write"}, {"members": "write"}, {"issues": "all"}):
        answer = clients.app("POST", tokens, {"permissions": permissions})
        assert answer.status_code == 422


def test_an_installation_reads_what_is_public_elsewhere_and_writes_nothing_there(
    server: SandboxServer, clients: Clients, installation: Installation
) -> None:
    server.world.add_organization("other", owners=["linus"])
    server.world.add_repository("other/open")
    server.world.add_repository("other/closed", private=True)
    bot = clients.installation()
    assert bot("GET", "/repos/other/open").status_code == 200
    assert bot("GET", "/repos/other/closed").status_code == 404
    answer = bot("POST", "/repos/other/open/issues", {"title": "T"})
    assert answer.json()["message"] == "Resource not accessible by integration"
    del installation


def test_pull_request_permission_opens_comments_of_pull_requests_only(
    server: SandboxServer, clients: Clients, installation: Installation
) -> None:
    issue = server.world.open_issue("acme/anvil", "linus", "I")
    pull = server.world.open_pull_request("acme/anvil", "linus", "P")
    bot = clients.installation(permissions={"pull_requests": "write"})
    address = "/repos/acme/anvil/issues/{}/comments"
    assert bot("POST", address.format(pull.number), {"body": "x"}).status_code == 201
    assert bot("POST", address.format(issue.number), {"body": "x"}).status_code == 403
    del installation


def test_secret_repositories_are_not_found_by_those_who_may_not_see_them(
    server: SandboxServer, clients: Clients
) -> None:
    assert clients.anonymous("GET", "/repos/acme/vault").status_code == 404
    assert clients.grace("GET", "/repos/acme/vault").status_code == 200
    server.world.add_user("mallory")
    token = server.vault.issue_user_token(
        server.world.account("mallory"), next(iter(server.world.apps.values()))
    )
    mallory = Client(server, f"Bearer {token.token}")
    assert mallory("GET", "/repos/acme/vault").status_code == 404


def test_each_kind_of_caller_has_its_own_doors(
    clients: Clients, installation: Installation
) -> None:
    bot = clients.installation()
    assert bot("GET", "/app").status_code == 401
    assert clients.grace("GET", "/app").status_code == 401
    assert bot("GET", "/user").status_code == 403
    assert clients.anonymous("GET", "/user").status_code == 401
    assert clients.app("GET", "/repos/acme/anvil").status_code == 403
    assert clients.app("GET", "/installation/repositories").status_code == 403
    assert clients.anonymous("GET", "/installation/repositories").status_code == 401
    assert clients.anonymous("POST", "/repos/acme/anvil/issues", {"title": "T"}).status_code == 401
    assert clients.grace("GET", "/user").json()["login"] == "grace"
    del installation
