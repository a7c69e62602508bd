"""A question of which several options are right, and all of them are to be ticked."""

from __future__ import annotations

from dataclasses import replace

from exams.bank import PublicQuestion
from exams.questions.choice import Choice, ChoiceKey, share_of
from exams.questions.contract import RawQuestion, question_type
from exams.questions.scoring import BY_VALUES, FOR_TICKS
from exams.questions.scoring_reading import SCORING

NAME = "multiple-answers"


@question_type(NAME, "multiple-answer")
class MultipleAnswers(Choice):
    """Any number of options is right, any number may be ticked."""

    def parse(self, raw: RawQuestion) -> tuple[PublicQuestion, ChoiceKey] | None:
        """Check what the author wrote; see the contract."""
        key = self.read_key(raw, FOR_TICKS)
        if key is None:
            return None
        options = {option.id for option in raw.options}
        if key.scoring.policy in BY_VALUES and share_of(key, options, options) == 1:
            raw.warning(
                "all-pays",
                "ticking every option earns all marks; give wrong options negative values",
                line=raw.fields.line(SCORING),
            )
        return replace(raw.public(NAME), scoring=key.scoring.words), key
