"""Whatever goes wrong between us and GitHub, a thing is said once, or it is known why not."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import pytest

from tests.webhooks.github.conftest import BOT, SECRET, Outbox, Town
from webhooks.github.limits import MAX_ATTEMPTS
from webhooks.github.marker import Marker
from webhooks.sandbox.records import Fault

if TYPE_CHECKING:
    from webhooks.github.sender import Claimed

KEY = "award:1:first"
A_WHILE = timedelta(minutes=2)
LONG = timedelta(hours=2)


def claimed_by_one_who_dies(posts: Outbox) -> Claimed:
    claimed = posts.sender._claim()
    assert claimed is not None
    return claimed


def test_a_lost_reply_leads_to_exactly_one_comment(town: Town, posts: Outbox) -> None:
    town.server.faults.lose_reply(method="POST", path="comments")
    posts.put(town.comment())
    posts.send()
    assert posts.row().state == "pending"
    assert posts.row().remote_id is None

    posts.send_after(A_WHILE)

    (comment,) = town.comments()
    assert posts.row().remote_id == comment.id
    assert posts.row().state == "done"
    assert len(town.calls("POST", "/comments")) == 1


def test_a_lost_reply_is_not_looked_for_before_lists_can_show_it(
    town: Town, posts: Outbox
) -> None:
    town.server.faults.lose_reply(method="POST", path="comments")
    posts.put(town.comment())
    posts.send()

    assert posts.send_after(timedelta(seconds=29)) == 0
    assert posts.send_after(timedelta(seconds=1)) == 1


def test_a_lost_reply_of_content_that_has_changed_since_is_found(
    town: Town, posts: Outbox
) -> None:
    town.server.faults.lose_reply(method="POST", path="comments")
    posts.put(town.comment("one"))
    posts.send()
    posts.put(town.comment("two"))
    posts.send()

    assert [it.body.partition("\n")[2] for it in town.comments()] == ["two"]


def test_a_lost_reply_is_found_on_the_last_page_of_a_long_thread(
    town: Town, posts: Outbox
) -> None:
    for number in range(150):
        town.world.comment("meshery/meshery", town.pull.number, "alice", f"remark {number}")
    town.server.faults.lose_reply(method="POST", path="comments")
    posts.put(town.comment())
    posts.send()
    posts.send_after(A_WHILE)

    assert len(town.comments()) == 151
    assert posts.row().remote_id == town.comments()[-1].id


def test_who_died_after_posting_has_posted_once(town: Town, posts: Outbox) -> None:
    """The process was killed between GitHub's answer and the commit."""
    posts.put(town.comment())
    posts.sender._send(claimed_by_one_who_dies(posts))
    posts.restart()
    assert posts.send() == 0

    posts.send_after(A_WHILE)

    (comment,) = town.comments()
    assert posts.row().remote_id == comment.id


def test_who_died_before_posting_posts_after_all(town: Town, posts: Outbox) -> None:
    posts.put(town.comment())
    claimed_by_one_who_dies(posts)
    posts.restart()
    posts.send_after(A_WHILE)

    assert len(town.comments()) == 1


def test_who_comes_back_from_the_dead_does_not_undo_what_was_done_since(
    town: Town, posts: Outbox
) -> None:
    posts.put(town.comment())
    late = claimed_by_one_who_dies(posts)
    posts.restart()
    posts.send_after(A_WHILE)
    (comment,) = town.comments()

    posts.sender._settle_success(late, comment.id)

    assert posts.row().state == "done"
    assert posts.send() == 0


def test_content_that_kills_every_worker_is_given_up(town: Town, posts: Outbox) -> None:
    posts.put(town.comment())
    for _ in range(MAX_ATTEMPTS):
        claimed_by_one_who_dies(posts)
        posts.clock.advance(A_WHILE)

    assert posts.send() == 0
    assert posts.row().state == "dead"


def test_of_two_comments_of_one_slot_the_first_is_kept(town: Town, posts: Outbox) -> None:
    body = Marker(SECRET).mark(KEY, "Well done.")
    first, _ = (
        town.world.comment("meshery/meshery", town.pull.number, BOT, body, via_app_id=town.app.id)
        for _ in range(2)
    )
    posts.put(town.comment())
    claimed_by_one_who_dies(posts)
    posts.send_after(A_WHILE)

    assert town.comments() == [first]
    assert posts.row().remote_id == first.id


