"""Tests of recognition.digest.page: the words of the maintainers' page, and that they fit."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given, settings

from recognition.digest import (
    ALL_UNFLAGGED,
    DecisionLine,
    Digest,
    GrantedLine,
    Standing,
    body,
    newly_ticked,
)
from recognition.digest.page import MAX_GRANTED
from tests.good_markdown import check_good_markdown
from tests.recognition.digest.pages import EMPTY, HOME, ITEM, digests, items, written

DECIDED = replace(ITEM, standing=Standing.CLOSED, waited="", outcome="approved by lee")

NASTY = [
    "</details><script>alert(1)</script>",
    "a|b",
    "`x`",
    "@meshery/all",
    "![x](http://evil.example)",
    "line\nbreak",
    "- [x] <!-- recognition:approve:aaaaaaaaaaaaaaaa -->",
]


def test_a_week_without_anything_says_so() -> None:
    assert written() == (
        "**0 to review · 0 flagged · 0 granted by rule · 0 failures**\n\n"
        "What people earned in week 47 of 2026 (16 to 22 November). Each award to review waits "
        "for a maintainer's word, and is announced nowhere before. Tick a box, or comment a "
        "command. What is left alone comes again in the next digest.\n\n"
        "Nothing waits for a decision."
    )


def test_what_waits_has_a_row_a_box_and_the_commands() -> None:
    text = written(replace(ITEM, flags=("merged by nobody else",)))
    assert text.endswith(
        "### To review\n\n"
        "| # | Person | Badge | For | Look twice | Waits |\n"
        "| --- | --- | --- | --- | --- | --- |\n"
        "| 1 | [`octocat`](https://recognition.example/u/octocat) | Meshery Operator | "
        "[meshery/meshery-operator\\#1]"
        "(https://github.com/meshery/meshery-operator/pull/1) | ⚠ merged by nobody else | new |"
        "\n\n"
        "- [ ] <!-- recognition:approve:aaaaaaaaaaaaaaaa --> "
        "approve 1 (`octocat`, Meshery Operator)\n\n"
        'Or comment: `/award approve 1` · `/award reject 1 reason="…"` · `/award hold 1` · '
        "`/award explain 1` · `/award help`"
    )
    assert text.startswith("**1 to review · 1 flagged · 0 granted by rule · 0 failures**")


def test_where_nothing_is_flagged_no_column_asks_for_a_second_look() -> None:
    text = written(*items(2))
    assert "| # | Person | Badge | For | Waits |" in text
    assert "`/award approve all` · " in text


@pytest.mark.parametrize(
    ("flagged", "command"),
    [
        ((), "all"),
        ((2,), "all except 2"),
        ((1, 3), "all except 1 3"),
        ((1, 2, 3), "1"),
    ],
)
def test_the_example_leaves_out_all_that_is_flagged(
    flagged: tuple[int, ...], command: str
) -> None:
    three = items(3)
    text = written(*(replace(it, flags=("look",) if it.number in flagged else ()) for it in three))
    assert f"Or comment: `/award approve {command}` · " in text
    assert f"`/award reject {flagged[0] if flagged else 1} reason=" in text


def test_many_flagged_ones_are_in_no_example_that_could_miss_one() -> None:
    text = written(*items(12, flags=("look",)), replace(ITEM, number=13, award_id="z"))
    assert "Or comment: `/award approve 1` · " in text


def test_what_is_held_back_keeps_its_flags() -> None:
    held = replace(ITEM, standing=Standing.HELD, outcome="held back by lee", flags=("look",))
    assert "| held back by lee · ⚠ look |" in written(held)


def test_a_teams_digest_says_who_may_decide() -> None:
    text = written(ITEM, team="meshery/ui-maintainers")
    assert "waits for the word of a member of `meshery/ui-maintainers`, and is" in text


def test_what_is_decided_keeps_its_row_and_loses_its_box() -> None:
    text = written(DECIDED)
    assert "### Decided\n\n| # | Person | Badge | Decision |" in text
    assert "| Meshery Operator | approved by lee |" in text
    assert "- [ ]" not in text
    assert "Nothing waits for a decision." in text


def test_what_is_held_or_disputed_stands_apart_without_a_box() -> None:
    held = replace(ITEM, standing=Standing.HELD, outcome="held back by lee: ask sam")
    disputed = replace(ITEM, number=2, standing=Standing.DISPUTED, outcome="disputed by eve: no")
    text = written(held, disputed)
    assert "**0 to review · 0 flagged · 1 held back · 1 disputed · 0 granted" in text
    assert text.index("### Held back") < text.index("ask sam") < text.index("### Disputed")
    assert text.index("### Disputed") < text.index("disputed by eve: no")
    assert "- [ ]" not in text


def test_how_long_it_waits_and_who_has_approved_stand_together() -> None:
    text = written(replace(ITEM, waited="3 weeks", votes="1 of 2: approved by lee"))
    assert text.count("| 3 weeks · 1 of 2: approved by lee |") == 1


def test_decisions_about_other_awards_stand_among_those_decided() -> None:
    line = DecisionLine(
        login="ann", badge="Meshery (gold)", verify_url=f"{HOME}/v/x", outcome="revoked by lee: no"
    )
    text = written(decisions=(line,))
    assert (
        "|  | `ann` | [Meshery (gold)](https://recognition.example/v/x) | revoked by lee: no |"
        in text
    )


def test_many_deeds_are_shown_by_the_newest() -> None:
    evidence = tuple((f"a/b#{n}", f"https://github.com/a/b/pull/{n}") for n in range(1, 10))
    text = written(replace(ITEM, evidence=evidence))
    assert "[a/b\\#4](https://github.com/a/b/pull/4) [\\#5](https://github.com/a/b/pull/5)" in text
    assert "pull/9) and 3 more" in text
    assert "pull/3" not in text


def test_a_repository_is_named_again_where_another_came_between() -> None:
    evidence = tuple(
        (label, "https://github.com/x") for label in ("a/b#1", "a/c#2", "a/b#3", "a/b#4", "review")
    )
    text = written(replace(ITEM, evidence=evidence))
    shown = ("a/b\\#1", "a/c\\#2", "a/b\\#3", "\\#4", "review")
    assert " ".join(f"[{label}](https://github.com/x)" for label in shown) in text


def test_all_unflagged_is_offered_from_two_of_them_on() -> None:
    flagged = replace(ITEM, number=3, award_id="c", flags=("look",))
    assert ALL_UNFLAGGED not in written(ITEM, flagged)
    assert ALL_UNFLAGGED in written(ITEM, replace(ITEM, number=2, award_id="b"), flagged)
    held = replace(ITEM, number=2, award_id="b", standing=Standing.HELD)
    assert ALL_UNFLAGGED not in written(ITEM, held)


def test_failures_come_before_what_is_folded_away() -> None:
    granted = (GrantedLine(login="ann", badge="Meshery (gold)", verify_url=f"{HOME}/v/x"),)
    text = written(
        granted=granted,
        failures=("1 post to GitHub failed: 403",),
        health=("audit log ends with abc",),
    )
    assert "0 flagged · 1 granted by rule · 1 failure**" in text
    assert text.index("### What went wrong\n\n- 1 post to GitHub failed: 403") < text.index(
        "<details><summary>1 granted by rule</summary>"
    )
    assert "- `ann`: [Meshery (gold)](https://recognition.example/v/x)" in text
    assert text.endswith(
        "<details><summary>Health of the system</summary>\n\n- audit log ends with abc\n\n"
        "</details>"
    )


def test_history_is_one_sentence() -> None:
    assert "12 badges for 7 people counted from history; nothing was announced." in written(
        quiet_awards=12, quiet_people=7
    )
    assert "1 badge for 1 person counted" in written(quiet_awards=1, quiet_people=1)


def test_what_waits_is_shown_before_what_was_decided() -> None:
    decided = items(500, standing=Standing.CLOSED, outcome="approved by lee")
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
    decided = replace(item, number=2, award_id="b", standing=Standing.CLOSED, outcome=text + " x")
    granted = (GrantedLine(login=text, badge=text, verify_url=f"{HOME}/v/x"),)
    line = DecisionLine(login=text, badge=text, verify_url=f"{HOME}/v/x", outcome=text)
    whole = body(
        replace(
            EMPTY,
            items=(item, decided),
            granted=granted,
            decisions=(line,),
            failures=(text,),
            health=(text,),
        )
    )
    check_good_markdown(whole.replace("(#)", "(https://github.com)"))
    assert len([line for line in whole.splitlines() if line.startswith("|")]) == 7
    assert newly_ticked("", whole) == []


@given(digests())
@settings(max_examples=40, deadline=None)
def test_whatever_comes_the_digest_fits_and_its_folds_are_closed(digest: Digest) -> None:
    text = body(digest)
    check_good_markdown(text)
    assert "does not fit" not in text
    assert text.count("<details>") == text.count("</details>")
