"""Tests of recognition.digest.boxes: which ticks count."""

from __future__ import annotations

import re
import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from recognition.digest import ALL_UNFLAGGED, newly_ticked
from tests.recognition.digest.pages import items, tick, written


def test_a_tick_of_our_box_is_the_award() -> None:
    before = written(*items(3))
    assert newly_ticked(before, tick(before, "award-2")) == ["award-2"]


def test_all_unflagged_is_a_box_like_the_others() -> None:
    before = written(*items(3))
    after = tick(tick(before, ALL_UNFLAGGED), "award-3")
    assert newly_ticked(before, after) == ["award-3", ALL_UNFLAGGED]


def test_only_what_was_not_ticked_before_counts() -> None:
    before = tick(written(*items(3)), "award-1")
    after = tick(before, "award-2")
    assert newly_ticked(before, after) == ["award-2"]
    assert newly_ticked(after, before) == []
    assert newly_ticked(after, after) == []


@pytest.mark.parametrize(
    "line",
    [
        "- [x] approve 1",
        "- [ ] <!-- recognition:approve:award-1 --> approve 1",
        "[x] <!-- recognition:approve:award-1 -->",
        "text - [x] <!-- recognition:approve:award-1 -->",
        "> - [x] <!-- recognition:approve:award-1 -->",
        "- [x] <!-- other:approve:award-1 -->",
        "- [x] <!-- recognition:reject:award-1 -->",
        "- [x] <!-- recognition:approve:AWARD 1 -->",
        f"- [x] <!-- recognition:approve:{'a' * 65} -->",
        "- [x]\n<!-- recognition:approve:award-1 -->",
    ],
)
def test_a_box_that_is_not_ours_does_not_count(line: str) -> None:
    assert newly_ticked("", f"first\n{line}\nlast") == []


@pytest.mark.parametrize("line", ["- [X] {}", "* [x] {}", "  - [x] {} approve 1", "- [x] {}\r"])
def test_githubs_spellings_of_a_ticked_box_count(line: str) -> None:
    marked = line.format("<!-- recognition:approve:award-1 -->")
    assert newly_ticked("", f"first\n{marked}\nlast") == ["award-1"]


def test_a_box_that_was_copied_is_one_tick() -> None:
    line = "- [x] <!-- recognition:approve:award-1 -->"
    assert newly_ticked("", f"{line}\n{line}") == ["award-1"]


@pytest.mark.parametrize("text", ["\n" * 65_000, " " * 65_000, "- [x] <!-- " * 6_000])
def test_a_body_made_to_be_slow_is_read_at_once(text: str) -> None:
    start = time.process_time()
    assert newly_ticked(text, text) == []
    assert time.process_time() - start < 1


@given(st.lists(st.sampled_from(["award-1", "award-2", "award-3", ALL_UNFLAGGED]), unique=True))
@settings(max_examples=30, deadline=None)
def test_ticks_are_read_back_exactly(tokens: list[str]) -> None:
    before = after = written(*items(3))
    for token in tokens:
        after = tick(after, token)
    assert set(newly_ticked(before, after)) == set(tokens)
    assert not re.search(r"\[x\]", before)
