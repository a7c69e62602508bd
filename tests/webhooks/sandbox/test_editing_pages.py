"""What people change on the pages of files, discussions, releases, teams and settings."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from tests.webhooks.sandbox.conftest import Person
from webhooks.sandbox.checks import CheckChange
from webhooks.sandbox.server import SandboxServer
from webhooks.sandbox.state import App, Thread

ANVIL = "acme/anvil"
Be = Callable[[str], Person]


@pytest.fixture
def pull(server: SandboxServer) -> Thread:
    """A pull request of a stranger's that changes a file."""
    contents = {"docs/README.md": "# Soft anvil\n"}
    return server.world.open_pull_request(ANVIL, "linus", "Softer", contents=contents)


def test_files_are_shown_as_they_are_and_as_they_were(
    server: SandboxServer, be: Be, pull: Thread
) -> None:
    assert pull.pull is not None
    page = be("linus")("/acme/anvil/blob/master/docs/README.md").text
    assert "<h1>Anvil</h1>" in page
    assert "Edit file" in page
    before = be("linus")(f"/acme/anvil/blob/{pull.pull.head_sha}/docs/README.md").text
    assert "<h1>Soft anvil</h1>" in before
    assert "Edit file" not in before
    assert be("linus")("/acme/anvil/blob/master/none.md").status_code == 404
    server.world.merge(ANVIL, pull.number, "grace")
    assert "docs/README.md" in be("linus")("/acme/anvil").text


def test_an_edited_file_becomes_a_pull_request(server: SandboxServer, be: Be) -> None:
    linus = be("linus")
    assert "# Anvil\n</textarea>" in linus("/acme/anvil/edit/docs/README.md").text
    page = linus(
        "/acme/anvil/edit",
        path="docs/README.md",
        former="docs/README.md",
        text="# Anvil\r\n\r\nHeavy.\r\n",
        title="",
        body="More",
    )
    assert page.url.endswith("/acme/anvil/pull/1")
    thread = server.world.thread(ANVIL, 1)
    assert (thread.title, thread.body) == ("Update docs/README.md", "More")
    assert thread.pull is not None
    assert thread.pull.contents == {"docs/README.md": "# Anvil\n\nHeavy.\n"}
    assert server.world.repository("linus/anvil").parent_id is not None


def test_files_are_made_moved_and_deleted_by_pull_requests(server: SandboxServer, be: Be) -> None:
    grace, old = be("grace"), "docs/README.md"
    assert "New file" in grace("/acme/anvil/edit").text
    grace("/acme/anvil/edit", path="/NEW.md", former="", text="New", title="A new file")
    grace("/acme/anvil/edit", path="README.md", former=old, text="# Anvil\n")
    grace("/acme/anvil/edit", path=old, former=old, text="", then="delete")
    found = [(it.title, it.pull.contents) for it in server.world.threads_of(ANVIL) if it.pull]
    assert found == [
        ("A new file", {"NEW.md": "New"}),
        ("Update README.md", {"README.md": "# Anvil\n", old: None}),
        (f"Delete {old}", {old: None}),
    ]
    unchanged = grace("/acme/anvil/edit", path=old, former=old, text="# Anvil\n")
    assert (unchanged.status_code, "Nothing would be changed" in unchanged.text) == (409, True)
    assert grace("/acme/anvil/edit", path=" ", former="", text="x").status_code == 409


def test_those_who_may_write_commit_at_once(server: SandboxServer, be: Be) -> None:
    form = {"path": "NEW.md", "former": "", "text": "New\r\n", "then": "commit"}
    assert "Commit directly" not in be("linus")("/acme/anvil/edit").text
    assert be("linus")("/acme/anvil/edit", **form).status_code == 409
    assert be("grace")("/acme/anvil/edit", **form).url.endswith("/acme/anvil")
    assert server.world.repository(ANVIL).files["NEW.md"] == "New\n"
    assert server.world.threads_of(ANVIL) == []


def test_checks_are_shown_with_their_summaries(
    server: SandboxServer, be: Be, pull: Thread, app: App
) -> None:
    assert pull.pull is not None
    change = CheckChange(
        name="Rules",
        conclusion="failure",
        title="One loses",
        summary="**grace** loses",
        text="- the *anvil* badge\n\n<script>",
    )
    server.world.start_check(server.world.repository(ANVIL), app, pull.pull.head_sha, change)
    page = be("linus")(f"/acme/anvil/pull/{pull.number}").text
    assert "<strong>grace</strong> loses" in page
    assert "<li>the <em>anvil</em> badge</li>" in page
    assert "<script>" not in page
    assert "One loses · failure" in page


def test_reviews_comment_on_lines(server: SandboxServer, be: Be, pull: Thread) -> None:
    grace, address = be("grace"), f"/acme/anvil/threads/{pull.number}/review"
    fields = {"state": "COMMENTED", "body": "", "path": "docs/README.md", "remark": "Why *soft*?"}
    page = grace(address, **fields).text
    assert "Why <em>soft</em>?" in page
    assert pull.pull is not None
    assert [it.path for it in pull.pull.reviews[0].comments] == ["docs/README.md"]
    assert grace(address, **(fields | {"remark": " "})).status_code == 409


def test_merged_work_is_reverted_by_those_who_may_write(
    server: SandboxServer, be: Be, pull: Thread
) -> None:
    action = f"/acme/anvil/threads/{pull.number}/revert"
    server.world.merge(ANVIL, pull.number, "grace")
    assert be("linus")(action, then="").status_code == 409
    assert be("grace")(action, then="").url.endswith(f"/acme/anvil/pull/{pull.number + 1}")
    assert server.world.thread(ANVIL, pull.number + 1).title == 'Revert "Softer"'


