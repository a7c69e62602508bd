"""Tests of recognition.digest.letter: the digest where no box can be ticked."""

from __future__ import annotations

from dataclasses import replace

from hypothesis import given, settings

from recognition.digest import DecisionLine, Digest, GrantedLine, Standing, letter
from recognition.render.letters import as_html, as_mrkdwn, as_text
from tests.good_markdown import check_good_markdown
from tests.recognition.digest.pages import EMPTY, HOME, ITEM, digests


def test_a_letter_says_what_the_issue_says() -> None:
    digest = replace(
        EMPTY,
        items=(
            replace(ITEM, flags=("look",), waited="2 weeks", votes="1 of 2 to approve: lee"),
            replace(ITEM, number=2, standing=Standing.HELD, waited="", outcome="held by lee"),
            replace(
                ITEM, number=3, standing=Standing.CLOSED, waited="", outcome="approved by lee"
            ),
        ),
        decisions=(
            DecisionLine(login="bob", badge="Docs", verify_url=f"{HOME}/v/y", outcome="revoked"),
        ),
        granted=(GrantedLine(login="ann", badge="Docs", verify_url=f"{HOME}/v/x"),),
        failures=("1 post failed",),
        health=("all is well",),
        quiet_awards=3,
    )
    deed = "[meshery/meshery-operator\\#1](https://github.com/meshery/meshery-operator/pull/1)"
    who = "[octocat](https://recognition.example/u/octocat), Meshery Operator"
    assert letter(digest) == (
        "# Recognition digest 2026-W47\n\n"
        "**1 to review · 1 flagged · 1 held back · 1 granted by rule · 1 failure**\n\n"
        "What people earned in week 47 of 2026 (16 to 22 November).\n\n"
        f"## To review\n\n- **1** {who}: look twice: look · waits: 2 weeks · "
        f"1 of 2 to approve: lee · {deed}\n\n"
        f"## Held back\n\n- **2** {who}: held by lee · {deed}\n\n"
        f"## Decided\n\n- **3** {who}: approved by lee\n"
        "- bob, [Docs](https://recognition.example/v/y): revoked\n\n"
        "## What went wrong\n\n- 1 post failed\n\n"
        "3 awards were counted from history, quietly.\n\n"
        "## Granted by rule\n\n- ann: [Docs](https://recognition.example/v/x)\n\n"
        "## Health of the system\n\n- all is well"
    )


def test_an_empty_week_is_a_short_letter() -> None:
    assert letter(EMPTY).count("\n\n") == 2


@given(digests())
@settings(max_examples=30, deadline=None)
def test_whatever_comes_a_letter_can_be_read_and_has_no_boxes(digest: Digest) -> None:
    text = letter(digest)
    check_good_markdown(text)
    assert len(text) < 45_000
    assert "[ ]" not in text
    for written in (as_text(text), as_mrkdwn(text), as_html(text, title="t")):
        assert len(written) < 300_000
