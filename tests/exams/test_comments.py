"""Tests for exams.comments."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from exams import comments
from exams.comments import ExamLine
from exams.policy import Standing
from tests.good_markdown import check_good_markdown

NOW = datetime(2026, 11, 24, 9, 30, tzinfo=UTC)
HOME = "https://recognition.example"


def line(standing: Standing, title: str = "Meshery CLI") -> ExamLine:
    return ExamLine(
        exam="meshery-cli",
        title=title,
        standing=standing,
        url=f"{HOME}/exams/meshery-cli?i=abc",
        rules="10 questions, 30 minutes, attempt 1 of 3",
        until=NOW,
    )


@pytest.mark.parametrize("standing", list(Standing))
def test_every_standing_has_words_and_only_open_exams_a_link(standing: Standing) -> None:
    body = comments.offer(login="octocat", line=line(standing))
    check_good_markdown(body, mentions={"octocat"})
    open_now = standing in (Standing.MAY_START, Standing.IN_PROGRESS)
    assert ("/exams/meshery-cli?i=abc" in body) is open_now


def test_certify_counts_passes_and_names_the_next_exam() -> None:
    body = comments.certify(
        login="octocat",
        certification="Certified Meshery Contributor",
        exams=[line(Standing.PASSED, "Meshery Server"), line(Standing.MAY_START)],
        updated_at=NOW,
        help_url=f"{HOME}/commands",
    )
    assert "`█████░░░░░` **1 of 2 exams passed** · next: **Meshery CLI**" in body
    assert "| Meshery Server | ✅ passed |" in body
    check_good_markdown(body, mentions={"octocat"})