def test_drafts_become_ready_by_their_authors(server: SandboxServer, be: Be) -> None:
    draft = server.world.open_pull_request(ANVIL, "linus", "Draft", draft=True)
    assert "Ready for review" in be("linus")(f"/acme/anvil/pull/{draft.number}").text
    be("linus")(f"/acme/anvil/threads/{draft.number}/ready", then="")
    assert draft.pull is not None
    assert not draft.pull.draft


def test_issues_are_transferred_and_tell_what_closed_them(server: SandboxServer, be: Be) -> None:
    world = server.world
    world.add_repository("acme/hammer")
    issue = world.open_issue(ANVIL, "linus", "Loud")
    page = be("grace")(f"/acme/anvil/threads/{issue.number}/transfer", to="acme/hammer")
    assert page.url.endswith("/acme/hammer/issues/1")
    fix = world.open_pull_request("acme/hammer", "linus", "Quiet", "Fixes #1")
    world.merge("acme/hammer", fix.number, "grace")
    closed = be("linus")("/acme/hammer/issues/1").text
    assert '<a href="/acme/hammer/pull/2">acme/hammer#2</a>' in closed


def test_a_question_is_asked_answered_and_settled(server: SandboxServer, be: Be) -> None:
    linus, grace = be("linus"), be("grace")
    form = {"category": "q-a", "title": "How heavy?", "body": "In `kg`"}
    page = linus("/acme/anvil/discussions", **form)
    assert page.url.endswith("/acme/anvil/discussions/1")
    assert "<code>kg</code>" in page.text
    grace("/acme/anvil/discussions/1/comment", body="Fifty")
    asked = server.world.discussion(ANVIL, 1)
    (said,) = asked.comments
    grace("/acme/anvil/discussions/1/comment", body="Or more", reply_to=said.id)
    assert asked.comments[1].reply_to_id == said.id
    assert "Mark as answer" in linus("/acme/anvil/discussions/1").text
    settled = linus("/acme/anvil/discussions/1/answer", comment=said.id)
    assert "Withdraw the answer" in settled.text
    assert asked.answer_id == said.id
    assert "Answered" in linus("/acme/anvil/discussions").text
    grace("/acme/anvil/discussions/1/answer", comment=said.id)
    assert server.world.discussion(ANVIL, 1).answer is None
    server.world.add_user("mallory")
    mallory = be("mallory")
    assert "Mark as answer" not in mallory("/acme/anvil/discussions/1").text
    assert mallory("/acme/anvil/discussions/1/answer", comment=said.id).status_code == 409
    assert mallory("/acme/anvil/discussions/1/comment", body=" ").status_code == 409
    assert mallory("/acme/anvil/discussions", **(form | {"title": " "})).status_code == 409
    news = form | {"category": "announcements"}
    assert mallory("/acme/anvil/discussions", **news).status_code == 409


def test_releases_are_published_by_those_who_may_write(server: SandboxServer, be: Be) -> None:
    form = {"tag": "v1.0", "title": "One", "body": "**Heavy**"}
    page = be("grace")("/acme/anvil/releases", **form).text
    assert "<strong>Heavy</strong>" in page
    assert [it.tag for it in server.world.releases.values()] == ["v1.0"]
    assert "Publish a release" not in be("linus")("/acme/anvil/releases").text
    assert be("linus")("/acme/anvil/releases", **form).status_code == 409
    assert be("grace")("/acme/anvil/releases", **(form | {"tag": "two words"})).status_code == 409


def test_owners_change_teams_and_members(server: SandboxServer, be: Be) -> None:
    world, ada = server.world, be("ada")
    team, linus = world.team("acme", "maintainers"), world.account("linus").id
    assert "Add" in ada("/acme").text
    ada("/orgs/acme/teams/maintainers", login="linus")
    assert linus in team.members & world.organization("acme").members
    ada("/orgs/acme/teams/maintainers", login="linus")
    assert linus not in team.members
    ada("/orgs/acme/members", login="linus")
    assert linus not in world.organization("acme").members
    ada("/orgs/acme/members", login="linus")
    assert linus in world.organization("acme").members
    assert ada("/orgs/acme/members", login="ada").status_code == 409
    assert "Remove" not in be("grace")("/acme").text
    for form in ("/orgs/acme/members", "/orgs/acme/teams/maintainers"):
        assert be("grace")(form, login="linus").status_code == 409


def test_owners_rename_archive_give_away_and_delete_repositories(
    server: SandboxServer, be: Be
) -> None:
    world, ada = server.world, be("ada")
    world.add_organization("other", owners=["ada"])
    assert "Give it to" in ada("/acme/anvil/settings").text
    assert ada("/acme/anvil/settings/rename", to="big hammer").url.endswith("/acme/big-hammer")
    assert ada("/acme/big-hammer/settings/rename", to="Vault").status_code == 409
    ada("/acme/big-hammer/settings/archive", then="")
    assert world.repository("acme/big-hammer").archived
    ada("/acme/big-hammer/settings/archive", then="")
    assert not world.repository("acme/big-hammer").archived
    gone = ada("/acme/big-hammer/settings/transfer", to="other")
    assert gone.url.endswith("/other/big-hammer")
    ada("/other/big-hammer/settings/delete", then="")
    assert [it.name for it in world.repositories.values()] == ["vault"]
    assert be("grace")("/acme/vault/settings").status_code == 409
