"""Show awards to everybody: shields, profiles, verify pages, badges with their rules."""

from __future__ import annotations

from recognition.web import (
    catalog_pages,
    explain_pages,
    feeds,
    health,
    leaderboard_pages,
    me_pages,
    people_pages,
    program_pages,
    shields,
)
from recognition.web.base import install

__all__ = [
    "catalog_pages",
    "explain_pages",
    "feeds",
    "health",
    "install",
    "leaderboard_pages",
    "me_pages",
    "people_pages",
    "program_pages",
    "shields",
]
