"""Tests of webhooks.github.nodes: GraphQL's nodes become what webhooks become, field by field."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from recognition.facts import Actor
from recognition.kernel.ids import UserId
from tests.webhooks import histories
from tests.webhooks.github import graph
from webhooks.github.nodes import (
    Thread,
    read_discussion,
    read_issue,
    read_place,
    read_pull_request,
    read_release,
    undone_commits,
)
from webhooks.payloads import (
    Closing,
    CommentPlace,
    Discussion,
    Issue,
    PayloadError,
    PullRequestHistory,
    Release,
)

PLACE = read_place(graph.PLACE)


def pull(**fields: Any) -> Thread:
    return read_pull_request(graph.pull_request(**fields), PLACE, {})


def history(**fields: Any) -> PullRequestHistory:
    subject = pull(**fields).subject
    assert isinstance(subject, PullRequestHistory)
    return subject


def issue(**fields: Any) -> Issue:
    subject = read_issue(graph.issue(**fields), PLACE).subject
    assert isinstance(subject, Issue)
    return subject


def test_a_pull_request_is_the_one_that_a_webhook_tells_of() -> None:
    assert history().pull_request == histories.pull_request()
    assert history().paths == ("ui/a.ts",)


@pytest.mark.parametrize(
    ("node", "actor"),
    [
        (graph.account(7, "ada"), Actor(id=UserId(7), login="ada")),
        (
            graph.account(49699333, "dependabot", "Bot"),
            Actor(id=UserId(49699333), login="dependabot[bot]", type="Bot"),
        ),
        (
            graph.account(70, "old-ada", "Mannequin"),
            Actor(id=UserId(70), login="old-ada", type="Mannequin"),
        ),
        (graph.account(None, "someone", "EnterpriseUserAccount"), None),
        (None, None),
    ],
)
def test_accounts_of_every_class_are_read_as_webhooks_name_them(
    node: graph.Node | None, actor: Actor | None
) -> None:
    assert history(author=node).pull_request.author == actor


def test_a_review_has_its_large_number_its_words_and_its_comments_at_lines() -> None:
    large = 2**40
    said = graph.comment(62, url=f"{graph.URL}/pull/5#discussion_r62")
    read = pull(
        reviews=graph.listed(
            graph.review(
                large, state="CHANGES_REQUESTED", comments=graph.listed(said, totalCount=1)
            )
        )
    )
    assert isinstance(read.subject, PullRequestHistory)
    [review] = read.subject.reviews
    assert (review.id, review.state, review.body_length) == (large, "changes_requested", 4)
    assert (review.comments, review.pull_request_author) == (1, histories.ADA)
    [comment] = read.comments
    assert (comment.on, comment.id) == (CommentPlace.REVIEW, 62)


def test_a_comment_knows_who_opened_the_thread() -> None:
    read = pull(comments=graph.listed(graph.comment(61)))
    [comment] = read.comments
    assert (comment.on, comment.number, comment.id) == (CommentPlace.PULL_REQUEST, 5, 61)
    assert comment.thread_author == histories.ADA
    assert comment.author == histories.GRACE


def test_co_authors_are_those_that_github_knows_and_those_a_trailer_numbers() -> None:
    commits = graph.listed(
        graph.commit("Fix", {"name": "Ada", "user": graph.ADA}, {"name": "?", "user": None}),
        graph.commit("More\n\nCo-authored-by: G <8+grace@users.noreply.github.com>"),
    )
    assert history(commits=commits).co_authors == (histories.GRACE,)


def test_what_may_not_be_seen_is_left_out() -> None:
    """An issue of a private repository comes as null."""
    read = history(closingIssuesReferences=graph.listed(None, graph.issue(9)))
    assert [it.number for it in read.closes] == [9]


def test_an_issue_has_all_its_closings_and_who_did_the_work() -> None:
    by_hand = {"createdAt": "2026-10-03T00:00:00Z", "closer": None}
    by_commit = {"createdAt": "2026-10-04T00:00:00Z", "closer": {}}
    by_work = graph.issue()["timelineItems"]["nodes"][0]
    read = issue(timelineItems={"nodes": [by_work, by_hand, by_commit]})
    assert read.closings == (
        Closing(at=histories.day(2, 12), pull_request=5, author=histories.ADA),
        Closing(at=histories.day(3), pull_request=None, author=None),
        Closing(at=histories.day(4), pull_request=None, author=None),
    )


def test_a_discussion_has_its_answer_and_all_that_was_said() -> None:
    reply = graph.answer(72)
    node = graph.discussion(
        answer={"url": "https://github.com/x", "author": graph.GRACE},
        answerChosenAt="2026-10-03T08:00:00Z",
        comments=graph.listed(graph.answer(71, reply)),
    )
    read = read_discussion(node, PLACE)
    assert isinstance(read.subject, Discussion)
    assert read.subject.answer is not None
    assert read.subject.answer.author == histories.GRACE
    assert read.subject.answer.chosen_at == histories.day(3, 8)
    assert [(it.on, it.id) for it in read.comments] == [
        (CommentPlace.DISCUSSION, 71),
        (CommentPlace.DISCUSSION, 72),
    ]


@pytest.mark.parametrize(
    ("is_draft", "published_at"), [(False, histories.day(4, 8)), (True, None)]
)
def test_a_release_is_published_unless_it_is_a_draft(is_draft: bool, published_at: object) -> None:
    read = read_release(graph.release(isDraft=is_draft), PLACE).subject
    assert isinstance(read, Release)
    assert (read.tag, read.published_at) == ("v1.0.0", published_at)


def test_a_pull_request_names_what_it_reverts_by_number_or_by_commit() -> None:
    by_number = graph.pull_request(body="Reverts meshery/meshery#3")
    by_commit = graph.pull_request(body="This reverts commit 0123abcd.")
    assert undone_commits(by_number, PLACE) == ()
    assert undone_commits(by_commit, PLACE) == ("0123abcd",)

    def reverts(node: graph.Node) -> tuple[int, ...]:
        subject = read_pull_request(node, PLACE, {"0123abcd": 4}).subject
        assert isinstance(subject, PullRequestHistory)
        return subject.reverts

    assert reverts(by_number) == (3,)
    assert reverts(by_commit) == (4,)
    assert reverts(by_commit | {"mergedAt": None}) == ()


def test_no_pull_request_reverts_itself() -> None:
    assert history(body="Reverts #5").reverts == ()


def test_a_repository_without_a_commit_has_no_default_branch() -> None:
    place = read_place(graph.PLACE | {"defaultBranchRef": None})
    assert place == replace(PLACE, default_branch=None)


def test_an_answer_that_is_not_as_described_names_the_field() -> None:
    with pytest.raises(PayloadError, match=r"pullRequest\.createdAt"):
        history(createdAt="yesterday")
