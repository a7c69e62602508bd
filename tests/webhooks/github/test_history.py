"""Tests of webhooks.github.history: pages, what does not fit in one, and single things."""

from __future__ import annotations

import json
from collections import deque
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import pytest
import requests
import responses

from recognition.facts import Repo
from recognition.kernel.ids import RepoId
from tests.webhooks.github import graph
from webhooks.github.client import GitHub
from webhooks.github.errors import GoneError, MovedError, ServerError
from webhooks.github.graphql import operation_name
from webhooks.github.history import History, Kind, Page
from webhooks.payloads import PullRequestHistory, Team

if TYPE_CHECKING:
    from collections.abc import Iterator

    from requests import PreparedRequest

    from recognition.kernel.clock import ManualClock

# PyGithub writes the port into every address.
API = "https://api.github.com:443"
REPO = Repo(id=RepoId(42), full_name="meshery/meshery")
RATE = {"cost": 2, "remaining": 4000, "resetAt": "2026-11-24T10:00:00Z"}


@dataclass
class Script:
    """GitHub, which gives prepared answers to queries in their order and keeps the questions.

    An answer is the `data`, a whole body where it has one of GitHub's words for that, or an
    exception for a connection that broke.
    """

    answers: deque[Any] = field(default_factory=deque)
    asked: list[tuple[str, dict[str, Any]]] = field(default_factory=list)

    def __call__(self, request: PreparedRequest) -> Any:
        body = json.loads(request.body or "")
        self.asked.append((operation_name(body["query"]), body["variables"]))
        answer = self.answers.popleft()
        if isinstance(answer, Exception):
            raise answer
        if "errors" not in answer:
            answer = {"data": {**answer, "rateLimit": RATE}}
        return (200, {}, json.dumps(answer))

    @property
    def names(self) -> list[str]:
        return [name for name, _variables in self.asked]


@pytest.fixture
def script(clock: ManualClock) -> Iterator[Script]:
    with responses.RequestsMock(assert_all_requests_are_fired=False) as mock:
        script = Script()
        at = "/repos/meshery/meshery"
        mock.get(f"{API}{at}/installation", json={"id": 5})
        mock.get(f"{API}/orgs/meshery/installation", json={"id": 5})
        mock.get(f"{API}{at}", json={"id": 42, "full_name": "meshery/meshery"})
        mock.post(
            f"{API}/app/installations/5/access_tokens",
            json={"token": "lent", "expires_at": "2026-11-24T10:00:00Z"},
        )
        mock.add_callback(responses.POST, f"{API}/graphql", callback=script)
        yield script


@pytest.fixture
def history(clock: ManualClock, key_pair: tuple[str, str]) -> Iterator[History]:
    github = GitHub(app_id=1, private_key=key_pair[0], api_url=API, clock=clock)
    yield History(github, clock=clock)
    github.close()


def place(**fields: Any) -> dict[str, Any]:
    return {"repository": graph.PLACE | fields}


def paths_of(page_or_threads: Any) -> list[tuple[str, ...]]:
    subjects = [it.subject for it in page_or_threads]
    assert all(isinstance(it, PullRequestHistory) for it in subjects)
    return [it.paths for it in subjects]


def first_page(history: History, **more: Any) -> Page:
    wanted: dict[str, Any] = {"after": None, "first": 100, "newest": False, **more}
    return history.page(REPO, Kind.PULL_REQUESTS, **wanted)


def test_a_page_gives_what_is_complete_and_names_what_is_not(
    history: History, script: Script
) -> None:
    long = graph.pull_request(6, files=graph.listed({"path": "a"}, more="F100"))
    undoes = graph.pull_request(7, body="This reverts commit 0123abcd.")
    listed = graph.listed(graph.pull_request(5), long, undoes, more="P3", totalCount=250)
    script.answers.append(place(page=listed))

    page = first_page(history)

    assert [it.number for it in page.threads] == [5]
    assert page.unfinished == ("PR_6", "PR_7")
    assert (page.cursor, page.total) == ("P3", 250)
    assert (page.spent.requests, page.spent.points) == (1, 2)
    [(name, variables)] = script.asked
    assert name == "PullRequests"
    assert variables == {
        "owner": "meshery",
        "name": "meshery",
        "first": 100,
        "after": None,
        "field": "CREATED_AT",
        "direction": "ASC",
    }


