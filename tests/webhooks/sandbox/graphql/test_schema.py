"""What the sandbox serves in GraphQL is a part of what GitHub serves."""

from __future__ import annotations

import pytest
from graphql import build_schema, parse, validate

from tests.graphql_contract import differences, request_faults, require_schema
from webhooks.sandbox.graphql.schema import FILE, read_schema


@pytest.mark.contract
def test_every_type_field_argument_and_nullability_is_githubs() -> None:
    assert differences(read_schema(), require_schema()) == []


@pytest.mark.contract
@pytest.mark.parametrize(
    ("change", "fault"),
    [
        (("  mergedAt: DateTime\n", "  mergedAt: DateTime!\n"), "PullRequest.mergedAt: is"),
        (("  isDraft: Boolean!\n", "  draft: Boolean!\n"), "PullRequest.draft: there is no"),
        (("issue(number: Int!)", "issue(id: Int!)"), "Repository.issue: needs number"),
        (("field: UPDATED_AT, ", "field: CREATED_AT, "), "Repository.discussions: takes order"),
        (("  DISMISSED\n", ""), "PullRequestReviewState: has the values"),
        (("type Bot implements Actor", "type Bot implements GitObject & Actor"), "Bot: does not"),
        (("  since: DateTime\n", "  since: String\n"), "IssueFilters.since: is not so"),
        (("type RateLimit {", "type Price {"), "Price: there is no such type"),
    ],
)
def test_a_schema_that_promises_something_else_is_found_out(
    change: tuple[str, str], fault: str
) -> None:
    text = FILE.read_text(encoding="utf-8")
    assert change[0] in text
    text = text.replace(*change).replace("rateLimit: RateLimit", "rateLimit: Int")
    text = text.replace("type RateLimit {", "type Unused {") if "Price" not in fault else text
    found = differences(build_schema(text, assume_valid=True), require_schema())
    assert [it for it in found if it.startswith(fault)]


@pytest.mark.contract
def test_queries_and_their_variables_are_judged() -> None:
    query = 'query($n: Int!) { repository(owner: "a", name: "b") { issue(number: $n) { %s } } }'
    assert request_faults({"query": query % "title", "variables": {"n": 1}}) == []
    assert request_faults({"query": query % "titel", "variables": {"n": 1}})
    assert request_faults({"query": query % "title", "variables": {"n": "one"}})
    assert request_faults({"query": "{"})
    assert request_faults({"query": "query A { __typename } query B { __typename }"})


def test_every_field_that_is_no_attribute_has_a_resolver() -> None:
    """Introspection works, and the schema is one that graphql-core finds sound."""
    assert validate(read_schema(), parse("{ __schema { types { name } } }")) == []
    assert build_schema(FILE.read_text(encoding="utf-8")).query_type is not None
