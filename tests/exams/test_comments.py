"""Tests for exams.comments."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from exams import comments
from exams.comments import ExamLine
from exams.eligibility import Standing
from tests.good_markdown import check_good_markdown

NOW = datetime(2026, 11, 24, 9, 30, tzinfo=UTC)
HOME = "https://recognition.example"


def line(standing: Standing, title: str = "Meshery CLI") -> ExamLine:
    return ExamLine(
        exam="meshery-cli",
        title=title,
        standing=standing,
        url=f"{HOME}/exams/meshery-cli?i=abc",
        rules="10 questions, 30 minutes",
        policy=(("To pass", "70 %"), ("Wait between attempts", f"1 day for {title}")),
        until=NOW,
        holds_pass=standing in (Standing.PASSED, Standing.MAY_RENEW),
    )


@pytest.mark.parametrize("standing", list(comments.MARKS))
def test_every_standing_has_words_and_only_open_exams_a_link(standing: Standing) -> None:
    body = comments.offer(login="octocat", line=line(standing))
    check_good_markdown(body, mentions={"octocat"})
    open_now = standing.may_begin or standing is Standing.IN_PROGRESS
    assert ("/exams/meshery-cli?i=abc" in body) is open_now
    assert ("Wait between attempts" in body) is open_now


@pytest.mark.parametrize("holds_pass", [True, False])
def test_who_has_failed_reads_the_same_in_a_thread_as_who_never_tried(holds_pass: bool) -> None:
    untried = Standing.MAY_RENEW if holds_pass else Standing.MAY_START
    for standing in Standing:
        shown = comments.public_standing(standing, holds_pass=holds_pass)
        assert shown in comments.MARKS
        if standing in (Standing.IN_REVIEW, Standing.COOLING_DOWN, Standing.USED_UP):
            assert shown is untried


def test_certify_counts_passes_and_names_the_next_exam() -> None:
    body = comments.certify(
        login="octocat",
        certification="Certified Meshery Contributor",
        exams=[
            line(Standing.PASSED, "Meshery Server"),
            line(Standing.MAY_START),
            replace(line(Standing.LOCKED, "Developer"), requires=("cmc",), missing=("cmc",)),
        ],
        updated_at=NOW,
        help_url=f"{HOME}/commands",
    )
    assert "`█████░░░░░` **1 of 2 exams passed** · next: **Meshery CLI**" in body
    assert "| Meshery Server | ✅ passed |" in body
    assert "| Developer | 🔒 not yet | first earn `cmc` |" in body
    assert "| All | To pass | 70 % |" in body
    assert "| Meshery CLI | Wait between attempts | 1 day for Meshery CLI |" in body
    check_good_markdown(body, mentions={"octocat"})


def test_a_pass_to_renew_counts() -> None:
    body = comments.certify(
        login="octocat",
        certification="Certified Meshery Contributor",
        exams=[line(Standing.MAY_RENEW)],
        updated_at=NOW,
        help_url=f"{HOME}/commands",
    )
    assert "**1 of 1 exams passed**" in body
    assert "✅ passed, to renew" in body
    assert f"[Renew the exam]({HOME}/exams/meshery-cli?i=abc) · 10 questions" in body


def test_no_exam_at_all_is_no_trouble() -> None:
    body = comments.certify(
        login="octocat",
        certification="Certified Meshery Contributor",
        exams=[],
        updated_at=NOW,
        help_url=f"{HOME}/commands",
    )
    assert "**0 of 0 exams passed**" in body


def test_extra_time_never_stands_in_a_thread() -> None:
    """A thread is public; whoever reads it must not learn who has extra time."""
    body = comments.offer(login="octocat", line=line(Standing.MAY_START))
    assert comments.EXTRA_TIME in body
