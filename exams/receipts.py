"""Give candidates proof of what they handed in, which can be checked at any time after."""

from __future__ import annotations

import base64
import hashlib
import hmac
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from exams.bank import Answer, fingerprint

if TYPE_CHECKING:
    from collections.abc import Mapping

_GROUP = 4
_GROUPS = 4
"""Sixteen letters of five bits: too many to guess, few enough to read out."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Receipt:
    """What an attempt held when it was handed in.

    Attributes:
        id: As the candidate got it, such as `K7QF-2MTA-XW4P-6B3D`.
        submitted_at: When it was handed in, or the deadline where it ran out.
        saves: How many saves there were.
        questions: On the paper.
        answers: By question id; an open question is absent.
        is_genuine: The id is the one that these answers, this attempt and this time give, by
            the server's present secret.
    """

    id: str
    attempt_id: str
    exam: str
    title: str
    submitted_at: datetime
    expired: bool
    saves: int
    questions: int
    answers: Mapping[str, Answer]
    is_genuine: bool

    @property
    def digest(self) -> str:
        """The SHA-256 of the answers, in hexadecimal."""
        return answers_digest(self.answers)

    def as_json(self) -> dict[str, object]:
        """Give it for programs; whoever has the answers can count the digest again."""
        return {
            "receipt": self.id,
            "attempt": self.attempt_id,
            "exam": self.exam,
            "submittedAt": self.submitted_at.isoformat(),
            "expired": self.expired,
            "saves": self.saves,
            "questions": self.questions,
            "answers": dict(self.answers),
            "answersSha256": self.digest,
            "genuine": self.is_genuine,
        }


def answers_digest(answers: Mapping[str, Answer]) -> str:
    """Name answers by the SHA-256 of their JSON: keys in order, no spaces, UTF-8."""
    return fingerprint(answers)


def receipt_id(
    secret: bytes, *, attempt_id: str, answers: Mapping[str, Answer], submitted_at: datetime
) -> str:
    """Make the id of a receipt; only who has the secret can make one that holds."""
    words = f"receipt:{attempt_id}:{answers_digest(answers)}:{submitted_at.isoformat()}"
    digest = hmac.digest(secret, words.encode(), hashlib.sha256)
    letters = base64.b32encode(digest)[: _GROUP * _GROUPS].decode()
    return "-".join(letters[at : at + _GROUP] for at in range(0, len(letters), _GROUP))
