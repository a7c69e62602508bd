"""Tests of who is a co-author: people named by number, and nobody else."""

from __future__ import annotations

import pytest

from recognition.facts import Actor
from recognition.kernel.ids import UserId
from tests.webhooks.histories import ADA, GRACE, LIN
from webhooks.payloads import Commit, CommitAuthor
from webhooks.trailers import co_authors


def commit(message: str = "Add a thing", *authors: Actor | None) -> Commit:
    named = tuple(CommitAuthor(name=it.login if it else "Somebody", account=it) for it in authors)
    return Commit(message=message, authors=named)


def trailer(line: str) -> tuple[Actor, ...]:
    return co_authors([commit(f"Add a thing\n\n{line}\n")], author=ADA)


def test_the_authors_github_knows_are_named_once_and_in_order_of_their_numbers() -> None:
    commits = [commit("a", ADA, LIN), commit("b", GRACE, LIN, None)]
    assert co_authors(commits, author=ADA) == (GRACE, LIN)


def test_of_a_ghost_s_pull_request_all_authors_are_named() -> None:
    assert co_authors([commit("a", ADA)], author=None) == (ADA,)


def test_a_trailer_with_github_s_private_address_names_an_account() -> None:
    found = trailer("Co-authored-by: Grace <8+grace@users.noreply.github.com>")
    assert found == (Actor(id=UserId(8), login="grace"),)
    assert trailer("co-AUTHORED-by:Grace <8+grace@USERS.noreply.github.com>") == found


@pytest.mark.parametrize(
    "line",
    [
        "Co-authored-by: Grace <grace@example.org>",
        "Co-authored-by: Grace <grace@users.noreply.github.com>",
        "Signed-off-by: Grace <8+grace@users.noreply.github.com>",
        "> Co-authored-by: Grace <8+grace@users.noreply.github.com>",
        "Co-authored-by: Ada <7+ada@users.noreply.github.com>",
        "Co-authored-by: Nobody <0+nobody@users.noreply.github.com>",
        "Co-authored-by: Big <9999999999999999999+big@users.noreply.github.com>",
        "Co-authored-by: Grace <8+grace@users.noreply.github.com.example.org>",
        "Co-authored-by: Copilot <198982749+Copilot@users.noreply.github.com>",
        "Co-authored-by: helper <5+some-helper[bot]@users.noreply.github.com>",
        "Co-authored-by: Claude Opus 4.8 <81847+somebody@users.noreply.github.com>",
    ],
)
def test_nobody_else_is_named(line: str) -> None:
    """A sign-off is no authorship, an address may be anybody's, a program is no author."""
    assert trailer(line) == ()


def test_assistants_that_github_knows_are_not_named() -> None:
    copilot = Actor(id=UserId(198982749), login="Copilot", type="Bot")
    assert co_authors([commit("a", ADA, copilot, LIN)], author=ADA) == (LIN,)
