"""What all tests share: a clean environment, a clean database, and what this machine cannot run."""

import os
import shutil
from collections.abc import AsyncIterator

import pytest
from hypothesis import settings
from sqlalchemy.ext.asyncio import AsyncEngine

from bot.settings import Settings
from crm_core.company.founding import found_company
from crm_core.db.engine import build_engine
from tests.postgres import empty, migrate, run_database

#: Marker -> the programs of which one is enough.
NEEDED_PROGRAMS = {"browser": ("chromium", "chromium-browser", "google-chrome"), "redis": ("redis-server",)}

#: With this variable (set by CI) a missing program is an error instead.
NOTHING_LEFT_OUT = "NOTHING_LEFT_OUT"

left_out: dict[str, int] = {}

#: How long one generated case takes says more about the machine than about the code.
settings.register_profile("kavshiri", deadline=None)
settings.load_profile("kavshiri")


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Leave out what needs a program that this machine does not have."""
    for marker, programs in NEEDED_PROGRAMS.items():
        needing = [item for item in items if item.get_closest_marker(marker)]
        if not needing or any(shutil.which(program) for program in programs):
            continue
        if os.environ.get(NOTHING_LEFT_OUT):
            raise pytest.UsageError(f"{len(needing)} tests need {programs[0]}, which is not installed")
        config.hook.pytest_deselected(items=needing)
        items[:] = [item for item in items if item not in needing]
        left_out[marker] = len(needing)


def pytest_report_collectionfinish() -> list[str]:
    return [
        f"left out: {count} tests that need {NEEDED_PROGRAMS[marker][0]}, which is not installed"
        for marker, count in left_out.items()
    ]


@pytest.fixture(scope="session", autouse=True)
def _no_settings_from_outside() -> None:
    """What a developer has in his environment changes nothing in the tests."""
    for name in Settings.model_fields:
        os.environ.pop(name.upper(), None)


@pytest.fixture(scope="session")
def worker() -> str:
    """A name that no other worker of this run has."""
    return os.environ.get("PYTEST_XDIST_WORKER", "alone")


@pytest.fixture(scope="session")
async def database_url(tmp_path_factory: pytest.TempPathFactory, worker: str) -> AsyncIterator[str]:
    """A migrated database of this worker. Its rows are whatever earlier tests left: see `clean_database`."""
    async with run_database(tmp_path_factory.mktemp("postgres"), worker) as url:
        await migrate(url)
        yield url


@pytest.fixture(scope="session")
async def session_engine(database_url: str) -> AsyncIterator[AsyncEngine]:
    engine = build_engine(database_url)
    yield engine
    await engine.dispose()


@pytest.fixture
async def clean_database(session_engine: AsyncEngine, database_url: str) -> str:
    """The URL of the database: an unclaimed company and nothing else at the beginning of the test."""
    await empty(session_engine)
    await found_company(session_engine, locale="en", timezone="Asia/Tbilisi")
    return database_url


@pytest.fixture
async def engine(session_engine: AsyncEngine, clean_database: str) -> AsyncEngine:
    """An engine on the clean database; made once, so connections are not opened anew for each test."""
    return session_engine
