"""What is so on GitHub now, and that nobody is a maintainer on anybody's word."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from recognition.facts import Actor
from recognition.kernel.ids import UserId
from tests.webhooks.github.conftest import Town
from webhooks.github.errors import GoneError, MissingPermissionError, ServerError
from webhooks.github.reader import Reader
from webhooks.payloads import Team
from webhooks.sandbox.state import ChangedFile

if TYPE_CHECKING:
    from recognition.kernel.clock import ManualClock
    from webhooks.github.client import GitHub
    from webhooks.ports import GitHubReader

TEAM = Team(id=1, organization="meshery", slug="maintainers")
WHOLE = Team(id=2, organization="meshery", slug=None)


@pytest.fixture
def reader(github: GitHub, clock: ManualClock) -> GitHubReader:
    return Reader(github, clock=clock)


def is_maintainer(reader: GitHubReader, actor_id: int, login: str) -> bool:
    return reader.is_member("meshery/maintainers", actor_id=actor_id, login=login)


def actor(town: Town, login: str) -> Actor:
    return Actor(id=UserId(town.world.account(login).id), login=login)


def test_a_pull_request_is_read_with_all_that_is_counted(town: Town, reader: GitHubReader) -> None:
    files = tuple(ChangedFile(path=f"docs/page-{n:03}.md") for n in range(150))
    pull = town.world.open_pull_request("meshery/meshery", "alice", "Pages", files=files)
    town.world.review("meshery/meshery", pull.number, "bob", "APPROVED", "Good.")
    town.world.merge("meshery/meshery", pull.number, "bob")

    told = reader.pull_request(town.repo, pull.number)
    assert told is not None
    assert told.paths == tuple(it.path for it in files)
    assert [it.state for it in told.reviews] == ["approved"]
    assert told.pull_request.author == actor(town, "alice")
    assert told.pull_request.merged_by == actor(town, "bob")


def test_what_is_not_there_is_none(town: Town, reader: GitHubReader) -> None:
    assert reader.pull_request(town.repo, 999) is None
    assert reader.issue(town.repo, 999) is None
    assert reader.discussion(town.repo, 999) is None


def test_what_github_does_not_tell_is_not_taken_for_gone(town: Town, reader: GitHubReader) -> None:
    town.server.faults.fail(path="/graphql")
    with pytest.raises(ServerError):
        reader.pull_request(town.repo, town.pull.number)


@pytest.mark.parametrize(
    ("team", "login", "is_active"),
    [
        (TEAM, "bob", True),
        (TEAM, "alice", False),
        (WHOLE, "alice", True),
        (WHOLE, "mallory", False),
    ],
)
def test_members_are_told_from_others_at_this_moment(
    town: Town,
    reader: GitHubReader,
    clock: ManualClock,
    team: Team,
    login: str,
    *,
    is_active: bool,
) -> None:
    membership = reader.membership(team, actor(town, login))
    assert (membership.is_active, membership.seen_at) == (is_active, clock.now())
    assert (membership.team, membership.member.login) == (team, login)


def test_a_stranger_who_took_a_member_s_old_login_is_no_member(
    town: Town, reader: GitHubReader
) -> None:
    stranger = Actor(id=UserId(town.world.account("mallory").id), login="bob")
    assert not reader.membership(TEAM, stranger).is_active


def test_where_the_app_is_not_installed_memberships_are_unknown(
    town: Town, reader: GitHubReader
) -> None:
    town.world.uninstall(town.installation, by="bob")
    with pytest.raises(GoneError):
        reader.membership(TEAM, actor(town, "bob"))


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
