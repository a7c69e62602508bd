"""What happens to organizations, repositories and discussions is told as GitHub tells it."""

from __future__ import annotations

import json
from typing import Any

import pytest

from tests.contract import require_description
from webhooks.sandbox.errors import RefusedError, UnknownError
from webhooks.sandbox.server import SandboxServer
from webhooks.sandbox.state import App, Installation
from webhooks.sandbox.world import World

ANVIL = "acme/anvil"
EVENTS = (
    "discussion",
    "discussion_comment",
    "issues",
    "membership",
    "organization",
    "pull_request",
    "pull_request_review",
    "pull_request_review_comment",
    "push",
    "release",
    "repository",
    "team",
)


@pytest.fixture
def listening(server: SandboxServer, app: App, installation: Installation) -> SandboxServer:
    """A sandbox whose App asked for all of this."""
    del installation
    app.events = EVENTS
    return server


@pytest.fixture
def bystander(listening: SandboxServer) -> World:
    """A world with another organization, which has no App."""
    world = listening.world
    world.add_organization("other", owners=["ada"])
    return world


def told(server: SandboxServer, event: str) -> list[dict[str, Any]]:
    """Give the bodies of an event's webhooks, in order."""
    sent = server.hookshot.deliveries()
    return [json.loads(it.body) for it in sent if it.event == event]


def tell_of_discussions(world: World) -> None:
    asked = world.discuss(ANVIL, "linus", "How heavy?", "In kilograms").number
    world.edit_discussion(ANVIL, asked, "linus", body="In pounds")
    world.label_discussion(ANVIL, asked, "grace", "question")
    first = world.discuss_further(ANVIL, asked, "grace", "Fifty")
    world.discuss_further(ANVIL, asked, "linus", "Sure?", reply_to=first.id)
    world.edit_remark(ANVIL, asked, "grace", first.id, "A hundred")
    second = world.discuss_further(ANVIL, asked, "ada", "A hundred and ten")
    world.choose_answer(ANVIL, asked, "linus", first.id)
    world.choose_answer(ANVIL, asked, "linus", second.id)
    world.delete_remark(ANVIL, asked, "ada", second.id)
    world.delete_discussion(ANVIL, asked, "ada")
    world.publish_release(ANVIL, "ada", "v1.0", body="Heavy")
    world.delete_release(ANVIL, "ada", "v1.0")


def tell_of_people(world: World) -> None:
    world.add_team("acme", "smiths", members=["grace"])
    world.join_team("acme", "smiths", "linus", by="ada", is_maintainer=True)
    world.leave_team("acme", "smiths", "grace", by="ada")
    world.leave_organization("acme", "linus", by="ada")
    world.delete_team("acme", "smiths", by="ada")


def tell_of_repositories(world: World) -> None:
    world.add_repository("acme/hammer", labels={"loud": "ff0000"})
    world.rename_repository("acme/hammer", to="mallet", by="ada")
    world.archive_repository("acme/mallet", by="ada")
    world.archive_repository("acme/mallet", archived=False)
    issue = world.open_issue("acme/mallet", "linus", "Loud", labels=["loud"])
    world.transfer_issue("acme/mallet", issue.number, "ada", to=ANVIL)
    world.transfer_repository("acme/mallet", to="other", by="ada")
    world.transfer_repository("other/mallet", to="acme", by="ada")
    world.transfer_repository("acme/mallet", to="ada", by="ada")
    world.transfer_repository("ada/mallet", to="acme", by="ada")
    world.delete_repository("acme/mallet", by="ada")
    world.rename_account("acme", to="acme-forge", by="ada")
    world.rename_account("acme-forge", to="acme", by="ada")


