"""Reads that only the core itself needs; cards and searches are in `crm_core.cards.customers`."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from crm_core.customers.contacts import find_owner_of
from crm_core.customers.models import ContactKind, ContactPoint, Customer


async def find_by_phone(session: AsyncSession, e164: str) -> Customer | None:
    """The customer under this number, whoever is responsible for her: for intake only."""
    return await find_owner_of(session, ContactKind.PHONE, e164)


async def find_telegram_id(session: AsyncSession, customer_id: int) -> int | None:
    """Where the bot reaches her; None when she has not opened it."""
    query = select(ContactPoint.value).where(
        ContactPoint.customer_id == customer_id,
        ContactPoint.kind == ContactKind.TELEGRAM,
        ContactPoint.archived_at.is_(None),
    )
    value = (await session.execute(query)).scalars().first()
    return None if value is None else int(value)
