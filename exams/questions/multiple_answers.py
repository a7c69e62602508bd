"""A question of which all right options, and no other, must be ticked."""

from __future__ import annotations

from exams.bank import PublicQuestion
from exams.questions.choice import Choice, ChoiceKey
from exams.questions.contract import RawQuestion, question_type

NAME = "multiple-answers"


@question_type(NAME, "multiple-answer")
class MultipleAnswers(Choice):
    """Any number of options is right, any number may be ticked."""

    def parse(self, raw: RawQuestion) -> tuple[PublicQuestion, ChoiceKey] | None:
        """Check what the author wrote; see the contract."""
        correct = self.correct_ids(raw)
        return None if correct is None else (raw.public(NAME), ChoiceKey(correct=correct))
