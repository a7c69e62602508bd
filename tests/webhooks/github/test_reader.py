"""Changed files are complete, and nobody is a maintainer on anybody's word."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from recognition.facts import Actor
from recognition.kernel.ids import UserId
from tests.webhooks.github.conftest import Town
from webhooks.github.errors import GoneError, MissingPermissionError, ServerError
from webhooks.github.reader import Reader
from webhooks.sandbox.state import ChangedFile

if TYPE_CHECKING:
    from webhooks.github.client import GitHub
    from webhooks.ports import GitHubReader


@pytest.fixture
def reader(github: GitHub) -> GitHubReader:
    return Reader(github)


def is_maintainer(reader: GitHubReader, actor_id: int, login: str) -> bool:
    return reader.is_member("meshery/maintainers", actor_id=actor_id, login=login)


def test_all_changed_files_are_listed(town: Town, reader: GitHubReader) -> None:
    files = tuple(ChangedFile(path=f"docs/page-{n:03}.md") for n in range(250))
    pull = town.world.open_pull_request("meshery/meshery", "alice", "Pages", files=files)

    assert reader.changed_files(town.repo, pull.number) == tuple(it.path for it in files)
    assert len(town.calls("GET", f"/pulls/{pull.number}/files")) == 3


def test_no_more_than_githubs_3000_files_are_asked_for(town: Town, reader: GitHubReader) -> None:
    files = tuple(ChangedFile(path=f"{n}") for n in range(3_200))
    pull = town.world.open_pull_request("meshery/meshery", "alice", "Vendor", files=files)

    assert len(reader.changed_files(town.repo, pull.number)) == 3_000
    assert len(town.calls("GET", f"/pulls/{pull.number}/files")) == 30


def test_files_that_github_does_not_tell_are_not_taken_for_none(
    town: Town, reader: GitHubReader
) -> None:
    town.server.faults.fail(path="/files")
    with pytest.raises(ServerError):
        reader.changed_files(town.repo, town.pull.number)


def test_a_member_of_the_team_is_a_maintainer(town: Town, reader: GitHubReader) -> None:
    assert is_maintainer(reader, town.world.account("bob").id, "bob")


def test_somebody_else_is_none(town: Town, reader: GitHubReader) -> None:
    assert not is_maintainer(reader, town.world.account("alice").id, "alice")


def test_who_has_left_the_team_is_none_at_once(town: Town, reader: GitHubReader) -> None:
    bob = town.world.account("bob")
    assert is_maintainer(reader, bob.id, "bob")
    team = town.world.team("meshery", "maintainers")
    team.members.discard(bob.id)
    team.maintainers.discard(bob.id)

    assert not is_maintainer(reader, bob.id, "bob")


def test_a_stranger_who_took_a_maintainers_old_login_is_none(
    town: Town, reader: GitHubReader
) -> None:
    """The payload names an account by number; its login may have passed to a member."""
    assert not is_maintainer(reader, town.world.account("mallory").id, "bob")


def test_an_account_that_does_not_exist_is_none(reader: GitHubReader) -> None:
    assert not is_maintainer(reader, 1, "nobody-at-all")


@pytest.mark.parametrize("path", ["/installation", "/access_tokens", "/users/bob", "/teams/"])
def test_where_github_does_not_tell_nobody_is(town: Town, reader: GitHubReader, path: str) -> None:
    town.server.faults.fail(100, path=path)
    with pytest.raises(ServerError):
        is_maintainer(reader, town.world.account("bob").id, "bob")


def test_without_the_permission_to_see_members_nobody_is(town: Town, reader: GitHubReader) -> None:
    del town.installation.permissions["members"]
    with pytest.raises(MissingPermissionError):
        is_maintainer(reader, town.world.account("bob").id, "bob")


def test_where_the_app_is_not_installed_nobody_is(town: Town, reader: GitHubReader) -> None:
    town.world.uninstall(town.installation, by="bob")
    with pytest.raises(GoneError):
        is_maintainer(reader, town.world.account("bob").id, "bob")


def test_an_account_is_found_by_its_login_in_any_case(town: Town, reader: GitHubReader) -> None:
    found = reader.account("Alice", organization="meshery")
    alice = town.world.account("alice")
    assert found == Actor(id=UserId(alice.id), login="alice", type="User")


def test_a_login_that_nobody_has_is_nobody(reader: GitHubReader) -> None:
    assert reader.account("nobody-at-all", organization="meshery") is None


def test_an_account_that_github_does_not_tell_is_not_taken_for_nobody(
    town: Town, reader: GitHubReader
) -> None:
    town.server.faults.fail(100, path="/users/alice")
    with pytest.raises(ServerError):
        reader.account("alice", organization="meshery")
