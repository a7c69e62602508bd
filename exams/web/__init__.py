"""Let people read about exams, sit them, and see their results, in any browser."""

from __future__ import annotations

from exams.web import (
    appeal_pages,
    attempt_pages,
    exam_pages,
    me_lines,
    receipt_pages,
    result_pages,
)
from exams.web.base import NextStep, install

__all__ = [
    "NextStep",
    "appeal_pages",
    "attempt_pages",
    "exam_pages",
    "install",
    "me_lines",
    "receipt_pages",
    "result_pages",
]