def tell_of_pulls(world: World) -> None:
    pull = world.open_pull_request(ANVIL, "linus", "Softer", draft=True).number
    world.mark_ready(ANVIL, pull, "linus")
    world.push(ANVIL, pull, "linus", "More", {"docs/README.md": "# Soft anvil\n"})
    review = world.review(ANVIL, pull, "ada", "APPROVED", comments=[("docs/README.md", "Nice")])
    world.dismiss_review(ANVIL, pull, "grace", review.id)
    world.merge(ANVIL, pull, "grace")
    world.merge(ANVIL, world.revert(ANVIL, pull, "grace").number, "grace")
    world.commit(ANVIL, "grace", "New", {"NEW.md": "New\n", "docs/README.md": None})


@pytest.mark.contract
def test_every_webhook_is_as_described(listening: SandboxServer, bystander: World) -> None:
    for tell in (tell_of_discussions, tell_of_people, tell_of_repositories, tell_of_pulls):
        tell(bystander)
    description = require_description()
    sent = [
        it
        for it in listening.hookshot.deliveries()
        if it.event in {*EVENTS, "installation_repositories"}
    ]
    faults = [
        fault
        for it in sent
        for fault in description.check_webhook(it.event, it.action, json.loads(it.body))
    ]
    assert faults == []
    assert {(it.event, it.action) for it in sent} == {
        *(("discussion", it) for it in ("created", "edited", "labeled", "answered")),
        *(("discussion", it) for it in ("unanswered", "deleted")),
        *(("discussion_comment", it) for it in ("created", "edited", "deleted")),
        *(("release", it) for it in ("created", "published", "released", "deleted")),
        *(("team", it) for it in ("created", "deleted")),
        *(("membership", it) for it in ("added", "removed")),
        *(("organization", it) for it in ("member_added", "member_removed", "renamed")),
        *(("repository", it) for it in ("created", "renamed", "archived", "unarchived")),
        *(("repository", it) for it in ("transferred", "deleted")),
        *(("issues", it) for it in ("opened", "transferred")),
        *(("pull_request", it) for it in ("opened", "ready_for_review", "synchronize", "closed")),
        *(("pull_request_review", it) for it in ("submitted", "dismissed")),
        ("pull_request_review_comment", "created"),
        ("installation_repositories", "removed"),
        ("push", None),
    }


def test_apps_hear_of_what_they_asked_for_only(listening: SandboxServer, app: App) -> None:
    app.events = ("release",)
    tell_of_discussions(listening.world)
    assert {it.event for it in listening.hookshot.deliveries()} == {
        "ping",
        "installation",
        "release",
    }


def test_what_happens_elsewhere_is_not_told(listening: SandboxServer, bystander: World) -> None:
    bystander.add_team("other", "smiths", members=["grace"])
    bystander.add_repository("other/hammer")
    assert told(listening, "team") == told(listening, "repository") == []


def test_another_answer_takes_the_place_of_the_first(listening: SandboxServer) -> None:
    tell_of_discussions(listening.world)
    events = [it for it in told(listening, "discussion") if "answered" in it["action"]]
    assert [it["action"] for it in events] == ["answered", "unanswered", "answered", "unanswered"]
    first, no_more, second, _ = events
    assert first["answer"]["user"]["login"] == no_more["old_answer"]["user"]["login"] == "grace"
    assert second["answer"]["user"]["login"] == "ada"
    assert first["discussion"]["answer_chosen_by"]["login"] == "linus"
    assert no_more["discussion"]["answer_html_url"] is None


def test_discussions_without_answers_take_none(listening: SandboxServer) -> None:
    world = listening.world
    news = world.discuss(ANVIL, "ada", "Version 2", category="announcements")
    said = world.discuss_further(ANVIL, news.number, "linus", "Great")
    with pytest.raises(RefusedError):
        world.choose_answer(ANVIL, news.number, "ada", said.id)
    with pytest.raises(RefusedError):
        world.withdraw_answer(ANVIL, news.number, "ada")
    with pytest.raises(UnknownError):
        world.discuss_further(ANVIL, news.number, "linus", "?", reply_to=1)
    with pytest.raises(UnknownError):
        world.discuss(ANVIL, "ada", "Odd", category="none")
    with pytest.raises(UnknownError):
        world.delete_release(ANVIL, "ada", "v0")


