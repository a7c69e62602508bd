"""The whole system on one machine: a GitHub to play with, the App beside it, and a script."""

from __future__ import annotations

from webhooks.demo.check import check_journey
from webhooks.demo.play import play

__all__ = ["check_journey", "play"]
