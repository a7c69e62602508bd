"""What performance tasks share: an answer that is built, and checked by reading it."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from fractions import Fraction
from typing import Any, ClassVar, Protocol, cast

from exams.bank import AnswerKey, PublicQuestion, Question, Response
from exams.formats.fields import Fields, plain_spelling
from exams.questions.contract import Grade, Note, RawQuestion, ReviewReason
from exams.questions.typed import TextResponse, typed_text
from exams.tasks.assertions import Outcome, Verdict
from exams.tasks.limits import MAX_BYTES
from recognition.kernel.findings import Severity
from recognition.kernel.yaml import Document

SCORING = "each thing that is asked for counts"
UNREADABLE = "It could be read"
"""What is looked for first; the candidate reads beside it why it failed."""


class Task(Protocol):
    """What is asked for, and how an answer is checked for it."""

    def check(self, text: str) -> Outcome:
        """Say what of the task an answer does. Never raises."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class TaskKey(AnswerKey):
    """What is asked for, and an answer that does all of it.

    Attributes:
        task: Read from `written`; `None` where a stored one cannot be read any more, by a newer
            grammar or schema.
        written: The author's mapping of it, by plain spellings.
        model: Empty where the author gave none.
    """

    task: Task | None = field(compare=False)
    written: dict[str, Any]
    model: str

    @property
    def asked(self) -> tuple[tuple[str, str, Fraction], ...]:
        """Id, public message and points of each thing asked for, whether it can be checked."""
        plain = [
            {plain_spelling(key): value for key, value in one.items()}
            for one in self.written["assertions"]
            if isinstance(one, dict)
        ]
        return tuple(
            (
                str(one["id"]).strip(),
                str(one["message"]).strip(),
                Fraction(str(one.get("points", 1))),
            )
            for one in plain
        )


class Performance(ABC):
    """Behaviour of every kind of task; a subclass says how it is read.

    Attributes:
        NAME: The canonical name of the type.
        TASK_KEYS: Plain spellings of the keys that make the task.
    """

    NAME: ClassVar[str]
    TASK_KEYS: ClassVar[frozenset[str]]
    KEYS: frozenset[str]

    def __init_subclass__(cls) -> None:
        cls.KEYS = cls.TASK_KEYS | {"starter"}

    @abstractmethod
    def read(self, fields: Fields, where: str) -> Task:
        """Read a task, reporting to the findings of `fields`; it holds what could be read."""

    @abstractmethod
    def language(self, fields: Fields) -> str:
        """Say what an answer is written in, in a word that pages may show."""

    def parse(self, raw: RawQuestion) -> tuple[PublicQuestion, TaskKey] | None:
        """Check what the author wrote; see the contract.

        The model answer and the starter are checked as a candidate's would be: a task that its
        own author fails, or that is half done before it begins, is told before anybody sits it.
        """
        if raw.options:
            raw.error("unexpected-options", "a task has no options; remove them")
            return None
        before = len(raw.fields.findings)
        task = self.read(raw.fields, raw.id)
        starter = raw.fields.text("starter") or ""
        found = raw.fields.findings[before:]
        if any(finding.severity is Severity.ERROR for finding in found):
            return None
        model = raw.correct_answer or ""
        if not _model_passes(raw, task, model):
            return None
        if starter.strip() and task.check(starter).share:
            message = "the starter earns points already; take out of it what is asked for"
            raw.warning("starter-earns", message, line=raw.fields.line("starter"))
        public = replace(
            raw.public(self.NAME),
            language=self.language(raw.fields),
            starter=starter,
            scoring=SCORING,
        )
        written = {
            name: value
            for name in sorted(self.TASK_KEYS)
            if (value := raw.fields.get(name)) is not None
        }
        return public, TaskKey(task=task, written=written, model=model)

    def option_groups(self, question: PublicQuestion) -> tuple[tuple[str, ...], ...]:
        """There are no options."""
        del question
        return ()

    def parse_response(self, question: PublicQuestion, raw: object) -> TextResponse | None:
        """Read the answer; an untouched starter is none."""
        response = typed_text(question.id, raw, most=MAX_BYTES)
        untouched = response is not None and response.text.split() == question.starter.split()
        return None if untouched else response

    def grade(self, question: Question, response: Response) -> Grade:
        """Give the share of the points whose assertions pass.

        What could not be checked by our fault waits for a person, and never counts as wrong.
        """
        key, response = cast("TaskKey", question.key), cast("TextResponse", response)
        if key.task is None:
            return Grade(share=Fraction(0), review=ReviewReason.CHECKER_ERROR)
        outcome = key.task.check(response.text)
        return Grade(
            share=outcome.share,
            notes=tuple(_notes(outcome)),
            review=None if outcome.is_certain else ReviewReason.CHECKER_ERROR,
        )

    def key_to_json(self, key: AnswerKey) -> dict[str, object]:
        """Give the stored form of a key."""
        key = cast("TaskKey", key)
        return {"task": key.written, "model": key.model}

    def key_from_json(self, stored: Mapping[str, Any]) -> TaskKey:
        """Read a stored key back."""
        document = Document(value=stored["task"], file="")
        fields = Fields(document=document, path=(), value=stored["task"], findings=[])
        task = self.read(fields, "")
        broken = any(finding.severity is Severity.ERROR for finding in fields.findings)
        return TaskKey(
            task=None if broken else task, written=stored["task"], model=stored["model"]
        )


def failure_of(question: Question, text: str) -> str:
    """Say for the log why a task's checker failed; empty where it did not, or is no task's.

    It holds neither a key nor any of the answer.
    """
    if not isinstance(question.key, TaskKey):
        return ""
    task = question.key.task
    return "the task cannot be read any more" if task is None else task.check(text).failure


def _model_passes(raw: RawQuestion, task: Task, model: str) -> bool:
    """Tell whether the task can be used: its author's own answer does all of it."""
    if not model.strip():
        message = "write in correctAnswer an answer that does all that is asked for; it is checked"
        raw.warning("no-model-answer", message)
        return True
    outcome = task.check(model)
    missed = ", ".join(verdict.id for verdict in outcome.verdicts if not verdict.passed)
    if missed:
        reason = outcome.problem or outcome.failure or f"it fails {missed}"
        message = f"the answer in correctAnswer does not do all that is asked for: {reason}"
        raw.error("model-answer-fails", message, line=raw.answer_line)
    return not missed


def _notes(outcome: Outcome) -> list[Note]:
    """Give what was checked; what could not be is left to the person who looks."""
    if outcome.problem:
        message = f"{UNREADABLE}: {outcome.problem}"
        first = [Note(passed=False, message=message, points=Fraction(0))]
    else:
        first = []
    return first + [_note(verdict) for verdict in outcome.verdicts if verdict.passed is not None]


def _note(verdict: Verdict) -> Note:
    return Note(passed=bool(verdict.passed), message=verdict.message, points=verdict.points)
