"""The engine: async SQLAlchemy over psycopg 3."""

from __future__ import annotations

from sqlalchemy.ext.asyncio import AsyncEngine, create_async_engine

#: Of every connection. Rights are conditions of which the planner cannot know how many rows they let through: it would
#: compile short queries at length, and read whole tables as if from a turning disk.
SETTINGS = {
    "timezone": "UTC",
    "statement_timeout": 15_000,
    "lock_timeout": 5_000,
    "jit": "off",
    "random_page_cost": 1.1,
}


def build_engine(url: str, *, pool_size: int = 10) -> AsyncEngine:
    """`url` is `postgresql+psycopg://…`. Connections are checked before use, so a restarted server is survived."""
    return create_async_engine(
        url,
        pool_size=pool_size,
        max_overflow=pool_size,
        pool_pre_ping=True,
        pool_recycle=1800,
        connect_args={"options": " ".join(f"-c {name}={value}" for name, value in SETTINGS.items())},
    )
