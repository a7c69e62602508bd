"""Tests of what discussions, answers and comments in them count for."""

from __future__ import annotations

from functools import reduce
from itertools import permutations

import pytest

from recognition.facts import Repo, newest
from recognition.kernel.ids import RepoId
from tests.webhooks import made
from tests.webhooks.histories import REPO, answer, day, discussion
from tests.webhooks.made import outcome_of
from tests.webhooks.told import Told
from webhooks import deeds
from webhooks.github.history import Kind
from webhooks.handlers import Gone
from webhooks.handlers.discussion import NOBODY
from webhooks.handlers.issue_comment import NO_AUTHOR

ANSWERED = made.discussion(
    "answered", answer=made.answer(), discussion__answer_chosen_at="2026-10-03T00:00:00Z"
)
UNANSWERED = made.discussion(
    "unanswered", old_answer=made.answer(), discussion__updated_at="2026-10-04T00:00:00Z"
)
ANSWERED_ANEW = made.discussion(
    "answered",
    answer=made.answer(made.account()),
    discussion__answer_chosen_at="2026-10-05T00:00:00Z",
    discussion__updated_at="2026-10-05T00:00:00Z",
)


def test_a_discussion_counts_for_whoever_began_it() -> None:
    (fact,) = outcome_of("discussion", made.discussion()).facts
    assert (fact.key, fact.attrs["category"]) == ("discussion.created:42:30:9", "q-a")
    assert fact.attrs["labels"] == ["kind/question"]


def test_an_answer_counts_for_whoever_gave_it_from_when_it_was_chosen() -> None:
    _began, answered = outcome_of("discussion", ANSWERED).facts
    assert (answered.key, answered.actor.login) == ("discussion.answered:42:30", "grace")
    assert (answered.at, answered.attrs["author"]) == (day(3), 9)


def test_choosing_and_unchoosing_in_any_order_ends_with_the_last_choice() -> None:
    facts = [
        outcome_of("discussion", payload).facts[1]
        for payload in (ANSWERED, UNANSWERED, ANSWERED_ANEW)
    ]
    for order in permutations([*facts, facts[0]]):
        last = reduce(newest, order)
        assert (last.actor.login, last.retracted) == ("ada", False)
    assert reduce(newest, facts[:2]).retracted


@pytest.mark.parametrize("action", ["labeled", "unlabeled"])
def test_labels_are_the_answer_s_too(action: str) -> None:
    now = discussion(answer=answer(), labels=("spam",), updated_at=day(6))
    github = Told().knows(now)
    payload = made.discussion(action, discussion__answer_chosen_at="2026-10-03T00:00:00Z")
    assert outcome_of("discussion", payload, github).facts == deeds.of_discussion(now)
    assert github.asked == [(42, 30)]


def test_of_a_question_without_an_answer_nothing_is_asked() -> None:
    github = Told()
    outcome_of("discussion", made.discussion("labeled"), github)
    assert github.asked == []


def test_a_deleted_discussion_is_taken_back() -> None:
    outcome = outcome_of("discussion", made.discussion("deleted"))
    assert [fact.retracted for fact in outcome.facts] == [True]
    assert outcome.gone == Gone(repo=REPO, kind=Kind.DISCUSSIONS, number=30)


def test_a_transferred_discussion_counts_where_it_is_now() -> None:
    elsewhere = {"id": 43, "full_name": "meshery/meshkit"}
    moved = made.discussion(discussion__number=1)["discussion"]
    payload = made.discussion(
        "transferred", changes={"new_discussion": moved, "new_repository": elsewhere}
    )
    outcome = outcome_of("discussion", payload)
    facts = outcome.facts
    assert outcome.gone == Gone(repo=REPO, kind=Kind.DISCUSSIONS, number=30)
    assert {it.key: it.retracted for it in facts} == {
        "discussion.created:42:30:9": True,
        "discussion.created:43:1:9": False,
    }
    place = Repo(id=RepoId(43), full_name="meshery/meshkit")
    there = discussion(repo=place, number=1, answer=answer())
    facts = outcome_of("discussion", payload, Told().knows(there)).facts
    assert "discussion.answered:43:1" in {it.key for it in facts if not it.retracted}


@pytest.mark.parametrize("action", ["created", "labeled"])
def test_fault_19_what_ghosts_asked_counts_for_nobody(action: str) -> None:
    ghost = made.discussion(action, discussion__user=None)
    assert outcome_of("discussion", ghost).ignored == NOBODY


def test_comments_in_discussions_count_as_long_as_they_are_there() -> None:
    (written,) = outcome_of("discussion_comment", made.discussion_comment()).facts
    (deleted,) = outcome_of("discussion_comment", made.discussion_comment("deleted")).facts
    assert (written.key, written.attrs["on"], written.attrs["author"]) == (
        "comment.created:42:discussion-700:7",
        "discussion",
        8,
    )
    assert newest(deleted, written).retracted
    ghost = made.discussion_comment(comment__user=None)
    assert outcome_of("discussion_comment", ghost).ignored == NO_AUTHOR
