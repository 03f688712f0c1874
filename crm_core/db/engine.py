"""The engine: async SQLAlchemy over psycopg 3."""

from __future__ import annotations

from sqlalchemy.ext.asyncio import AsyncEngine, create_async_engine


def build_engine(url: str, *, pool_size: int = 10) -> AsyncEngine:
    """`url` is `postgresql+psycopg://…`. Connections are checked before use, so a restarted server is survived."""
    return create_async_engine(
        url,
        pool_size=pool_size,
        max_overflow=pool_size,
        pool_pre_ping=True,
        pool_recycle=1800,
        connect_args={"options": "-c timezone=UTC -c statement_timeout=15000 -c lock_timeout=5000"},
    )
