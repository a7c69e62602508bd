"""Tick options without knowing anything: by their places, by their lengths, all or none."""

from __future__ import annotations

from itertools import combinations, product
from math import comb, prod
from typing import TYPE_CHECKING

from exams.lint.asked import SEVERAL, SINGLE, longest, repeating, shortest
from exams.lint.tactics import MAX_OUTCOMES, Kind, Tactic
from exams.questions import QUESTION_TYPES
from exams.questions.choice import ChoiceResponse

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from exams.bank import Bank, Question, Response

    Ticks = Iterable[Iterable[str]]
    """Ids that may come to be ticked together, each outcome as likely."""

MAX_PLACES = 8


def choice_kinds(bank: Bank) -> tuple[Kind, ...]:
    """Give the kinds of questions with options to tick, and the tactics for each."""
    most = max((len(q.public.options) for q in bank.pool if _has_one_answer(q)), default=0)
    places = [_place(number) for number in range(1, min(most, MAX_PLACES) + 1)]
    return (
        Kind(holds=_is_true_or_false, tactics=_TRUTH),
        Kind(holds=_has_one_answer, tactics=(*places, *_BY_FORM, *_BY_NAME)),
        Kind(holds=lambda question: question.public.type == SEVERAL, tactics=_TICKING),
    )


def _is_true_or_false(question: Question) -> bool:
    return question.public.type == SINGLE and question.public.is_true_or_false


def _has_one_answer(question: Question) -> bool:
    return question.public.type == SINGLE and not question.public.is_true_or_false


def _tactic(words: str, ticks: Callable[[Question, bool], Ticks]) -> Tactic:
    def answers(question: Question, shuffled: bool) -> Sequence[Response | None]:  # noqa: FBT001 - the type of `answers`
        outcomes = [frozenset(names) for names in ticks(question, shuffled)]
        return [ChoiceResponse(chosen=names) if names else None for names in outcomes]

    return Tactic(words=words, answers=answers)


def _place(number: int) -> Tactic:
    """Choose the n-th option, and the last where there are fewer."""
    return _tactic(
        f"choosing option {number}",
        lambda question, shuffled: _at(
            question, [min(number, len(question.public.options)) - 1], shuffled=shuffled
        ),
    )


def _at(question: Question, places: Sequence[int], *, shuffled: bool) -> Ticks:
    """Give which options may stand at some places, from 0, once they are shuffled."""
    names = [option.id for option in question.public.options]
    if not shuffled:
        return [[names[place] for place in places]]
    groups = QUESTION_TYPES[question.public.type].option_groups(question.public)
    starts = [sum(len(group) for group in groups[:n]) for n in range(len(groups))]
    picks = [
        sum(start <= place < start + len(group) for place in places)
        for start, group in zip(starts, groups, strict=True)
    ]
    outcomes = prod(comb(len(group), n) for group, n in zip(groups, picks, strict=True))
    if outcomes > MAX_OUTCOMES:
        return []
    several = [combinations(group, n) for group, n in zip(groups, picks, strict=True)]
    return [[name for part in parts for name in part] for parts in product(*several)]


def _named(question: Question, place: int, *, shuffled: bool) -> Ticks:
    """Choose by the author's ids, which the source of a page shows in whatever order.

    Ids are as good as places where they follow them, as a to d do; so they count with the
    file's order, and ids such as `right` and `wrong` are found out.
    """
    names = [option.id for option in question.public.options]
    if shuffled:
        return [[name] for name in names]
    return [[sorted(names)[place]]]


def _pointed(words: str, pointed_at: Callable[[Question], tuple[str, ...]]) -> Tactic:
    """Choose the option a cue points at; of several the one that is shown first."""

    def ticks(question: Question, shuffled: bool) -> Ticks:  # noqa: FBT001 - the type of `ticks`
        names = pointed_at(question)
        return [[name] for name in (names if shuffled else names[:1])]

    return _tactic(words, ticks)


def _says(words: str, answer: str) -> Tactic:
    """Choose True or False; they are never shuffled, and found by what they say."""
    return _tactic(
        words,
        lambda question, _: [
            [o.id for o in question.public.options if o.text.strip().casefold() == answer]
        ],
    )


_TRUTH = (_says("answering True", "true"), _says("answering False", "false"))

_BY_FORM = (
    _tactic(
        "choosing the last option",
        lambda question, shuffled: _at(
            question, [len(question.public.options) - 1], shuffled=shuffled
        ),
    ),
    _pointed("choosing the longest option", longest),
    _pointed("choosing the shortest option", shortest),
    _pointed("choosing the option that repeats the question's words", repeating),
)

_BY_NAME = (
    _tactic(
        "choosing the id that is first by the alphabet",
        lambda question, shuffled: _named(question, 0, shuffled=shuffled),
    ),
    _tactic(
        "choosing the id that is last by the alphabet",
        lambda question, shuffled: _named(question, -1, shuffled=shuffled),
    ),
)

_TICKING = (
    _tactic(
        "ticking everything where several may be right",
        lambda question, _: [[option.id for option in question.public.options]],
    ),
    _tactic("ticking nothing where several may be right", lambda *_: [[]]),
    _tactic(
        "ticking the first two where several may be right",
        lambda question, shuffled: _at(
            question, range(len(question.public.options))[:2], shuffled=shuffled
        ),
    ),
    _pointed("ticking the longest where several may be right", longest),
    _pointed("ticking the shortest where several may be right", shortest),
)
