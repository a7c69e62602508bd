"""Hold every GraphQL query that is sent to GitHub.

GitHub counts a query's points before it answers it: one for every hundred lists that would be
read if every list were as long as `first` allows; lists within which there are no further ones
count once however long they are. So those are asked for in full, and `first` is kept low where
lists stand in the items: what does not fit is read afterwards, by `rest_query`. Nor may a query
reach more than 500,000 nodes. Tests compute both figures for every query here.

https://docs.github.com/en/graphql/overview/rate-limits-and-query-limits-for-the-graphql-api
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

PER_PAGE = 100
"""GitHub gives no more items of a list at a time."""

AT_ONCE = 50
"""Things whose lists are read on by one query, or that are looked up by their ids."""

LOOKED_UP = 100
"""Numbers of which one query asks whether they still stand for something."""

MAX_FILES = 300
"""Changed files that are looked at. In eight years of Meshery's pull requests fewer than one in a
hundred has more; those move or generate things, and would take most of a backfill's requests.
"""

RATE = "rateLimit { cost remaining resetAt }"

_PAGE = "pageInfo { hasNextPage endCursor }"

FRAGMENTS: Mapping[str, str] = {
    # Numbers stand in the classes of accounts only; null is an account that is gone.
    "Account": """fragment Account on Actor {
  __typename
  login
  ... on User { databaseId }
  ... on Bot { databaseId }
  ... on Mannequin { databaseId }
  ... on Organization { databaseId }
}""",
    "Labels": "fragment Labels on LabelConnection { nodes { name } }",
    "Files": f"""fragment Files on PullRequestChangedFileConnection {{
  nodes {{ path }}
  {_PAGE}
}}""",
    "Commits": f"""fragment Commits on PullRequestCommitConnection {{
  nodes {{
    commit {{
      message
      authors(first: 10) {{ nodes {{ name user {{ __typename login databaseId }} }} }}
    }}
  }}
  {_PAGE}
}}""",
    "Reviews": f"""fragment Reviews on PullRequestReviewConnection {{
  nodes {{
    id
    fullDatabaseId
    url
    state
    body
    submittedAt
    updatedAt
    author {{ ...Account }}
    comments(first: 30) {{ ...ReviewComments }}
  }}
  {_PAGE}
}}""",
    "ReviewComments": f"""fragment ReviewComments on PullRequestReviewCommentConnection {{
  totalCount
  nodes {{ fullDatabaseId url body createdAt updatedAt author {{ ...Account }} }}
  {_PAGE}
}}""",
    "Comments": f"""fragment Comments on IssueCommentConnection {{
  nodes {{ fullDatabaseId url body createdAt updatedAt author {{ ...Account }} }}
  {_PAGE}
}}""",
    "Answers": f"""fragment Answers on DiscussionCommentConnection {{
  nodes {{
    id
    databaseId
    url
    body
    createdAt
    updatedAt
    author {{ ...Account }}
    replies(first: 50) {{ ...Replies }}
  }}
  {_PAGE}
}}""",
    "Replies": f"""fragment Replies on DiscussionCommentConnection {{
  nodes {{ databaseId url body createdAt updatedAt author {{ ...Account }} }}
  {_PAGE}
}}""",
    # The last ones decide by whose work an issue is closed.
    "IssueCore": """fragment IssueCore on Issue {
  id
  number
  url
  createdAt
  updatedAt
  closedAt
  author { ...Account }
  repository { databaseId nameWithOwner }
  labels(first: 50) { ...Labels }
  timelineItems(last: 50, itemTypes: [CLOSED_EVENT]) {
    nodes {
      ... on ClosedEvent {
        createdAt
        closer { ... on PullRequest { number author { ...Account } } }
      }
    }
  }
}""",
    "Issues": f"""fragment Issues on IssueConnection {{
  nodes {{ ...IssueCore }}
  {_PAGE}
}}""",
    "PullRequestThread": """fragment PullRequestThread on PullRequest {
  id
  number
  url
  title
  body
  createdAt
  updatedAt
  isDraft
  mergedAt
  additions
  deletions
  baseRefName
  author { ...Account }
  mergedBy { ...Account }
  labels(first: 100) { ...Labels }
  files(first: 100) { ...Files }
  commits(first: 20) { ...Commits }
  reviews(first: 20) { ...Reviews }
  comments(first: 100) { ...Comments }
  closingIssuesReferences(first: 5) { ...Issues }
}""",
    "IssueThread": """fragment IssueThread on Issue {
  ...IssueCore
  comments(first: 100) { ...Comments }
}""",
    "DiscussionThread": """fragment DiscussionThread on Discussion {
  id
  number
  url
  createdAt
  updatedAt
  author { ...Account }
  category { slug }
  labels(first: 100) { ...Labels }
  answerChosenAt
  answer { url author { ...Account } }
  comments(first: 20) { ...Answers }
}""",
    "ReleaseThing": """fragment ReleaseThing on Release {
  id
  databaseId
  url
  tagName
  isDraft
  isPrerelease
  publishedAt
  updatedAt
  author { __typename login databaseId }
}""",
    "Members": f"""fragment Members on TeamMemberConnection {{
  nodes {{ __typename login databaseId }}
  {_PAGE}
}}""",
    "Place": """fragment Place on Repository {
  databaseId
  nameWithOwner
  defaultBranchRef { name }
}""",
}
"""What is asked of each kind of thing, wherever it is met."""


def document(operation: str) -> str:
    """Give an operation together with the fragments that it uses."""
    used: dict[str, None] = {}

    def use(text: str) -> None:
        for name in re.findall(r"\.\.\.(\w+)", text):
            if name not in used:
                used[name] = None
                use(FRAGMENTS[name])

    use(operation)
    return "\n".join([operation, *(FRAGMENTS[name] for name in used)])


def _pages(name: str, field: str, thread: str, order: str) -> str:
    return document(f"""query {name}(
  $owner: String!, $name: String!, $first: Int!, $after: String,
  $field: {order}Field!, $direction: OrderDirection!
) {{
  repository(owner: $owner, name: $name) {{
    ...Place
    page: {field}(
      first: $first, after: $after, orderBy: {{field: $field, direction: $direction}}
    ) {{
      totalCount
      nodes {{ ...{thread} }}
      {_PAGE}
    }}
  }}
  {RATE}
}}""")


PULL_REQUESTS = _pages("PullRequests", "pullRequests", "PullRequestThread", "IssueOrder")
ISSUES = _pages("Issues", "issues", "IssueThread", "IssueOrder")
DISCUSSIONS = _pages("Discussions", "discussions", "DiscussionThread", "DiscussionOrder")
RELEASES = _pages("Releases", "releases", "ReleaseThing", "ReleaseOrder")


def _single(name: str, field: str, thread: str) -> str:
    return document(f"""query {name}($owner: String!, $name: String!, $number: Int!) {{
  repository(owner: $owner, name: $name) {{
    ...Place
    thing: {field}(number: $number) {{ ...{thread} }}
  }}
  {RATE}
}}""")


PULL_REQUEST = _single("PullRequest", "pullRequest", "PullRequestThread")
ISSUE = _single("Issue", "issue", "IssueThread")
DISCUSSION = _single("Discussion", "discussion", "DiscussionThread")

UNFINISHED = document(f"""query Unfinished($ids: [ID!]!) {{
  nodes(ids: $ids) {{
    __typename
    ... on PullRequest {{ ...PullRequestThread repository {{ ...Place }} }}
    ... on Issue {{ ...IssueThread repository {{ ...Place }} }}
    ... on Discussion {{ ...DiscussionThread repository {{ ...Place }} }}
  }}
  {RATE}
}}""")

TEAMS = document(f"""query Teams($login: String!, $after: String) {{
  organization(login: $login) {{
    databaseId
    login
    page: teams(first: 50, after: $after) {{
      totalCount
      nodes {{ id databaseId slug members(first: 100) {{ ...Members }} }}
      {_PAGE}
    }}
  }}
  {RATE}
}}""")

MEMBERS = document(f"""query OrganizationMembers($login: String!, $after: String) {{
  organization(login: $login) {{
    databaseId
    login
    page: membersWithRole(first: 100, after: $after) {{
      totalCount
      nodes {{ __typename login databaseId }}
      {_PAGE}
    }}
  }}
  {RATE}
}}""")


@dataclass(frozen=True, slots=True, kw_only=True)
class Rest:
    """A list that is read on where it was not read to its end.

    Attributes:
        owner: The class of the thing it belongs to.
        field: Its name there.
        first: How many items at a time.
        fragment: What is asked of it.
        at_most: How many items are read at all.
    """

    owner: str
    field: str
    first: int
    fragment: str
    at_most: int = 10_000


RESTS: Mapping[str, Rest] = {
    f"{rest.owner}.{rest.field}": rest
    for rest in (
        Rest(owner="PullRequest", field="files", first=100, fragment="Files", at_most=MAX_FILES),
        Rest(owner="PullRequest", field="commits", first=100, fragment="Commits", at_most=250),
        Rest(owner="PullRequest", field="reviews", first=50, fragment="Reviews"),
        Rest(owner="PullRequest", field="comments", first=100, fragment="Comments"),
        Rest(owner="PullRequest", field="closingIssuesReferences", first=50, fragment="Issues"),
        Rest(owner="PullRequestReview", field="comments", first=100, fragment="ReviewComments"),
        Rest(owner="Issue", field="comments", first=100, fragment="Comments"),
        Rest(owner="Discussion", field="comments", first=50, fragment="Answers"),
        Rest(owner="DiscussionComment", field="replies", first=100, fragment="Replies"),
        Rest(owner="Team", field="members", first=100, fragment="Members"),
    )
}
"""Every list of which more can be asked, by owner and field."""


def rest_query(rests: Sequence[Rest]) -> str:
    """Make the query that reads on several lists of several things.

    Its variables are `id0`, `after0` and so on; the answers are called `n0` and so on.
    """
    declared = ", ".join(f"$id{n}: ID!, $after{n}: String!" for n in range(len(rests)))
    parts = [
        f"  n{n}: node(id: $id{n}) {{ ... on {rest.owner} {{ "
        f"{rest.field}(first: {rest.first}, after: $after{n}) {{ ...{rest.fragment} }} }} }}"
        for n, rest in enumerate(rests)
    ]
    return document("\n".join([f"query Rest({declared}) {{", *parts, f"  {RATE}", "}"]))


def commits_query(shas: Sequence[str]) -> str:
    """Make the query that asks with which pull requests some commits came.

    Args:
        shas: At most `LOOKED_UP`, each of seven hexadecimal digits or more; the answers are
            called `c` and the commit.
    """
    parts = [
        f"""    c{sha}: object(expression: "{sha}") {{
      ... on Commit {{
        associatedPullRequests(first: 3) {{
          nodes {{ number mergedAt mergeCommit {{ oid }} commits {{ totalCount }} }}
        }}
      }}
    }}"""
        for sha in shas
    ]
    head = "query Commits($owner: String!, $name: String!) {"
    place = "  repository(owner: $owner, name: $name) {"
    return "\n".join([head, place, *parts, "  }", f"  {RATE}", "}"])


def existence_query(field: str, numbers: Sequence[int]) -> str:
    """Make the query that asks of some numbers whether something bears them.

    Args:
        field: `issueOrPullRequest` or `discussion`.
        numbers: At most `LOOKED_UP`; the answers are called `n` and the number.
    """
    parts = [f"    n{number}: {field}(number: {number}) {{ __typename }}" for number in numbers]
    head = "query Existence($owner: String!, $name: String!) {"
    place = "  repository(owner: $owner, name: $name) {"
    return "\n".join([head, place, *parts, "  }", f"  {RATE}", "}"])
