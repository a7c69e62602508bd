"""What is put stands on GitHub once, and is edited in place."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from recognition.effects import CommentEffect
from recognition.facts import Repo
from recognition.kernel.ids import RepoId
from recognition.kernel.settings import Mode
from recognition.service import outbox
from recognition.store import EffectRow
from tests.webhooks.github.conftest import BOT, SECRET, Outbox, Town
from webhooks.github.limits import Window
from webhooks.github.sender import Sender, retry_dead

if TYPE_CHECKING:
    from recognition.kernel.clock import ManualClock

DAY = timedelta(days=1)


def test_a_comment_is_posted_once_and_edited_in_place(town: Town, posts: Outbox) -> None:
    posts.put(town.comment("one"))
    posts.send()
    posts.put(town.comment("two"))
    posts.send()

    (comment,) = town.comments()
    assert comment.body.partition("\n")[2] == "two"
    assert town.world.accounts[comment.author_id or 0].login == BOT
    row = posts.row()
    assert (row.state, row.remote_id, row.sent_revision) == ("done", comment.id, 2)


def test_putting_the_same_content_again_asks_github_nothing(town: Town, posts: Outbox) -> None:
    posts.put(town.comment())
    posts.send()
    before = town.calls()

    posts.put(town.comment())

    assert posts.send() == 0
    assert town.calls() == before


def test_the_marker_is_a_comment_that_nobody_sees(town: Town, posts: Outbox) -> None:
    posts.put(town.comment("# Heading"))
    posts.send()

    first, _, rest = town.comments()[0].body.partition("\n")
    assert first.startswith("<!-- recognition:v1 key=")
    assert first.endswith(" -->")
    assert rest == "# Heading"
    assert "award:1:first" not in first


def test_effects_go_out_in_the_order_they_were_put(town: Town, posts: Outbox) -> None:
    for name in ("c", "a", "b"):
        posts.put(town.comment(name, key=name))
        posts.clock.advance(timedelta(seconds=1))
    posts.send()

    assert [it.body.partition("\n")[2] for it in town.comments()] == ["c", "a", "b"]


def test_what_the_mode_withholds_is_never_sent(town: Town, posts: Outbox) -> None:
    with posts.database.writing() as session:
        outbox.put(session, town.comment(), mode=Mode.OBSERVE, now=posts.clock.now())

    assert posts.send() == 0
    assert town.calls() == []


def test_a_reaction_replaces_the_former_one(town: Town, posts: Outbox) -> None:
    comment = town.world.comment("meshery/meshery", town.pull.number, "alice", "/certify")
    town.world.react("meshery/meshery", comment.id, "alice", "eyes")
    posts.put(town.reaction(comment.id, "eyes"))
    posts.send()
    posts.put(town.reaction(comment.id, "rocket"))
    posts.send()

    left = {(town.world.accounts[it.user_id or 0].login, it.content) for it in comment.reactions}
    assert left == {("alice", "eyes"), (BOT, "rocket")}


def test_a_reaction_whose_first_answer_was_lost_is_replaced_all_the_same(
    town: Town, posts: Outbox
) -> None:
    comment = town.world.comment("meshery/meshery", town.pull.number, "alice", "/certify")
    town.world.react("meshery/meshery", comment.id, "alice", "eyes")
    town.server.faults.lose_reply(method="POST", path="reactions")
    posts.put(town.reaction(comment.id, "eyes"))
    posts.send()
    posts.put(town.reaction(comment.id, "confused"))
    posts.send()

    left = {(town.world.accounts[it.user_id or 0].login, it.content) for it in comment.reactions}
    assert left == {("alice", "eyes"), (BOT, "confused")}


def test_an_issue_is_opened_once_and_edited_in_place(town: Town, posts: Outbox) -> None:
    posts.put(town.issue("one"))
    posts.send()
    number = posts.row("digest:2026-W48").remote_id
    assert number is not None
    town.world.label("meshery/meshery", number, "bob", "bug")
    town.world.unlabel("meshery/meshery", number, "bob", "recognition")

    posts.put(town.issue("two", title="Digest of the week"))
    posts.send()

    issue = town.world.thread("meshery/meshery", number)
    assert issue.title == "Digest of the week"
    assert issue.body.partition("\n")[2] == "two"
    assert set(issue.labels) == {"recognition", "bug"}
    assert len(town.world.threads) == 2


def test_content_that_changes_while_it_is_sent_is_sent_again(town: Town, posts: Outbox) -> None:
    posts.put(town.comment("one"))
    claimed = posts.sender._claim()
    assert claimed is not None
    remote_id = posts.sender._send(claimed)
    posts.put(town.comment("two"))
    posts.sender._settle_success(claimed, remote_id)

    assert posts.row().state == "pending"
    posts.send()
    assert [it.body.partition("\n")[2] for it in town.comments()] == ["two"]


def test_no_transaction_is_open_while_github_is_asked(town: Town, posts: Outbox) -> None:
    """Another writer gets through in the middle of a send: nobody holds SQLite's write lock."""
    seen = []

    def write(_occurrence: object) -> None:
        with posts.database.writing() as session:
            row = session.get(EffectRow, "award:1:first")
            assert row is not None
            seen.append(row.state)

    town.world.listeners.append(write)
    posts.put(town.comment())
    posts.send()

    assert seen == ["working"]


