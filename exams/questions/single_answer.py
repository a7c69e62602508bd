"""A question with exactly one right option."""

from __future__ import annotations

from dataclasses import replace

from exams.bank import PublicQuestion
from exams.questions.choice import Choice, ChoiceKey, ChoiceResponse
from exams.questions.contract import RawOption, RawQuestion, ResponseError, question_type

NAME = "single-answer"


@question_type(NAME, "true-false")
class SingleAnswer(Choice):
    """One option is right, one may be chosen; True or False is such a question."""

    def parse(self, raw: RawQuestion) -> tuple[PublicQuestion, ChoiceKey] | None:
        """Check what the author wrote; see the contract."""
        raw = _with_truth_options(raw)
        correct = self.correct_ids(raw)
        if correct is None:
            return None
        if len(correct) > 1:
            raw.error(
                "several-keys",
                f"{len(correct)} options are marked isCorrect; mark one, or make the type "
                "multiple-answers",
            )
            return None
        return raw.public(NAME), ChoiceKey(correct=correct)

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
