"""The product for one test, or a company for all that only talk to it; stopped whatever happens."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from crm_core.kernel.actor import LOCALES
from tests.acceptance.people import Company, found_company
from tests.acceptance.product import Product
from tests.acceptance.spoken import SPOKEN, Spoken


@pytest.fixture(params=LOCALES)
def locale(request: pytest.FixtureRequest) -> str:
    """The language in which everybody of the scenario speaks."""
    return str(request.param)


@pytest.fixture
async def product(tmp_path: Path, locale: str) -> AsyncIterator[Product]:
    """A started product on an empty data folder, company not claimed."""
    running = Product(tmp_path, locale)
    await running.start()
    yield running
    if running.process is not None and running.process.returncode is None:
        assert await running.stop() == 0, running.read_log()


@pytest.fixture(scope="session", params=LOCALES)
def tongue(request: pytest.FixtureRequest) -> str:
    """The language of a company that several tests share."""
    return str(request.param)


@pytest.fixture(scope="session")
def spoken(tongue: str) -> Spoken:
    return SPOKEN[tongue]


@pytest.fixture(scope="session")
async def shop(tmp_path_factory: pytest.TempPathFactory, tongue: str) -> AsyncIterator[Company]:
    """A company at work; each test brings customers of its own. No transcriber is set."""
    running = Product(tmp_path_factory.mktemp(tongue), tongue)
    await running.start()
    async with running.open_sandbox() as client:
        yield await found_company(running, client, tongue)
    assert await running.stop() == 0, running.read_log()
