"""Every conversation takes place in a set-up company with a clean database."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest
from sqlalchemy.ext.asyncio import AsyncEngine

from tests.fakes.house import House, build_house


@pytest.fixture
async def house(engine: AsyncEngine) -> AsyncIterator[House]:
    house = await build_house(engine)
    yield house
    house.take_down()
