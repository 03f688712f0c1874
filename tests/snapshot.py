"""Every live row of the database, for comparing before a change and after *Undo*."""

from __future__ import annotations

from typing import Any

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncEngine

#: Bookkeeping: what these hold is not what *Undo* brings back.
_BOOKS = (
    "alembic_version", "audit_entries", "changes", "conversation_states", "handled_origins", "name_words",
    "notifications", "reminders", "sentences",
)  # fmt: skip
#: A row is gone when one of these says so.
_GONE = {
    "activities": "retracted_at IS NULL",
    "tasks": "status <> 'cancelled'",
    "stage_changes": "undone_at IS NULL",
    "deals": "archived_at IS NULL",
    "customers": "archived_at IS NULL",
    "contact_points": "archived_at IS NULL",
    "participants": "archived_at IS NULL",
}

Rows = dict[str, list[dict[str, Any]]]


async def read_live_rows(engine: AsyncEngine) -> Rows:
    """Every live row of every table but the bookkeeping, without versions; and the reminders that wait."""
    found: Rows = {}
    async with engine.connect() as connection:
        tables = await connection.execute(text("SELECT tablename FROM pg_tables WHERE schemaname = 'public'"))
        for (table,) in tables.all():
            if table in _BOOKS:
                continue
            rows = await connection.execute(
                text(f'SELECT * FROM "{table}" WHERE {_GONE.get(table, "true")} ORDER BY 1')  # noqa: S608  # names of our own
            )
            found[table] = [{key: value for key, value in row._mapping.items() if key != "version"} for row in rows]
        waiting = await connection.execute(
            text("SELECT task_id, kind, remind_at FROM reminders WHERE status = 'waiting' ORDER BY 1, 2, 3")
        )
        found["reminders"] = [dict(row._mapping) for row in waiting]
    return found
