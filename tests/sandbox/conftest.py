"""A fresh sandbox for each test, an unmodified aiogram bot and people with phones."""

from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import aiohttp
import pytest
from aiogram import Bot
from aiogram.client.session.aiohttp import AiohttpSession
from aiogram.client.telegram import TelegramAPIServer

from bot.sandbox.limits import Pace
from bot.sandbox.phone import Phone, SandboxClient
from bot.sandbox.server import Sandbox
from crm_core.kernel.clock import MovableClock

TOKEN = "4200000001:local-stand-in-for-telegram"
WIDE = Pace(overall=(10_000, 10_000), chat=(10_000, 10_000), group=(10_000, 10_000))


@dataclass
class House:
    """A running sandbox with everything that stands around it."""

    sandbox: Sandbox
    base_url: str
    bot: Bot
    client: SandboxClient
    http: aiohttp.ClientSession
    nino: Phone

    async def call(self, method: str, **values: Any) -> dict[str, Any]:
        """A Bot API call by hand, for what aiogram would not send."""
        async with self.http.post(f"{self.base_url}/bot{TOKEN}/{method}", json=values) as response:
            answer: dict[str, Any] = await response.json()
            return answer | {"status": response.status}

    async def pull(self, **options: Any) -> list[Any]:
        """The updates that wait for the bot, confirmed at once."""
        updates = await self.bot.get_updates(**options)
        if updates:
            await self.bot.get_updates(offset=updates[-1].update_id + 1)
        return updates


@pytest.fixture(scope="session")
async def session() -> AsyncIterator[AiohttpSession]:
    """aiogram's own session, one for all tests: closing one takes a quarter of a second."""
    session = AiohttpSession()
    yield session
    await session.close()


@pytest.fixture(scope="session")
async def http() -> AsyncIterator[aiohttp.ClientSession]:
    async with aiohttp.ClientSession() as session:
        yield session


Start = Callable[..., Awaitable[House]]


@pytest.fixture
async def start(session: AiohttpSession, http: aiohttp.ClientSession) -> AsyncIterator[Start]:
    """Start a sandbox with these options; Nino has a phone in it and has pressed Start."""
    running: list[House] = []

    async def start(folder: Path | None = None, pace: Pace | None = WIDE, **options: Any) -> House:
        sandbox = Sandbox(TOKEN, MovableClock(), "Asia/Tbilisi", folder=folder, pace=pace, **options)
        base_url = await sandbox.serve()
        session.api = TelegramAPIServer.from_base(base_url)
        client = await SandboxClient(base_url).__aenter__()
        nino = await client.add_person("ნინო ბერიძე", language="ka", phone="+995599123456", person_id=501, started=True)
        house = House(sandbox, base_url, Bot(TOKEN, session=session), client, http, nino)
        running.append(house)
        return house

    yield start
    for house in running:
        await house.client.__aexit__(None, None, None)
        await house.sandbox.stop()


@pytest.fixture
async def house(start: Start) -> House:
    return await start()