def test_who_leaves_the_organization_leaves_its_teams(listening: SandboxServer) -> None:
    world = listening.world
    world.leave_organization("acme", "grace", by="ada")
    (left,) = told(listening, "membership")
    assert (left["action"], left["member"]["login"]) == ("removed", "grace")
    assert left["team"]["slug"] == "maintainers"
    (gone,) = told(listening, "organization")
    assert (gone["action"], gone["membership"]["user"]["login"]) == ("member_removed", "grace")
    with pytest.raises(RefusedError):
        world.leave_organization("acme", "grace", by="ada")
    with pytest.raises(RefusedError):
        world.leave_team("acme", "maintainers", "grace", by="ada")


def test_who_is_in_already_does_not_come_in_again(listening: SandboxServer) -> None:
    listening.world.join_team("acme", "maintainers", "grace", by="ada")
    listening.world.join_organization("acme", "grace", by="ada", is_owner=True)
    assert told(listening, "membership") == told(listening, "organization") == []
    grace = listening.world.account("grace").id
    assert grace in listening.world.organization("acme").owners


def test_a_transferred_issue_lives_on_under_a_new_number(listening: SandboxServer) -> None:
    world = listening.world
    world.add_repository("acme/hammer")
    issue = world.open_issue(ANVIL, "linus", "Loud", labels=["bug", "component/cli"])
    comment = world.comment(ANVIL, issue.number, "grace", "Indeed")
    world.transfer_issue(ANVIL, issue.number, "ada", to="acme/hammer")
    moved = world.thread("acme/hammer", 1)
    assert (moved.title, moved.labels, moved.author_id) == ("Loud", ["bug"], issue.author_id)
    assert world.find_comment("acme/hammer", comment.id)[0] is moved
    with pytest.raises(UnknownError):
        world.thread(ANVIL, issue.number)
    event = next(it for it in told(listening, "issues") if it["action"] == "transferred")
    assert event["changes"]["new_issue"]["html_url"].endswith("/acme/hammer/issues/1")
    assert event["changes"]["new_repository"]["full_name"] == "acme/hammer"
    pull = world.open_pull_request(ANVIL, "linus", "Softer")
    with pytest.raises(RefusedError):
        world.transfer_issue(ANVIL, pull.number, "ada", to="acme/hammer")


def test_a_renamed_repository_tells_its_former_name(listening: SandboxServer) -> None:
    listening.world.rename_repository(ANVIL, to="hammer", by="ada")
    (event,) = told(listening, "repository")
    assert event["changes"] == {"repository": {"name": {"from": "anvil"}}}
    assert event["repository"]["full_name"] == "acme/hammer"


def test_a_repository_that_goes_away_leaves_the_installation(
    listening: SandboxServer, bystander: World
) -> None:
    bystander.transfer_repository(ANVIL, to="other", by="ada")
    assert told(listening, "repository") == []
    (event,) = told(listening, "installation_repositories")
    assert [it["full_name"] for it in event["repositories_removed"]] == ["other/anvil"]
    assert bystander.former_names["acme/anvil"] == bystander.repository("other/anvil").id


def test_what_was_in_a_deleted_repository_is_gone(world: World) -> None:
    issue = world.open_issue(ANVIL, "linus", "Loud")
    world.discuss(ANVIL, "linus", "Why?")
    world.publish_release(ANVIL, "ada", "v1")
    world.delete_repository(ANVIL, by="ada")
    assert not world.discussions
    assert not world.releases
    assert issue not in world.threads.values()


