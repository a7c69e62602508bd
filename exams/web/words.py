"""Say times, rules and standings in the words of the exam pages."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from exams.bank import PublicQuestion
from exams.eligibility import Standing
from exams.policy import USUAL_PERCENT
from exams.views import ExamView

_MINUTE = timedelta(minutes=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Mark:
    """How a standing looks: never by colour alone.

    Attributes:
        icon: A sign beside the word, for the eye only.
        tone: The class of the colour.
    """

    icon: str
    word: str
    tone: str


MARKS = {
    Standing.MAY_START: Mark(icon="▶", word="Ready", tone="wait"),
    Standing.IN_PROGRESS: Mark(icon="✎", word="In progress", tone="wait"),
    Standing.IN_REVIEW: Mark(icon="⌛", word="In review", tone="wait"),
    Standing.COOLING_DOWN: Mark(icon="⏳", word="Later", tone="wait"),
    Standing.PASSED: Mark(icon="✓", word="Passed", tone="good"),
    Standing.MAY_RENEW: Mark(icon="✓", word="Passed; you may renew it", tone="good"),
    Standing.USED_UP: Mark(icon="■", word="No attempts left", tone="bad"),
    Standing.LOCKED: Mark(icon="■", word="Not yet", tone="wait"),
}


HOW_TO_ANSWER = {
    "multiple-answers": "tick all that are right",
    "ordering": "put in order",
    "matching": "match each",
    "blanks": "fill in the blanks",
}

LANGUAGES = {
    "yaml": "in YAML",
    "json": "in JSON",
    "go": "in Go",
    "javascript": "in JavaScript",
    "sh": "a command line",
}


def how_to_answer(question: PublicQuestion) -> str:
    """Say what to do with a question and how it counts, such as `put in order, all or nothing`."""
    words = (HOW_TO_ANSWER.get(question.type, ""), question.scoring)
    return " · ".join(word for word in words if word)


def language_name(language: str) -> str:
    """Say what an answer is written in, such as `in Go`."""
    return LANGUAGES.get(language, f"in {language}")


def standing_mark(standing: Standing) -> Mark:
    """Say how a standing looks."""
    return MARKS[standing]


def clock_time(moment: datetime) -> str:
    """Give the time of day, such as `09:20 UTC`."""
    return f"{moment:%H:%M} UTC"


def countdown(left: timedelta) -> str:
    """Say how much time is left, in whole minutes begun; the last one has its own words."""
    if left < _MINUTE:
        return "less than a minute"
    minutes = left // _MINUTE
    return "1 minute" if minutes == 1 else f"{minutes} minutes"


def rules_in_a_line(exam: ExamView, *, percent: int = USUAL_PERCENT) -> str:
    """Give an exam's rules, in which a line breaks between two, not between number and word.

    Args:
        exam: The exam.
        percent: The time this person has, of the exam's limit.
    """
    rules = exam.rules(percent=percent).split(" · ")
    return " · ".join(rule.replace(" ", "\N{NO-BREAK SPACE}") for rule in rules)


def place(address: str) -> str:
    """Give an address as people say it: without its scheme, and no slash at the end."""
    return address.partition("://")[2].rstrip("/") or address
