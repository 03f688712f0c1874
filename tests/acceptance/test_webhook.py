"""The shape of production: a Bot API server elsewhere, the webhook and its secret, Redis, a database by its URL."""

from __future__ import annotations

import asyncio
import socket
from collections.abc import AsyncIterator
from dataclasses import dataclass
from pathlib import Path

import aiohttp
import pytest

from bot.sandbox.limits import Pace
from bot.sandbox.phone import Phone, SandboxClient
from bot.sandbox.server import Sandbox
from crm_core.kernel.clock import MovableClock
from tests.acceptance.people import press, send
from tests.acceptance.product import Product

pytestmark = [pytest.mark.process, pytest.mark.redis]

TOKEN = "4200000001:local-stand-in-for-telegram"
WIDE = Pace(overall=(10_000, 10_000), chat=(10_000, 10_000), group=(10_000, 10_000))
READY_SECONDS = 60.0


def find_free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@pytest.fixture
async def redis_url(tmp_path: Path) -> AsyncIterator[str]:
    port = find_free_port()
    arguments = ["--port", str(port), "--bind", "127.0.0.1", "--dir", str(tmp_path), "--save", ""]
    server = await asyncio.create_subprocess_exec("redis-server", *arguments, stdout=asyncio.subprocess.DEVNULL)
    yield f"redis://127.0.0.1:{port}/0"
    server.terminate()
    await server.wait()


@dataclass
class Production:
    product: Product
    web_url: str
    client: SandboxClient


@pytest.fixture
async def production(tmp_path: Path, clean_database: str, redis_url: str) -> AsyncIterator[Production]:
    telegram = Sandbox(TOKEN, MovableClock(), "Asia/Tbilisi", pace=WIDE)
    api_url = await telegram.serve()
    port = find_free_port()
    web_url = f"http://127.0.0.1:{port}"
    settings = {
        "BOT_TOKEN": TOKEN,
        "BOT_API_URL": api_url,
        "DATABASE_URL": clean_database,
        "REDIS_URL": redis_url,
        "WEBHOOK_URL": web_url,
        "WEBHOOK_SECRET": "a-secret_word",
        "WEB_PORT": str(port),
    }
    product = Product(tmp_path, "en", (), settings)
    await product.launch()
    async with SandboxClient(api_url) as client:
        yield Production(product, web_url, client)
        assert await product.stop() == 0, product.read_log()
    await telegram.stop()


async def claim(production: Production) -> Phone:
    owner = await production.client.add_person("Nino <Kapanadze>", language="en", phone="+995599100001")
    await owner.open_link(await production.product.find_owner_link())
    await owner.wait_for("Which language", timeout=READY_SECONDS)
    await press(owner, "English")
    await send(owner, "Good Windows")
    await press(owner, "Windows")
    for _ in range(4):
        await press(owner, "Skip")
    return owner


async def test_the_chat_works_by_webhook_and_redis(production: Production) -> None:
    owner = await claim(production)
    assert "Nino <Kapanadze>" in (await send(owner, "/today")).text
    await send(owner, "/new")
    await send(owner, "Vera")
    await production.client.double_updates()
    await send(owner, "599 12 34 56")
    await send(owner, "4 windows")
    found = await send(owner, "599 12 34")
    assert "Vera" in found.text
    assert "4 windows" in (await press(owner, "#1001", found)).text


async def test_whoever_does_not_know_the_secret_is_turned_away(production: Production) -> None:
    await claim(production)
    update = {"update_id": 1, "message": {"message_id": 1, "date": 0, "text": "/today"}}
    async with aiohttp.ClientSession() as session:
        for headers in ({}, {"X-Telegram-Bot-Api-Secret-Token": "a-guess"}):
            async with session.post(f"{production.web_url}/telegram/webhook", json=update, headers=headers) as answer:
                assert answer.status == 401
        async with session.get(f"{production.web_url}/health") as answer:
            assert answer.status == 200
        async with session.get(f"{production.web_url}/sandbox/") as answer:
            assert answer.status == 404
