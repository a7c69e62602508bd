"""Tests of what comments, discussions, releases and memberships count for."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from recognition.facts import newest, thread_of
from tests.webhooks.histories import (
    ADA,
    GRACE,
    answer,
    comment,
    day,
    discussion,
    release,
)
from webhooks import deeds
from webhooks.payloads import CommentPlace, Membership, Team

if TYPE_CHECKING:
    from recognition.facts import Fact


@pytest.mark.parametrize(
    ("place", "key"),
    [
        (CommentPlace.ISSUE, "comment.created:42:700:8"),
        (CommentPlace.PULL_REQUEST, "comment.created:42:700:8"),
        (CommentPlace.REVIEW, "comment.created:42:review-700:8"),
        (CommentPlace.DISCUSSION, "comment.created:42:discussion-700:8"),
    ],
)
def test_comments_that_github_numbers_apart_have_names_of_their_own(
    place: CommentPlace, key: str
) -> None:
    (fact,) = deeds.of_comment(comment(on=place))
    assert (fact.key, fact.attrs["on"], fact.attrs["author"]) == (key, place, 7)
    assert fact.attrs["body_length"] == len("Well done.")


def test_an_award_for_a_comment_in_a_discussion_is_announced_in_no_thread() -> None:
    """Issue 5 is another thing than discussion 5."""
    (fact,) = deeds.of_comment(comment(on=CommentPlace.DISCUSSION))
    assert thread_of(fact) is None
    (fact,) = deeds.of_comment(comment(on=CommentPlace.REVIEW))
    assert thread_of(fact) is not None


def test_a_discussion_counts_for_whoever_began_it_and_whoever_answered_it() -> None:
    began, answered = deeds.of_discussion(discussion(answer=answer()))
    assert (began.key, began.at, began.attrs["category"]) == (
        "discussion.created:42:30:9",
        day(1),
        "q-a",
    )
    assert (answered.key, answered.actor, answered.at) == (
        "discussion.answered:42:30",
        GRACE,
        day(3),
    )
    assert answered.attrs["author"] == 9, "who asked"


def test_another_answer_takes_the_credit_from_the_first() -> None:
    (_, first) = deeds.of_discussion(discussion(answer=answer()))
    other = answer(author=ADA, chosen_at=day(4))
    (_, second) = deeds.of_discussion(discussion(answer=other, updated_at=day(4)))
    assert newest(first, second) == second
    assert second.actor == ADA


def test_another_choice_within_a_second_comes_after_giving_up_the_first() -> None:
    gone = discussion(answer=answer(chosen_at=None))
    anew = discussion(answer=answer(author=ADA))
    (_, gave_up), (_, chosen) = deeds.of_discussion(gone), deeds.of_discussion(anew)
    assert newest(gave_up, chosen) == newest(chosen, gave_up) == chosen


def test_an_answer_that_is_it_no_longer_is_taken_back() -> None:
    no_longer = discussion(answer=answer(chosen_at=None), updated_at=day(4))
    assert [fact.retracted for fact in deeds.of_discussion(no_longer)] == [False, True]


def test_a_release_counts_when_it_is_published() -> None:
    assert deeds.of_release(release(published_at=None)) == ()
    (fact,) = deeds.of_release(release())
    assert (fact.key, fact.at) == ("release.published:42:17:7", day(5))
    assert (fact.attrs["tag"], fact.attrs["prerelease"]) == ("v1.0.0", False)


@pytest.mark.parametrize(
    ("there", "gone"),
    [
        (deeds.of_comment(comment()), deeds.of_comment(comment(), exists=False)),
        (
            deeds.of_discussion(discussion(answer=answer())),
            deeds.of_discussion(discussion(answer=answer()), exists=False),
        ),
        (deeds.of_release(release()), deeds.of_release(release(), exists=False)),
    ],
    ids=["comment", "discussion", "release"],
)
def test_what_is_deleted_is_taken_back_in_whichever_order(
    there: tuple[Fact, ...], gone: tuple[Fact, ...]
) -> None:
    assert all(fact.retracted for fact in gone)
    for before, after in zip(there, gone, strict=True):
        assert newest(before, after) == newest(after, before) == after


def test_fault_19_accounts_that_are_gone_have_no_facts() -> None:
    assert deeds.of_comment(comment(author=None)) == ()
    assert deeds.of_discussion(discussion(author=None, answer=answer(author=None))) == ()
    assert deeds.of_release(release(author=None)) == ()


@pytest.mark.parametrize(
    ("slug", "key", "name"),
    [
        ("maintainers", "team.added:3:7", "meshery/maintainers"),
        (None, "team.added:organization-3:7", "meshery"),
    ],
)
def test_an_organisation_is_the_team_of_all_its_members(
    slug: str | None, key: str, name: str
) -> None:
    team = Team(id=3, organization="meshery", slug=slug)
    joined = Membership(team=team, member=ADA, is_active=True, seen_at=day(1))
    left = Membership(team=team, member=ADA, is_active=False, seen_at=day(2))
    fact = deeds.team_added(joined)
    assert (fact.key, fact.attrs["team"], fact.retracted) == (key, name, False)
    assert newest(deeds.team_added(left), fact).retracted
