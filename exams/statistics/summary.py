"""All figures of one exam at a moment, put together from its finished attempts."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from fractions import Fraction
from typing import TYPE_CHECKING

from exams.statistics.advice import Advice, Expectation, advise
from exams.statistics.distractors import OptionTable, option_table
from exams.statistics.exposure import Exposure, exposures
from exams.statistics.items import ItemStatistics, item_statistics
from exams.statistics.moments import deviation
from exams.statistics.records import too_few
from exams.statistics.reliability import Reliability, reliability, reliability_by_form
from exams.statistics.timing import Timing, timings

if TYPE_CHECKING:
    from exams.bank import PublicQuestion
    from exams.statistics.records import AttemptRecord


@dataclass(frozen=True, slots=True, kw_only=True)
class QuestionVersion:
    """A question at one version, as far as statistics need it.

    Attributes:
        version: The hash of its content.
        is_current: It is the version new papers are drawn from.
        expected: What the plan asks of it; holds the key, and is never printed.
    """

    public: PublicQuestion
    version: str
    is_current: bool
    expected: Expectation = field(default_factory=Expectation, repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class QuestionFigures:
    """What is known of one question version.

    Attributes:
        others: Versions of the same question that were served too, and never mix with this one.
    """

    question: QuestionVersion
    item: ItemStatistics
    table: OptionTable
    exposure: Exposure
    timing: Timing
    advice: tuple[Advice, ...]
    others: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class ExamStatistics:
    """What is known of one exam.

    Attributes:
        at: When this was put together.
        attempts: Finished ones, of which all the rest comes.
        passed: How many of them; `None` where it is withheld.
        shares: The share of the marks of each, sorted; empty where withheld.
        mean: Of the shares; `None` where withheld.
        deviation: Of the shares, with n - 1; `None` where withheld.
        by_form: Of each set of identical papers that enough people sat.
        questions: In the order of the bank, older versions behind the current one.
        withheld: Why there are no figures of the scores, or empty.
    """

    exam: str
    title: str
    at: datetime
    pass_percentage: int
    attempts: int
    passed: int | None
    shares: tuple[Fraction, ...]
    mean: Fraction | None
    deviation: float | None
    reliability: Reliability
    by_form: Mapping[frozenset[str], Reliability]
    questions: tuple[QuestionFigures, ...]
    withheld: str = ""

    @property
    def flagged(self) -> tuple[QuestionFigures, ...]:
        """The questions that want a look."""
        return tuple(one for one in self.questions if one.advice)


def exam_statistics(
    attempts: Sequence[AttemptRecord],
    questions: Sequence[QuestionVersion],
    *,
    exam: str,
    title: str,
    pass_percentage: int,
    at: datetime,
) -> ExamStatistics:
    """Put an exam's figures together.

    Args:
        attempts: Finished ones, in the order in which they began.
        questions: Every version that was served, in the order to show.
        exam: The exam's id.
        title: Its name.
        pass_percentage: Of the policy in force.
        at: Now.
    """
    withheld = too_few(len(attempts))
    shares = () if withheld else tuple(sorted(attempt.share for attempt in attempts))
    return ExamStatistics(
        exam=exam,
        title=title,
        at=at,
        pass_percentage=pass_percentage,
        attempts=len(attempts),
        passed=None if withheld else sum(attempt.passed for attempt in attempts),
        shares=shares,
        mean=sum(shares, Fraction(0)) / len(shares) if shares else None,
        deviation=deviation(shares),
        reliability=reliability(attempts),
        by_form=reliability_by_form(attempts),
        questions=_figures(attempts, questions),
        withheld=withheld,
    )


def _figures(
    attempts: Sequence[AttemptRecord], questions: Sequence[QuestionVersion]
) -> tuple[QuestionFigures, ...]:
    items, shown, times = item_statistics(attempts), exposures(attempts), timings(attempts)
    figures = []
    for question in questions:
        version = question.version
        if version not in items:
            continue
        # Only ticks are counted; the options of an order are all on every paper.
        names = [option.id for option in question.public.options]
        table = option_table(attempts, version, names if question.expected.right else ())
        figures.append(
            QuestionFigures(
                question=question,
                item=items[version],
                table=table,
                exposure=shown[version],
                timing=times[version],
                advice=advise(
                    items[version], table, shown[version], times[version], question.expected
                ),
                others=tuple(
                    other.version
                    for other in questions
                    if other.public.id == question.public.id
                    and other.version != version
                    and other.version in items
                ),
            )
        )
    return tuple(figures)
