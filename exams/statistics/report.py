"""Give an exam's statistics as JSON, as rows of a spreadsheet and of a terminal, without keys.

Counts of options are in none of these: whoever reads them can tell what is right. They stand on
the console only.
"""

from __future__ import annotations

import csv
import io
from datetime import timedelta
from typing import TYPE_CHECKING

from exams.statistics.plots import Labelled, Plot, question_scatter, score_histogram
from exams.statistics.wording import percent, points, seconds

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from fractions import Fraction

    from exams.statistics.reliability import Reliability
    from exams.statistics.summary import ExamStatistics, QuestionFigures

COLUMNS = (
    "exam", "question", "version", "current", "attempts", "facility", "deviation",
    "discrimination", "efficiency", "weight", "exposure", "median_seconds", "rapid_rate",
    "flags", "withheld",
)  # fmt: skip
"""Of the spreadsheet; shares are from 0 to 1, indexes in percent."""

HEAD = (
    "no.", "question", "version", "n", "facility", "discr.", "effic.", "weight", "shown",
    "median", "rapid", "flags",
)  # fmt: skip
"""Of the terminal's table."""

FORMULA = ("=", "+", "-", "@", "\t", "\r")
"""With one of these a spreadsheet takes a text for a formula."""

SHORT = 8
"""Characters of a version that are shown to people."""


def labels(statistics: ExamStatistics) -> dict[str, str]:
    """Number the questions in the order shown; `7b` is an older version of the seventh."""
    numbers: dict[str, int] = {}
    versions: dict[str, int] = {}
    found = {}
    for one in statistics.questions:
        name = one.question.public.id
        number = numbers.setdefault(name, len(numbers) + 1)
        place = versions[name] = versions.get(name, 0) + 1
        found[one.question.version] = f"{number}{_letter(place)}"
    return found


def exam_plots(statistics: ExamStatistics) -> tuple[Plot, ...]:
    """Draw what can be drawn of the whole exam; nothing where it is withheld."""
    if statistics.withheld:
        return ()
    names = labels(statistics)
    return (
        score_histogram(statistics.shares, pass_percentage=statistics.pass_percentage),
        question_scatter(
            [
                Labelled(
                    label=names[one.question.version],
                    item=one.item,
                    is_flagged=bool(one.advice),
                )
                for one in statistics.questions
            ]
        ),
    )


def as_json(statistics: ExamStatistics) -> dict[str, object]:
    """Give everything but options; shares are from 0 to 1, indexes in percent, times seconds."""
    return {
        "exam": statistics.exam,
        "title": statistics.title,
        "at": statistics.at.isoformat(),
        "attempts": statistics.attempts,
        "passed": statistics.passed,
        "passPercentage": statistics.pass_percentage,
        "mean": _number(statistics.mean),
        "deviation": _number(statistics.deviation),
        "withheld": statistics.withheld,
        "reliability": _reliability(statistics.reliability),
        "sets": [
            {"questions": len(form), **_reliability(found)}
            for form, found in statistics.by_form.items()
        ],
        "questions": [_question(one) for one in statistics.questions],
    }


def as_csv(statistics: Sequence[ExamStatistics]) -> str:
    """Give a line for every question version of the exams, below a head."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(COLUMNS)
    for exam in statistics:
        for one in exam.questions:
            fields = _fields(one)
            writer.writerow([_cell(value) for value in (exam.exam, *fields.values())])
    return text.getvalue()


def table_rows(statistics: ExamStatistics) -> list[tuple[str, ...]]:
    """Give the rows of the terminal's table, below `HEAD`."""
    names = labels(statistics)
    return [
        (
            names[one.question.version],
            one.question.public.id,
            one.question.version[:SHORT] + ("" if one.question.is_current else " (old)"),
            str(one.item.attempts),
            percent(one.item.facility),
            points(one.item.discrimination),
            points(one.item.efficiency),
            points(one.item.weight),
            percent(one.exposure.rate),
            seconds(one.timing.median),
            percent(one.timing.rapid),
            ", ".join(advice.flag for advice in one.advice),
        )
        for one in statistics.questions
    ]


def _question(one: QuestionFigures) -> dict[str, object]:
    return {
        "id": one.question.public.id,
        "version": one.question.version,
        "type": one.question.public.type,
        "current": one.question.is_current,
        "otherVersions": list(one.others),
        "attempts": one.item.attempts,
        "facility": _number(one.item.facility),
        "facilityByThird": [_number(share) for share in one.item.by_third],
        "deviation": _number(one.item.deviation),
        "discrimination": _number(one.item.discrimination),
        "efficiency": _number(one.item.efficiency),
        "weight": _number(one.item.weight),
        "exposure": {
            "papers": one.exposure.papers,
            "ofPapers": one.exposure.of_papers,
            "rate": _number(one.exposure.rate),
        },
        "time": {
            "attempts": one.timing.attempts,
            "median": _seconds(one.timing.median),
            "rapidRate": _number(one.timing.rapid),
        },
        "flags": [{"flag": advice.flag, "advice": advice.message} for advice in one.advice],
        "withheld": one.item.withheld,
    }


def _fields(one: QuestionFigures) -> Mapping[str, object]:
    """Give what stands in the columns behind the exam."""
    return {
        "question": one.question.public.id,
        "version": one.question.version,
        "current": "yes" if one.question.is_current else "no",
        "attempts": one.item.attempts,
        "facility": _number(one.item.facility),
        "deviation": _number(one.item.deviation),
        "discrimination": _number(one.item.discrimination),
        "efficiency": _number(one.item.efficiency),
        "weight": _number(one.item.weight),
        "exposure": _number(one.exposure.rate),
        "median_seconds": _seconds(one.timing.median),
        "rapid_rate": _number(one.timing.rapid),
        "flags": " ".join(advice.flag for advice in one.advice),
        "withheld": one.item.withheld,
    }


def _reliability(found: Reliability) -> dict[str, object]:
    return {
        "attempts": found.attempts,
        "length": found.length,
        "isEstimate": found.is_estimate,
        "sharedAttempts": found.shared,
        "alpha": _number(found.alpha),
        "kr20": _number(found.kr20),
        "standardError": _number(found.error),
        "withheld": found.withheld,
    }


def _number(figure: Fraction | float | None) -> float | None:
    """Give a figure with six decimals: more say nothing, and differ between machines."""
    # Adding nought turns a rounded -0.0 into 0.0.
    return None if figure is None else round(float(figure), 6) + 0.0


def _seconds(time: timedelta | None) -> float | None:
    return None if time is None else _number(time / timedelta(seconds=1))


def _cell(value: object) -> object:
    if isinstance(value, str) and value.startswith(FORMULA):
        return f"'{value}"
    return "" if value is None else value


def _letter(place: int) -> str:
    """Give nothing for the first, then b to z, and `#27` and so on behind them."""
    if place == 1:
        return ""
    return chr(ord("a") + place - 1) if place <= ord("z") - ord("a") + 1 else f"#{place}"
