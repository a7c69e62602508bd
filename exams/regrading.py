"""Say what a mended key does to stored attempts, and which of two counts stands."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from fractions import Fraction

from exams.bank import Question
from exams.grading import Result, Ruling, result_of
from exams.questions import QUESTION_TYPES
from exams.questions.choice import ChoiceKey
from exams.recounting import Served, StoredAttempt, recount_item
from recognition.kernel.errors import UserError


class RegradeError(UserError):
    """Attempts cannot be counted as somebody wants; the message says why, and holds no key."""


class PlanState(StrEnum):
    """Where a plan stands; one person makes it, another approves it, and then it is applied."""

    PROPOSED = "proposed"
    APPROVED = "approved"
    APPLIED = "applied"
    DROPPED = "dropped"


class How(StrEnum):
    """What can count instead of a question's key as it was served."""

    REPLACE = "replace"
    DISREGARD = "disregard"
    VOID = "void"
    ALL_CORRECT = "all-correct"
    RESTORE = "by-key"


_RULINGS = {
    How.VOID: Ruling.VOID,
    How.ALL_CORRECT: Ruling.ALL_CORRECT,
    How.RESTORE: Ruling.BY_KEY,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """What shall count instead of one version of a question, on every attempt that counts by it.

    A new version replaces the old one, or the old one without an option; neither touches what
    is void or correct for all, which only the opposite ruling does. `RESTORE` undoes these.

    Attributes:
        question_id: The author's name of the question.
        version: The fingerprint of the version that counts until then.
        to: The fingerprint of the one that counts instead; empty where a ruling counts.
        option: The option that is disregarded, or empty.
    """

    question_id: str
    version: str
    how: How
    to: str = ""
    option: str = ""

    def reaches(self, served: Served) -> bool:
        """Tell whether something becomes of a question of an attempt."""
        if served.version != self.version:
            return False
        if self.how in _RULINGS:
            return served.ruling is not _RULINGS[self.how]
        return served.ruling is Ruling.BY_KEY and self.to != self.version

    def as_json(self) -> dict[str, str]:
        """Give the stored form."""
        return {
            "question": self.question_id,
            "version": self.version,
            "how": self.how,
            "to": self.to,
            "option": self.option,
        }

    @classmethod
    def from_json(cls, stored: Mapping[str, str]) -> Change:
        """Read a stored change back."""
        return cls(
            question_id=stored["question"],
            version=stored["version"],
            how=How(stored["how"]),
            to=stored["to"],
            option=stored["option"],
        )


class Outcome(StrEnum):
    """What a plan does to an attempt."""

    SAME = "same"
    RISES = "rises"
    PASSES = "passes"
    KEPT = "kept"
    FALLS = "falls"
    FAILS = "fails"


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One attempt that a plan reaches.

    Attributes:
        served: Its questions as they count by the plan.
        before: Its result as it stands.
        after: Its result by the plan, whether or not it counts in the end.
    """

    attempt_id: str
    served: tuple[Served, ...]
    before: Result
    after: Result

    def outcome(self, *, may_lower: bool) -> Outcome:
        """Say what becomes of the attempt; see `outcome_of`."""
        before, after = self.before.score, self.after.score
        return outcome_of(
            before=before.share,
            after=after.share,
            passed=(before.passed, after.passed),
            may_lower=may_lower,
        )


def outcome_of(
    *, before: Fraction, after: Fraction, passed: tuple[bool, bool], may_lower: bool
) -> Outcome:
    """Say what becomes of an attempt.

    The better of both counts stands, for the attempt as a whole: where the share of the marks
    would fall, the standing result is kept, but where the plan may lower. Without that nobody
    loses a pass, since a pass follows from the share.

    Args:
        before: The share of the marks as it stands.
        after: The share by the plan.
        passed: Whether either passes.
        may_lower: Whether the plan says that the new count stands in any case.
    """
    was, would = passed
    if after < before:
        if not may_lower:
            return Outcome.KEPT
        return Outcome.FAILS if was and not would else Outcome.FALLS
    if after == before:
        return Outcome.SAME
    return Outcome.PASSES if would and not was else Outcome.RISES


def plan(
    attempts: Iterable[StoredAttempt],
    changes: Sequence[Change],
    questions: Mapping[str, Question],
) -> Iterator[Line]:
    """Say what changes would do, attempt by attempt; those they do not reach are left out.

    Only the questions that a change reaches are graded; the others keep what they earned.

    Args:
        attempts: Closed ones.
        changes: At most one for each version.
        questions: By version, those that the changes name.

    Raises:
        RegradeError: The versions do not go together, or nothing would be left that counts.
    """
    by_version = {change.version: change for change in changes}
    for change in changes:
        if change.to:
            check_replacement(questions[change.version], questions[change.to])
    for attempt in attempts:
        served, items = [], []
        for one, item in zip(attempt.served, attempt.result.items, strict=True):
            found = by_version.get(one.version)
            if found is not None and found.reaches(one):
                after = _changed(one, found, questions)
                served.append(after)
                items.append(recount_item(after, questions[after.version]))
            else:
                served.append(one)
                items.append(item)
        if served == list(attempt.served):
            continue
        if not any(item.possible for item in items):
            raise RegradeError("An attempt would be left without a question that counts.")
        percentage = attempt.result.score.pass_percentage
        yield Line(
            attempt_id=attempt.id,
            served=tuple(served),
            before=attempt.result,
            after=result_of(items, pass_percentage=percentage),
        )


def check_replacement(old: Question, new: Question) -> None:
    """Make sure that answers to one version can be graded by another.

    Raises:
        RegradeError: They are of different types, have different options or prompts, or a
            text has moved to another option, so that a tick would mean something else.
    """
    if old.public.type != new.public.type:
        raise RegradeError(
            f"Question {old.id}: a {old.public.type} question cannot replace "
            f"one of {new.public.type}; void the old version instead."
        )
    for name, before, after in (
        ("options", old.public.options, new.public.options),
        ("prompts", old.public.prompts, new.public.prompts),
    ):
        texts = {one.id: " ".join(one.text.split()) for one in before}
        new_texts = {one.id: " ".join(one.text.split()) for one in after}
        if texts.keys() != new_texts.keys():
            raise RegradeError(
                f"Question {old.id}: the versions have different {name}; "
                "void the old version instead."
            )
        if any(texts[one] != text and text in texts.values() for one, text in new_texts.items()):
            raise RegradeError(
                f"Question {old.id}: the {name} have other ids now, so old answers would mean "
                "something else; void the old version instead."
            )


def grades_alike(one: Question, other: Question) -> bool:
    """Tell whether two versions grade every answer the same, whatever else they say."""
    return _what_grades(one) == _what_grades(other)


def _changed(served: Served, change: Change, questions: Mapping[str, Question]) -> Served:
    if change.how in _RULINGS:
        return replace(served, ruling=_RULINGS[change.how])
    same_rubric = _rubric(questions[change.version]) == _rubric(questions[change.to])
    return replace(served, version=change.to, reviewed=served.reviewed if same_rubric else None)


def _rubric(question: Question) -> object:
    """Give what graders mark an answer by; `None` where the type has none."""
    return _stored_key(question).get("rubric")


def _what_grades(question: Question) -> tuple[object, ...]:
    public, key = question.public, _stored_key(question)
    return (
        public.type,
        # What else an essay's key holds helps graders, and decides nothing.
        key.get("rubric", key),
        {one.id for one in public.options},
        {one.id for one in public.prompts},
    )


def _stored_key(question: Question) -> Mapping[str, object]:
    return QUESTION_TYPES[question.public.type].key_to_json(question.key)


def without_option(question: Question, option: str) -> Question:
    """Give a question of which one option counts neither way any more.

    Raises:
        RegradeError: It has no such option, or no right one would be left.
    """
    key = question.key
    if not isinstance(key, ChoiceKey) or option not in {one.id for one in question.public.options}:
        raise RegradeError(f"Question {question.id} has no option {option} to disregard.")
    after = replace(key, disregarded=key.disregarded | {option})
    if not (after.correct | after.always_correct) - after.disregarded:
        raise RegradeError(
            f"Question {question.id} cannot be answered without option {option}; void it instead."
        )
    return replace(question, key=after)
