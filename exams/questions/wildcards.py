"""Compare a typed answer with an accepted one: with gaps that take anything, or nearly alike."""

from __future__ import annotations

from difflib import SequenceMatcher

from exams.questions.typed import comparable

_LITERAL_STAR = "\ue000"
"""Stands for an escaped star while the others are looked for; nobody types it."""

NEAR_PERCENT = 85
"""Texts this alike may be a slip of the fingers; a person decides."""

MAX_NEAR = 200
"""Characters of texts that are compared for nearness; it takes the square of their length."""


def matches(text: str, pattern: str, *, case_sensitive: bool) -> bool:
    r"""Tell whether a text fits a pattern, in which `*` takes anything and `\*` is a star.

    Both are made comparable first. Every other character means itself. The time is linear in
    the text, whatever the pattern: each piece is taken where it comes first.
    """
    text = comparable(text, case_sensitive=case_sensitive)
    escaped = pattern.replace("\\*", _LITERAL_STAR)
    first, *rest = (
        piece.replace(_LITERAL_STAR, "*")
        for piece in comparable(escaped, case_sensitive=case_sensitive).split("*")
    )
    if not rest:
        return text == first
    *middle, last = rest
    if not text.startswith(first) or len(text) < len(first) + len(last):
        return False
    place, end = len(first), len(text) - len(last)
    for piece in middle:
        found = text.find(piece, place, end)
        if found < 0:
            return False
        place = found + len(piece)
    return text.endswith(last)


def is_near(text: str, accepted: str, *, case_sensitive: bool) -> bool:
    """Tell whether two texts have at least `NEAR_PERCENT` of their characters in common.

    The measure is twice the characters of common runs over those of both, as in the library,
    which would give it as a float.
    """
    one = comparable(text, case_sensitive=case_sensitive)
    other = comparable(accepted, case_sensitive=case_sensitive)
    both = len(one) + len(other)
    if max(len(one), len(other)) > MAX_NEAR:
        return False
    if 200 * min(len(one), len(other)) < NEAR_PERCENT * both:
        return False
    blocks = SequenceMatcher(a=one, b=other, autojunk=False).get_matching_blocks()
    return 200 * sum(block.size for block in blocks) >= NEAR_PERCENT * both
