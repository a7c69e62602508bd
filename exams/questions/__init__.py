"""The question types: one module each, found by being in this folder."""

from __future__ import annotations

from exams.questions.contract import (
    QUESTION_TYPES,
    Grade,
    Note,
    QuestionType,
    RawOption,
    RawQuestion,
    ResponseError,
    ReviewReason,
    canonical_type,
    present,
)

QUESTION_TYPES.load(__name__)

__all__ = [
    "QUESTION_TYPES",
    "Grade",
    "Note",
    "QuestionType",
    "RawOption",
    "RawQuestion",
    "ResponseError",
    "ReviewReason",
    "canonical_type",
    "present",
]
