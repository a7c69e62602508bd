"""Rules are read from the right commit, also where a pull request moves or removes them."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from recognition.facts import Repo
from recognition.kernel.ids import RepoId
from recognition.rulefile import is_rule
from tests.webhooks.github.conftest import Town
from webhooks.github.errors import ServerError
from webhooks.github.rule_files import RuleFiles
from webhooks.ports import FilesError

if TYPE_CHECKING:
    from webhooks.github.client import GitHub
    from webhooks.ports import RuleReader

RULES = ".github/recognition.yml"
BADGE = ".github/recognition/steady/badge.yml"


@pytest.fixture
def place(town: Town) -> Repo:
    """The organisation's `.github` repository."""
    files = {RULES: "features: {}\n", BADGE: "id: steady\n", "README.md": "# Hello\n"}
    made = town.world.add_repository("meshery/.github", files=files)
    return Repo(id=RepoId(made.id), full_name="meshery/.github")


@pytest.fixture
def reader(github: GitHub) -> RuleReader:
    return RuleFiles(github, is_rule=is_rule)


def test_the_rules_in_force_are_all_rule_files_of_the_newest_commit(
    town: Town, place: Repo, reader: RuleReader
) -> None:
    sha, files = reader.in_force(place)
    assert files == {RULES: "features: {}\n", BADGE: "id: steady\n"}
    pull = town.world.open_pull_request(
        "meshery/.github", "alice", "Less", contents={BADGE: None, RULES: "badges: {}\n"}
    )
    assert reader.in_force(place) == (sha, files), "a proposal is not in force"
    town.world.merge("meshery/.github", pull.number, "bob")
    later, files = reader.in_force(place)
    assert later != sha
    assert files == {RULES: "badges: {}\n"}


def test_a_proposal_is_read_at_its_head(town: Town, place: Repo, reader: RuleReader) -> None:
    pull = town.world.open_pull_request(
        "meshery/.github",
        "alice",
        "Other rules",
        contents={RULES: "badges: {ä: 1}\n", BADGE: None, "docs/why.md": "Because.\n"},
    )
    assert pull.pull is not None
    found = reader.proposed(place, pull.number, head_sha=pull.pull.head_sha)
    assert found == {RULES: "badges: {ä: 1}\n", BADGE: None}


def test_a_rule_file_that_moves_away_is_gone(town: Town, place: Repo, reader: RuleReader) -> None:
    pull = town.world.open_pull_request(
        "meshery/.github", "alice", "Move", contents={"old/badge.yml": "id: steady\n"}
    )
    assert pull.pull is not None
    (file,) = pull.pull.files
    pull.pull.files = (replace(file, status="renamed", previous_path=BADGE),)
    found = reader.proposed(place, pull.number, head_sha=pull.pull.head_sha)
    assert found == {BADGE: None}


def test_a_pull_request_without_rules_costs_one_request(
    town: Town, place: Repo, reader: RuleReader
) -> None:
    pull = town.world.open_pull_request("meshery/.github", "alice", "Typo", files=["README.md"])
    assert pull.pull is not None
    assert reader.proposed(place, pull.number, head_sha=pull.pull.head_sha) == {}
    assert town.calls("GET", "/contents/") == []


def test_an_organisation_without_the_repository_has_none(town: Town, reader: RuleReader) -> None:
    assert reader.find("meshery/.github") is None
    assert town.calls("GET", "/repos/meshery/.github")


def test_the_repository_is_found_by_its_name(place: Repo, reader: RuleReader) -> None:
    assert reader.find("meshery/.github") == place


def test_rules_that_github_does_not_tell_are_not_taken_for_none(
    town: Town, place: Repo, reader: RuleReader
) -> None:
    town.server.faults.fail(path="/git/trees/")
    with pytest.raises(ServerError):
        reader.in_force(place)


def test_more_rules_than_anybody_has_are_not_read(
    town: Town, place: Repo, reader: RuleReader
) -> None:
    """Anybody may open a pull request; it must not cost us a request for each of its files."""
    many = {f".github/recognition/b{n}/badge.yml": f"id: b{n}\n" for n in range(201)}
    pull = town.world.open_pull_request("meshery/.github", "mallory", "Many", contents=many)
    assert pull.pull is not None
    with pytest.raises(FilesError, match="more than 200"):
        reader.proposed(place, pull.number, head_sha=pull.pull.head_sha)
    assert town.calls("GET", "/contents/") == []
    town.world.merge("meshery/.github", pull.number, "bob")
    with pytest.raises(FilesError, match="more than 200"):
        reader.in_force(place)
    assert town.calls("GET", "/contents/") == []
