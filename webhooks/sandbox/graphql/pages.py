"""Connections: pages of nodes with opaque cursors that stay true while the world changes."""

from __future__ import annotations

import base64
import binascii
import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Generic, TypeVar

from webhooks.sandbox.graphql.refusals import Refusal

T = TypeVar("T")
Key = tuple[int | str, ...]
MOST_NODES = 100
_PREFIX = b"cursor:v2:"


@dataclass(frozen=True, slots=True, kw_only=True)
class Listing(Generic[T]):
    """What a connection goes through, in the order that its keys have.

    Attributes:
        key: What the items are sorted by, different for each; None keeps them as they are.
        edge: What an edge tells beside its node.
    """

    items: Sequence[T]
    key: Callable[[T], Key] | None = None
    descending: bool = False
    edge: Callable[[T], Mapping[str, Any]] | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class PageInfo:
    """Where a page lies among the others; the cursors are None where it is empty."""

    has_next_page: bool
    has_previous_page: bool
    start_cursor: str | None
    end_cursor: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """One page of a connection."""

    total_count: int
    nodes: list[Any]
    edges: list[dict[str, Any]]
    page_info: PageInfo


@dataclass(frozen=True, slots=True, kw_only=True)
class Count:
    """A connection of which no nodes were asked for: it can be counted and nothing else."""

    name: str
    total_count: int

    @property
    def nodes(self) -> list[Any]:
        """Refuse, because GitHub wants to be told how many."""
        raise Refusal(
            "MISSING_PAGINATION_BOUNDARIES",
            f"You must provide a `first` or `last` value to properly paginate the `{self.name}` "
            "connection.",
        )

    edges = page_info = nodes


def turn_to(
    listing: Listing[Any],
    name: str,
    *,
    first: int | None = None,
    after: str | None = None,
    last: int | None = None,
) -> Page | Count:
    """Give the page that was asked for.

    Args:
        listing: All there is.
        name: The connection, for what is refused.
        first: How many nodes.
        after: The cursor of the last node seen.
        last: How many nodes of the end, in place of `first`.

    Raises:
        Refusal: A size is out of bounds, or `after` is no cursor.
    """
    size = last if first is None else first
    if size is None:
        return Count(name=name, total_count=len(listing.items))
    _check_size(name, "last" if first is None else "first", size)
    keyed = _keyed(listing)
    seen = 0
    if after is not None:
        place, backwards = _read_cursor(after), listing.descending and listing.key is not None
        seen = sum(key >= place if backwards else key <= place for key, _ in keyed)
    if first is None:
        seen = max(seen, len(keyed) - size)
    chosen = keyed[seen : seen + size]
    cursors = [_cursor(key) for key, _ in chosen]
    return Page(
        total_count=len(keyed),
        nodes=[it for _, it in chosen],
        edges=[
            {"cursor": cursor, "node": it, **(listing.edge(it) if listing.edge else {})}
            for cursor, (_, it) in zip(cursors, chosen, strict=True)
        ],
        page_info=PageInfo(
            has_next_page=seen + len(chosen) < len(keyed),
            has_previous_page=seen > 0,
            start_cursor=cursors[0] if cursors else None,
            end_cursor=cursors[-1] if cursors else None,
        ),
    )


def moment_key(at: datetime, number: int) -> Key:
    """Sort by a moment, and by the number where two things happened at once."""
    return (int(at.timestamp() * 1_000_000), number)


def _keyed(listing: Listing[Any]) -> list[tuple[Key, Any]]:
    """Give the items in order, each with what its cursor says."""
    if listing.key is None:
        return [((index,), it) for index, it in enumerate(listing.items)]
    key = listing.key
    keyed = sorted(((key(it), it) for it in listing.items), key=lambda it: it[0])
    if listing.descending:
        keyed.reverse()
    return keyed


def _check_size(name: str, argument: str, size: int) -> None:
    if size < 0:
        raise Refusal(
            "INVALID_PAGINATION_BOUNDARIES",
            f"`{argument}` on the `{name}` connection is below 0.",
        )
    if size > MOST_NODES:
        raise Refusal(
            "EXCESSIVE_PAGINATION",
            f"Requesting {size} records on the `{name}` connection exceeds the `{argument}` "
            f"limit of {MOST_NODES} records.",
        )


def _cursor(key: Key) -> str:
    return base64.b64encode(_PREFIX + json.dumps(key, separators=(",", ":")).encode()).decode()


def _read_cursor(cursor: str) -> Key:
    try:
        raw = base64.b64decode(cursor, validate=True)
        if raw.startswith(_PREFIX):
            return tuple(json.loads(raw.removeprefix(_PREFIX)))
    except (binascii.Error, ValueError, TypeError):
        pass
    raise Refusal("INVALID_CURSOR_ARGUMENTS", f"`{cursor}` does not appear to be a valid cursor.")
