"""Where conversations stand, as rows in PostgreSQL: a restart forgets no half-answered question.

Used when there is no Redis. Values are JSON; keys are those of aiogram's `StorageKey`.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from aiogram.fsm.state import State
from aiogram.fsm.storage.base import BaseStorage, DefaultKeyBuilder, StateType, StorageKey
from sqlalchemy import select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncEngine, AsyncSession

from crm_core.db.journal import ConversationState
from crm_core.kernel.clock import Clock


class PostgresStorage(BaseStorage):
    """aiogram's storage over the table `conversation_states`."""

    def __init__(self, engine: AsyncEngine, clock: Clock) -> None:
        self._engine = engine
        self._clock = clock
        self._keys = DefaultKeyBuilder(with_bot_id=True, with_destiny=True)

    async def set_state(self, key: StorageKey, state: StateType = None) -> None:
        name = state.state if isinstance(state, State) else state
        await self._write(key, {"state": name})

    async def get_state(self, key: StorageKey) -> str | None:
        row = await self._find(key)
        return row.state if row else None

    async def set_data(self, key: StorageKey, data: Mapping[str, Any]) -> None:
        await self._write(key, {"values": dict(data)})

    async def get_data(self, key: StorageKey) -> dict[str, Any]:
        row = await self._find(key)
        return dict(row.values) if row else {}

    async def close(self) -> None:
        """The engine belongs to whoever made it."""

    async def _find(self, key: StorageKey) -> ConversationState | None:
        async with AsyncSession(self._engine) as session:
            query = select(ConversationState).where(ConversationState.key == self._keys.build(key))
            return (await session.execute(query)).scalar_one_or_none()

    async def _write(self, key: StorageKey, changes: dict[str, Any]) -> None:
        changes |= {"updated_at": self._clock.now()}
        query = insert(ConversationState).values({"key": self._keys.build(key), "values": {}} | changes)
        query = query.on_conflict_do_update(index_elements=["key"], set_=changes)
        async with AsyncSession(self._engine) as session, session.begin():
            await session.execute(query)
