"""Put the schema and the resolvers together."""

from __future__ import annotations

from datetime import UTC, datetime
from functools import lru_cache
from pathlib import Path
from typing import Any

from graphql import (
    GraphQLInputObjectType,
    GraphQLObjectType,
    GraphQLSchema,
    build_schema,
)

from webhooks.sandbox.forum import Discussion, DiscussionComment
from webhooks.sandbox.git import Commit, Release
from webhooks.sandbox.graphql import discussions, nodes, people, places, threads
from webhooks.sandbox.graphql.fields import Fields, View, snake_case
from webhooks.sandbox.state import (
    Account,
    Comment,
    Repository,
    Review,
    ReviewComment,
    Team,
    Thread,
)

FILE = Path(__file__).parent / "schema.graphql"
LIMIT = Fields()
# The types of what is met where the schema says only what it can do, or that it is one of several.
_TYPES: dict[type, str] = {
    Repository: "Repository",
    Team: "Team",
    Commit: "Commit",
    places.Blob: "Blob",
    threads.ClosedEvent: "ClosedEvent",
    Comment: "IssueComment",
    Review: "PullRequestReview",
    ReviewComment: "PullRequestReviewComment",
    Discussion: "Discussion",
    DiscussionComment: "DiscussionComment",
    Release: "Release",
}


@LIMIT.on("rateLimit", "Query")
def rate_limit(_: None, view: View) -> dict[str, Any]:
    """Tell what this query cost and what is left of the hour's points."""
    return {
        "cost": view.cost.points,
        "nodeCount": view.cost.nodes,
        "limit": view.budget["limit"],
        "used": view.budget["used"],
        "remaining": view.budget["remaining"],
        "resetAt": datetime.fromtimestamp(view.budget["reset"], UTC),
    }


_MODULES = (
    LIMIT,
    nodes.FIELDS,
    people.FIELDS,
    places.FIELDS,
    threads.FIELDS,
    discussions.FIELDS,
)


@lru_cache(maxsize=1)
def read_schema() -> GraphQLSchema:
    """Read the schema once and give its fields what resolves them."""
    schema = build_schema(FILE.read_text(encoding="utf-8"))
    for kind in schema.type_map.values():
        if isinstance(kind, GraphQLInputObjectType):
            for name, field in kind.fields.items():
                field.out_name = snake_case(name)
        elif isinstance(kind, GraphQLObjectType) and not kind.name.startswith("__"):
            for field_ in kind.fields.values():
                for name, argument in field_.args.items():
                    argument.out_name = snake_case(name)
    for fields in _MODULES:
        for type_name, name, resolver in fields:
            kind = schema.type_map[type_name]
            assert isinstance(kind, GraphQLObjectType), f"{type_name} has no fields"
            kind.fields[name].resolve = resolver
    return schema


def type_of(value: Any, *_: Any) -> str:
    """Name the type of a value where the schema leaves it open."""
    if isinstance(value, Account):
        return value.type.value
    if isinstance(value, Thread):
        return "PullRequest" if value.pull else "Issue"
    return _TYPES[type(value)]
