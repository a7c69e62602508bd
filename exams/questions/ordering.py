"""A question whose options are to be put in order; the author writes them in the right one."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any, cast

from exams.bank import AnswerKey, PublicQuestion, Question, Response
from exams.questions.contract import Grade, RawQuestion, ResponseError, question_type
from exams.questions.parts import BLANK, PartsResponse, neutral_id, neutral_options, read_parts
from exams.questions.scoring import FOR_ORDER, USUAL, Scoring
from exams.questions.scoring_reading import SCORING, read_scoring
from exams.questions.shares import share_of_order

NAME = "ordering"
LEAST = 2
MOST = 12
"""More things than this nobody puts in order in an exam."""


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class OrderKey(AnswerKey):
    """The ids of the options in the right order."""

    order: tuple[str, ...]
    scoring: Scoring = USUAL


@question_type(NAME, "order")
class Ordering:
    """Every option gets a place. An answer may be unfinished: places open, or given twice."""

    KEYS: frozenset[str] = frozenset({SCORING})

    def parse(self, raw: RawQuestion) -> tuple[PublicQuestion, OrderKey] | None:
        """Check what the author wrote; see the contract."""
        scoring = read_scoring(raw.fields, FOR_ORDER, where=raw.id)
        texts = [option.text for option in raw.options]
        if not LEAST <= len(texts) <= MOST:
            raw.error("no-order", f"there must be {LEAST} to {MOST} options, in the right order")
            return None
        if len(set(texts)) != len(texts):
            raw.error("duplicate-option", "two options have the same text")
            return None
        if any(option.correct for option in raw.options) or raw.correct_answer is not None:
            raw.warning(
                "no-key-wanted", "the order of the options is the key; the other marks are unread"
            )
        if scoring is None:
            return None
        key = OrderKey(order=tuple(neutral_id(text) for text in texts), scoring=scoring)
        options = neutral_options(set(texts))
        return replace(raw.public(NAME), options=options, scoring=scoring.words), key

    def option_groups(self, question: PublicQuestion) -> tuple[tuple[str, ...], ...]:
        """Let the paper shuffle them all."""
        return (tuple(option.id for option in question.options),)

    def parse_response(self, question: PublicQuestion, raw: object) -> PartsResponse | None:
        """Read a place for each option, or the ids in order; see the contract."""
        options = {option.id for option in question.options}
        if isinstance(raw, (list, tuple)) and raw not in BLANK:
            raw = _places(question, raw)
        response = read_parts(question, raw, options)
        places = {str(place) for place in range(1, len(options) + 1)}
        if response is not None and not places.issuperset(response.answers.values()):
            message = f"each place must be a number from 1 to {len(options)}"
            raise ResponseError(question.id, message)
        return response

    def grade(self, question: Question, response: Response) -> Grade:
        """Give the share of the order by the key's scoring; a place given twice is open."""
        key, answers = cast("OrderKey", question.key), cast("PartsResponse", response).answers
        given = Counter(answers.values())
        at = {place: name for name, place in answers.items() if given[place] == 1}
        order = [at.get(str(place)) for place in range(1, len(key.order) + 1)]
        return Grade(share=share_of_order(key.scoring, order, right=key.order))

    def key_to_json(self, key: AnswerKey) -> dict[str, object]:
        """Give the stored form of a key."""
        key = cast("OrderKey", key)
        return {"order": list(key.order), **key.scoring.in_key()}

    def key_from_json(self, stored: Mapping[str, Any]) -> OrderKey:
        """Read a stored key back."""
        order = tuple(stored["order"])
        return OrderKey(order=order, scoring=Scoring.from_key(stored))


def _places(question: PublicQuestion, names: list[object] | tuple[object, ...]) -> object:
    """Give the place of each id of a list."""
    if not all(isinstance(name, str) for name in names):
        raise ResponseError(question.id, "each option must be named by its id")
    if len(names) > len(question.options) or len(set(names)) != len(names):
        raise ResponseError(question.id, "an option has more than one place")
    return {name: str(place) for place, name in enumerate(names, start=1)}
