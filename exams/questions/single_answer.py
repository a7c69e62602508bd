"""A question with exactly one right option."""

from __future__ import annotations

from dataclasses import replace
from typing import cast

from exams.bank import PublicQuestion, Question, Response
from exams.questions.choice import Choice, ChoiceKey, ChoiceResponse, share_of
from exams.questions.contract import (
    Grade,
    RawOption,
    RawQuestion,
    ResponseError,
    question_type,
)
from exams.questions.scoring import ALL, FOR_ONE_TICK, USUAL

NAME = "single-answer"


@question_type(NAME, "true-false")
class SingleAnswer(Choice):
    """One option is right, one may be chosen; True or False is such a question."""

    def parse(self, raw: RawQuestion) -> tuple[PublicQuestion, ChoiceKey] | None:
        """Check what the author wrote; see the contract."""
        raw = _with_truth_options(raw)
        key = self.read_key(raw, FOR_ONE_TICK)
        if key is None:
            return None
        if len(key.correct) > 1:
            raw.error(
                "several-keys",
                f"{len(key.correct)} options are marked isCorrect; mark one, or make the type "
                "multiple-answers",
            )
            return None
        words = "" if key.scoring == USUAL else key.scoring.words
        return replace(raw.public(NAME), scoring=words), key

    def grade(self, question: Question, response: Response) -> Grade:
        """Give the share of the option chosen; a flawed one that is always correct earns all."""
        key, chosen = cast("ChoiceKey", question.key), cast("ChoiceResponse", response).chosen
        if chosen & key.always_correct:
            return Grade(share=ALL)
        right_one = replace(key, always_correct=frozenset())
        options = {option.id for option in question.public.options}
        return Grade(share=share_of(right_one, chosen, options))

    def parse_response(self, question: PublicQuestion, raw: object) -> ChoiceResponse | None:
        """Read the one tick; see the contract."""
        response = super().parse_response(question, raw)
        if response is not None and len(response.chosen) > 1:
            raise ResponseError(question.id, "only one option can be chosen")
        return response


def _with_truth_options(raw: RawQuestion) -> RawQuestion:
    """Give a question written as `correctAnswer: true` or `false`, without options, the two."""
    answer = (raw.correct_answer or "").strip().lower()
    if raw.options or answer not in ("true", "false"):
        return raw
    options = tuple(
        RawOption(id=name, text=name.capitalize(), correct=name == answer, line=raw.line)
        for name in ("true", "false")
    )
    return replace(raw, options=options, correct_answer=None)
