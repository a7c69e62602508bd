"""Decide what each delivery means: one module an event, each declaring what it handles."""

from __future__ import annotations

from webhooks.handlers.contract import (
    AccessChange,
    DigestEdit,
    Gone,
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
    "Gone",
    "InstallationChange",
    "InstallationState",
    "Invocation",
    "Outcome",
    "Sighting",
    "handle",
    "handlers",
    "handles",
]
