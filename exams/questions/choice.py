"""What questions with options share: reading ticks, keeping keys, and what may be shuffled."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from fractions import Fraction
from typing import Any, cast

from exams.bank import AnswerKey, PublicQuestion, Question, Response
from exams.questions.contract import (
    Grade,
    RawQuestion,
    ResponseError,
    checked_text,
    submitted_part,
)
from exams.questions.scoring import BY_VALUES, USUAL, Scoring, ScoringPolicy
from exams.questions.scoring_reading import SCORING, check_full, check_names, read_scoring
from exams.questions.shares import share_of_ticks

_LEANS_ON_ITS_PLACE = re.compile(
    r"^(all|none|any|both) of (the above|these|them)\b", re.IGNORECASE
)


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class ChoiceKey(AnswerKey):
    """What is right of the options.

    Attributes:
        correct: The ids of the options that are right; never empty.
        scoring: How ticks become a share of the marks.
        disregarded: Flawed options that count neither way.
        always_correct: Flawed options that everybody who answers gains.
    """

    correct: frozenset[str]
    scoring: Scoring = USUAL
    disregarded: frozenset[str] = frozenset()
    always_correct: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True, kw_only=True)
class ChoiceResponse(Response):
    """The ids of the options a candidate ticked; never empty."""

    chosen: frozenset[str]

    def as_json(self) -> list[str]:
        """Give the ids in order."""
        return sorted(self.chosen)


class Choice:
    """Behaviour of every question type with options; a subclass says how many may be ticked."""

    KEYS: frozenset[str] = frozenset({SCORING})

    def read_key(self, raw: RawQuestion, allowed: Sequence[ScoringPolicy]) -> ChoiceKey | None:
        """Read what is right and how it is scored; `None` after an error was reported."""
        correct = self.correct_ids(raw)
        scoring = read_scoring(raw.fields, allowed, where=raw.id)
        if correct is None or scoring is None:
            return None
        key = ChoiceKey(
            correct=correct,
            scoring=scoring,
            disregarded=frozenset(option.id for option in raw.options if option.disregarded),
            always_correct=frozenset(option.id for option in raw.options if option.always_correct),
        )
        return key if _holds(raw, key) else None

    def correct_ids(self, raw: RawQuestion) -> frozenset[str] | None:
        """Find the right options from the author's flags, else from `correctAnswer`.

        The flags win where both are there and disagree: the Academy's own pages grade by them.
        """
        flagged = frozenset(option.id for option in raw.options if option.correct)
        named = self._named(raw)
        if not raw.options:
            raw.error("no-options", "there is nothing to choose from; add options")
            return None
        if len({option.id for option in raw.options}) != len(raw.options):
            raw.error("duplicate-option", "two options have the same id")
            return None
        if flagged:
            if raw.correct_answer is not None and named != flagged:
                raw.warning(
                    "contradictory-key",
                    "correctAnswer does not name the options marked isCorrect; the marks count",
                    line=raw.answer_line,
                )
            return flagged
        if named:
            raw.warning(
                "key-by-name",
                "no option is marked isCorrect; correctAnswer is used",
                line=raw.answer_line,
            )
            return named
        raw.error("no-key", "no option is marked isCorrect")
        return None

    def option_groups(self, question: PublicQuestion) -> tuple[tuple[str, ...], ...]:
        """Keep True before False, and "all of the above" below what it speaks of."""
        if [option.text.strip().casefold() for option in question.options] in (
            ["true", "false"],
            ["false", "true"],
        ):
            return tuple((option.id,) for option in question.options)
        last = tuple(
            option.id
            for option in question.options
            if _LEANS_ON_ITS_PLACE.match(option.text.strip())
        )
        free = tuple(option.id for option in question.options if option.id not in last)
        return tuple(group for group in (free, *((name,) for name in last)) if group)

    def parse_response(self, question: PublicQuestion, raw: object) -> ChoiceResponse | None:
        """Read ticks; see the contract."""
        chosen = self._ticks(question, raw)
        known = {option.id for option in question.options}
        for name in chosen:
            if checked_text(question.id, name) not in known:
                raise ResponseError(question.id, "an option was chosen that it does not have")
        if len(set(chosen)) != len(chosen):
            raise ResponseError(question.id, "the same option was chosen twice")
        return ChoiceResponse(chosen=frozenset(chosen)) if chosen else None

    def grade(self, question: Question, response: Response) -> Grade:
        """Give the share of the ticked options by the key's scoring."""
        key, response = cast("ChoiceKey", question.key), cast("ChoiceResponse", response)
        options = {option.id for option in question.public.options}
        return Grade(share=share_of(key, response.chosen, options))

    def key_to_json(self, key: AnswerKey) -> dict[str, object]:
        """Give the stored form of a key; what is as usual is left out."""
        key = cast("ChoiceKey", key)
        flawed = {
            "disregarded": sorted(key.disregarded),
            "alwaysCorrect": sorted(key.always_correct),
        }
        return {
            "correct": sorted(key.correct),
            **{name: ids for name, ids in flawed.items() if ids},
            **key.scoring.in_key(),
        }

    def key_from_json(self, stored: Mapping[str, Any]) -> ChoiceKey:
        """Read a stored key back."""
        return ChoiceKey(
            correct=frozenset(stored["correct"]),
            scoring=Scoring.from_key(stored),
            disregarded=frozenset(stored.get("disregarded", ())),
            always_correct=frozenset(stored.get("alwaysCorrect", ())),
        )

    @staticmethod
    def _named(raw: RawQuestion) -> frozenset[str]:
        """Read `correctAnswer` as a list of option ids; empty where it is anything else."""
        names = [name.strip() for name in (raw.correct_answer or "").split(",")]
        return (
            frozenset(names)
            if {option.id for option in raw.options}.issuperset(names)
            else frozenset()
        )

    @staticmethod
    def _ticks(question: PublicQuestion, raw: object) -> list[str]:
        match submitted_part(question.id, raw, "selectedOptionId"):
            case None | "":
                return []
            case str(name):
                return [name]
            case Mapping() as ticks:
                if not all(isinstance(ticked, bool) for ticked in ticks.values()):
                    raise ResponseError(question.id, "each option must be true or false")
                chosen: list[object] = [name for name, ticked in ticks.items() if ticked]
            case list() | tuple() as names:
                chosen = [name for name in names if name != ""]
            case _:
                raise ResponseError(question.id, "the answer must be a list of options")
        if not all(isinstance(name, str) for name in chosen):
            raise ResponseError(question.id, "each option must be named by its id")
        return cast("list[str]", chosen)


def share_of(key: ChoiceKey, chosen: AbstractSet[str], options: AbstractSet[str]) -> Fraction:
    """Give the share of the marks for the options chosen, of all the options there are."""
    return share_of_ticks(
        key.scoring,
        chosen,
        right=key.correct,
        options=options,
        disregarded=key.disregarded,
        always_correct=key.always_correct,
    )


def _holds(raw: RawQuestion, key: ChoiceKey) -> bool:
    """Check that the right options, and they alone, earn all marks."""
    options = {option.id for option in raw.options}
    if key.disregarded & key.always_correct:
        raw.error("flawed-option", "an option is both disregarded and always correct; choose one")
        return False
    if not (key.correct | key.always_correct) - key.disregarded:
        raw.error("flawed-option", "every right option is disregarded; retire the question")
        return False
    if key.scoring.policy not in BY_VALUES:
        return True
    if not check_names(raw.fields, options, where=raw.id, noun="option"):
        return False
    return check_full(raw.fields, share_of(key, key.correct, options), where=raw.id)
