"""Where everything is kept: the engine, the unit of work, the migrations, the column types."""

from __future__ import annotations

from recognition.kernel.store.database import Database, vault_of
from recognition.kernel.store.types import JsonText, UtcDateTime

__all__ = ["Database", "JsonText", "UtcDateTime", "vault_of"]
