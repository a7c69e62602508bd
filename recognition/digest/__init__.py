"""The maintainers' page: what waits for them, what happened, what went wrong."""

from __future__ import annotations

from recognition.digest.audiences import Audience, audience_named, audiences_of, deciders_of
from recognition.digest.boxes import ALL_UNFLAGGED, newly_ticked
from recognition.digest.content import (
    DecisionLine,
    Digest,
    DigestItem,
    EndingLine,
    GrantedLine,
    Standing,
)
from recognition.digest.editions import (
    SLOT,
    Edition,
    Every,
    begins,
    edition_named,
    in_words,
    period_before,
    period_of,
    span,
    waited,
)
from recognition.digest.letter import letter
from recognition.digest.page import body

__all__ = [
    "ALL_UNFLAGGED",
    "SLOT",
    "Audience",
    "DecisionLine",
    "Digest",
    "DigestItem",
    "Edition",
    "EndingLine",
    "Every",
    "GrantedLine",
    "Standing",
    "audience_named",
    "audiences_of",
    "begins",
    "body",
    "deciders_of",
    "edition_named",
    "in_words",
    "letter",
    "newly_ticked",
    "period_before",
    "period_of",
    "span",
    "waited",
]