def test_the_last_page_has_no_cursor(history: History, script: Script) -> None:
    script.answers.append(place(page=graph.listed(totalCount=0)))
    assert first_page(history, after="P3").cursor is None
    assert script.asked[0][1]["after"] == "P3"


def test_changes_come_newest_first(history: History, script: Script) -> None:
    script.answers.append(place(page=graph.listed(totalCount=0)))
    first_page(history, newest=True)
    asked = script.asked[0][1]
    assert (asked["field"], asked["direction"]) == ("UPDATED_AT", "DESC")


def test_what_is_unfinished_is_read_to_its_end_many_at_a_time(
    history: History, script: Script
) -> None:
    """Two long pull requests and a list within a list: as many queries as the longest has."""
    in_place = {"__typename": "PullRequest", "repository": graph.PLACE}
    one = graph.pull_request(6, files=graph.listed({"path": "a"}, more="a1")) | in_place
    said = graph.listed(graph.comment(91), more="c1", totalCount=2)
    other = in_place | graph.pull_request(
        7,
        files=graph.listed({"path": "x"}, more="x1"),
        reviews=graph.listed(graph.review(31, comments=said)),
    )
    script.answers += [
        {"nodes": [one, other]},
        {
            "n0": {"files": graph.listed({"path": "b"}, more="a2")},
            "n1": {"files": graph.listed({"path": "y"})},
            "n2": {"comments": graph.listed(graph.comment(92), totalCount=2)},
        },
        {"n0": {"files": graph.listed({"path": "c"})}},
    ]

    threads, spent = history.finish(REPO, ["PR_6", "PR_7"])

    assert paths_of(threads) == [("a", "b", "c"), ("x", "y")]
    assert [it.id for it in threads[1].comments] == [91, 92]
    assert spent.requests == 3
    assert script.names == ["Unfinished", "Rest", "Rest"]
    assert script.asked[1][1] == {
        "id0": "PR_6",
        "after0": "a1",
        "id1": "PR_7",
        "after1": "x1",
        "id2": "R_31",
        "after2": "c1",
    }


def test_files_beyond_three_hundred_are_not_asked_for(history: History, script: Script) -> None:
    full = graph.listed(*({"path": str(n)} for n in range(100)), more="more")
    script.answers += [place(thing=graph.pull_request(files=full))]
    script.answers += [{"n0": {"files": full}}] * 2

    assert len(history.pull_request(REPO, 5).paths) == 300
    assert script.names == ["PullRequest", "Rest", "Rest"]


def test_the_commits_that_are_reverted_are_looked_up_in_one_query(
    history: History, script: Script
) -> None:
    """A commit stands for a pull request where it is all of it, or its merge."""
    in_place = {"__typename": "PullRequest", "repository": graph.PLACE}

    def undoing(number: int, sha: str) -> graph.Node:
        return in_place | graph.pull_request(number, body=f"This reverts commit {sha}.")

    def came_with(number: int, merged_as: str, commits: int) -> graph.Node:
        pull = {
            "number": number,
            "mergedAt": "2026-10-01T00:00:00Z",
            "mergeCommit": {"oid": merged_as},
            "commits": {"totalCount": commits},
        }
        return {"associatedPullRequests": {"nodes": [pull]}}

    script.answers += [
        {"nodes": [undoing(6, "aaaaaaa"), undoing(7, "bbbbbbb"), undoing(8, "ccccccc")]},
        place(
            caaaaaaa=came_with(1, "aaaaaaa" + "0" * 33, 9),
            cbbbbbbb=came_with(2, "f" * 40, 1),
            cccccccc=came_with(3, "f" * 40, 9),
        ),
    ]

    threads, _spent = history.finish(REPO, ["PR_6", "PR_7", "PR_8"])

    assert script.names == ["Unfinished", "Commits"]
    subjects = [it.subject for it in threads]
    assert all(isinstance(it, PullRequestHistory) for it in subjects)
    assert [it.reverts for it in subjects] == [(1,), (2,), ()]  # type: ignore[union-attr]  # same


