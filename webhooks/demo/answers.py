"""Answer exams as their authors would; a demonstration may know the keys, and pages never do."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction
from typing import TYPE_CHECKING, Any

from exams.questions import QUESTION_TYPES
from exams.web.form import PREFIX, encoded

if TYPE_CHECKING:
    from collections.abc import Mapping

    from exams.bank import Bank, Question


def right_answer(question: Question) -> str | list[str] | dict[str, str]:
    """Give an answer that earns all marks, in the form that is stored.

    Raises:
        LookupError: The key says what is right without saying any right answer.
    """
    key: Mapping[str, Any] = QUESTION_TYPES[question.public.type].key_to_json(question.key)
    match key:
        case {"correct": list(options)}:
            return options
        case {"accepted": [str(text), *_]} | {"task": _, "model": str(text)}:
            return text
        case {"low": str(low), "high": str(high)}:
            return _typed((Fraction(low) + Fraction(high)) / 2, key)
        case {"order": list(options)}:
            return {option: str(place) for place, option in enumerate(options, start=1)}
        case {"right": dict(matches)}:
            return matches
        case {"gaps": dict(gaps)}:
            return {name: gap["accepted"][0] for name, gap in gaps.items()}
        case _:
            raise LookupError(f"{question.id}: type '{question.public.type}' has no right answer")


def _typed(number: Fraction, key: Mapping[str, Any]) -> str:
    """Write a number as people type it, with its unit where that counts."""
    text = str(Decimal(number.numerator) / number.denominator)
    if not key.get("unitRequired"):
        return text
    unit = next(name for name, factor in key["units"].items() if factor == "1")
    return f"{text} {unit}"


def right_answers(bank: Bank, names: set[str]) -> dict[str, str | list[str]]:
    """Give right answers to the questions of a form, by the names of its inputs.

    Args:
        bank: The exam that the form is from.
        names: Of all inputs of the form; others than answers may be among them.
    """
    answers: dict[str, str | list[str]] = {}
    for question in bank.questions:
        name = f"{PREFIX}{encoded(question.id)}"
        if not any(other == name or other.startswith(f"{name}.") for other in names):
            continue
        answer = right_answer(question)
        if isinstance(answer, dict):
            answers |= {f"{name}.{encoded(part)}": text for part, text in answer.items()}
        else:
            answers[name] = answer
    return answers
