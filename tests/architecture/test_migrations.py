"""Every migration goes up, down and up again, and together they make what the models say."""

from collections.abc import AsyncIterator

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, create_engine, inspect, make_url, text
from sqlalchemy.ext.asyncio import AsyncEngine

from crm_core.db.migrate import build_config, downgrade, upgrade
from crm_core.tables import metadata

REVISIONS = [script.revision for script in ScriptDirectory.from_config(build_config()).walk_revisions()][::-1]


@pytest.fixture
async def empty_url(session_engine: AsyncEngine, database_url: str, worker: str) -> AsyncIterator[str]:
    """A database without tables, gone after the test."""
    name = f"stairway_{worker}"
    async with session_engine.connect() as connection:
        await connection.execution_options(isolation_level="AUTOCOMMIT")
        await connection.execute(text(f"CREATE DATABASE {name} TEMPLATE template0"))
        yield make_url(database_url).set(database=name).render_as_string(hide_password=False)
        await connection.execute(text(f"DROP DATABASE {name} WITH (FORCE)"))


def list_differences(connection: Connection) -> list[object]:
    context = MigrationContext.configure(connection, opts={"compare_type": True})
    return list(compare_metadata(context, metadata))


def test_revisions_form_one_line() -> None:
    assert len(ScriptDirectory.from_config(build_config()).get_heads()) == 1


def test_file_names_begin_with_a_date() -> None:
    for script in ScriptDirectory.from_config(build_config()).walk_revisions():
        assert script.path.rsplit("/", 1)[-1][:8].isdigit(), script.path


def test_each_step_can_be_gone_up_down_and_up(empty_url: str) -> None:
    for number, revision in enumerate(REVISIONS):
        upgrade(empty_url, revision)
        downgrade(empty_url, REVISIONS[number - 1] if number else "base")
        upgrade(empty_url, revision)


def test_going_down_to_the_ground_leaves_nothing(empty_url: str) -> None:
    upgrade(empty_url)
    downgrade(empty_url, "base")
    engine = create_engine(empty_url)
    with engine.connect() as connection:
        assert inspect(connection).get_table_names() == ["alembic_version"]
    engine.dispose()


def test_the_migrations_make_what_the_models_say(empty_url: str) -> None:
    upgrade(empty_url)
    engine = create_engine(empty_url)
    with engine.connect() as connection:
        assert list_differences(connection) == []
    engine.dispose()
