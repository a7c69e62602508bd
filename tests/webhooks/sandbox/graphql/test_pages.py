"""Pages of connections hold what they should, whatever changes between them."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from webhooks.sandbox.graphql.pages import Listing, Page, turn_to
from webhooks.sandbox.graphql.refusals import Refusal

SOME = st.lists(st.integers(0, 50), unique=True)


def walk(listing: Listing[int], size: int) -> list[int]:
    seen: list[int] = []
    after = None
    while True:
        page = turn_to(listing, "items", first=size, after=after)
        assert isinstance(page, Page)
        assert page.page_info.has_previous_page == bool(seen)
        seen += page.nodes
        after = page.page_info.end_cursor
        if not page.page_info.has_next_page:
            return seen


@given(items=SOME, size=st.integers(1, 7), descending=st.booleans())
def test_the_pages_together_are_the_whole_in_order(
    items: list[int], size: int, *, descending: bool
) -> None:
    listing = Listing(items=items, key=lambda it: (it,), descending=descending)
    assert walk(listing, size) == sorted(items, reverse=descending)
    assert walk(Listing(items=items), size) == items


@given(before=SOME, after=SOME, size=st.integers(1, 7), descending=st.booleans())
def test_a_cursor_goes_on_where_it_stood_though_items_came_and_went(
    before: list[int], after: list[int], size: int, *, descending: bool
) -> None:
    """What was there all the time is seen exactly once: cursors name places, not counts."""
    old = Listing(items=before, key=lambda it: (it,), descending=descending)
    new = Listing(items=after, key=lambda it: (it,), descending=descending)
    page = turn_to(old, "items", first=size)
    assert isinstance(page, Page)
    seen = list(page.nodes)
    if cursor := page.page_info.end_cursor:
        seen += turn_to(new, "items", first=100, after=cursor).nodes
        assert [seen.count(it) for it in set(before) & set(after)] == [1] * len(
            set(before) & set(after)
        )


def test_edges_carry_the_cursors_of_their_nodes() -> None:
    listing = Listing(items=[5, 7, 9], key=lambda it: (it,), edge=lambda it: {"half": it / 2})
    page = turn_to(listing, "items", first=2)
    assert isinstance(page, Page)
    assert [(it["node"], it["half"]) for it in page.edges] == [(5, 2.5), (7, 3.5)]
    assert page.total_count == 3
    assert page.edges[-1]["cursor"] == page.page_info.end_cursor
    after_first = turn_to(listing, "items", first=2, after=page.edges[0]["cursor"])
    assert after_first.nodes == [7, 9]


def test_a_connection_may_be_counted_without_a_size_but_not_read() -> None:
    counted = turn_to(Listing(items=[1, 2]), "items")
    assert counted.total_count == 2
    for part in ("nodes", "edges", "page_info"):
        with pytest.raises(Refusal, match="`first` or `last`") as refused:
            getattr(counted, part)
        assert refused.value.type == "MISSING_PAGINATION_BOUNDARIES"


def test_the_end_is_given_by_last() -> None:
    page = turn_to(Listing(items=[5, 7, 9]), "items", last=2)
    assert isinstance(page, Page)
    assert page.nodes == [7, 9]
    assert (page.page_info.has_previous_page, page.page_info.has_next_page) == (True, False)


@pytest.mark.parametrize(
    ("first", "after", "type_"),
    [
        (101, None, "EXCESSIVE_PAGINATION"),
        (-1, None, "INVALID_PAGINATION_BOUNDARIES"),
        (1, "Y3Vyc29y", "INVALID_CURSOR_ARGUMENTS"),
        (1, "not base64", "INVALID_CURSOR_ARGUMENTS"),
    ],
)
def test_what_github_refuses_is_refused(first: int | None, after: str | None, type_: str) -> None:
    with pytest.raises(Refusal) as refused:
        turn_to(Listing(items=[1, 2]), "items", first=first, after=after)
    assert refused.value.type == type_
