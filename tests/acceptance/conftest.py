"""The product for one test, stopped whatever happens."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from crm_core.kernel.actor import LOCALES
from tests.acceptance.product import Product


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
