"""Where everything is kept: the engine, the unit of work, the migrations, the column types."""

from __future__ import annotations

from recognition.kernel.store.database import Database
from recognition.kernel.store.types import JsonText, UtcDateTime

__all__ = ["Database", "JsonText", "UtcDateTime"]
