"""The company's one row, made when a database is used for the first time, before anybody has claimed it."""

from __future__ import annotations

import secrets

from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncEngine, AsyncSession

from crm_core.company.models import DEFAULT_WEEK, Company


async def found_company(engine: AsyncEngine, *, locale: str, timezone: str) -> None:
    """Make the row with these defaults; a company that is there already stays as it is."""
    row = {
        "id": 1,
        "locale": locale,
        "timezone": timezone,
        "week": DEFAULT_WEEK,
        "form_key": secrets.token_hex(8),
        "link_secret": secrets.token_hex(32),
    }
    async with AsyncSession(engine) as session, session.begin():
        await session.execute(insert(Company).values(row).on_conflict_do_nothing(index_elements=["id"]))