def test_reverting_opens_the_opposite_change(world: World) -> None:
    pull = world.open_pull_request(
        ANVIL, "linus", "Say more", contents={"docs/README.md": "# Soft\n", "NEW.md": "New\n"}
    )
    with pytest.raises(RefusedError):
        world.revert(ANVIL, pull.number, "grace")
    world.merge(ANVIL, pull.number, "grace")
    assert world.repository(ANVIL).files == {"NEW.md": "New\n", "docs/README.md": "# Soft\n"}
    revert = world.revert(ANVIL, pull.number, "grace")
    assert pull.pull is not None
    assert revert.pull is not None
    assert (revert.title, revert.body) == (
        'Revert "Say more"',
        f"Reverts acme/anvil#{pull.number}",
    )
    assert pull.pull.merge_commit_sha
    assert pull.pull.merge_commit_sha in revert.pull.commits[0].message
    assert [(it.path, it.status) for it in revert.pull.files] == [
        ("NEW.md", "removed"),
        ("docs/README.md", "modified"),
    ]
    world.merge(ANVIL, revert.number, "grace")
    assert world.repository(ANVIL).files == {"docs/README.md": "# Anvil\n"}


def test_a_push_names_what_its_commits_change(listening: SandboxServer) -> None:
    world = listening.world
    before = world.repository(ANVIL).head_sha
    made = world.commit(ANVIL, "grace", "New", {"NEW.md": "New\n", "docs/README.md": None})
    (event,) = told(listening, "push")
    assert "action" not in event
    assert (event["ref"], event["before"], event["after"]) == (
        "refs/heads/master",
        before,
        made.oid,
    )
    (commit,) = event["commits"]
    paths = (commit["added"], commit["removed"], commit["modified"])
    assert paths == (["NEW.md"], ["docs/README.md"], [])
    assert event["head_commit"] == commit
    assert event["pusher"]["name"] == "grace"
    assert world.repository(ANVIL).files == {"NEW.md": "New\n"}


def test_what_stays_the_same_is_no_change(world: World) -> None:
    contents = {"docs/README.md": "# Anvil\n", "NEW.md": "New\n"}
    pull = world.open_pull_request(ANVIL, "linus", "New", contents=contents)
    assert pull.pull is not None
    assert [it.path for it in pull.pull.files] == ["NEW.md"]


def test_merging_into_another_branch_pushes_nothing_to_the_default_one(
    listening: SandboxServer,
) -> None:
    world = listening.world
    contents = {"NEW.md": "New\n"}
    side = world.open_pull_request(ANVIL, "linus", "Side", base="next", contents=contents)
    world.merge(ANVIL, side.number, "grace")
    assert told(listening, "push") == []
    assert "NEW.md" not in world.repository(ANVIL).files
    main = world.open_pull_request(ANVIL, "linus", "Main", contents=contents)
    world.merge(ANVIL, main.number, "grace")
    (event,) = told(listening, "push")
    assert [it["message"].partition("\n")[0] for it in event["commits"]] == [
        "Main",
        f"Merge pull request #{main.number} from change-{main.number}",
    ]
    assert all(it["added"] == ["NEW.md"] for it in event["commits"])


def test_pushed_commits_change_further_files(world: World) -> None:
    pull = world.open_pull_request(ANVIL, "linus", "Say more", contents={"NEW.md": "New\n"})
    assert pull.pull is not None
    before = pull.pull.head_sha
    world.push(ANVIL, pull.number, "linus", "Even more", {"docs/README.md": "# Soft\n\nYes.\n"})
    assert [(it.path, it.additions, it.deletions) for it in pull.pull.files] == [
        ("NEW.md", 1, 0),
        ("docs/README.md", 3, 1),
    ]
    assert [it.message for it in pull.pull.commits] == ["Say more", "Even more"]
    assert pull.pull.head_sha != before
    world.merge(ANVIL, pull.number, "grace")
    with pytest.raises(RefusedError):
        world.push(ANVIL, pull.number, "linus", "Too late", {})
    with pytest.raises(RefusedError):
        world.mark_ready(ANVIL, pull.number, "linus")
    with pytest.raises(UnknownError):
        world.dismiss_review(ANVIL, pull.number, "grace", 1)
