"""Tests of what a pull request counts for, and for whom."""

from __future__ import annotations

from datetime import timedelta

import pytest

from recognition.facts import Actor, fact_as_json, fact_from_json
from recognition.kernel.ids import UserId
from tests.webhooks.histories import (
    ADA,
    LIN,
    REPO,
    closing,
    day,
    history,
    issue,
    pull_request,
    review,
)
from webhooks import deeds
from webhooks.payloads import PullRequestHistory


def standing(told: PullRequestHistory) -> set[str]:
    """The keys of the facts that hold."""
    return {fact.key for fact in deeds.of_pull_request(told) if not fact.retracted}


def test_a_merge_has_all_that_rules_look_at() -> None:
    told = history(paths=("ui/a.ts", "docs/b.md"))
    merged = next(it for it in deeds.of_pull_request(told) if it.key.endswith("7:author"))
    author = next(it for it in deeds.of_pull_request(told) if it.key == "pr.merged:42:5:7:author")
    assert merged.kind == "pr.opened"
    assert fact_as_json(author) == {
        "key": "pr.merged:42:5:7:author",
        "version": int(day(2, 12).timestamp()) * 1_000,
        "kind": "pr.merged",
        "actor": {"id": 7, "login": "ada", "type": "User"},
        "repo": {"id": 42, "full_name": "meshery/meshery"},
        "at": "2026-10-02T12:00:00Z",
        "attrs": {
            "number": 5,
            "url": "https://github.com/meshery/meshery/pull/5",
            "role": "author",
            "author": 7,
            "labels": ["area/docs", "component/ui"],
            "paths": ["ui/a.ts", "docs/b.md"],
            "additions": 10,
            "deletions": 2,
            "base": "master",
            "default_base": True,
            "created_at": "2026-10-01T08:00:00Z",
            "merged_by": 1,
        },
    }


def test_a_merge_counts_for_everybody_who_had_a_part_in_it() -> None:
    told = history(co_authors=(LIN,), reviews=(review(),))
    assert standing(told) == {
        "pr.opened:42:5:7:author",
        "pr.merged:42:5:7:author",
        "pr.merged:42:5:9:co_author",
        "pr.merged:42:5:8:reviewer",
        "pr.merged:42:5:1:merger",
        "review.submitted:42:5:8:900",
    }


def test_what_is_open_counts_for_its_opening_and_its_reviews_only() -> None:
    told = history(merged_at=None, merged_by=None, co_authors=(LIN,), reviews=(review(),))
    assert standing(told) == {"pr.opened:42:5:7:author", "review.submitted:42:5:8:900"}


def test_a_draft_does_not_count_until_it_is_ready() -> None:
    assert standing(history(is_draft=True, merged_at=None, merged_by=None)) == set()


def test_the_author_is_no_co_author_and_reviews_nothing() -> None:
    own = review(author=ADA)
    renamed = Actor(id=ADA.id, login="countess")
    assert standing(history(co_authors=(renamed,), reviews=(own,))) == {
        "pr.opened:42:5:7:author",
        "pr.merged:42:5:7:author",
        "pr.merged:42:5:1:merger",
    }


def test_who_merges_their_own_work_is_told_apart_by_the_author_s_number() -> None:
    facts = deeds.of_pull_request(history(merged_by=ADA))
    (merger,) = [it for it in facts if it.attrs["role"] == "merger"]
    assert merger.attrs["author"] == merger.actor.id


@pytest.mark.parametrize(
    ("states", "approves"),
    [
        (["approved"], True),
        (["commented"], None),
        (["changes_requested"], None),
        (["changes_requested", "approved"], True),
        (["approved", "commented"], True),
        (["approved", "changes_requested"], False),
        (["dismissed"], False),
        (["dismissed", "approved"], True),
        (["pending"], None),
    ],
)
def test_the_last_verdict_of_a_reviewer_decides(states: list[str], approves: object) -> None:
    reviews = tuple(
        review(
            id=900 + place,
            state=state,
            submitted_at=None if state == "pending" else day(2, place),
        )
        for place, state in enumerate(states)
    )
    for told in (history(reviews=reviews), history(reviews=reviews[::-1])):
        found = [it for it in deeds.of_pull_request(told) if it.key.endswith(":reviewer")]
        assert [not it.retracted for it in found] == ([] if approves is None else [approves])