@pytest.mark.parametrize("app", [False, True], ids=["by hand", "through the App"])
def test_a_marker_that_somebody_copied_is_not_ours(town: Town, posts: Outbox, app: bool) -> None:
    """Whoever reads our comment reads its marker, the seal included."""
    posts.put(town.comment())
    claimed_by_one_who_dies(posts)
    copied = town.world.comment(
        "meshery/meshery",
        town.pull.number,
        "mallory",
        Marker(SECRET).mark(KEY, "I am the bot"),
        via_app_id=town.app.id if app else None,
    )
    posts.send_after(A_WHILE)

    assert len(town.comments()) == 2
    assert posts.row().remote_id not in {None, copied.id}
    assert copied.body.endswith("I am the bot")


def test_a_marker_that_somebody_made_up_is_not_ours(town: Town, posts: Outbox) -> None:
    posts.put(town.comment())
    claimed_by_one_who_dies(posts)
    made_up = Marker(b"another secret").mark(KEY, "Well done.")
    town.world.comment("meshery/meshery", town.pull.number, BOT, made_up, via_app_id=town.app.id)
    posts.send_after(A_WHILE)

    assert len(town.comments()) == 2


def test_comments_of_deleted_accounts_are_passed_over(town: Town, posts: Outbox) -> None:
    town.world.comment(
        "meshery/meshery", town.pull.number, "mallory", Marker(SECRET).mark(KEY, "")
    )
    town.world.delete_account("mallory")
    posts.put(town.comment())
    claimed_by_one_who_dies(posts)
    posts.send_after(A_WHILE)

    assert len(town.comments()) == 2


def test_an_issue_whose_reply_was_lost_is_opened_once(town: Town, posts: Outbox) -> None:
    town.server.faults.lose_reply(method="POST", path="issues")
    posts.put(town.issue())
    posts.send()
    posts.send_after(A_WHILE)

    digests = [it for it in town.world.threads.values() if it.pull is None]
    assert [it.number for it in digests] == [posts.row("digest:2026-W48").remote_id]


def test_a_secondary_limit_silences_the_lane_and_outlives_the_process(
    town: Town, posts: Outbox
) -> None:
    town.server.faults.plan(
        Fault(
            status=403,
            headers=(("Retry-After", "120"),),
            message="You have exceeded a secondary rate limit.",
            method="POST",
            path="comments",
        )
    )
    posts.put(town.comment(key="first"))
    posts.send()
    posts.put(town.comment(key="second"))

    for restarts in (False, True):
        if restarts:
            posts.restart()
        before = len(town.calls())
        assert posts.send_after(timedelta(seconds=59)) == 0
        assert len(town.calls()) == before

    assert posts.send_after(timedelta(seconds=2)) == 2
    assert len(town.comments()) == 2


def test_a_limit_without_a_term_is_waited_out_for_longer_and_longer(
    town: Town, posts: Outbox
) -> None:
    message = "You have exceeded a secondary rate limit."
    town.server.faults.plan(
        Fault(times=2, status=403, message=message, method="POST", path="comments")
    )
    posts.put(town.comment())
    posts.send()

    assert posts.send_after(timedelta(seconds=59)) == 0
    assert posts.send_after(timedelta(seconds=1)) == 1
    assert posts.send_after(timedelta(seconds=119)) == 0
    assert posts.send_after(timedelta(seconds=1)) == 1
    assert posts.row().state == "done"


def test_when_the_hour_is_used_up_nothing_is_asked_until_it_is_over(
    town: Town, posts: Outbox
) -> None:
    posts.put(town.comment(key="before"))
    posts.send()
    town.server.limits.hourly = 0
    posts.put(town.comment())
    posts.send()
    town.server.limits.hourly = 5_000

    assert posts.send_after(timedelta(minutes=59)) == 0
    assert posts.send_after(timedelta(minutes=1, seconds=1)) == 1
    assert posts.row().state == "done"


def test_a_comment_that_somebody_deleted_is_made_again_when_there_is_news(
    town: Town, posts: Outbox
) -> None:
    posts.put(town.comment("one"))
    posts.send()
    (first,) = town.comments()
    town.world.delete_comment("meshery/meshery", first.id, "bob")
    posts.put(town.comment("two"))
    posts.send()

    (second,) = town.comments()
    assert second.body.partition("\n")[2] == "two"
    assert posts.row().remote_id == second.id


