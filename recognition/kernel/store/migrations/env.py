"""Alembic's entry: run the migrations on the engine that `Database` hands over."""

from typing import Literal

from alembic import context
from sqlmodel import SQLModel
from sqlmodel.sql.sqltypes import AutoString

from recognition.kernel.store.types import JsonText, UtcDateTime

engine = context.config.attributes["engine"]

PLAIN: dict[type, str] = {
    AutoString: "sa.String()",
    JsonText: "sa.Text()",
    UtcDateTime: "sa.DateTime(timezone=True)",
}


def render_item(kind: str, item: object, _autogen_context: object) -> str | Literal[False]:
    """Write our column types as SQLAlchemy's own: a migration must outlive our code."""
    return PLAIN.get(type(item), False) if kind == "type" else False


with engine.connect() as connection:
    context.configure(
        connection=connection,
        target_metadata=SQLModel.metadata,
        render_item=render_item,
        compare_type=True,
    )
    with context.begin_transaction():
        context.run_migrations()
    connection.commit()
