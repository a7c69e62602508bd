"""The REST API does what a caller of GitHub's relies on: authors, pages, refusals, limits."""

from __future__ import annotations

from datetime import timedelta

import pytest
import requests
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from recognition.kernel.clock import ManualClock
from tests.webhooks.sandbox.conftest import Client, Clients
from webhooks.sandbox.server import SandboxServer
from webhooks.sandbox.state import Installation

ISSUES = "/repos/acme/anvil/issues"


@pytest.fixture
def bot(clients: Clients, installation: Installation) -> Client:
    del installation
    return clients.installation()


@pytest.fixture
def number(server: SandboxServer) -> int:
    return server.world.open_issue("acme/anvil", "linus", "It rings", "Help").number


def test_what_the_app_writes_is_its_bots_and_says_so(bot: Client, number: int) -> None:
    comment = bot("POST", f"{ISSUES}/{number}/comments", {"body": "Hello"}).json()
    assert comment["user"]["login"] == "acme-recognition[bot]"
    assert comment["user"]["type"] == "Bot"
    assert comment["performed_via_github_app"]["slug"] == "acme-recognition"
    issue = bot("POST", ISSUES, {"title": "Digest"}).json()
    assert issue["user"]["type"] == "Bot"


def test_what_a_person_writes_through_the_app_is_theirs(clients: Clients, number: int) -> None:
    comment = clients.grace("POST", f"{ISSUES}/{number}/comments", {"body": "Hi"}).json()
    assert (comment["user"]["login"], comment["author_association"]) == ("grace", "MEMBER")
    assert comment["performed_via_github_app"]["slug"] == "acme-recognition"


def test_bodies_must_be_there_not_blank_and_not_too_long(bot: Client, number: int) -> None:
    address = f"{ISSUES}/{number}/comments"
    for body, code in (
        ({}, "missing_field"),
        ({"body": 7}, "invalid"),
        ({"body": " \n"}, "unprocessable"),
        ({"body": "x" * 65_537}, "unprocessable"),
    ):
        answer = bot("POST", address, body)
        assert answer.status_code == 422
        assert answer.json()["errors"][0]["code"] == code
    assert bot("POST", address, {"body": "x" * 65_536}).status_code == 201


def test_what_is_no_json_object_is_a_bad_request(bot: Client, number: int) -> None:
    address = f"{bot.server.api_url}{ISSUES}/{number}/comments"
    headers = {"Authorization": bot.authorization}
    for text, message in (("{", "Problems parsing JSON"), ("7", "Body should be a JSON object")):
        answer = requests.post(address, data=text, headers=headers, timeout=10)
        assert (answer.status_code, answer.json()["message"]) == (400, message)


