"""Read what an exam is about and what its papers are made of; our addition to the format."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from exams.bank import Bank, Cell, Competency, Drawing
from exams.blueprint import can_be_filled, cell_words, fits, fixed_sets
from exams.formats.academy_question import DIFFICULTIES
from recognition.kernel.findings import Severity, suggestion

if TYPE_CHECKING:
    from exams.formats.fields import Fields

DEFAULT_TRUE_FALSE_PERCENT = 20
"""Of two options a guess finds the right one half of the time; a paper of them is passed."""

MAX_QUESTIONS = 1_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """What an exam is about and what its papers are made of, as the author wrote it.

    Attributes:
        questions: How many questions the blueprint adds up to; `None` without one.
    """

    competencies: tuple[Competency, ...]
    blueprint: tuple[Cell, ...]
    drawing: Drawing
    true_false_percent: int

    @property
    def questions(self) -> int | None:
        """Add the cells up."""
        return sum(cell.count for cell in self.blueprint) or None


def read_plan(fields: Fields, *, questions_per_attempt: int | None) -> Plan:
    """Read the keys of an exam, reporting to the findings of `fields`.

    Args:
        fields: The exam's mapping.
        questions_per_attempt: What `numberOfQuestions` says, which a blueprint must add up to.
    """
    competencies = _competencies(fields)
    blueprint = _blueprint(fields, competencies)
    drawing = _drawing(fields)
    percent = fields.whole("truefalsepercent", least=0, most=100)
    plan = Plan(
        competencies=competencies,
        blueprint=blueprint,
        drawing=drawing,
        true_false_percent=DEFAULT_TRUE_FALSE_PERCENT if percent is None else percent,
    )
    if questions_per_attempt is not None and plan.questions not in (None, questions_per_attempt):
        fields.error(
            "blueprint-sum",
            f"the blueprint adds up to {plan.questions} questions, and "
            f"{fields.key('numberofquestions')} is {questions_per_attempt}",
            fields.key("blueprint"),
        )
    if blueprint and drawing is Drawing.SETS:
        message = "fixed sets are served as they stand; remove the blueprint or 'drawing: sets'"
        fields.error("blueprint-of-sets", message, fields.key("drawing"))
    return plan


def check_papers(fields: Fields, bank: Bank) -> None:
    """Report why no paper can be made of a bank; what is accepted here can always be drawn."""
    wanted, there = bank.questions_per_attempt, len(bank.pool)
    if wanted > there:
        message = f"an attempt draws {wanted} questions, and there are {there}"
        fields.error("pool-too-small", message, fields.key("numberofquestions"))
        return
    _check_competencies(fields, bank)
    if bank.drawing is Drawing.SETS:
        if not fixed_sets(bank):
            message = f"{there} questions cannot be cut into sets of {wanted}"
            fields.error("uneven-sets", message, fields.key("drawing"))
        return
    short = False
    for index, cell in enumerate(bank.blueprint):
        fitting = sum(fits(question, cell) for question in bank.pool)
        if fitting < cell.count:
            short = True
            words = cell_words(cell)
            message = f"the cell {words} wants {cell.count} questions, and there are {fitting}"
            fields.error("cell-too-small", message, fields.key("blueprint"), index)
    if short:
        return
    if not can_be_filled(bank):
        message = "no paper can be made without a question twice or two enemies on it"
        key = "blueprint" if bank.blueprint else "numberofquestions"
        fields.error("no-paper", message, fields.key(key))
    elif fields.get("truefalsepercent") is not None and not can_be_filled(bank, true_false=True):
        message = (
            f"no paper can be made with {bank.true_false_percent} % of true-or-false questions; "
            "there are too few others"
        )
        fields.error("no-paper", message, fields.key("truefalsepercent"))


def _competencies(fields: Fields) -> tuple[Competency, ...]:
    found: dict[str, Competency] = {}
    for item in fields.mappings("competencies", where="the exam", noun="a competency"):
        item.warn_of_unknown(("id", "title", "study"), where="competencies")
        name = (item.text("id") or "").strip()
        title = (item.text("title") or "").strip()
        if not name or not title:
            item.error("no-id", "a competency needs an id and a title")
        elif name in found:
            item.error("duplicate-id", f"the competency '{name}' is there twice", item.key("id"))
        else:
            found[name] = Competency(id=name, title=title, study=item.texts("study"))
    return tuple(found.values())


def _blueprint(fields: Fields, competencies: tuple[Competency, ...]) -> tuple[Cell, ...]:
    known = {competency.id for competency in competencies}
    cells: dict[tuple[str, str], Cell] = {}
    for item in fields.mappings("blueprint", where="the exam", noun="a cell"):
        item.warn_of_unknown(("competency", "difficulty", "count"), where="blueprint")
        competency = (item.text("competency") or "").strip()
        difficulty = (item.text("difficulty") or "").strip().lower()
        count = item.whole("count", least=1, most=MAX_QUESTIONS)
        if competency not in known:
            hint = suggestion(competency, known)
            message = f"the cell's competency '{competency}' is none of the exam's{hint}"
            item.error("unknown-competency", message, item.key("competency"))
        elif difficulty and difficulty not in DIFFICULTIES:
            words = ", ".join(DIFFICULTIES)
            message = f"the difficulty '{difficulty}' is none of {words}"
            item.error("unknown-difficulty", message, item.key("difficulty"))
        elif (competency, difficulty) in cells:
            message = "this cell is there twice; add the counts up"
            item.error("duplicate-cell", message, item.key("competency"))
        elif count is None:
            if item.get("count") is None:
                item.error("no-count", "a cell needs the count of its questions")
        else:
            cell = Cell(competency=competency, difficulty=difficulty, count=count)
            cells[competency, difficulty] = cell
    return tuple(cells.values())


def _drawing(fields: Fields) -> Drawing:
    word = (fields.text("drawing") or Drawing.DRAW).strip().lower()
    if word in tuple(Drawing):
        return Drawing(word)
    hint = suggestion(word, Drawing)
    message = f"'{word}' is no way of drawing; write draw or sets{hint}"
    fields.error("unknown-drawing", message, fields.key("drawing"))
    return Drawing.DRAW


def _check_competencies(fields: Fields, bank: Bank) -> None:
    known = {competency.id for competency in bank.competencies}
    for question in bank.questions:
        if question.competency and question.competency not in known:
            hint = suggestion(question.competency, known)
            message = f"{question.id}: the exam has no competency '{question.competency}'{hint}"
            severity = Severity.ERROR if known else Severity.WARNING
            fields.report("unknown-competency", message, question.line, severity)