def test_many_that_take_github_too_long_are_asked_for_fewer_at_a_time(
    history: History, script: Script
) -> None:
    in_place = {"__typename": "PullRequest", "repository": graph.PLACE}
    script.answers += [
        requests.ReadTimeout("too long"),
        {"nodes": [graph.pull_request(6) | in_place]},
        {"nodes": [None]},
    ]
    threads, _spent = history.finish(REPO, ["PR_6", "PR_7"])

    assert [it.number for it in threads] == [6]
    assert [it["ids"] for _name, it in script.asked] == [["PR_6", "PR_7"], ["PR_6"], ["PR_7"]]


def test_one_that_takes_too_long_alone_is_told(history: History, script: Script) -> None:
    script.answers.append(requests.ReadTimeout("too long"))
    with pytest.raises(ServerError):
        history.finish(REPO, ["PR_6"])


def test_something_that_is_deleted_while_it_is_read_is_asked_for_again_later(
    history: History, script: Script
) -> None:
    long = graph.pull_request(5, files=graph.listed({"path": "a"}, more="a1"))
    gone = {"type": "NOT_FOUND", "path": ["n0"], "message": "Could not resolve to a node"}
    script.answers += [place(thing=long), {"data": {"n0": None}, "errors": [gone]}]
    with pytest.raises(ServerError, match="deleted while"):
        history.pull_request(REPO, 5)


def test_a_single_pull_request_is_the_same_as_in_a_page(history: History, script: Script) -> None:
    node = graph.pull_request(5, reviews=graph.listed(graph.review()))
    script.answers += [place(page=graph.listed(node, totalCount=1)), place(thing=node)]

    [in_page] = first_page(history).threads
    assert history.pull_request(REPO, 5) == in_page.subject


def test_what_is_not_there_is_gone(history: History, script: Script) -> None:
    missing = {"type": "NOT_FOUND", "path": ["repository", "thing"], "message": "no such number"}
    script.answers.append({"data": place(thing=None), "errors": [missing]})
    with pytest.raises(GoneError):
        history.pull_request(REPO, 5)


def test_a_name_that_passed_to_another_repository_is_not_read(
    history: History, script: Script
) -> None:
    script.answers.append(place(databaseId=43, page=graph.listed(totalCount=0)))
    with pytest.raises(MovedError):
        first_page(history)


def test_numbers_that_stand_for_nothing_any_more_are_found(
    history: History, script: Script
) -> None:
    missing = {"type": "NOT_FOUND", "path": ["repository", "n4"], "message": "no such number"}
    found = place(n3={"__typename": "Issue"}, n4=None)
    script.answers.append({"data": found, "errors": [missing]})

    gone, spent = history.missing(REPO, Kind.ISSUES, [3, 4])
    assert gone == {4}
    assert spent.requests == 1


def test_members_of_an_organisation_and_of_its_teams_are_listed(
    history: History, script: Script, clock: ManualClock
) -> None:
    owner = {"databaseId": 10, "login": "meshery"}
    team = {"id": "T_1", "databaseId": 1, "slug": "maintainers"}
    script.answers += [
        {"organization": owner | {"page": graph.listed(graph.ADA, graph.GRACE)}},
        {
            "organization": owner
            | {"page": graph.listed(team | {"members": graph.listed(graph.ADA, more="m1")})}
        },
        {"n0": {"members": graph.listed(graph.LEAD)}},
    ]
    memberships, spent = history.memberships("meshery")

    assert [(it.team.name, it.member.login) for it in memberships] == [
        ("meshery", "ada"),
        ("meshery", "grace"),
        ("meshery/maintainers", "ada"),
        ("meshery/maintainers", "lead"),
    ]
    assert {it.team for it in memberships} == {
        Team(id=10, organization="meshery", slug=None),
        Team(id=1, organization="meshery", slug="maintainers"),
    }
    assert all(it.is_active and it.seen_at == clock.now() for it in memberships)
    assert spent.requests == 3
