"""Brings a database's schema to a revision, one process at a time."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from alembic import command
from alembic.config import Config
from sqlalchemy import MetaData, create_engine, text

FOLDER = Path(__file__).parent / "migrations"

#: Any number will do, as long as all processes use the same.
_LOCK = 7_321_508_114


def build_config() -> Config:
    """Alembic's configuration without an ini file: dated file names, the folder beside this module."""
    config = Config()
    config.set_main_option("script_location", str(FOLDER))
    config.set_main_option("file_template", "%%(year)d%%(month).2d%%(day).2d_%%(slug)s")
    config.set_main_option("path_separator", "os")
    return config


def upgrade(url: str, revision: str = "head") -> None:
    """Run the missing migrations. Processes that start together wait for each other."""
    _run(url, lambda config: command.upgrade(config, revision))


def downgrade(url: str, revision: str) -> None:
    _run(url, lambda config: command.downgrade(config, revision))


def draft(url: str, metadata: MetaData, message: str) -> None:
    """Write a migration file from the difference between the database at `url` and `metadata`."""
    _run(url, lambda config: command.revision(config, message, autogenerate=True), metadata)


def _run(url: str, step: Callable[[Config], object], metadata: MetaData | None = None) -> None:
    config = build_config()
    engine = create_engine(url)
    try:
        with engine.connect() as connection:
            connection.execute(text("SELECT pg_advisory_lock(:key)"), {"key": _LOCK})
            connection.commit()
            config.attributes["connection"] = connection
            config.attributes["metadata"] = metadata
            try:
                step(config)
                connection.commit()
            finally:
                connection.rollback()
                connection.execute(text("SELECT pg_advisory_unlock(:key)"), {"key": _LOCK})
                connection.commit()
    finally:
        engine.dispose()