def test_a_renamed_repository_is_followed_by_its_number(town: Town, posts: Outbox) -> None:
    """Its old name belongs to another repository now, where we must not post."""
    town.world.repository("meshery/meshery").name = "mesh"
    town.world.add_repository("meshery/meshery")
    stranger = town.world.open_pull_request("meshery/meshery", "alice", "Another thing")
    posts.put(town.comment(number=stranger.number))
    posts.send()

    assert town.comments(stranger.number) == []
    assert len(town.world.thread("meshery/mesh", town.pull.number).comments) == 1


def test_the_name_is_looked_up_anew_when_a_known_place_is_gone(town: Town, posts: Outbox) -> None:
    posts.put(town.comment(key="before"))
    posts.send()
    town.world.repository("meshery/meshery").name = "mesh"
    town.world.add_repository("meshery/meshery")
    posts.put(town.comment(key="after"))
    posts.send()

    assert len(town.world.thread("meshery/mesh", town.pull.number).comments) == 2


def test_one_window_holds_up_its_own_lane_only(town: Town, posts: Outbox) -> None:
    town.world.add_organization("layer5", owners=["bob"])
    elsewhere = town.world.add_repository("layer5/site")
    town.world.install(town.app, "layer5", by="bob")
    issue = town.world.open_issue("layer5/site", "bob", "Hello")
    minute = Window(length=timedelta(minutes=1), most=2)
    posts.sender = Sender(
        posts.database, posts.github, posts.clock, secret=SECRET, windows=[minute]
    )
    posts.put(*(town.comment(key=f"award:{n}") for n in range(3)))
    posts.put(
        CommentEffect(
            key="elsewhere",
            repo=Repo(id=RepoId(elsewhere.id), full_name="layer5/site"),
            number=issue.number,
            body="Hello",
        )
    )

    assert posts.send() == 3
    assert len(town.comments()) == 2
    assert len(issue.comments) == 1
    assert posts.send_after(timedelta(seconds=59)) == 0
    assert posts.send_after(timedelta(seconds=1)) == 1
    assert len(town.comments()) == 3


def test_a_full_window_stays_full_across_a_restart(
    town: Town, posts: Outbox, clock: ManualClock
) -> None:
    hour = Window(length=timedelta(hours=1), most=2)
    posts.put(town.comment(key="a"), town.comment(key="b"), town.comment(key="c"))
    for steps in (2, 0):
        posts.sender = Sender(posts.database, posts.github, clock, secret=SECRET, windows=[hour])
        assert posts.send() == steps


def test_what_was_given_up_is_tried_again_on_request(town: Town, posts: Outbox) -> None:
    town.installation.permissions.clear()
    posts.put(town.comment())
    posts.send()
    assert posts.row().state == "dead"

    town.installation.permissions.update(town.app.permissions)
    posts.clock.advance(timedelta(hours=1))
    with posts.database.writing() as session:
        assert retry_dead(session, now=posts.clock.now()) == 1
    posts.send()

    assert posts.row().state == "done"
    assert len(town.comments()) == 1
