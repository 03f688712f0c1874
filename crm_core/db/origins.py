"""Origins that were handled to their end: whatever comes from outside may come again."""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy import delete, select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncEngine

from crm_core.db.journal import HandledOrigin
from crm_core.db.unit_of_work import Store

#: Telegram repeats an update for a day at most (https://core.telegram.org/bots/api#getting-updates).
REMEMBERED = timedelta(days=3)


async def is_handled(engine: AsyncEngine, origin: str) -> bool:
    async with engine.connect() as connection:
        query = select(HandledOrigin.origin).where(HandledOrigin.origin == origin)
        return (await connection.execute(query)).first() is not None


async def mark_handled(engine: AsyncEngine, origin: str, now: datetime) -> None:
    async with engine.begin() as connection:
        await connection.execute(insert(HandledOrigin).values(origin=origin, at=now).on_conflict_do_nothing())


async def forget_origins(store: Store) -> int:
    """Delete those that nobody repeats any more; how many."""
    query = delete(HandledOrigin).where(HandledOrigin.at < store.clock.now() - REMEMBERED)
    async with store.engine.begin() as connection:
        return len((await connection.execute(query.returning(HandledOrigin.origin))).all())
