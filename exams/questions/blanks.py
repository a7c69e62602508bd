"""A question whose text has gaps to fill in, typed or chosen from a list."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from typing import Any, cast

from exams.bank import AnswerKey, Option, PublicQuestion, Question, Response
from exams.questions.contract import Grade, RawQuestion, ResponseError, question_type
from exams.questions.gaps import Blank, Gap, read_blanks
from exams.questions.parts import PartsResponse, neutral_options, read_parts
from exams.questions.scoring import BY_VALUES, FOR_PARTS, USUAL, Scoring
from exams.questions.scoring_reading import SCORING, check_full, check_names, read_scoring
from exams.questions.shares import share_of_parts

NAME = "blanks"


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class BlanksKey(AnswerKey):
    """What fills each gap, by its id."""

    gaps: Mapping[str, Gap]
    scoring: Scoring = USUAL


@question_type(NAME, "cloze", "fill-in-the-blanks")
class Blanks:
    """Every gap is filled; where it has a list, from that."""

    KEYS: frozenset[str] = frozenset((SCORING, "blanks"))

    def parse(self, raw: RawQuestion) -> tuple[PublicQuestion, BlanksKey] | None:
        """Check what the author wrote; see the contract."""
        blanks = read_blanks(raw)
        scoring = read_scoring(raw.fields, FOR_PARTS, where=raw.id)
        if blanks is None or scoring is None:
            return None
        scoring = _by_answer(raw, scoring, blanks)
        if scoring is None:
            return None
        key = BlanksKey(gaps={blank.id: blank.gap() for blank in blanks}, scoring=scoring)
        best = {name: _best(key, name) for name in key.gaps}
        if not check_full(raw.fields, _share(key, best), where=raw.id):
            return None
        public = replace(
            raw.public(NAME),
            prompts=tuple(
                Option(id=blank.id, text=f"Blank {number}")
                for number, blank in enumerate(blanks, start=1)
            ),
            options=tuple(
                option
                for blank in blanks
                for option in neutral_options(set(blank.options), prefix=blank.prefix)
            ),
            scoring=scoring.words if len(blanks) > 1 else "",
        )
        return public, key

    def option_groups(self, question: PublicQuestion) -> tuple[tuple[str, ...], ...]:
        """Let the paper shuffle each list by itself."""
        lists = (options_of(question, prompt.id) for prompt in question.prompts)
        return tuple(tuple(option.id for option in options) for options in lists if options)

    def parse_response(self, question: PublicQuestion, raw: object) -> PartsResponse | None:
        """Read a text or an option for each gap; see the contract."""
        response = read_parts(question, raw, {prompt.id for prompt in question.prompts})
        for gap, answer in ({} if response is None else response.answers).items():
            options = {option.id for option in options_of(question, gap)}
            if options and answer not in options:
                raise ResponseError(question.id, "an option was chosen that it does not have")
        return response

    def grade(self, question: Question, response: Response) -> Grade:
        """Give the share of the gaps by the key's scoring."""
        key, answers = cast("BlanksKey", question.key), cast("PartsResponse", response).answers
        return Grade(share=_share(key, answers))

    def key_to_json(self, key: AnswerKey) -> dict[str, object]:
        """Give the stored form of a key."""
        key = cast("BlanksKey", key)
        gaps = {
            name: {
                "accepted": sorted(gap.accepted),
                **({"caseSensitive": True} if gap.case_sensitive else {}),
                **({"list": True} if gap.is_list else {}),
            }
            for name, gap in sorted(key.gaps.items())
        }
        return {"gaps": gaps, **key.scoring.in_key()}

    def key_from_json(self, stored: Mapping[str, Any]) -> BlanksKey:
        """Read a stored key back."""
        gaps = stored["gaps"]
        return BlanksKey(
            gaps={
                name: Gap(
                    accepted=frozenset(gap["accepted"]),
                    case_sensitive=gap.get("caseSensitive", False),
                    is_list=gap.get("list", False),
                )
                for name, gap in gaps.items()
            },
            scoring=Scoring.from_key(stored),
        )


def options_of(question: PublicQuestion, gap: str) -> tuple[Option, ...]:
    """Give the list of one gap, in the order of the question; empty where it is typed."""
    return tuple(option for option in question.options if option.id.startswith(f"{gap}."))


def _share(key: BlanksKey, answers: Mapping[str, str]) -> Fraction:
    given = {name: key.gaps[name].comparable(answer) for name, answer in answers.items()}
    right = {name for name, answer in given.items() if answer in key.gaps[name].accepted}
    return share_of_parts(key.scoring, given, right=right, parts=key.gaps.keys())


def _best(key: BlanksKey, name: str) -> str:
    """Give the accepted answer of a gap that is worth most."""
    alone = {answer: _share(key, {name: answer}) for answer in sorted(key.gaps[name].accepted)}
    return max(alone, key=alone.__getitem__)


def _by_answer(raw: RawQuestion, scoring: Scoring, blanks: Sequence[Blank]) -> Scoring | None:
    """Turn the values of a mapping, written `gap` or `gap = text`, into the compared forms."""
    if scoring.policy not in BY_VALUES:
        return scoring
    forms: dict[str, str] = {}
    for name in scoring.values:
        gap, equals, text = (part.strip() for part in name.partition("="))
        blank = next((blank for blank in blanks if blank.id == gap), None)
        if blank is None:
            continue
        if not equals:
            forms[name] = gap
        elif not blank.options:
            forms[name] = f"{gap}={blank.gap().comparable(text)}"
        elif text in blank.options:
            forms[name] = f"{gap}={blank.option_id(text)}"
    if not check_names(raw.fields, forms.keys(), where=raw.id, noun="answer"):
        return None
    return replace(scoring, values={forms[name]: value for name, value in scoring.values.items()})