def test_what_should_stand_in_a_deleted_issue_is_cancelled(town: Town, posts: Outbox) -> None:
    issue = town.world.open_issue("meshery/meshery", "alice", "Never mind")
    town.world.delete_issue("meshery/meshery", issue.number, "bob")
    posts.put(town.comment(number=issue.number))
    posts.send()

    row = posts.row()
    assert row.state == "cancelled"
    assert "410 This issue was deleted" in (row.last_error or "")
    assert posts.send_after(LONG) == 0


def test_where_the_app_is_not_installed_any_more_the_reason_is_kept(
    town: Town, posts: Outbox
) -> None:
    town.world.uninstall(town.installation, by="bob")
    posts.put(town.comment())
    posts.send()

    row = posts.row()
    assert row.state == "cancelled"
    assert row.last_error == "the App is not installed on meshery/meshery"


def test_where_the_app_is_suspended_nothing_is_posted(town: Town, posts: Outbox) -> None:
    town.world.suspend(town.installation, by="bob")
    posts.put(town.comment())
    posts.send()

    row = posts.row()
    assert row.state == "cancelled"
    assert "suspended" in (row.last_error or "")


def test_a_missing_permission_is_named_and_not_asked_for_again(town: Town, posts: Outbox) -> None:
    town.server.faults.plan(
        Fault(
            status=403,
            message="Resource not accessible by integration",
            headers=(("X-Accepted-GitHub-Permissions", "issues=write; pull_requests=write"),),
            method="POST",
            path="comments",
        )
    )
    posts.put(town.comment())
    posts.send()

    row = posts.row()
    assert row.state == "dead"
    assert "issues=write; pull_requests=write" in (row.last_error or "")
    assert posts.send_after(LONG) == 0


def test_server_errors_are_waited_out(town: Town, posts: Outbox) -> None:
    town.server.faults.fail(2, status=500, path="/comments")
    posts.put(town.comment())
    assert posts.send() == 1
    assert posts.row().state == "pending"
    assert posts.send() == 0

    for _ in range(2):
        posts.send_after(LONG)

    assert posts.row().state == "done"
    assert len(town.comments()) == 1


def test_after_eight_failures_a_person_has_to_look(town: Town, posts: Outbox) -> None:
    town.server.faults.fail(100, status=503, path="/comments")
    posts.put(town.comment())
    posts.send()
    for attempt in range(1, MAX_ATTEMPTS):
        assert posts.row().state == "pending", attempt
        assert posts.send_after(LONG) == 1

    assert posts.row().state == "dead"
    assert "503" in (posts.row().last_error or "")
    assert posts.send_after(LONG) == 0


def test_new_content_gets_attempts_of_its_own(town: Town, posts: Outbox) -> None:
    town.server.faults.fail(100, status=503, path="/comments")
    posts.put(town.comment("one"))
    for _ in range(MAX_ATTEMPTS):
        posts.send_after(LONG)
    assert posts.row().state == "dead"
    town.server.faults.clear()

    posts.put(town.comment("two"))
    posts.send()

    assert posts.row().state == "done"


def test_a_refusal_of_old_content_leaves_the_new_one_to_be_sent(town: Town, posts: Outbox) -> None:
    posts.put(town.comment(" "))
    too_long = town.comment("x" * 70_000)
    posts.put(too_long)
    claimed = claimed_by_one_who_dies(posts)
    posts.put(town.comment("short"))
    assert posts.sender.step() is False
    with pytest.raises(Exception, match="422") as refused:
        posts.sender._send(claimed)
    posts.sender._settle_failure(claimed, refused.value)  # type: ignore[arg-type]  # matched above

    assert posts.row().state == "pending"
    posts.send_after(LONG)
    assert posts.row().state == "done"


def test_content_that_github_refuses_is_given_up_at_once(town: Town, posts: Outbox) -> None:
    posts.put(town.comment("x" * 70_000))
    posts.send()

    assert posts.row().state == "dead"
    assert "422" in (posts.row().last_error or "")


def test_a_revoked_token_is_replaced_without_anybody_noticing(town: Town, posts: Outbox) -> None:
    posts.put(town.comment(key="before"))
    posts.send()
    town.server.vault._installation_tokens.clear()
    posts.put(town.comment())
    posts.send()

    assert posts.row().attempts == 0
    assert posts.row().state == "done"
