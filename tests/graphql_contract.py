"""Check GraphQL queries against GitHub's own schema.

It is the file `schema.graphql` of the npm package `@octokit/graphql-schema`, in
`.cache/octokit-graphql/` below the project; without it the tests that need it are skipped, and
fail where REQUIRE_CONTRACT=1.
"""

from __future__ import annotations

import os
from functools import lru_cache
from pathlib import Path

import pytest
from graphql import GraphQLSchema, build_schema, parse, validate

FILE = Path(__file__).resolve().parent.parent / ".cache" / "octokit-graphql" / "schema.graphql"


@lru_cache(maxsize=1)
def read_schema() -> GraphQLSchema:
    """Read the schema of this clone; raises FileNotFoundError where it has none."""
    # GitHub's file holds a few things that the newest rules for schemas would refuse.
    return build_schema(FILE.read_text(encoding="utf-8"), assume_valid=True)


def require_schema() -> GraphQLSchema:
    """Give the schema, or skip the test with the reason; REQUIRE_CONTRACT=1 makes it fail."""
    if FILE.is_file():
        return read_schema()
    reason = f"{FILE} is absent: unpack schema.graphql of npm's @octokit/graphql-schema there"
    if os.environ.get("REQUIRE_CONTRACT") == "1":
        pytest.fail(reason)
    pytest.skip(reason)


def faults(query: str) -> list[str]:
    """Say everything that GitHub would find wrong with a query; empty where all is well."""
    return [error.message for error in validate(require_schema(), parse(query))]
