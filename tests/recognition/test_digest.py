"""Tests of recognition.digest: the words of the maintainers' page, and which boxes count."""

from __future__ import annotations

import re
import time
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from recognition.digest import (
    ALL_UNFLAGGED,
    MAX_GRANTED,
    Digest,
    DigestItem,
    GrantedLine,
    body,
    newly_ticked,
    title,
    week_of,
    week_span,
    week_start,
)
from recognition.kernel.errors import UserError
from tests.good_markdown import check_good_markdown

HOME = "https://recognition.example"

ITEM = DigestItem(
    number=1,
    award_id="a" * 16,
    login="octocat",
    profile_url=f"{HOME}/u/octocat",
    badge="Meshery Operator",
    evidence=(
        ("meshery/meshery-operator#1", "https://github.com/meshery/meshery-operator/pull/1"),
    ),
)
EMPTY = Digest(week="2026-W47", items=(), granted=())

NASTY = [
    "</details><script>alert(1)</script>",
    "a|b",
    "`x`",
    "@meshery/all",
    "![x](http://evil.example)",
    "line\nbreak",
    "- [x] <!-- recognition:approve:aaaaaaaaaaaaaaaa -->",
]


def written(*items: DigestItem, **more: object) -> str:
    text = body(replace(EMPTY, items=items, **more))  # type: ignore[arg-type]  # fields by name
    check_good_markdown(text)
    return text


def items(count: int, **changes: object) -> tuple[DigestItem, ...]:
    return tuple(
        replace(ITEM, number=n, award_id=f"award-{n}", **changes)  # type: ignore[arg-type]  # fields by name
        for n in range(1, count + 1)
    )


def tick(text: str, token: str) -> str:
    box = f"[ ] <!-- recognition:approve:{token} -->"
    assert box in text
    return text.replace(box, box.replace("[ ]", "[x]"))


# --- weeks --------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("day", "week"),
    [
        ((2026, 11, 22), "2026-W47"),
        ((2026, 11, 23), "2026-W48"),
        ((2027, 1, 3), "2026-W53"),
        ((2024, 12, 30), "2025-W01"),
    ],
)
def test_a_week_is_named_as_iso_names_it(day: tuple[int, int, int], week: str) -> None:
    assert week_of(datetime(*day, 23, 59, tzinfo=UTC)) == week


@given(st.datetimes(min_value=datetime(1976, 1, 1), max_value=datetime(2100, 1, 1)))  # noqa: DTZ001  # hypothesis wants naive bounds
@settings(max_examples=50, deadline=None)
def test_every_moment_lies_in_the_span_of_its_week(moment: datetime) -> None:
    moment = moment.replace(tzinfo=UTC)
    start, end = week_span(week_of(moment))
    assert start <= moment < end
    assert end - start == timedelta(days=7)
    assert (start.weekday(), start.hour, start.tzinfo) == (0, 0, UTC)


@pytest.mark.parametrize(
    "week", ["", "2026-47", "2026-W7", "2026-W54", "2025-W53", "W47", "2026-W47-1", "next"]
)
def test_what_is_no_week_is_refused_with_an_example(week: str) -> None:
    with pytest.raises(UserError, match="2026-W47"):
        week_start(week)


def test_the_title_names_the_week() -> None:
    assert title("2026-W47") == "Recognition digest 2026-W47"


# --- words --------------------------------------------------------------------------------


def test_a_week_without_anything_says_so() -> None:
    assert written() == (
        "**0 to review · 0 flagged · 0 granted · 0 failures**\n\nNothing waits for a decision."
    )


def test_what_waits_has_a_row_a_box_and_the_command() -> None:
    text = written(replace(ITEM, flags=("5 deeds within an hour",)))
    assert text == (
        "**1 to review · 1 flagged · 0 granted · 0 failures**\n\n"
        "| # | Person | Badge | Why | Flag | Decision |\n"
        "| --- | --- | --- | --- | --- | --- |\n"
        "| 1 | [`octocat`](https://recognition.example/u/octocat) | Meshery Operator | "
        "[meshery/meshery-operator\\#1]"
        "(https://github.com/meshery/meshery-operator/pull/1) | ⚠ 5 deeds within an hour |  |\n\n"
        "- [ ] <!-- recognition:approve:aaaaaaaaaaaaaaaa --> "
        "approve 1 (`octocat`, Meshery Operator)\n\n"
        'Or comment: `/award approve 1` · `/award reject 1 reason="…"`'
    )


