"""Decide what each delivery means: one module an event, each declaring what it handles."""

from __future__ import annotations

from webhooks.handlers.contract import (
    AccessChange,
    DigestEdit,
    InstallationChange,
    InstallationState,
    Invocation,
    Outcome,
    Sighting,
    handle,
    handlers,
    handles,
)

handlers.load(__name__)

__all__ = [
    "AccessChange",
    "DigestEdit",
    "InstallationChange",
    "InstallationState",
    "Invocation",
    "Outcome",
    "Sighting",
    "handle",
    "handlers",
    "handles",
]
