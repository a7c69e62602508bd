"""Tests for recognition.render.comments and recognition.render.markdown."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from recognition.render import comments, markdown
from recognition.render.comments import BadgeLine, CommandLine, ProgressLine
from tests.good_markdown import check_good_markdown

NOW = datetime(2026, 11, 24, 9, 30, tzinfo=UTC)
HOME = "https://recognition.example"

NASTY = [
    "</text><script>alert(1)</script>",
    "a|b",
    "`code`",
    "@meshery/all",
    "![x](http://evil.example/x.png)",
    "line\nbreak",
    "\u202egnirts",
    "nul\x00",
    "<!-- recognition:v1 key=x -->",
    "[a](javascript:alert)",
    "*bold* _under_ ~~gone~~ # head $x$",
    "\ud800",
]


def badge_line(name: str = "Meshery Docs", why: str = "for 5 merged pull requests") -> BadgeLine:
    return BadgeLine(
        name=name,
        why=why,
        evidence=(("meshery/meshery#12", "https://github.com/meshery/meshery/pull/12"),),
        shield_url=f"{HOME}/b/octocat/docs.svg",
        verify_url=f"{HOME}/v/abc",
        earned_at=NOW,
    )


@pytest.mark.parametrize("text", NASTY)
def test_other_peoples_words_stay_words(text: str) -> None:
    line = badge_line(name=f"x {text}", why=text + " x")
    for body in (
        comments.award(login="octocat", lines=[line], profile_url=f"{HOME}/u/octocat"),
        comments.refused(login="octocat", reason=text + " x", command=text + " x"),
        comments.badges(login=text, profile_url=f"{HOME}/u/o", held=[line], asker_is_holder=False),
        comments.progress(
            login="octocat",
            lines=[ProgressLine(name=text + " x", done=1, of=3, missing="reviews", url=HOME)],
            counted_at=NOW,
            why_url=f"{HOME}/u/octocat",
        ),
    ):
        check_good_markdown(body, mentions={"octocat"})


@settings(max_examples=150, deadline=None)
@given(st.text(max_size=80).filter(lambda text: "None" not in text))
def test_escaped_text_never_mentions_links_or_shows_a_picture(text: str) -> None:
    check_good_markdown(f"x {markdown.escape(text)} {markdown.code(text + 'x')} x")


def test_several_awards_of_a_thread_share_one_comment() -> None:
    body = comments.award(
        login="octocat",
        lines=[badge_line(), badge_line(name="First contribution")],
        profile_url=f"{HOME}/u/octocat",
    )
    assert body.startswith("### 🎉 @octocat earned **Meshery Docs** and **First contribution**")
    check_good_markdown(body, mentions={"octocat"})


def test_a_login_that_github_cannot_give_is_not_mentioned() -> None:
    assert markdown.mention("meshery/all") == "`meshery/all`"
    assert markdown.mention("a" * 101) == f"`{'a' * 101}`"
    assert markdown.mention("octo-cat") == "@octo-cat"


@pytest.mark.parametrize(
    ("done", "of", "filled"), [(0, 5, 0), (1, 5, 2), (4, 5, 8), (5, 5, 10), (9, 5, 10), (0, 0, 10)]
)
def test_the_bar_never_claims_more_than_was_done(done: int, of: int, filled: int) -> None:
    assert markdown.bar(done, of) == f"`{'█' * filled}{'░' * (10 - filled)}`"


def test_a_comment_too_long_for_github_is_cut_at_a_line_and_says_so() -> None:
    body = markdown.fit("\n".join(f"line {n}" for n in range(20_000)))
    assert len(body) <= markdown.MAX_COMMENT
    assert body.endswith("_The rest does not fit into one comment._")


def test_the_help_shows_every_command_it_is_given() -> None:
    lines = [
        CommandLine(
            usage=("/certify", "/certify EXAM"), purpose="Offer", who="anyone", example="/certify"
        ),
        CommandLine(
            usage=("/award approve N",), purpose="Decide", who="maintainers", example="/a"
        ),
    ]
    body = comments.command_help(lines, help_url=f"{HOME}/commands")
    assert "`/certify`, `/certify EXAM`" in body
    assert "`/award approve N`" in body
    check_good_markdown(body)


def test_somebody_without_badges_is_told_where_to_look() -> None:
    body = comments.badges(
        login="octocat", profile_url=f"{HOME}/u/octocat", held=[], asker_is_holder=True
    )
    assert "holds no badges yet" in body
    assert "/progress" in body
