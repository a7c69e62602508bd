"""Show maintainers how their questions did: figures, plots, flags and what to do about them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import structlog
from flask import Blueprint, Response, make_response, render_template

from exams.lint import lint_bank
from exams.service.context import check_sits_not
from exams.statistics.advice import Flag
from exams.statistics.question_plots import characteristic, option_bars
from exams.statistics.report import SHORT, as_csv, exam_plots, labels
from exams.statistics.wording import coefficient, percent, points, seconds
from recognition.kernel.errors import NotFoundError
from recognition.kernel.web import web
from recognition.kernel.web.base import no_store
from recognition.kernel.web.session import login_required
from webhooks.web.maintainers import NOT_OF_THE_DOMAIN, exam_team

if TYPE_CHECKING:
    from collections.abc import Sequence

    from exams.service import ExamService
    from exams.statistics.advice import Advice
    from exams.statistics.plots import Plot
    from exams.statistics.summary import ExamStatistics, QuestionFigures
    from recognition.kernel.findings import Finding
    from recognition.service.rulebook import Rulebook
    from webhooks.web.maintainers import Maintainers

log = structlog.get_logger(__name__)

NO_QUESTION = "Nobody was served this version of a question."

WORDS = {"percent": percent, "points": points, "coefficient": coefficient, "seconds": seconds}
"""What the templates say figures with."""


@dataclass(frozen=True, slots=True, kw_only=True)
class OptionLine:
    """An option as its authors see it.

    Attributes:
        letter: By its place in the author's file.
        by_third: How many of the lower, middle and upper third chose it, in words.
    """

    letter: str
    text: str
    is_right: bool
    by_third: tuple[str, ...]


def exam_console_blueprint(
    exams: ExamService, rulebook: Rulebook, maintainers: Maintainers
) -> Blueprint:
    """Build the maintainers' pages about exams.

    Args:
        exams: Has the finished attempts.
        rulebook: Says which team an exam's domain has.
        maintainers: Who may see the pages.
    """
    blueprint = Blueprint("exam_console", __name__, template_folder="templates")

    @blueprint.get("/console/exams")
    @login_required
    def all_exams() -> Response:
        """List the exams that somebody sat, or can sit."""
        maintainers.only()
        with web().database.reading() as session:
            listed = exams.sat_exams(session)
        return _page("console/exams.html", exams=listed)

    @blueprint.get("/console/exams/<exam>")
    @login_required
    def one_exam(exam: str) -> Response:
        """Show an exam's figures; no option and no key is on this page."""
        maintainers.only()
        found = _statistics(exams, exam)
        return _page(
            "console/exam.html",
            found=found,
            flags=_flags(found),
            plots=exam_plots(found),
            labels=labels(found),
            short=SHORT,
            lint=_lint(exams, exam),
        )

    @blueprint.get("/console/exams/<exam>/questions.csv")
    @login_required
    def spreadsheet(exam: str) -> Response:
        """Give the table of questions to a spreadsheet; no key is in it."""
        maintainers.only()
        response = make_response(as_csv([_statistics(exams, exam)]))
        response.mimetype = "text/csv"
        response.headers["Content-Disposition"] = "attachment; filename=questions.csv"
        return no_store(response)

    @blueprint.get("/console/exams/<exam>/questions/<version>")
    @login_required
    def one_question(exam: str, version: str) -> Response:
        """Show who chose what at one version of a question, and what is right.

        Only those who look after the exam's domain may see keys, and it is logged who did.
        """
        team = exam_team(exam, rulebook.catalog.terms.domains)
        visitor = maintainers.only(team=team, refusal=NOT_OF_THE_DOMAIN)
        with web().database.reading() as session:
            check_sits_not(session, visitor.id, exam)
        found = _statistics(exams, exam)
        one = next((q for q in found.questions if q.question.version == version), None)
        if one is None:
            raise NotFoundError(NO_QUESTION)
        log.info("exam_key_shown", exam=exam, question=one.question.public.id, to=visitor.id)
        options = _options(one)
        return _page(
            "console/question.html",
            found=found,
            one=one,
            label=labels(found)[version],
            options=options,
            plots=_plots(one, options),
            short=SHORT,
        )

    return blueprint


def _lint(exams: ExamService, exam: str) -> list[Finding]:
    """Judge the exam as it is offered now, errors first; nothing is said of former ones."""
    bank = exams.banks.banks.get(exam)
    return [] if bank is None else sorted(lint_bank(bank), key=lambda found: found.severity)


def _statistics(exams: ExamService, exam: str) -> ExamStatistics:
    with web().database.reading() as session:
        return exams.statistics(session, exam)


def _flags(found: ExamStatistics) -> list[tuple[Advice, list[QuestionFigures]]]:
    """Give each advice once with the questions it is for, the gravest first."""
    groups: dict[tuple[Flag, str], list[QuestionFigures]] = {}
    advices: dict[tuple[Flag, str], Advice] = {}
    for one in found.flagged:
        for advice in one.advice:
            groups.setdefault((advice.flag, advice.message), []).append(one)
            advices[advice.flag, advice.message] = advice
    order = list(Flag)
    ranked = sorted(groups, key=lambda words: (order.index(words[0]), words[1]))
    return [(advices[words], groups[words]) for words in ranked]


def _options(one: QuestionFigures) -> list[OptionLine]:
    """Give what can be ticked, in the order of the author's file; counts where there are any."""
    if not one.question.expected.right:
        return []
    counts = {option.option: option.by_third for option in one.table.options}
    right = one.question.expected.right
    return [
        OptionLine(
            letter=chr(ord("A") + place),
            text=option.text,
            is_right=option.id in right,
            by_third=tuple(
                f"{count} of {size}"
                for count, size in zip(
                    counts.get(option.id, ()), one.table.sizes, strict=option.id in counts
                )
            ),
        )
        for place, option in enumerate(one.question.public.options)
    ]


def _plots(one: QuestionFigures, options: Sequence[OptionLine]) -> list[Plot]:
    if one.item.withheld:
        return []
    plots = [characteristic("thirds", one.item)]
    if one.table.options:
        names = [
            (f"{option.letter} (right)" if option.is_right else option.letter, option.text)
            for option in options
        ]
        plots.append(option_bars("options", one.table, names))
    return plots


def _page(template: str, **values: object) -> Response:
    return no_store(make_response(render_template(template, say=WORDS, **values)))
