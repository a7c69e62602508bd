"""Say in plain words what a signal means, and what it does not."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from exams.integrity.records import Kind


@dataclass(frozen=True, slots=True, kw_only=True)
class Meaning:
    """How to read one kind of signal.

    Attributes:
        title: In a few words.
        means: What was measured.
        means_not: What else explains it.
    """

    title: str
    means: str
    means_not: str


MEANINGS = {
    Kind.SHARED_WRONG_ANSWERS: Meaning(
        title="The same wrong answers",
        means="Among the questions both got wrong they chose the same wrong answer far more often "
        "than others who got them wrong.",
        means_not="People who learnt together, or from one faulty text, make the same mistakes. "
        "It does not say who copied, or that anybody did.",
    ),
    Kind.RAPID_ANSWERS: Meaning(
        title="Answers faster than reading",
        means="The attempt was passed, and many first answers came within three seconds of the "
        "one before.",
        means_not="Some read ahead and tick afterwards, and some browsers send several answers "
        "shortly after one another. Somebody who has sat the exam before knows questions.",
    ),
    Kind.SUDDEN_JUMP: Meaning(
        title="A sudden jump",
        means="Within three days the score rose by at least 40 percent of the marks, to a pass.",
        means_not="Learning does that, and so does an attempt that was only meant for looking, "
        "or was broken off.",
    ),
    Kind.SAME_NETWORK: Meaning(
        title="One network at one time",
        means="Both attempts were worked on from the same part of the internet while they "
        "overlapped.",
        means_not="Families, colleagues, meet-ups and mobile networks share one. By itself it "
        "means nothing; look at it only beside another signal.",
    ),
}


def details_words(kind: str, details: Mapping[str, Any]) -> str:
    """Say the figures of a signal in a sentence."""
    match kind:
        case Kind.SHARED_WRONG_ANSWERS:
            return (
                f"{details['shared']} of the {details['bothWrong']} questions that both got wrong "
                f"have the same wrong answer; {details['expected']} were to be expected. By "
                f"chance: {details['chance']}."
            )
        case Kind.RAPID_ANSWERS:
            return (
                f"{details['rapid']} of {details['timed']} first answers took less than three "
                "seconds."
            )
        case Kind.SUDDEN_JUMP:
            return f"From {details['before']} % to {details['after']} % of the marks."
        case Kind.SAME_NETWORK:
            return f"{details['people']} people sat the exam from there within that day."
        case _:
            return ""
