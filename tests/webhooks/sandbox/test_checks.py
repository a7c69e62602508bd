"""Apps say of commits what they found, and read the files of any commit."""

from __future__ import annotations

import base64
from datetime import timedelta
from typing import Any

import pytest

from recognition.kernel.clock import ManualClock
from tests.webhooks.sandbox.conftest import Client, Clients
from webhooks.sandbox.state import Installation, Thread

ANVIL = "/repos/acme/anvil"
RUNS = f"{ANVIL}/check-runs"


@pytest.fixture
def bot(clients: Clients, installation: Installation) -> Client:
    del installation
    return clients.installation()


@pytest.fixture
def pull(bot: Client) -> Thread:
    """A pull request of a maintainer, which changes one file and adds another."""
    return bot.server.world.open_pull_request(
        "acme/anvil",
        "grace",
        "Rules",
        contents={"docs/README.md": "# Soft anvil\n", "docs/rules/a.yml": "a: 1\n"},
    )


def head(pull: Thread) -> str:
    assert pull.pull is not None
    return pull.pull.head_sha


def text_of(answer: Any) -> str:
    return base64.b64decode(answer.json()["content"]).decode()


def test_a_check_run_grows_from_queued_to_concluded(
    bot: Client, pull: Thread, clock: ManualClock
) -> None:
    made = bot("POST", RUNS, {"name": "Rules", "head_sha": head(pull), "external_id": "7"})
    assert made.status_code == 201
    run = made.json()
    assert (run["status"], run["conclusion"], run["external_id"]) == ("queued", None, "7")
    assert [it["number"] for it in run["pull_requests"]] == [pull.number]
    clock.advance(timedelta(minutes=1))
    output = {"title": "Two gain", "summary": "**Two**", "text": "More"}
    done = bot("PATCH", f"{RUNS}/{run['id']}", {"conclusion": "neutral", "output": output})
    changed = done.json()
    assert (changed["status"], changed["conclusion"]) == ("completed", "neutral")
    assert (changed["started_at"], changed["completed_at"]) == (
        "2026-11-24T09:00:00Z",
        "2026-11-24T09:01:00Z",
    )
    assert changed["output"]["summary"] == "**Two**"
    again = bot("PATCH", f"{RUNS}/{run['id']}", {"status": "in_progress"}).json()
    assert (again["conclusion"], again["completed_at"]) == (None, None)
    assert bot("GET", f"{RUNS}/{run['id']}").json() == again


def beside(line: int, **more: object) -> dict[str, object]:
    where = {"path": "docs/README.md", "start_line": line, "end_line": line}
    return {**where, "annotation_level": "failure", "message": "Bad", **more}


def test_annotations_are_added_to_those_that_stand(bot: Client, pull: Thread) -> None:
    output = {"title": "Bad", "summary": "Bad"}
    first, second = beside(3, title="no-key"), beside(7, annotation_level="notice")
    made = bot(
        "POST",
        RUNS,
        {"name": "Rules", "head_sha": head(pull), "output": output | {"annotations": [first]}},
    ).json()
    changed = bot(
        "PATCH", f"{RUNS}/{made['id']}", {"output": output | {"annotations": [second]}}
    ).json()
    assert changed["output"]["annotations_count"] == 2
    found = bot("GET", f"{RUNS}/{made['id']}/annotations").json()
    assert [(it["start_line"], it["title"], it["annotation_level"]) for it in found] == [
        (3, "no-key", "failure"),
        (7, None, "notice"),
    ]


def test_the_latest_run_of_each_name_is_listed(bot: Client, pull: Thread) -> None:
    for name, conclusion in (("Rules", "failure"), ("Links", "success"), ("Rules", "success")):
        bot("POST", RUNS, {"name": name, "head_sha": head(pull), "conclusion": conclusion})
    listed = f"{ANVIL}/commits/{head(pull)}/check-runs"
    found = bot("GET", listed).json()
    assert found["total_count"] == 2
    assert [(it["name"], it["conclusion"]) for it in found["check_runs"]] == [
        ("Links", "success"),
        ("Rules", "success"),
    ]
    assert bot("GET", listed, check_name="Rules").json()["total_count"] == 1
    assert bot("GET", listed, status="queued").json()["total_count"] == 0
    assert bot("GET", listed, filter="all").json()["total_count"] == 3
    assert bot("GET", f"{ANVIL}/commits/nowhere/check-runs").status_code == 404


