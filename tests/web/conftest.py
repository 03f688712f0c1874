"""The web edge is that of a set-up company with a clean database."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest
from aiohttp import web
from aiohttp.test_utils import TestClient, TestServer
from sqlalchemy.ext.asyncio import AsyncEngine

from handlers.ui.links import Links
from handlers.web import add_web_routes
from tests.fakes.house import House, build_house


@pytest.fixture
async def house(engine: AsyncEngine) -> AsyncIterator[House]:
    house = await build_house(engine)
    yield house
    house.take_down()


@pytest.fixture
async def site(house: House) -> AsyncIterator[TestClient[web.Request, web.Application]]:
    """A browser without JavaScript or cookies that speaks English."""
    app = web.Application()
    add_web_routes(app, house.store, Links("kavshiri_bot", "https://crm.test"))
    async with TestClient(TestServer(app), headers={"Accept-Language": "en"}) as client:
        yield client


@pytest.fixture
async def form(house: House) -> str:
    """The path of the company's request form."""
    return f"/forms/{(await house.company()).form_key}"
