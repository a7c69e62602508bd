"""Decide what each delivery means: one module an event, each declaring what it handles."""

from __future__ import annotations

from webhooks.handlers.contract import (
    DigestEdit,
    InstallationChange,
    InstallationState,
    Invocation,
    Outcome,
    handle,
    handlers,
    handles,
)

handlers.load(__name__)

__all__ = [
    "DigestEdit",
    "InstallationChange",
    "InstallationState",
    "Invocation",
    "Outcome",
    "handle",
    "handlers",
    "handles",
]