@pytest.mark.parametrize(
    "wrong",
    [
        {"head_sha": "0" * 40},
        {"name": ""},
        {"status": "asleep"},
        {"status": "completed"},
        {"conclusion": "splendid"},
        {"started_at": "yesterday"},
        {"output": {"title": "No summary"}},
        {"output": {"title": "T", "summary": "S", "annotations": [beside(1)] * 51}},
        {"output": {"title": "T", "summary": "S", "annotations": [beside(0)]}},
        {"output": {"title": "T", "summary": "S", "annotations": [beside(3, end_line=2)]}},
        {"output": {"title": "T", "summary": "S", "annotations": [beside(1, message="")]}},
        {
            "output": {
                "title": "T",
                "summary": "S",
                "annotations": [beside(1, annotation_level="loud")],
            }
        },
    ],
)
def test_what_github_refuses_is_refused(
    bot: Client, pull: Thread, wrong: dict[str, object]
) -> None:
    body: dict[str, object] = {"name": "Rules", "head_sha": head(pull)}
    assert bot("POST", RUNS, body | wrong).status_code == 422


def test_only_apps_with_the_permission_write_checks_and_only_their_own(
    bot: Client, pull: Thread, clients: Clients
) -> None:
    body = {"name": "Rules", "head_sha": head(pull)}
    run = bot("POST", RUNS, body).json()
    assert clients.grace("POST", RUNS, body).status_code == 403
    reader = clients.installation(permissions={"checks": "read"})
    assert reader("POST", RUNS, body).status_code == 403
    assert reader("GET", f"{RUNS}/{run['id']}").status_code == 200
    assert clients.installation(permissions={"issues": "read"})("GET", RUNS).status_code == 501
    assert bot("GET", f"{RUNS}/1").status_code == 404
    bot.server.world.check_runs[run["id"]].app_id = 1
    assert bot("PATCH", f"{RUNS}/{run['id']}", {"status": "queued"}).status_code == 403


def test_files_are_read_at_the_head_of_a_pull_request(bot: Client, pull: Thread) -> None:
    path = f"{ANVIL}/contents/docs/README.md"
    assert text_of(bot("GET", path)) == "# Anvil\n"
    for ref in (head(pull), f"refs/pull/{pull.number}/head", f"change-{pull.number}"):
        assert text_of(bot("GET", path, ref=ref)) == "# Soft anvil\n"
    assert bot("GET", path, ref="nowhere").status_code == 404
    assert bot("GET", f"{ANVIL}/contents/docs/rules/a.yml").status_code == 404
    before = bot.server.world.repository("acme/anvil").head_sha
    bot.server.world.merge("acme/anvil", pull.number, "ada")
    assert text_of(bot("GET", path)) == "# Soft anvil\n"
    assert text_of(bot("GET", path, ref=before)) == "# Anvil\n"


def test_folders_are_listed_one_level_deep(bot: Client, pull: Thread) -> None:
    found = bot("GET", f"{ANVIL}/contents/docs", ref=head(pull)).json()
    assert [(it["path"], it["type"]) for it in found] == [
        ("docs/README.md", "file"),
        ("docs/rules", "dir"),
    ]
    assert "content" not in found[0]


def test_trees_tell_all_paths(bot: Client, pull: Thread) -> None:
    tree = f"{ANVIL}/git/trees/{head(pull)}"
    found = bot("GET", tree, recursive=1).json()
    assert [(it["path"], it["type"]) for it in found["tree"]] == [
        ("docs", "tree"),
        ("docs/README.md", "blob"),
        ("docs/rules", "tree"),
        ("docs/rules/a.yml", "blob"),
    ]
    assert bot("GET", f"{ANVIL}/git/trees/{found['sha']}", recursive=1).json() == found
    assert [it["path"] for it in bot("GET", tree).json()["tree"]] == ["docs"]
    assert bot("GET", f"{ANVIL}/git/trees/nowhere").status_code == 404


def test_contents_want_their_permission(clients: Clients, bot: Client) -> None:
    del bot
    blind = clients.installation(permissions={"issues": "read"})
    assert blind("GET", f"{ANVIL}/contents/docs/README.md").status_code == 403
    assert blind("GET", f"{ANVIL}/git/trees/master").status_code == 403


def test_the_last_commit_of_a_branch_is_told_with_its_files(bot: Client, pull: Thread) -> None:
    world = bot.server.world
    root = bot("GET", f"{ANVIL}/commits/master").json()
    assert (root["sha"], root["files"]) == (world.repository("acme/anvil").head_sha, [])
    world.merge("acme/anvil", pull.number, "ada")
    merged = bot("GET", f"{ANVIL}/commits/master").json()
    assert merged["sha"] == world.repository("acme/anvil").head_sha
    assert [it["filename"] for it in merged["files"]] == ["docs/README.md", "docs/rules/a.yml"]
    assert merged["stats"] == {"additions": 2, "deletions": 1, "total": 3}
    assert bot("GET", f"{ANVIL}/commits/nowhere").status_code == 404


def test_a_commit_tells_the_pull_request_it_came_with(bot: Client, pull: Thread) -> None:
    found = bot("GET", f"{ANVIL}/commits/{head(pull)}/pulls").json()
    assert [it["number"] for it in found] == [pull.number]
    root = bot.server.world.repository("acme/anvil").head_sha
    assert bot("GET", f"{ANVIL}/commits/{root}/pulls").json() == []
