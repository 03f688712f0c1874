"""The database of the tests: real PostgreSQL, migrated once for each worker, emptied before each test.

By default every worker starts an embedded server of its own. With TEST_DATABASE_URL (`postgresql://user@host/any`)
the tests run on that server instead, in databases of their own: for trying another version of PostgreSQL.
"""

import asyncio
import os
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

from sqlalchemy import make_url, text
from sqlalchemy.ext.asyncio import AsyncEngine, create_async_engine

from bot.embedded_postgres import EmbeddedPostgres

#: Only tables with rows are emptied: a truncation costs about a millisecond a table, asking costs nothing.
EMPTY_ALL = """
DO $$
DECLARE
    candidate text;
    filled boolean;
    filled_tables text[] := '{}';
BEGIN
    SET LOCAL lock_timeout = '10s';
    FOR candidate IN
        SELECT quote_ident(tablename) FROM pg_tables
        WHERE schemaname = 'public' AND tablename <> 'alembic_version'
    LOOP
        EXECUTE format('SELECT EXISTS (SELECT FROM %s)', candidate) INTO filled;
        IF filled THEN
            filled_tables := filled_tables || candidate;
        END IF;
    END LOOP;
    IF filled_tables <> '{}' THEN
        EXECUTE 'TRUNCATE ' || array_to_string(filled_tables, ', ') || ' RESTART IDENTITY CASCADE';
    END IF;
END $$
"""


@asynccontextmanager
async def run_database(folder: Path, worker: str) -> AsyncIterator[str]:
    """An empty database for one worker, as a SQLAlchemy URL; `folder` is for the server's files."""
    elsewhere = os.environ.get("TEST_DATABASE_URL")
    if elsewhere:
        yield await _make_anew(elsewhere, f"kavshiri_test_{worker}")
        return
    server = EmbeddedPostgres(folder, durable=False)
    try:
        yield await server.start()
    finally:
        await server.stop()


async def empty(engine: AsyncEngine) -> None:
    """Remove every row of every table and begin all numbering at 1 again."""
    async with engine.begin() as connection:
        await connection.execute(text(EMPTY_ALL))


async def _make_anew(server: str, name: str) -> str:
    url = make_url(server).set(drivername="postgresql+psycopg")
    engine = create_async_engine(url, isolation_level="AUTOCOMMIT")
    async with engine.connect() as connection:
        await connection.execute(text(f"DROP DATABASE IF EXISTS {name} WITH (FORCE)"))
        await connection.execute(text(f"CREATE DATABASE {name} TEMPLATE template0 ENCODING 'UTF8'"))
    await engine.dispose()
    return url.set(database=name).render_as_string(hide_password=False)


async def migrate(url: str) -> None:
    """Bring the database at `url` to the newest revision."""
    from crm_core.db.migrate import upgrade

    await asyncio.to_thread(upgrade, url)
