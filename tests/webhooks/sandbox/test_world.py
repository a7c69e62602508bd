"""The world behind the sandbox follows GitHub's rules."""

from __future__ import annotations

import threading

import pytest

from webhooks.sandbox.errors import RefusedError, UnknownError
from webhooks.sandbox.patches import OPERATOR_CHANGES, PAST_CHANGES, WAITING_CHANGE
from webhooks.sandbox.seed import meshery_like
from webhooks.sandbox.state import AccountType, Permission
from webhooks.sandbox.world import World

ANVIL = "acme/anvil"


def test_people_without_write_access_work_on_forks(world: World) -> None:
    first = world.open_pull_request(ANVIL, "linus", "One")
    second = world.open_pull_request(ANVIL, "linus", "Two")
    own = world.open_pull_request(ANVIL, "grace", "Three")
    fork = world.repository("linus/anvil")
    assert first.pull is not None
    assert second.pull is not None
    assert own.pull is not None
    assert first.pull.head_repository_id == second.pull.head_repository_id == fork.id
    assert own.pull.head_repository_id == world.repository(ANVIL).id


def test_associations_grow_with_what_was_merged(world: World) -> None:
    pull = world.open_pull_request(ANVIL, "linus", "One")
    issue = world.open_issue(ANVIL, "linus", "Two")
    linus, ada = world.account("linus").id, world.account("ada").id
    assert world.association_of(linus, pull) == "FIRST_TIME_CONTRIBUTOR"
    assert world.association_of(linus, issue) == "NONE"
    world.merge(ANVIL, pull.number, "grace")
    assert world.association_of(linus, issue) == "CONTRIBUTOR"
    assert world.association_of(ada, issue) == "MEMBER"
    assert world.association_of(None, issue) == "NONE"
    vault = world.open_issue("acme/vault", "linus", "Three")
    assert world.association_of(linus, vault) == "COLLABORATOR"
    world.open_pull_request(ANVIL, "linus", "Four")
    own = world.open_issue("linus/anvil", "linus", "Five")
    assert world.association_of(linus, own) == "OWNER"


def test_permissions_come_from_ownership_teams_and_invitations(world: World) -> None:
    anvil, vault = world.repository(ANVIL), world.repository("acme/vault")
    world.add_user("mallory")
    member = world.add_user("member")
    world.organization("acme").members.add(member.id)
    allowed = {
        login: (
            world.permission_of(world.account(login), anvil),
            world.permission_of(world.account(login), vault),
        )
        for login in ("ada", "grace", "linus", "member", "mallory")
    }
    assert allowed == {
        "ada": (Permission.ADMIN, Permission.ADMIN),
        "grace": (Permission.WRITE, Permission.WRITE),
        "linus": (Permission.READ, Permission.READ),
        "member": (Permission.READ, Permission.READ),
        "mallory": (Permission.READ, Permission.NONE),
    }


def test_what_is_over_cannot_be_done_again(world: World) -> None:
    pull = world.open_pull_request(ANVIL, "linus", "P", draft=True)
    issue = world.open_issue(ANVIL, "linus", "I")
    with pytest.raises(RefusedError):
        world.merge(ANVIL, pull.number, "grace")
    assert pull.pull is not None
    pull.pull.draft = False
    world.merge(ANVIL, pull.number, "grace")
    for change in (world.merge, world.close, world.reopen):
        with pytest.raises(RefusedError):
            change(ANVIL, pull.number, "grace")
    with pytest.raises(RefusedError):
        world.merge(ANVIL, issue.number, "grace")
    with pytest.raises(RefusedError):
        world.reopen(ANVIL, issue.number, "grace")
    with pytest.raises(RefusedError):
        world.delete_issue(ANVIL, pull.number, "grace")
    with pytest.raises(RefusedError):
        world.unlabel(ANVIL, issue.number, "grace", "bug")


def test_nobody_approves_their_own_work(world: World) -> None:
    pull = world.open_pull_request(ANVIL, "linus", "P")
    issue = world.open_issue(ANVIL, "linus", "I")
    world.review(ANVIL, pull.number, "linus", "COMMENTED", "Look here")
    for number, login, state in (
        (pull.number, "linus", "APPROVED"),
        (pull.number, "grace", "LOVED"),
        (issue.number, "grace", "APPROVED"),
    ):
        with pytest.raises(RefusedError):
            world.review(ANVIL, number, login, state)


def test_names_are_found_whatever_their_case(world: World) -> None:
    assert world.account("ADA") is world.account("ada")
    assert world.repository("Acme/ANVIL") is world.repository(ANVIL)
    for find in (world.account, world.repository, world.organization):
        with pytest.raises(UnknownError):
            find("nothing")
    with pytest.raises(UnknownError):
        world.team("acme", "nobodies")
    with pytest.raises(UnknownError):
        world.organization("ada")


def test_a_renamed_account_keeps_its_number_and_frees_its_login(world: World) -> None:
    before = world.account("linus").id
    world.rename_account("linus", to="torvald")
    assert world.account("torvald").id == before
    assert world.add_user("linus").id != before


def test_what_deleted_people_wrote_stays(world: World) -> None:
    issue = world.open_issue(ANVIL, "linus", "I")
    world.add_repository("linus/own")
    world.delete_account("linus")
    assert world.thread(ANVIL, issue.number).title == "I"
    assert world.account_or_none(issue.author_id) is None
    with pytest.raises(UnknownError):
        world.repository("linus/own")
    with pytest.raises(RefusedError):
        world.delete_account("acme")


def test_waiting_ends_with_the_change_that_was_waited_for(world: World) -> None:
    issue = world.open_issue(ANVIL, "linus", "I")
    later = threading.Timer(0.01, world.comment, (ANVIL, issue.number, "grace", "At last"))
    later.start()
    found = world.wait_for(lambda: issue.comments[-1] if issue.comments else None)
    later.join()
    assert found.body == "At last"
    with pytest.raises(TimeoutError):
        world.wait_for(lambda: len(issue.comments) > 1, seconds=0.01)


def test_the_seed_is_a_story_about_to_go_on(world: World) -> None:
    world = World(clock=world.clock)
    seed = meshery_like(world)
    contributor = world.account(seed.contributor)
    pull = world.thread(seed.repository, seed.pull_request)
    assert (pull.state, pull.author_id) == ("open", contributor.id)
    assert not [
        it for it in world.threads.values() if it.merged_at and it.author_id == contributor.id
    ]
    assert pull.pull is not None
    assert {it.path.split("/")[0] for it in pull.pull.files} == {"docs", "mesheryctl"}
    maintainer = world.account(seed.maintainer)
    assert maintainer.id in world.organization(seed.organization).owners
    organization, _, team = seed.maintainers.partition("/")
    assert maintainer.id in world.team(organization, team).members
    assert world.threads_of(seed.digest_repo) == []
    world.merge(seed.repository, seed.pull_request, seed.maintainer)
    for number in seed.operator_pull_requests:
        world.merge(seed.operator_repository, number, seed.maintainer)
    people = [it for it in world.accounts.values() if it.type is AccountType.USER]
    assert 4 <= len(people) <= 6


def test_the_patches_of_the_seed_add_up() -> None:
    files = [
        *WAITING_CHANGE,
        *(it for one in (*OPERATOR_CHANGES, *PAST_CHANGES) for it in one.files),
    ]
    for file in files:
        header, *lines = file.patch.splitlines()
        old, new = (int(it.partition(",")[2]) for it in header.split()[1:3])
        assert old == sum(not it.startswith("+") for it in lines), file.path
        assert new == sum(not it.startswith("-") for it in lines), file.path
