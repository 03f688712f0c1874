"""How updates reach the bot, and what survives a kill."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from pathlib import Path
from typing import Any

import pytest
from aiogram.exceptions import TelegramBadRequest, TelegramConflictError, TelegramServerError
from aiohttp import web

from tests.sandbox.conftest import House, Start
from tests.sandbox.pictures import draw_png


async def wait_until_polled(house: House) -> None:
    while house.sandbox.world.queue._poll is None:  # noqa: ASYNC110 - the sandbox has no event for it
        await asyncio.sleep(0)


async def test_updates_come_in_order_and_stay_until_confirmed(house: House) -> None:
    for text in ("one", "two", "three"):
        await house.nino.send(text)
    first = await house.bot.get_updates(limit=2)
    again = await house.bot.get_updates(limit=2)
    assert [update.message.text for update in first if update.message] == ["one", "two"]
    assert again == first
    rest = await house.bot.get_updates(offset=first[-1].update_id + 1)
    assert [update.message.text for update in rest if update.message] == ["three"]


async def test_a_negative_offset_forgets_older_updates(house: House) -> None:
    for text in ("one", "two", "three"):
        await house.nino.send(text)
    assert [update.message.text for update in await house.bot.get_updates(offset=-1) if update.message] == ["three"]
    assert len(await house.bot.get_updates()) == 1


async def test_long_polling_answers_as_soon_as_something_happens(house: House) -> None:
    waiting = asyncio.create_task(house.bot.get_updates(timeout=20))
    await house.nino.send("now")
    updates = await asyncio.wait_for(waiting, 5)
    assert updates[0].message is not None
    assert updates[0].message.text == "now"


async def test_a_second_poller_ends_the_first(house: House) -> None:
    first = asyncio.create_task(house.bot.get_updates(timeout=20))
    await wait_until_polled(house)
    await house.bot.get_updates()
    with pytest.raises(TelegramConflictError, match="terminated by other getUpdates request"):
        await first


async def test_only_allowed_updates_are_queued(house: House) -> None:
    await house.bot.get_updates(allowed_updates=["callback_query"])
    await house.nino.send("not wanted")
    await house.nino.press_data(1, "wanted", wait=False)
    assert [update.event_type for update in await house.pull()] == ["callback_query"]


async def test_a_repeated_update_is_delivered_twice(house: House) -> None:
    await house.client.double_updates(1)
    await house.nino.send("twice")
    await house.nino.send("once")
    seen, offset = list[str | None](), None
    for _ in range(4):
        updates = await house.bot.get_updates(offset=offset)
        seen += [update.message.text for update in updates if update.message]
        offset = updates[-1].update_id + 1 if updates else offset
    assert (seen.count("twice"), seen.count("once")) == (2, 1)


async def test_chats_files_and_unconfirmed_updates_survive_a_kill(start: Start, tmp_path: Path) -> None:
    before = await start(folder=tmp_path)
    await before.nino.send("kept")
    await before.nino.send_photo(draw_png())
    sent = await before.bot.send_message(before.nino.id, "answer")
    await before.bot.send_message(before.nino.id, "gone")
    await before.bot.delete_message(before.nino.id, sent.message_id + 1)
    await before.bot.set_my_description("A CRM")
    await before.client.next_morning()
    journal = (tmp_path / "journal.jsonl").read_text()
    (tmp_path / "journal.jsonl").write_text(journal + '["message","9')
    after = await start(folder=tmp_path)
    chat = await after.nino.chat()
    assert [message.text for message in chat] == ["kept", "", "answer"]
    assert await after.nino.open_file(chat[1]) == draw_png()
    updates = await after.bot.get_updates()
    assert [update.message.text for update in updates if update.message] == ["kept", None]
    assert (await after.bot.send_message(after.nino.id, "next")).message_id > sent.message_id + 1
    assert (await after.client.now()).date() >= (await before.client.now()).date()


Serve = Callable[[Callable[[web.Request], Awaitable[web.Response]]], Awaitable[str]]


@pytest.fixture
async def serve() -> AsyncIterator[Serve]:
    """A bot's own web server with one handler; gives the address."""
    runners: list[web.AppRunner] = []

    async def serve(handler: Callable[[web.Request], Awaitable[web.Response]]) -> str:
        app = web.Application()
        app.router.add_post("/hook", handler)
        runner = web.AppRunner(app, shutdown_timeout=0.1)
        await runner.setup()
        await web.TCPSite(runner, "127.0.0.1", 0).start()
        runners.append(runner)
        return f"http://127.0.0.1:{runner.addresses[0][1]}/hook"

    yield serve
    for runner in runners:
        await runner.cleanup()


