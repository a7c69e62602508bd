"""Proposed banks are read from both sides of a pull request, with its reviews."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from recognition.facts import Repo
from recognition.kernel.ids import RepoId
from tests.webhooks.github.conftest import Town
from webhooks.bank_proposals import ProposedBank
from webhooks.github.bank_files import MAX_BANKS, BankFiles

if TYPE_CHECKING:
    from webhooks.github.client import GitHub

NAME = "meshery/academy"


@pytest.fixture
def place(town: Town) -> Repo:
    files = {"exams/cli.md": "old cli", "exams/ui.md": "old ui", "README.md": "Hello"}
    made = town.world.add_repository(NAME, files=files)
    return Repo(id=RepoId(made.id), full_name=NAME)


def test_both_texts_and_all_reviews_are_read(town: Town, place: Repo, github: GitHub) -> None:
    pull = town.world.open_pull_request(
        NAME,
        "alice",
        "Banks",
        contents={
            "exams/cli.md": "new cli",
            "exams/ui.md": None,
            "exams/server.md": "new server",
            "exams/notes.txt": "x",
            "README.md": "Hello!",
        },
    )
    town.world.review(NAME, pull.number, "bob", "APPROVED")
    proposal = BankFiles(github, folder="exams").proposal(place, pull.number)
    assert proposal is not None
    assert pull.pull is not None
    assert proposal.head_sha == pull.pull.head_sha
    assert proposal.author is not None
    assert proposal.author.login == "alice"
    assert set(proposal.files) == {
        ProposedBank(path="exams/cli.md", before="old cli", after="new cli"),
        ProposedBank(path="exams/ui.md", before="old ui", after=None),
        ProposedBank(path="exams/server.md", before=None, after="new server"),
    }
    assert [one.login for one in proposal.approvers()] == ["bob"]


def test_an_approval_is_of_the_commit_that_was_looked_at(
    town: Town, place: Repo, github: GitHub
) -> None:
    pull = town.world.open_pull_request(
        NAME, "alice", "Banks", contents={"exams/cli.md": "new cli"}
    )
    town.world.review(NAME, pull.number, "bob", "APPROVED")
    town.world.push(NAME, pull.number, "alice", "More", {"exams/cli.md": "newer cli"})
    proposal = BankFiles(github, folder="").proposal(place, pull.number)
    assert proposal is not None
    assert [review.state for review in proposal.reviews] == ["APPROVED"]
    assert proposal.approvers() == ()


def test_more_banks_than_are_read_are_a_problem_and_not_an_error(
    town: Town, place: Repo, github: GitHub
) -> None:
    contents = {f"exams/{n}.md": "x" for n in range(MAX_BANKS + 1)}
    pull = town.world.open_pull_request(NAME, "alice", "Many", contents=contents)
    proposal = BankFiles(github, folder="").proposal(place, pull.number)
    assert proposal is not None
    assert proposal.problem.startswith(f"more than {MAX_BANKS} banks")


def test_larger_banks_than_are_judged_are_a_problem_too(
    town: Town, place: Repo, github: GitHub
) -> None:
    contents = {f"exams/{n}.md": "x" * 400_000 for n in range(3)}
    pull = town.world.open_pull_request(NAME, "alice", "Large", contents=contents)
    proposal = BankFiles(github, folder="").proposal(place, pull.number)
    assert proposal is not None
    assert proposal.problem == "the changed banks have more than 1,000,000 characters together"


def test_other_folders_and_pull_requests_that_are_gone_are_nothing(
    town: Town, place: Repo, github: GitHub
) -> None:
    pull = town.world.open_pull_request(
        NAME, "alice", "Elsewhere", contents={"content/cli.md": "x", "exams.md": "y"}
    )
    banks = BankFiles(github, folder="exams")
    proposal = banks.proposal(place, pull.number)
    assert proposal is not None
    assert proposal.files == ()
    assert banks.proposal(place, 999) is None