def test_a_dismissed_review_is_taken_back() -> None:
    told = history(reviews=(review(state="dismissed"),))
    assert "review.submitted:42:5:8:900" not in standing(told)
    taken = [it for it in deeds.of_pull_request(told) if it.retracted]
    assert {it.key for it in taken} == {
        "review.submitted:42:5:8:900",
        "pr.merged:42:5:8:reviewer",
    }


@pytest.mark.parametrize(
    ("state", "body_length", "comments", "bare"),
    [
        ("approved", 0, 0, True),
        ("approved", 0, None, True),
        ("commented", 0, 0, True),
        ("approved", 1, 0, False),
        ("approved", 0, 1, False),
        ("changes_requested", 0, 0, False),
    ],
)
def test_a_review_that_says_nothing_is_marked_bare(
    state: str, body_length: int, comments: int | None, *, bare: bool
) -> None:
    told = history(reviews=(review(state=state, body_length=body_length, comments=comments),))
    (found,) = [it for it in deeds.of_pull_request(told) if it.kind == "review.submitted"]
    assert found.attrs["bare"] is bare
    assert found.attrs["comments"] == comments


def test_a_label_makes_a_newer_version_of_all_that_bears_it() -> None:
    before = history(reviews=(review(),))
    after = history(reviews=(review(),), labels=("spam",), updated_at=day(9))
    older = {it.key: it for it in deeds.of_pull_request(before)}
    for fact in deeds.of_pull_request(after):
        assert fact.attrs["labels"] == ["spam"]
        assert fact.version > older[fact.key].version


def test_closed_issues_are_credited_to_the_author() -> None:
    told = history(closes=(issue(), issue()))
    assert "issue.closed_by_pr:42:6:7" in standing(told)
    assert len(deeds.of_pull_request(told)) == len({it.key for it in deeds.of_pull_request(told)})


def test_a_revert_is_a_fact_about_what_was_reverted() -> None:
    told = history(number=9, reverts=(5,))
    (fact,) = [it for it in deeds.of_pull_request(told) if it.kind == "pr.reverted"]
    assert fact.key == "pr.reverted:42:5:7:9"
    assert (fact.attrs["number"], fact.attrs["reverting"]) == (5, 9)
    assert fact.at == told.pull_request.merged_at


def test_a_revert_counts_when_it_is_merged() -> None:
    told = history(number=9, reverts=(5,), merged_at=None, merged_by=None)
    assert standing(told) == {"pr.opened:42:9:7:author"}


def test_a_revert_that_is_said_no_longer_is_taken_back() -> None:
    fact = deeds.pull_request_reverted(pull_request(number=9), 5, merged_at=day(2), holds=False)
    assert fact is not None
    assert (fact.key, fact.retracted) == ("pr.reverted:42:5:7:9", True)


def test_fault_19_accounts_that_are_gone_have_no_facts_and_the_others_do() -> None:
    told = history(
        author=None,
        reviews=(review(), review(id=901, author=None)),
        co_authors=(LIN,),
        closes=(issue(closings=(closing(author=None),)),),
        reverts=(4,),
    )
    assert standing(told) == {
        "pr.merged:42:5:9:co_author",
        "pr.merged:42:5:8:reviewer",
        "pr.merged:42:5:1:merger",
        "pr.reverted:42:4:1:5",
        "review.submitted:42:5:8:900",
    }
    assert deeds.of_pull_request(history(author=None, merged_by=None, reverts=(4,))) == ()


def test_every_fact_survives_its_own_outside_form() -> None:
    told = history(co_authors=(LIN,), reviews=(review(),), closes=(issue(),), reverts=(4,))
    for fact in deeds.of_pull_request(told):
        assert fact_from_json(fact_as_json(fact)) == fact


def test_a_clock_before_1970_gives_a_version_all_the_same() -> None:
    """Dirty history has such dates; a version must not be negative."""
    told = history(updated_at=day(1) - timedelta(days=365 * 60), merged_at=None)
    assert {it.version for it in deeds.of_pull_request(told)} == {0}


def test_a_renamed_account_or_repository_is_still_the_same_deed() -> None:
    moved = history(
        author=Actor(id=UserId(7), login="countess"),
        repo=type(REPO)(id=REPO.id, full_name="layer5io/meshery"),
    )
    assert standing(moved) == standing(history())