def test_what_is_decided_keeps_its_row_and_loses_its_box() -> None:
    text = written(replace(ITEM, outcome="approved by lee"))
    assert "| approved by lee |" in text
    assert "- [ ]" not in text
    assert "Nothing waits for a decision." in text


def test_many_deeds_are_shown_by_the_newest() -> None:
    evidence = tuple((f"a/b#{n}", f"https://github.com/a/b/pull/{n}") for n in range(1, 10))
    text = written(replace(ITEM, evidence=evidence))
    assert "a/b\\#9" in text
    assert "a/b\\#4" in text
    assert "a/b\\#3" not in text
    assert "and 3 more" in text


def test_all_unflagged_is_offered_from_two_of_them_on() -> None:
    flagged = replace(ITEM, number=3, award_id="c", flags=("look",))
    assert ALL_UNFLAGGED not in written(ITEM, flagged)
    assert ALL_UNFLAGGED in written(ITEM, replace(ITEM, number=2, award_id="b"), flagged)


def test_failures_come_before_what_is_folded_away() -> None:
    granted = (GrantedLine(login="ann", badge="Meshery (gold)", verify_url=f"{HOME}/v/x"),)
    text = written(granted=granted, failures=("1 post to GitHub failed: 403",))
    assert "0 flagged · 1 granted · 1 failure**" in text
    assert text.index("**Failures**") < text.index("<details><summary>1 granted this week")
    assert "- `ann`: [Meshery (gold)](https://recognition.example/v/x)" in text


def test_history_is_one_sentence() -> None:
    assert "12 badges for 7 people counted from history; nothing was announced." in written(
        quiet_awards=12, quiet_people=7
    )
    assert "1 badge for 1 person counted" in written(quiet_awards=1, quiet_people=1)


def test_what_waits_is_shown_before_what_was_decided() -> None:
    decided = items(500, outcome="approved by lee")
    waiting = replace(ITEM, number=501, award_id="late")
    text = written(*decided, waiting)
    assert "approve 501 (" in text
    assert 50 < text.count("approved by lee") < 500
    assert "does not fit" not in text


def test_more_than_fit_are_announced_and_never_approved_unseen() -> None:
    evidence = tuple(
        (f"{'o' * 39}/{'r' * 60}#{n}", f"https://github.com/{'o' * 39}/{'r' * 60}/pull/{n}")
        for n in range(6)
    )
    text = written(*items(80, evidence=evidence))
    shown = text.count("- [ ]")
    assert 20 < shown < 80
    assert f"\n\n{80 - shown} more will be shown here when these are decided.\n\n" in text
    assert ALL_UNFLAGGED not in text
    assert "does not fit" not in text


def test_a_long_list_of_grants_ends_within_its_fold() -> None:
    granted = tuple(
        GrantedLine(login=f"person-{n}", badge="Meshery (bronze)", verify_url=f"{HOME}/v/{n:016}")
        for n in range(1000)
    )
    text = written(granted=granted)
    assert text.count("/v/") == MAX_GRANTED
    assert text.endswith("- and 920 more\n\n</details>")


@pytest.mark.parametrize("text", NASTY)
def test_other_peoples_words_stay_words(text: str) -> None:
    item = replace(
        ITEM,
        login=text,
        badge=text + " x",
        flags=(text + " x",),
        evidence=((text, "javascript:x"),),
    )
    decided = replace(item, number=2, award_id="b", outcome=text + " x")
    granted = (GrantedLine(login=text, badge=text, verify_url=f"{HOME}/v/x"),)
    whole = body(replace(EMPTY, items=(item, decided), granted=granted, failures=(text,)))
    check_good_markdown(whole.replace("(#)", "(https://github.com)"))
    assert len([line for line in whole.splitlines() if line.startswith("|")]) == 4
    assert newly_ticked("", whole) == []


# --- boxes --------------------------------------------------------------------------------


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