async def test_webhook_gets_updates_with_its_secret_until_it_takes_them(start: Start, serve: Serve) -> None:
    house = await start(webhook_pause=0.01)
    got: list[tuple[str | None, str]] = []

    async def handler(request: web.Request) -> web.Response:
        update: dict[str, Any] = await request.json()
        got.append((request.headers.get("X-Telegram-Bot-Api-Secret-Token"), update["message"]["text"]))
        return web.Response(status=500 if len(got) < 3 else 200)

    await house.nino.send("one")
    await house.nino.send("two")
    await house.bot.set_webhook(await serve(handler), secret_token="s-1_A")
    await house.client.settled()
    assert got == [("s-1_A", "one")] * 3 + [("s-1_A", "two")]
    told = await house.bot.get_webhook_info()
    assert told.pending_update_count == 0
    assert told.last_error_message == "Wrong response from the webhook: 500"


async def test_one_chat_waits_for_its_earlier_update_and_others_do_not(start: Start, serve: Serve) -> None:
    house = await start()
    gate, got = asyncio.Event(), list[str]()
    vera = await house.client.add_person("Vera", phone="+995599000001", started=True)

    async def handler(request: web.Request) -> web.Response:
        text = (await request.json())["message"]["text"]
        got.append(text)
        if text == "slow":
            await gate.wait()
        elif text == "quick":
            gate.set()
        return web.Response()

    await house.bot.set_webhook(await serve(handler))
    await house.nino.send("slow")
    await house.nino.send("after slow")
    await vera.send("quick")
    await house.client.settled()
    assert got == ["slow", "quick", "after slow"]


async def test_webhook_and_polling_exclude_each_other(house: House, serve: Serve) -> None:
    async def handler(_: web.Request) -> web.Response:
        return web.Response()

    polling = asyncio.create_task(house.bot.get_updates(timeout=20))
    await wait_until_polled(house)
    await house.bot.set_webhook(await serve(handler))
    with pytest.raises(TelegramConflictError, match="terminated by setWebhook request"):
        await polling
    with pytest.raises(TelegramConflictError, match="can't use getUpdates method while webhook is active"):
        await house.bot.get_updates()
    await house.bot.delete_webhook(drop_pending_updates=True)
    assert await house.bot.get_updates() == []


async def test_wrong_webhooks_are_refused(house: House) -> None:
    with pytest.raises(TelegramBadRequest, match="An HTTPS URL must be provided for webhook"):
        await house.bot.set_webhook("http://example.com/hook")
    with pytest.raises(TelegramBadRequest, match="secret token contains unallowed characters"):
        await house.bot.set_webhook("https://example.com/hook", secret_token="a b")
    with pytest.raises(TelegramBadRequest, match="max_connections"):
        await house.bot.set_webhook("https://example.com/hook", max_connections=101)


async def test_a_server_error_does_nothing_and_passes(house: House) -> None:
    await house.client.add_fault("error", method="sendMessage", status=502, times=2)
    for _ in range(2):
        with pytest.raises(TelegramServerError, match="Bad Gateway"):
            await house.bot.send_message(house.nino.id, "a")
    await house.bot.send_message(house.nino.id, "b")
    assert [message.text for message in await house.nino.chat()] == ["b"]
