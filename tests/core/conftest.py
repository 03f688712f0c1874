"""What the tests of the core stand on."""

import pytest
from sqlalchemy.ext.asyncio import AsyncEngine

from tests.core.office import Office, found_office


@pytest.fixture
async def office(engine: AsyncEngine) -> Office:
    return await found_office(engine)
