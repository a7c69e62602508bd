"""What people promise before they start an exam."""

from __future__ import annotations

STATEMENT = (
    "I answer by myself, without another person and without anything that answers for me. I may "
    "look into the documentation. I pass no question of this exam on to others."
)
"""Accepted before the start, and kept with the attempt as it was worded then."""
