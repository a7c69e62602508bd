"""What a query costs, by the formula that GitHub publishes."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from graphql import (
    DocumentNode,
    FieldNode,
    FragmentDefinitionNode,
    FragmentSpreadNode,
    GraphQLNamedType,
    GraphQLSchema,
    InlineFragmentNode,
    OperationDefinitionNode,
    SelectionSetNode,
    get_named_type,
    value_from_ast_untyped,
)

from webhooks.sandbox.graphql.refusals import Refusal

# https://docs.github.com/en/graphql/overview/rate-limits-and-query-limits-for-the-graphql-api
MOST_NODES = 500_000
REQUESTS_PER_POINT = 100


@dataclass(frozen=True, slots=True, kw_only=True)
class Cost:
    """What a query may take at most.

    Attributes:
        requests: How often a connection is gone through, counting one for each parent.
        nodes: How many nodes may come.
    """

    requests: int = 0
    nodes: int = 0

    @property
    def points(self) -> int:
        """Give the points: a hundredth of the requests, rounded, and at least one."""
        return max((self.requests + REQUESTS_PER_POINT // 2) // REQUESTS_PER_POINT, 1)

    def __add__(self, other: Cost) -> Cost:
        return Cost(requests=self.requests + other.requests, nodes=self.nodes + other.nodes)


def cost_of(
    schema: GraphQLSchema,
    document: DocumentNode,
    operation: OperationDefinitionNode,
    variables: Mapping[str, Any],
) -> Cost:
    """Measure a valid query before it is carried out.

    Raises:
        Refusal: It asks for more nodes than GitHub gives.
    """
    fragments = {
        it.name.value: it for it in document.definitions if isinstance(it, FragmentDefinitionNode)
    }
    assert schema.query_type is not None, "the schema has queries"
    cost = _Meter(schema, fragments, variables).selections(
        operation.selection_set, schema.query_type, parents=1
    )
    if cost.nodes > MOST_NODES:
        raise Refusal(
            "MAX_NODE_LIMIT_EXCEEDED",
            f"This query requests up to {cost.nodes:,} possible nodes which exceeds the maximum "
            f"limit of {MOST_NODES:,}.",
        )
    return cost


@dataclass(frozen=True, slots=True)
class _Meter:
    schema: GraphQLSchema
    fragments: Mapping[str, FragmentDefinitionNode]
    variables: Mapping[str, Any]

    def selections(
        self, chosen: SelectionSetNode | None, parent: GraphQLNamedType, *, parents: int
    ) -> Cost:
        cost = Cost()
        for it in chosen.selections if chosen else ():
            if isinstance(it, FieldNode):
                cost += self._field(it, parent, parents)
            elif isinstance(it, InlineFragmentNode):
                name = it.type_condition.name.value if it.type_condition else parent.name
                cost += self.selections(
                    it.selection_set, self.schema.type_map[name], parents=parents
                )
            elif isinstance(it, FragmentSpreadNode):
                fragment = self.fragments[it.name.value]
                name = fragment.type_condition.name.value
                cost += self.selections(
                    fragment.selection_set, self.schema.type_map[name], parents=parents
                )
        return cost

    def _field(self, it: FieldNode, parent: GraphQLNamedType, parents: int) -> Cost:
        fields = getattr(parent, "fields", {})
        if it.name.value not in fields:  # __typename and its like
            return Cost()
        kind = get_named_type(fields[it.name.value].type)
        if not kind.name.endswith("Connection"):
            return self.selections(it.selection_set, kind, parents=parents)
        size = self._size(it)
        if size is None:  # it is only counted, not gone through
            return self.selections(it.selection_set, kind, parents=0)
        below = self.selections(it.selection_set, kind, parents=parents * size)
        return Cost(requests=parents, nodes=parents * size) + below

    def _size(self, it: FieldNode) -> int | None:
        for argument in it.arguments or ():
            if argument.name.value in {"first", "last"}:
                size = value_from_ast_untyped(argument.value, dict(self.variables))
                return size if isinstance(size, int) else None
        return None
