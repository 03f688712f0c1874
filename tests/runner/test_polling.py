"""Updates are confirmed after they were handled, chats run side by side, and a chat's updates keep their order."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import suppress

import pytest
from aiogram import Bot, Dispatcher
from aiogram.client.session.aiohttp import AiohttpSession
from aiogram.client.telegram import TelegramAPIServer
from aiogram.types import Message

from bot.polling import poll
from bot.sandbox.phone import Phone, SandboxClient
from bot.sandbox.server import Sandbox
from crm_core.kernel.clock import MovableClock

TOKEN = "4200000001:local-stand-in-for-telegram"


class Desk:
    """A bot on a sandbox whose handler writes down what it hears, and waits where a test tells it to."""

    def __init__(self, bot: Bot, client: SandboxClient) -> None:
        self.bot = bot
        self.client = client
        self.begun: list[str] = []
        self.heard: list[str] = []
        self.gates: dict[str, asyncio.Event] = {}
        self.arrived = asyncio.Condition()
        self.dispatcher = Dispatcher()
        self.dispatcher.message.register(self.on_message)
        self.polling: asyncio.Task[None] | None = None

    async def on_message(self, message: Message) -> None:
        text = message.text or ""
        await self._note(self.begun, text)
        if text in self.gates:
            await self.gates[text].wait()
        await self._note(self.heard, text)

    async def _note(self, where: list[str], text: str) -> None:
        where.append(text)
        async with self.arrived:
            self.arrived.notify_all()

    def start(self) -> None:
        self.polling = asyncio.create_task(poll(self.bot, self.dispatcher))

    async def stop(self) -> None:
        if self.polling is not None:
            self.polling.cancel()
            with suppress(asyncio.CancelledError):
                await self.polling
            self.polling = None

    async def begin(self, text: str) -> None:
        """Wait until the handler holds this one."""
        async with asyncio.timeout(10), self.arrived:
            await self.arrived.wait_for(lambda: text in self.begun)

    async def hear(self, *texts: str) -> None:
        """Wait until all of these were handled."""
        async with asyncio.timeout(10), self.arrived:
            await self.arrived.wait_for(lambda: set(texts) <= set(self.heard))


@pytest.fixture
async def desk() -> AsyncIterator[Desk]:
    sandbox = Sandbox(TOKEN, MovableClock(), "Asia/Tbilisi")
    base_url = await sandbox.serve()
    bot = Bot(TOKEN, AiohttpSession(api=TelegramAPIServer.from_base(base_url)))
    async with SandboxClient(base_url) as client:
        standing = Desk(bot, client)
        yield standing
        await standing.stop()
    await bot.session.close()
    await sandbox.stop()


async def open_chat(desk: Desk, name: str) -> Phone:
    phone = await desk.client.add_person(name=name, language="en", phone=f"+99559900000{len(name)}")
    await phone.open_link()
    return phone


async def test_a_slow_chat_does_not_hold_up_another_in_the_same_batch(desk: Desk) -> None:
    slow, quick = await open_chat(desk, "Slow"), await open_chat(desk, "Quick")
    desk.gates["wait"] = asyncio.Event()
    await slow.send("wait")
    await slow.send("after")
    await quick.send("now")
    desk.start()
    await desk.hear("now")
    assert "after" not in desk.heard
    desk.gates["wait"].set()
    await desk.hear("after")
    assert desk.heard.index("wait") < desk.heard.index("after")


async def count_unconfirmed(desk: Desk) -> int:
    return (await desk.bot.get_webhook_info()).pending_update_count


async def test_an_update_is_not_confirmed_while_it_is_being_handled(desk: Desk) -> None:
    phone = await open_chat(desk, "Nino")
    desk.gates["wait"] = asyncio.Event()
    await phone.send("wait")
    desk.start()
    await desk.begin("wait")
    assert await count_unconfirmed(desk) == 2  # the Start that opened the chat, and this one
    desk.gates["wait"].set()
    await desk.hear("wait")
    await phone.send("next")
    await desk.hear("next")
    assert desk.heard == ["/start", "wait", "next"]


async def test_stopping_ends_what_was_begun_and_confirms_it(desk: Desk) -> None:
    phone = await open_chat(desk, "Nino")
    desk.gates["wait"] = asyncio.Event()
    await phone.send("wait")
    desk.start()
    await desk.begin("wait")
    stopping = asyncio.create_task(desk.stop())
    desk.gates["wait"].set()
    await stopping
    assert desk.heard == ["/start", "wait"]
    assert await count_unconfirmed(desk) == 0
