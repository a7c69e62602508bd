"""A question of which each stem is to be matched with one of several texts."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from typing import Any, cast

from exams.bank import AnswerKey, Option, PublicQuestion, Question, Response
from exams.formats.fields import Fields
from exams.questions.contract import Grade, RawQuestion, ResponseError, question_type
from exams.questions.parts import PartsResponse, neutral_id, neutral_options, read_parts
from exams.questions.scoring import BY_VALUES, FOR_PARTS, USUAL, Scoring
from exams.questions.scoring_reading import SCORING, check_full, check_names, read_scoring
from exams.questions.shares import share_of_parts

NAME = "matching"
PAIR_KEYS = frozenset(("id", "text", "match"))
LEAST = 2
MOST = 20


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class MatchKey(AnswerKey):
    """The id of the option that matches, by stem."""

    right: Mapping[str, str]
    scoring: Scoring = USUAL


@dataclass(frozen=True, slots=True, kw_only=True)
class _Pair:
    id: str
    text: str
    match: str


@question_type(NAME, "match")
class Matching:
    """Every stem is matched with one text; a text may match several stems, or none."""

    KEYS: frozenset[str] = frozenset((SCORING, "pairs", "distractors"))

    def parse(self, raw: RawQuestion) -> tuple[PublicQuestion, MatchKey] | None:
        """Check what the author wrote; see the contract."""
        pairs = _pairs(raw)
        distractors = raw.fields.texts("distractors")
        scoring = read_scoring(raw.fields, FOR_PARTS, where=raw.id)
        if pairs is None or scoring is None:
            return None
        matches = {pair.match for pair in pairs}
        texts = matches | {text.strip() for text in distractors if text.strip()}
        if len(texts) - len(matches) != len(distractors):
            raw.error("duplicate-option", "a distractor is blank, or matches; write another")
            return None
        if len(texts) < LEAST:
            raw.error("one-option", "there is only one text to match with; add distractors")
            return None
        scoring = _by_option(raw, scoring, pairs, texts)
        if scoring is None:
            return None
        right = {pair.id: neutral_id(pair.match) for pair in pairs}
        public = replace(
            raw.public(NAME),
            prompts=tuple(Option(id=pair.id, text=pair.text) for pair in pairs),
            options=neutral_options(texts),
            scoring=scoring.words,
        )
        key = MatchKey(right=right, scoring=scoring)
        is_full = check_full(raw.fields, _share(key, right), where=raw.id)
        return (public, key) if is_full else None

    def option_groups(self, question: PublicQuestion) -> tuple[tuple[str, ...], ...]:
        """Let the paper shuffle the texts; the stems stay as the author wrote them."""
        return (tuple(option.id for option in question.options),)

    def parse_response(self, question: PublicQuestion, raw: object) -> PartsResponse | None:
        """Read an option for each stem; see the contract."""
        response = read_parts(question, raw, {prompt.id for prompt in question.prompts})
        options = {option.id for option in question.options}
        if response is not None and not options.issuperset(response.answers.values()):
            raise ResponseError(question.id, "an option was chosen that it does not have")
        return response

    def grade(self, question: Question, response: Response) -> Grade:
        """Give the share of the pairs by the key's scoring."""
        key, answers = cast("MatchKey", question.key), cast("PartsResponse", response).answers
        return Grade(share=_share(key, answers))

    def key_to_json(self, key: AnswerKey) -> dict[str, object]:
        """Give the stored form of a key."""
        key = cast("MatchKey", key)
        return {"right": dict(sorted(key.right.items())), **key.scoring.in_key()}

    def key_from_json(self, stored: Mapping[str, Any]) -> MatchKey:
        """Read a stored key back."""
        right = dict(stored["right"])
        return MatchKey(right=right, scoring=Scoring.from_key(stored))


def _share(key: MatchKey, answers: Mapping[str, str]) -> Fraction:
    found = {stem for stem, option in answers.items() if option == key.right[stem]}
    return share_of_parts(key.scoring, answers, right=found, parts=key.right.keys())


def _pairs(raw: RawQuestion) -> Sequence[_Pair] | None:
    """Read the pairs; `None` after an error was reported."""
    if raw.options:
        raw.error("unexpected-options", "a matching has pairs and distractors, no options")
        return None
    found = raw.fields.mappings("pairs", where=raw.id, noun="a pair")
    for number, fields in enumerate(found, start=1):
        fields.warn_of_unknown(PAIR_KEYS, where=f"{raw.id}, pair {number}")
    pairs = [pair for pair in map(_pair, found) if pair is not None]
    if not LEAST <= len(pairs) <= MOST or len(pairs) != len(found):
        message = f"there must be {LEAST} to {MOST} pairs, each with id, text and match"
        raw.error("no-pairs", message, line=raw.fields.line("pairs"))
        return None
    if len({pair.id for pair in pairs}) != len(pairs):
        raw.error("duplicate-option", "two pairs have the same id", line=raw.fields.line("pairs"))
        return None
    return pairs


def _pair(fields: Fields) -> _Pair | None:
    name, text, match = ((fields.text(key) or "").strip() for key in ("id", "text", "match"))
    return _Pair(id=name, text=text, match=match) if name and text and match else None


def _by_option(
    raw: RawQuestion, scoring: Scoring, pairs: Sequence[_Pair], texts: set[str]
) -> Scoring | None:
    """Turn the values of a mapping, written `stem` or `stem = text`, into those of options."""
    if scoring.policy not in BY_VALUES:
        return scoring
    ids = {pair.id: pair.id for pair in pairs}
    ids |= {
        f"{pair.id} = {text}": f"{pair.id}={neutral_id(text)}" for pair in pairs for text in texts
    }
    if not check_names(raw.fields, ids.keys(), where=raw.id, noun="pair"):
        return None
    values = {ids[name]: value for name, value in scoring.values.items()}
    return replace(scoring, values=values)
