"""Compute what GitHub counts for a query before it answers it.

https://docs.github.com/en/graphql/overview/rate-limits-and-query-limits-for-the-graphql-api
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from graphql import (
    FieldNode,
    FragmentDefinitionNode,
    FragmentSpreadNode,
    InlineFragmentNode,
    IntValueNode,
    ListValueNode,
    OperationDefinitionNode,
    SelectionSetNode,
    VariableNode,
    parse,
)

MAX_NODES = 500_000
"""GitHub refuses a query that could reach more."""


@dataclass(frozen=True)
class Estimate:
    """What a query may take: requests of GitHub's to itself, and nodes."""

    requests: int = 0
    nodes: int = 0

    @property
    def points(self) -> int:
        return max(1, round(self.requests / 100))

    def __add__(self, other: Estimate) -> Estimate:
        return Estimate(self.requests + other.requests, self.nodes + other.nodes)


def estimate(query: str, **variables: Any) -> Estimate:
    """Count the lists of a query, each as long as its `first` or `last` allows."""
    document = parse(query)
    fragments = {
        it.name.value: it for it in document.definitions if isinstance(it, FragmentDefinitionNode)
    }
    [operation] = [it for it in document.definitions if isinstance(it, OperationDefinitionNode)]
    return _of(operation.selection_set, 1, fragments, variables)


def _of(
    selections: SelectionSetNode | None,
    times: int,
    fragments: Mapping[str, FragmentDefinitionNode],
    variables: Mapping[str, Any],
) -> Estimate:
    total = Estimate()
    for it in selections.selections if selections else ():
        if isinstance(it, FragmentSpreadNode):
            within = fragments[it.name.value].selection_set
            total += _of(within, times, fragments, variables)
        elif isinstance(it, InlineFragmentNode):
            total += _of(it.selection_set, times, fragments, variables)
        elif isinstance(it, FieldNode):
            size = _size(it, variables)
            if size is not None and it.name.value != "nodes":
                total += Estimate(requests=times, nodes=times * size)
            total += _of(it.selection_set, times * (size or 1), fragments, variables)
    return total


def _size(field: FieldNode, variables: Mapping[str, Any]) -> int | None:
    """Give the length a list may have; `None` where the field is no list with a length."""
    for argument in field.arguments or ():
        value = argument.value
        if argument.name.value not in {"first", "last", "ids"}:
            continue
        if isinstance(value, VariableNode):
            given = variables[value.name.value]
            return len(given) if isinstance(given, list) else int(given)
        if isinstance(value, ListValueNode):
            return len(value.values)
        if isinstance(value, IntValueNode):
            return int(value.value)
    return None
