"""Every field gives what the world holds, as GitHub would give it."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from recognition.kernel.clock import ManualClock
from tests.contract import check_all
from tests.webhooks.sandbox.graphql.conftest import Asker
from webhooks.sandbox.git import co_author_trailer
from webhooks.sandbox.state import ChangedFile
from webhooks.sandbox.world import World

ANVIL = "acme/anvil"
PULL = """
fragment pull on PullRequest {
  databaseId fullDatabaseId number url title body state isDraft createdAt updatedAt closedAt
  merged mergedAt additions deletions changedFiles baseRefName headRefName
  author { __typename login url ... on User { databaseId name } ... on Bot { databaseId } }
  mergedBy { login }
  mergeCommit { oid associatedPullRequests(first: 1) { nodes { number } } }
  repository { databaseId nameWithOwner }
  labels(first: 10) { nodes { name color description } }
  files(first: 10) { totalCount nodes { path additions deletions changeType } }
  reviews(first: 10) { nodes { databaseId fullDatabaseId state body submittedAt updatedAt createdAt
    url author { login } commit { oid } pullRequest { number } repository { name }
    comments(first: 5) { totalCount nodes { body path url author { login } replyTo { body }
      databaseId fullDatabaseId createdAt updatedAt pullRequest { number }
      repository { name } } } } }
  commits(first: 10) { nodes { commit { oid message messageHeadline url committedDate authoredDate
    repository { name } author { name } authors(first: 5) { nodes {
      name email user { login } } } } } }
  comments(first: 10) { nodes { body pullRequest { number } } }
  closingIssuesReferences(first: 10) { nodes { number state stateReason closedAt
    author { login } labels(first: 5) { nodes { name } } repository { nameWithOwner } } }
}
"""


def pull_query(field: str) -> str:
    return f'{{ repository(owner: "acme", name: "anvil") {{ {field} {{ ...pull }} }} }}{PULL}'


@pytest.fixture
def told(ask: Asker, clock: ManualClock) -> Asker:
    """A pull request with everything, merged; each step a minute after the other."""
    world = ask.server.world
    world.add_user("joan", name="Joan")
    issue = world.open_issue(ANVIL, "grace", "It rings", labels=["bug"])
    clock.advance(timedelta(minutes=1))
    trailer = co_author_trailer(world.account("joan"))
    pull = world.open_pull_request(
        ANVIL,
        "linus",
        "Softer",
        f"Fixes #{issue.number}, and see #99.",
        files=[
            ChangedFile(path="cli/a.go", status="added", additions=3),
            ChangedFile(path="old.md", status="removed", additions=0, deletions=4),
        ],
        labels=["component/cli"],
        messages=[f"Softer\n\n{trailer}\nCo-authored-by: Zed <zed@example.org>", "Tests"],
    )
    clock.advance(timedelta(minutes=1))
    world.review(
        ANVIL, pull.number, "grace", "CHANGES_REQUESTED", "Why?", comments=[("cli/a.go", "This")]
    )
    world.comment(ANVIL, pull.number, "acme-recognition[bot]", "Hello")
    clock.advance(timedelta(minutes=1))
    world.merge(ANVIL, pull.number, "ada")
    return ask


def test_a_merged_pull_request_tells_its_whole_story(told: Asker) -> None:
    world = told.server.world
    pull = told(pull_query("pullRequest(number: 2)"))["repository"]["pullRequest"]
    thread = world.thread(ANVIL, 2)
    assert thread.pull is not None
    assert pull["fullDatabaseId"] == str(pull["databaseId"]) == str(thread.pull.id)
    assert pull["url"] == f"{world.server_url}/acme/anvil/pull/2"
    assert pull["author"] == {
        "__typename": "User",
        "login": "linus",
        "url": f"{world.server_url}/linus",
        "databaseId": world.account("linus").id,
        "name": "Linus",
    }
    assert (pull["state"], pull["merged"], pull["isDraft"]) == ("MERGED", True, False)
    assert (pull["createdAt"], pull["mergedAt"]) == (
        "2026-11-24T09:01:00Z",
        "2026-11-24T09:03:00Z",
    )
    assert pull["mergedBy"] == {"login": "ada"}
    assert pull["mergeCommit"] == {
        "oid": thread.pull.merge_commit_sha,
        "associatedPullRequests": {"nodes": [{"number": 2}]},
    }
    assert (pull["additions"], pull["deletions"], pull["changedFiles"]) == (3, 4, 2)
    assert pull["files"]["nodes"] == [
        {"path": "cli/a.go", "additions": 3, "deletions": 0, "changeType": "ADDED"},
        {"path": "old.md", "additions": 0, "deletions": 4, "changeType": "DELETED"},
    ]
    assert pull["labels"]["nodes"] == [
        {"name": "component/cli", "color": "1d76db", "description": None}
    ]
    assert pull["comments"]["nodes"] == [{"body": "Hello", "pullRequest": {"number": 2}}]


def test_reviews_come_with_their_comments_on_lines(told: Asker) -> None:
    pull = told(pull_query("pullRequest(number: 2)"))["repository"]["pullRequest"]
    (review,) = pull["reviews"]["nodes"]
    assert (review["state"], review["body"]) == ("CHANGES_REQUESTED", "Why?")
    assert review["author"] == {"login": "grace"}
    assert review["submittedAt"] == "2026-11-24T09:02:00Z"
    assert review["commit"] == {"oid": pull["commits"]["nodes"][-1]["commit"]["oid"]}
    (comment,) = review["comments"]["nodes"]
    assert (comment["path"], comment["body"]) == ("cli/a.go", "This")
    assert comment["author"] == {"login": "grace"}


def test_commits_name_those_who_wrote_them_together(told: Asker) -> None:
    pull = told(pull_query("pullRequest(number: 2)"))["repository"]["pullRequest"]
    first, second = (it["commit"] for it in pull["commits"]["nodes"])
    assert first["messageHeadline"] == "Softer"
    authors = first["authors"]["nodes"]
    assert [it["user"] for it in authors] == [{"login": "linus"}, {"login": "joan"}, None]
    assert authors[1]["email"].endswith("+joan@users.noreply.github.com")
    assert [it["name"] for it in second["authors"]["nodes"]] == ["Linus"]


def test_merging_closed_the_issue_that_the_text_names(told: Asker) -> None:
    pull = told(pull_query("pullRequest(number: 2)"))["repository"]["pullRequest"]
    assert pull["closingIssuesReferences"]["nodes"] == [
        {
            "number": 1,
            "state": "CLOSED",
            "stateReason": "COMPLETED",
            "closedAt": "2026-11-24T09:03:00Z",
            "author": {"login": "grace"},
            "labels": {"nodes": [{"name": "bug"}]},
            "repository": {"nameWithOwner": "acme/anvil"},
        }
    ]


def numbers(ask: Asker, field: str, **variables: Any) -> list[int]:
    query = (
        f'{{ repository(owner: "acme", name: "anvil") {{ {field} {{ nodes {{ number }} }} }} }}'
    )
    (found,) = ask(query, **variables)["repository"].values()
    return [it["number"] for it in found["nodes"]]


def test_lists_are_filtered_and_ordered(told: Asker, clock: ManualClock) -> None:
    world = told.server.world
    clock.advance(timedelta(minutes=1))
    world.open_pull_request(ANVIL, "linus", "Draft", draft=True, base="next", labels=["bug"])
    world.open_issue(ANVIL, "linus", "Open", labels=["question"])
    clock.advance(timedelta(minutes=1))
    world.comment(ANVIL, 1, "linus", "Thanks")
    latest = "orderBy: {field: UPDATED_AT, direction: DESC}"
    assert numbers(told, "pullRequests(first: 9)") == [2, 3]
    assert numbers(told, f"pullRequests(first: 1, {latest})") == [3]
    assert numbers(told, "pullRequests(first: 9, states: [MERGED])") == [2]
    assert numbers(told, "pullRequests(first: 9, states: [OPEN, CLOSED])") == [3]
    assert numbers(told, 'pullRequests(first: 9, baseRefName: "next")') == [3]
    assert numbers(told, 'pullRequests(first: 9, labels: ["BUG"])') == [3]
    assert numbers(told, "issues(first: 9)") == [1, 4]
    assert numbers(told, f"issues(first: 9, {latest})") == [1, 4]
    assert numbers(told, "issues(first: 9, states: OPEN)") == [4]
    since = 'filterBy: {since: "2026-11-24T09:05:00Z"}'
    assert numbers(told, f"issues(first: 9, {since})") == [1]
    most = "orderBy: {field: COMMENTS, direction: DESC}"
    assert numbers(told, f"issues(first: 9, {most})") == [1, 4]


def test_what_is_not_there_is_named_in_the_refusal(told: Asker) -> None:
    query = '{ repository(owner: "acme", name: "anvil") { %s } }'
    for field, words in (
        ("pullRequest(number: 1) { title }", "to a PullRequest with the number of 1"),
        ("issue(number: 2) { title }", "to an Issue with the number of 2"),
        ("discussion(number: 1) { title }", "to a Discussion with the number of 1"),
        ('issues(first: 1, filterBy: {since: "then"}) { totalCount }', "then is no moment"),
        ("object { oid }", "Either `expression` or `oid`"),
    ):
        _, errors = told.refused(query % field)
        assert words in errors[0][1]


def test_comments_tell_where_they_stand(told: Asker) -> None:
    world = told.server.world
    comment = world.comment(ANVIL, 1, "linus", "Indeed")
    query = """{ repository(owner: "acme", name: "anvil") { issue(number: 1) {
        comments(first: 1) { nodes { url issue { number } pullRequest { number } } } } } }"""
    (found,) = told(query)["repository"]["issue"]["comments"]["nodes"]
    assert found == {
        "url": f"{told.server.url}/acme/anvil/issues/1#issuecomment-{comment.id}",
        "issue": {"number": 1},
        "pullRequest": None,
    }


def test_reviews_are_filtered_by_state_and_author(told: Asker) -> None:
    told.server.world.review(ANVIL, 2, "ada", "APPROVED")
    query = """{ repository(owner: "acme", name: "anvil") { pullRequest(number: 2) {
        approvals: reviews(first: 9, states: [APPROVED]) { nodes { author { login } } }
        graces: reviews(first: 9, author: "Grace") { nodes { state url createdAt } } } } }"""
    found = told(query)["repository"]["pullRequest"]
    assert found["approvals"]["nodes"] == [{"author": {"login": "ada"}}]
    (review,) = found["graces"]["nodes"]
    assert review["state"] == "CHANGES_REQUESTED"
    assert "#pullrequestreview-" in review["url"]


def test_a_page_ends_where_the_next_begins(ask: Asker) -> None:
    for turn in range(5):
        ask.server.world.open_pull_request(ANVIL, "linus", f"Number {turn}")
    query = """query($after: String) { repository(owner: "acme", name: "anvil") {
      pullRequests(first: 2, after: $after) { totalCount nodes { number }
        pageInfo { hasNextPage hasPreviousPage startCursor endCursor } } } }"""
    seen, after, more = [], None, True
    while more:
        page = ask(query, after=after)["repository"]["pullRequests"]
        assert page["totalCount"] == 5
        seen.append([it["number"] for it in page["nodes"]])
        after, more = page["pageInfo"]["endCursor"], page["pageInfo"]["hasNextPage"]
    assert seen == [[1, 2], [3, 4], [5]]


def test_bots_and_those_who_are_gone_are_told_apart(told: Asker) -> None:
    told.server.world.open_issue(ANVIL, "acme-recognition[bot]", "Digest")
    told.server.world.delete_account("grace")
    query = """{ repository(owner: "acme", name: "anvil") { issues(first: 9) { nodes {
        author { __typename login ... on Bot { databaseId url } } } } } }"""
    gone, bot = (it["author"] for it in told(query)["repository"]["issues"]["nodes"])
    assert gone is None
    account = told.server.world.account("acme-recognition[bot]")
    assert bot == {
        "__typename": "Bot",
        "login": "acme-recognition",
        "databaseId": account.id,
        "url": f"{told.server.url}/apps/acme-recognition",
    }


def test_ids_beyond_32_bits_are_in_the_full_id_only(told: Asker) -> None:
    query = """{ repository(owner: "acme", name: "anvil") { issue(number: 1) {
        databaseId fullDatabaseId url title repository { databaseId } comments(first: 1) {
        nodes { databaseId fullDatabaseId url issue { number } repository { name } } } } } }"""
    issue = told(query)["repository"]["issue"]
    assert issue["databaseId"] is None
    assert issue["fullDatabaseId"] == str(told.server.world.thread(ANVIL, 1).id)
    assert issue["url"].endswith("/acme/anvil/issues/1")


def test_discussions_come_with_comments_replies_and_the_answer(ask: Asker) -> None:
    world = ask.server.world
    asked = world.discuss(ANVIL, "linus", "How heavy?", "In kilograms")
    first = world.discuss_further(ANVIL, asked.number, "grace", "Fifty")
    world.discuss_further(ANVIL, asked.number, "linus", "Thanks", reply_to=first.id)
    world.choose_answer(ANVIL, asked.number, "linus", first.id)
    world.discuss(ANVIL, "ada", "Version 2", category="announcements")
    query = """{ repository(owner: "acme", name: "anvil") { hasDiscussionsEnabled
      discussions(first: 9, orderBy: {field: CREATED_AT, direction: ASC}) { nodes {
        number databaseId url title body closed isAnswered answerChosenAt createdAt updatedAt
        author { login } answerChosenBy { login } category { name slug isAnswerable }
        repository { name }
        answer { databaseId isAnswer author { login } body url createdAt updatedAt
          discussion { number } }
        comments(first: 9) { totalCount nodes { isAnswer replyTo { body }
          replies(first: 9) { nodes { body isAnswer replyTo { databaseId } } } } } } }
      open: discussions(first: 9, answered: false) { nodes { number } }
      shut: discussions(first: 9, states: [CLOSED]) { nodes { number } } } }"""
    found = ask(query)["repository"]
    question, news = found["discussions"]["nodes"]
    assert (question["isAnswered"], news["isAnswered"]) == (True, None)
    assert question["answer"]["author"] == {"login": "grace"}
    assert question["answerChosenBy"] == {"login": "linus"}
    assert question["category"] == {"name": "Q&A", "slug": "q-a", "isAnswerable": True}
    assert question["comments"] == {
        "totalCount": 1,
        "nodes": [
            {
                "isAnswer": True,
                "replyTo": None,
                "replies": {
                    "nodes": [
                        {
                            "body": "Thanks",
                            "isAnswer": False,
                            "replyTo": {"databaseId": first.id},
                        }
                    ]
                },
            }
        ],
    }
    assert found["open"]["nodes"] == [{"number": news["number"]}]
    assert found["shut"]["nodes"] == []
    (one,) = ask(
        f"""{{ repository(owner: "acme", name: "anvil") {{
            discussion(number: {asked.number}) {{ title }} }} }}"""
    ).values()
    assert one["discussion"] == {"title": "How heavy?"}


def test_releases_teams_and_members_are_listed(ask: Asker, clock: ManualClock) -> None:
    world = ask.server.world
    world.publish_release(ANVIL, "ada", "v1.0", body="Heavy")
    clock.advance(timedelta(minutes=1))
    world.publish_release(ANVIL, "acme-recognition[bot]", "v1.1")
    query = """{ repository(owner: "acme", name: "anvil") { releases(first: 9) { nodes {
        databaseId tagName name description url isDraft isPrerelease createdAt publishedAt
        updatedAt author { login } repository { name } } } } }"""
    latest, first = ask(query)["repository"]["releases"]["nodes"]
    assert (latest["tagName"], latest["author"], latest["description"]) == ("v1.1", None, None)
    assert (first["author"], first["publishedAt"]) == ({"login": "ada"}, "2026-11-24T09:00:00Z")
    by_name = query.replace("first: 9", "first: 9, orderBy: {field: NAME, direction: ASC}")
    assert ask(by_name)["repository"]["releases"]["nodes"] == [first, latest]
    query = """{ organization(login: "acme") { databaseId login name description url createdAt
        updatedAt membersWithRole(first: 9) { edges { role node { login } } }
        team(slug: "maintainers") { name } none: team(slug: "none") { name }
        teams(first: 9) { nodes { slug databaseId url organization { login }
          members(first: 9) { totalCount edges { role node { login } } } } } } }"""
    acme = ask(query)["organization"]
    assert acme["membersWithRole"]["edges"] == [
        {"role": "ADMIN", "node": {"login": "ada"}},
        {"role": "MEMBER", "node": {"login": "grace"}},
    ]
    (team,) = acme["teams"]["nodes"]
    assert [it["role"] for it in team["members"]["edges"]] == ["MAINTAINER", "MEMBER"]
    assert (acme["team"], acme["none"]) == ({"name": "Maintainers"}, None)
    assert team["url"] == f"{ask.server.url}/orgs/acme/teams/maintainers"


def test_repositories_are_filtered_and_ordered(ask: Asker, clock: ManualClock) -> None:
    world = ask.server.world
    clock.advance(timedelta(minutes=1))
    world.add_repository("acme/hammer", stars=3)
    world.repository("acme/vault").archived = True
    query = """{ organization(login: "acme") { repositories(first: 9, %s) { nodes { name
        description isArchived isFork createdAt pushedAt updatedAt url
        owner { login url __typename } defaultBranchRef { name target { oid } }
        labels(first: 1) { nodes { name } } } } } }"""

    def names(how: str) -> list[str]:
        nodes = ask(query % how)["organization"]["repositories"]["nodes"]
        assert all(it["defaultBranchRef"]["name"] == "master" for it in nodes)
        return [it["name"] for it in nodes]

    assert names("isFork: false") == ["anvil", "vault", "hammer"]
    assert names("isArchived: false") == ["anvil", "hammer"]
    assert names("privacy: PRIVATE") == ["vault"]
    assert names("orderBy: {field: NAME, direction: DESC}") == ["vault", "hammer", "anvil"]
    assert names("orderBy: {field: STARGAZERS, direction: DESC}")[0] == "hammer"
    assert names("orderBy: {field: CREATED_AT, direction: DESC}")[0] == "hammer"
    assert names("orderBy: {field: PUSHED_AT, direction: DESC}")[0] == "hammer"


def test_a_renamed_repository_is_found_by_its_old_name(ask: Asker) -> None:
    ask.server.world.rename_repository(ANVIL, to="hammer")
    query = '{ repository(owner: "acme", name: "anvil"%s) { nameWithOwner } }'
    assert ask(query % "")["repository"] == {"nameWithOwner": "acme/hammer"}
    _, errors = ask.refused(query % ", followRenames: false")
    assert errors[0][0] == "NOT_FOUND"


def test_files_and_commits_are_read_at_any_commit(ask: Asker) -> None:
    world = ask.server.world
    pull = world.open_pull_request(
        ANVIL, "linus", "Say more", contents={"docs/README.md": "# Anvil\n\nHeavy.\n"}
    )
    assert pull.pull is not None
    query = """query($at: String!) { repository(owner: "acme", name: "anvil") {
        object(expression: $at) { __typename oid repository { name }
          ... on Blob { text byteSize isBinary }
          ... on Commit { messageHeadline associatedPullRequests(first: 1) { totalCount } }
        } } }"""

    def at(expression: str) -> Any:
        return ask(query, at=expression)["repository"]["object"]

    assert at("HEAD:docs/README.md")["text"] == "# Anvil\n"
    head = pull.pull.head_sha
    assert at(f"{head}:docs/README.md")["text"] == "# Anvil\n\nHeavy.\n"
    assert at(f"refs/pull/{pull.number}/head")["messageHeadline"] == "Say more"
    assert at("master")["associatedPullRequests"] == {"totalCount": 0}
    assert at("no-such-branch") is None
    assert at("HEAD:none.md") is None
    world.merge(ANVIL, pull.number, "ada")
    assert at("master:docs/README.md")["byteSize"] == 16
    assert at("master")["oid"] == pull.pull.merge_commit_sha
    _, errors = ask.refused(query, at="HEAD:docs")
    assert errors[0][0] == "NOT_IMPLEMENTED"


def test_people_are_found_by_login(ask: Asker) -> None:
    query = '{ user(login: "%s") { login name databaseId createdAt updatedAt url } }'
    assert ask(query % "Grace")["user"]["login"] == "grace"
    for login in ("acme", "nobody"):
        _, errors = ask.refused(query % login)
        assert errors[0][0] == "NOT_FOUND"


@pytest.mark.contract
def test_what_these_tests_ask_github_would_answer(told: Asker, world: World) -> None:
    told(pull_query("pullRequest(number: 2)"))
    assert check_all(told.server.requests()) == []
    del world