@settings(
    max_examples=20, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(size=st.integers(1, 7))
def test_pages_together_are_the_whole_list(bot: Client, size: int) -> None:
    world = bot.server.world
    while len(world.threads_of("acme/anvil")) < 13:
        world.open_issue("acme/anvil", "linus", "One more")
    seen, url = [], f"{bot.server.api_url}{ISSUES}?per_page={size}&state=all"
    while url:
        answer = requests.get(url, headers={"Authorization": bot.authorization}, timeout=10)
        assert len(answer.json()) <= size
        seen += [it["number"] for it in answer.json()]
        url = answer.links.get("next", {}).get("url", "")
    assert seen == sorted(seen, reverse=True)
    assert len(seen) == 13


def test_a_page_has_thirty_by_default_and_a_hundred_at_most(bot: Client) -> None:
    paths = [f"f{it}" for it in range(120)]
    pull = bot.server.world.open_pull_request("acme/anvil", "linus", "Big", files=paths)
    files = f"/repos/acme/anvil/pulls/{pull.number}/files"
    assert [len(bot("GET", files, **it).json()) for it in ({}, {"per_page": 500})] == [30, 100]
    assert [it["filename"] for it in bot("GET", files, per_page=100, page=2).json()] == paths[100:]
    assert bot("GET", files, per_page=100, page=9).json() == []


def test_comments_since_a_moment_are_those_changed_after_it(
    bot: Client, number: int, clock: ManualClock
) -> None:
    world = bot.server.world
    first = world.comment("acme/anvil", number, "linus", "one")
    clock.advance(timedelta(minutes=40))
    world.comment("acme/anvil", number, "linus", "two")
    since = (clock.now() - timedelta(minutes=20)).isoformat()
    listed = f"{ISSUES}/{number}/comments"
    assert [it["body"] for it in bot("GET", listed, since=since).json()] == ["two"]
    world.edit_comment("acme/anvil", first.id, "linus", "one more")
    assert len(bot("GET", listed, since=since).json()) == 2
    assert bot("GET", listed, since="yesterday").status_code == 422


def test_a_reaction_is_left_once_and_taken_back_by_its_owner(
    bot: Client, clients: Clients, number: int
) -> None:
    comment = bot.server.world.comment("acme/anvil", number, "linus", "/badges")
    reactions = f"{ISSUES}/comments/{comment.id}/reactions"
    first = bot("POST", reactions, {"content": "eyes"})
    again = bot("POST", reactions, {"content": "eyes"})
    assert (first.status_code, again.status_code) == (201, 200)
    assert first.json() == again.json()
    one = f"{reactions}/{first.json()['id']}"
    assert clients.grace("DELETE", one).status_code == 404
    assert bot("DELETE", one).status_code == 204
    assert bot("GET", reactions).json() == []


def test_an_issue_is_edited_labelled_closed_and_opened(bot: Client, number: int) -> None:
    issue = f"{ISSUES}/{number}"
    answer = bot("PATCH", issue, {"body": "New", "labels": ["BUG", "fresh"], "state": "closed"})
    assert [it["name"] for it in answer.json()["labels"]] == ["bug", "fresh"]
    assert (answer.json()["state"], answer.json()["state_reason"]) == ("closed", "completed")
    assert (
        bot("PATCH", issue, {"labels": [{"name": "fresh"}]}).json()["labels"][0]["name"] == "fresh"
    )
    assert bot("PATCH", issue, {"state": "open"}).json()["state_reason"] == "reopened"
    assert bot("PATCH", issue, {"state": "ajar"}).status_code == 422
    assert bot("GET", issue).json()["body"] == "New"


def test_people_change_their_own_and_maintainers_anything(
    clients: Clients, number: int, server: SandboxServer
) -> None:
    world = server.world
    app = next(iter(world.apps.values()))
    token = server.vault.issue_user_token(world.account("linus"), app)
    linus = Client(server, f"Bearer {token.token}")
    of_grace = world.comment("acme/anvil", number, "grace", "Mine")
    comment = f"{ISSUES}/comments/{of_grace.id}"
    assert linus("PATCH", comment, {"body": "Yours"}).status_code == 403
    assert linus("DELETE", comment).status_code == 403
    assert linus("PATCH", f"{ISSUES}/{number}", {"title": "Mine"}).status_code == 200
    assert linus("POST", f"{ISSUES}/{number}/labels", {"labels": ["bug"]}).status_code == 403
    assert linus("POST", ISSUES, {"title": "T", "labels": ["bug"]}).json()["labels"] == []
    assert clients.grace("PATCH", f"{ISSUES}/{number}", {"title": "Ours"}).status_code == 200


def test_lists_are_filtered_and_sorted_as_asked(bot: Client, clock: ManualClock) -> None:
    world = bot.server.world
    old = world.open_issue("acme/anvil", "linus", "Old", labels=["bug"])
    clock.advance(timedelta(minutes=1))
    pull = world.open_pull_request("acme/anvil", "grace", "Mid", base="release", labels=["bug"])
    clock.advance(timedelta(minutes=1))
    new = world.open_issue("acme/anvil", "grace", "New")
    clock.advance(timedelta(minutes=1))
    world.comment("acme/anvil", old.number, "grace", "Still so")
    gone = world.open_issue("acme/anvil", "grace", "Closed")
    world.close("acme/anvil", gone.number, "grace")

    def numbers(path: str, **query: str) -> list[int]:
        return [it["number"] for it in bot("GET", path, **query).json()]

    assert numbers(ISSUES) == [new.number, pull.number, old.number]
    assert numbers(ISSUES, direction="asc") == [old.number, pull.number, new.number]
    assert numbers(ISSUES, sort="updated") == [old.number, new.number, pull.number]
    assert numbers(ISSUES, labels="BUG") == [pull.number, old.number]
    assert numbers(ISSUES, creator="Linus") == [old.number]
    assert numbers(ISSUES, state="closed") == [gone.number]
    pulls = "/repos/acme/anvil/pulls"
    assert numbers(pulls, base="release", sort="updated") == [pull.number]
    assert numbers(pulls, base="master") == []
    assert bot("GET", f"{pulls}/{old.number}").status_code == 404


def test_labels_are_made_found_and_refused(bot: Client, clients: Clients, number: int) -> None:
    labels = "/repos/acme/anvil/labels"
    made = bot("POST", labels, {"name": "Hot", "color": "ff0000", "description": "Careful"}).json()
    assert bot("GET", f"{labels}/hot").json() == made
    assert bot("POST", labels, {"name": "hot"}).json()["errors"][0]["code"] == "already_exists"
    assert bot("GET", f"{labels}/cold").status_code == 404
    assert bot("GET", labels).json()[-1] == made
    assert clients.anonymous("POST", labels, {"name": "x"}).status_code == 401
    worn = f"{ISSUES}/{number}/labels"
    for wrong in ("hot", [7], [], None):
        assert bot("POST", worn, {"labels": wrong}).status_code == 422
    assert [it["name"] for it in bot("POST", worn, ["hot", "new"]).json()] == ["Hot", "new"]
    assert bot("DELETE", f"{worn}/cold").status_code == 404
    assert [it["name"] for it in bot("DELETE", f"{worn}/new").json()] == ["Hot"]


def test_members_are_shown_to_those_who_may_see_them(bot: Client, clients: Clients) -> None:
    membership = "/orgs/acme/teams/maintainers/memberships/grace"
    assert bot("GET", membership).json()["role"] == "member"
    assert clients.grace("GET", membership).status_code == 200
    assert clients.anonymous("GET", membership).status_code == 401
    assert clients.app("GET", membership).status_code == 403
    assert bot("GET", "/orgs/acme/teams/nobodies/members").status_code == 404
    assert bot("GET", "/orgs/acme/memberships/linus").status_code == 404
    bot.server.world.add_organization("other", owners=["linus"])
    assert bot("GET", "/orgs/other/memberships/linus").status_code == 403
    permission = "/repos/acme/anvil/collaborators/grace/permission"
    assert clients.anonymous("GET", permission).status_code == 401
    assert bot("GET", permission).json()["permission"] == "write"


def test_an_app_finds_its_own_installations_only(
    server: SandboxServer, clients: Clients, installation: Installation
) -> None:
    world = server.world
    other = world.register_app(
        "Other",
        owner="linus",
        public_key="",
        webhook_url=next(iter(world.apps.values())).webhook_url,
        webhook_secret="secret",
        permissions={},
        events=[],
    )
    world.add_repository("linus/own")
    foreign = world.install(other, "linus", by="linus")
    server.hookshot.wait_until_idle()
    delivery = server.hookshot.deliveries()[-1]
    for path in (
        f"/app/installations/{foreign.id}",
        "/users/linus/installation",
        "/users/nobody/installation",
        "/repos/linus/own/installation",
        "/repos/linus/nothing/installation",
        f"/app/hook/deliveries/{delivery.id}",
    ):
        assert clients.app("GET", path).status_code == 404, path
    found = clients.app("GET", "/repos/acme/anvil/installation").json()
    assert found["id"] == installation.id


def test_what_is_not_there_is_404_and_what_was_deleted_410(bot: Client, number: int) -> None:
    for path in (
        "/repos/acme/nothing",
        f"{ISSUES}/99",
        f"{ISSUES}/comments/1",
        "/repos/acme/anvil/contents/no.md",
        "/repos/acme/anvil/pulls/1",
        "/repositories/1",
        "/repositories/none/issues",
        "/users/nobody",
        "/orgs/linus/teams/maintainers/memberships/ada",
    ):
        assert bot("GET", path).status_code == 404, path
    bot.server.world.delete_issue("acme/anvil", number, "ada")
    assert bot("GET", f"{ISSUES}/{number}").status_code == 410
    assert bot("POST", f"{ISSUES}/{number}/comments", {"body": "x"}).status_code == 410


def test_what_the_sandbox_does_not_do_it_says(bot: Client) -> None:
    for method, path in (("GET", "/repos/acme/anvil/commits"), ("PUT", "/repos/acme/anvil")):
        answer = bot(method, path)
        assert answer.status_code in {404, 405, 501}
    answer = bot("GET", "/repos/acme/anvil/commits")
    assert answer.status_code == 501
    assert "/repos/acme/anvil/commits" in answer.json()["message"]


def test_the_number_of_a_repository_outlives_its_name(bot: Client, number: int) -> None:
    anvil = bot.server.world.repository("acme/anvil")
    anvil.name = "hammer"
    answer = bot("GET", f"/repositories/{anvil.id}/issues/{number}")
    assert answer.json()["repository_url"].endswith("/repos/acme/hammer")
    assert bot("GET", f"{ISSUES}/{number}").status_code == 404


def test_a_renamed_repository_is_moved_for_good_to_readers_and_for_now_to_writers(
    bot: Client, number: int
) -> None:
    anvil = bot.server.world.rename_repository("acme/anvil", to="hammer")
    headers = {"Authorization": bot.authorization}
    for method, status in (("GET", 301), ("PATCH", 307)):
        answer = requests.request(
            method,
            f"{bot.server.api_url}{ISSUES}/{number}",
            json={"title": "New"},
            headers=headers,
            allow_redirects=False,
            timeout=10,
        )
        address = f"{bot.server.api_url}/repositories/{anvil.id}/issues/{number}"
        assert (answer.status_code, answer.headers["Location"]) == (status, address)
        assert answer.json()["url"] == address
    assert bot("PATCH", f"{ISSUES}/{number}", {"title": "New"}).json()["title"] == "New"


def test_a_transferred_issue_answers_where_it_is_now(bot: Client, number: int) -> None:
    world = bot.server.world
    world.add_repository("acme/hammer")
    world.transfer_issue("acme/anvil", number, "ada", to="acme/hammer")
    answer = bot("GET", f"{ISSUES}/{number}/labels")
    assert answer.history[0].status_code == 301
    assert answer.url.endswith(
        f"/repositories/{world.repository('acme/hammer').id}/issues/1/labels"
    )
    assert answer.status_code == 200
    world.delete_repository("acme/hammer")
    assert bot("GET", f"{ISSUES}/{number}").status_code == 404


def test_review_comments_and_commits_are_listed(bot: Client) -> None:
    world = bot.server.world
    pull = world.open_pull_request("acme/anvil", "linus", "Softer", messages=["One", "Two"])
    path = f"/repos/acme/anvil/pulls/{pull.number}"
    world.review("acme/anvil", pull.number, "grace", "COMMENTED", comments=[("README.md", "Hm")])
    review = world.review("acme/anvil", pull.number, "ada", "COMMENTED", comments=[("a", "b")])
    found = bot("GET", f"{path}/reviews/{review.id}/comments").json()
    assert [(it["path"], it["body"], it["user"]["login"]) for it in found] == [("a", "b", "ada")]
    assert [it["body"] for it in bot("GET", f"{path}/comments").json()] == ["Hm", "b"]
    assert bot("GET", path).json()["review_comments"] == 2
    commits = bot("GET", f"{path}/commits").json()
    assert [it["commit"]["message"] for it in commits] == ["One", "Two"]
    assert commits[0]["author"]["login"] == "linus"


def test_archived_repositories_are_read_only(bot: Client, number: int) -> None:
    bot.server.world.repository("acme/anvil").archived = True
    answer = bot("POST", f"{ISSUES}/{number}/comments", {"body": "x"})
    assert (answer.status_code, "archived" in answer.json()["message"]) == (403, True)
    assert bot("GET", "/repos/acme/anvil").json()["archived"] is True


def test_locked_conversations_take_comments_of_those_who_may_write(
    bot: Client, clients: Clients, number: int
) -> None:
    bot.server.world.lock("acme/anvil", number, "ada")
    comments = f"{ISSUES}/{number}/comments"
    answer = bot("POST", comments, {"body": "x"})
    assert (answer.status_code, "locked" in answer.json()["message"]) == (403, True)
    assert clients.grace("POST", comments, {"body": "x"}).status_code == 201


def test_used_up_requests_are_refused_until_the_hour_is_over(
    bot: Client, clients: Clients, server: SandboxServer, clock: ManualClock
) -> None:
    server.limits.hourly = 2
    answers = [bot("GET", "/repos/acme/anvil") for _ in range(3)]
    assert [it.status_code for it in answers] == [200, 200, 403]
    assert [it.headers["X-RateLimit-Remaining"] for it in answers] == ["1", "0", "0"]
    assert "API rate limit exceeded" in answers[2].json()["message"]
    reset = int(answers[2].headers["X-RateLimit-Reset"])
    assert reset == int((clock.now() + timedelta(hours=1)).timestamp())
    clock.advance(timedelta(hours=1))
    assert clients.installation()("GET", "/repos/acme/anvil").status_code == 200


def test_requests_are_remembered_with_body_and_answer(bot: Client, number: int) -> None:
    bot("POST", f"{ISSUES}/{number}/comments", {"body": "Hello"})
    last = bot.server.requests()[-1]
    assert (last.method, last.path, last.status) == ("POST", f"{ISSUES}/{number}/comments", 201)
    assert last.body == {"body": "Hello"}
    assert last.response["body"] == "Hello"
    assert last.caller.startswith("installation:")
