"""Tests of how a pull request says what it undoes."""

from __future__ import annotations

import pytest

from recognition.facts import Repo
from recognition.kernel.ids import RepoId
from webhooks.reverts import reverted_commits, reverted_numbers

REPO = Repo(id=RepoId(42), full_name="meshery/meshery")
SHA = "0123456789abcdef0123456789abcdef01234567"


@pytest.mark.parametrize(
    ("text", "numbers"),
    [
        ("Reverts #12", (12,)),
        ("Reverts meshery/meshery#12", (12,)),
        ("reverts Meshery/Meshery#12.", (12,)),
        ("Reverts layer5io/meshery#12", (12,)),
        ("It broke the build.\r\n\r\nReverts #12\r\n  Reverts #13\nReverts #12", (12, 13)),
        ("Reverts meshery/meshkit#12", ()),
        ("> Reverts #12", ()),
        ("This reverts #12", ()),
        ("Reverts #0", ()),
        ("Reverts #12th", ()),
        ("Reverts 12", ()),
        ("", ()),
    ],
)
def test_pull_requests_of_this_repository_are_named_by_github_s_words(
    text: str, numbers: tuple[int, ...]
) -> None:
    assert reverted_numbers(text, REPO) == numbers


@pytest.mark.parametrize(
    ("text", "commits"),
    [
        (f'Revert "Add a thing"\n\nThis reverts commit {SHA}.', (SHA,)),
        (f"This reverts commit\n{SHA.upper()}, reversing\nchanges made to abc.", (SHA,)),
        ("This reverts commit 0123456.", ("0123456",)),
        (f"> This reverts commit {SHA}", ()),
        (f"This reverts commit {SHA}0", ()),
        ("This reverts commit 012345", ()),
        ("This reverts commits a and b", ()),
    ],
)
def test_commits_are_named_by_git_s_words(text: str, commits: tuple[str, ...]) -> None:
    assert reverted_commits(text) == commits
