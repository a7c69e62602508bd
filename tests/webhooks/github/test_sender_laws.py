"""Law: whatever breaks in whichever order, a slot ends as one comment with its newest content."""

from __future__ import annotations

import contextlib
from datetime import timedelta
from itertools import count
from typing import TYPE_CHECKING

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from webhooks.github.errors import GitHubError
from webhooks.github.limits import MAX_ATTEMPTS
from webhooks.sandbox.records import Fault

if TYPE_CHECKING:
    from tests.webhooks.github.conftest import Outbox, Town

LONG = timedelta(hours=2)
NAMES = count()

TROUBLES = ("lost reply", "error", "limit", "dies before", "dies after", "news", "moment")


def bring(trouble: str, town: Town, posts: Outbox, *, key: str, number: int) -> str | None:
    """Let one thing happen; give the content that is wanted from now on, if that changes."""
    faults = town.server.faults
    match trouble:
        case "lost reply":
            faults.lose_reply(path="comments")
        case "error":
            faults.fail(status=500, path="comments")
        case "limit":
            slow = Fault(status=403, headers=(("Retry-After", "60"),), path="comments")
            faults.plan(slow)
        case "dies before" | "dies after":
            claimed = posts.sender._claim()
            if claimed is not None and trouble == "dies after":
                with contextlib.suppress(GitHubError):
                    posts.sender._send(claimed)
            posts.restart()
        case "news":
            body = f"news {next(NAMES)}"
            posts.put(town.comment(body, key=key, number=number))
            return body
    # Whatever waits gets one chance now, and some of it only after the lease has run out.
    posts.sender.step()
    posts.clock.advance(timedelta(seconds=61))
    return None


@settings(
    max_examples=25,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(troubles=st.lists(st.sampled_from(TROUBLES), max_size=MAX_ATTEMPTS - 2))
def test_a_slot_ends_as_one_comment_with_its_newest_content(
    town: Town, posts: Outbox, troubles: list[str]
) -> None:
    town.server.faults.clear()
    thread = town.world.open_issue("meshery/meshery", "alice", "A thread of its own")
    key, wanted = f"slot {next(NAMES)}", "the first content"
    posts.put(town.comment(wanted, key=key, number=thread.number))

    for trouble in troubles:
        news = bring(trouble, town, posts, key=key, number=thread.number)
        wanted = news or wanted
    town.server.faults.clear()
    for _ in range(3):
        posts.send_after(LONG)

    assert [it.body.partition("\n")[2] for it in thread.comments] == [wanted]
    row = posts.row(key)
    assert (row.state, row.remote_id) == ("done", thread.comments[0].id)
