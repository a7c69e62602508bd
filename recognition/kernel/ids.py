"""Identities that must not be mixed up: GitHub's numbers, never names."""

from __future__ import annotations

import secrets
from typing import NewType

UserId = NewType("UserId", int)
"""GitHub's number of an account; a login can be renamed and registered again by another."""

RepoId = NewType("RepoId", int)
"""GitHub's number of a repository; it stays when the repository is renamed or transferred."""


def reference_id() -> str:
    """Make a short name for one mishap, shown to the person and written to the log."""
    return secrets.token_hex(5).upper()
