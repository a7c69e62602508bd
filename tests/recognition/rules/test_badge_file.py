"""A badge keeps its file, from which its rule is shown as it was written."""

from __future__ import annotations

from tests.recognition.factories import make_badge


def test_a_badge_keeps_its_file_as_its_author_wrote_it() -> None:
    badge = make_badge("count: 5  # five are enough\n")
    assert badge.written["count"] == 5
    assert "count: 5  # five are enough" in badge.text
