"""The page and its control API: for this machine's own page only, and safe with what people upload."""

import asyncio
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import pytest
from aiogram.types import InlineQueryResultArticle, InputTextMessageContent
from aiohttp import WSMsgType
from playwright.async_api import Page, async_playwright

from bot.sandbox.phone import PhoneRefused
from tests.sandbox.conftest import House, Start


@pytest.mark.parametrize(
    "headers",
    [{"Host": "rebound.example.com"}, {"Origin": "https://example.com"}, {"Origin": "null"}],
)
async def test_foreign_pages_are_refused(house: House, headers: dict[str, str]) -> None:
    async with house.http.get(f"{house.base_url}/sandbox/api/state", headers=headers) as response:
        assert response.status == 403
    async with house.http.get(f"{house.base_url}/sandbox/ws", headers=headers) as response:
        assert response.status == 403


async def test_own_page_is_served_with_a_strict_policy(house: House) -> None:
    async with house.http.get(f"{house.base_url}/", headers={"Origin": house.base_url}) as response:
        assert response.url.path == "/sandbox/"
        assert "default-src 'self'" in response.headers["Content-Security-Policy"]
        assert "http://" not in (await response.text()).replace("http://www.w3.org", "")
    async with house.http.get(f"{house.base_url}/sandbox/..%2fserver.py") as response:
        assert response.status == 404


async def test_an_uploaded_page_cannot_run_here(house: House) -> None:
    await house.nino.send_document(b"<script>alert(1)</script>", 'a".html')
    file = (await house.nino.chat())[-1].file
    assert file is not None
    async with house.http.get(f"{house.base_url}/sandbox/api/files/{file.unique_id}") as response:
        assert response.content_type == "application/octet-stream"
        assert response.headers["X-Content-Type-Options"] == "nosniff"
        assert response.headers["Content-Disposition"].startswith("attachment")


async def test_wrong_requests_get_a_sentence(house: House) -> None:
    for path, asked in (("/people/9/text", {"text": "a"}), (f"/people/{house.nino.id}/dance", {})):
        with pytest.raises(PhoneRefused) as refusal:
            await house.client.ask("POST", path, json=asked)
        assert refusal.value.status == 404
    with pytest.raises(PhoneRefused, match="not understood"):
        await house.client.ask("POST", f"/people/{house.nino.id}/text", json={})
    with pytest.raises(PhoneRefused, match="a person needs"):
        await house.client.add_person("Vera", phone="599")
    with pytest.raises(PhoneRefused, match="has no age"):
        await house.client.ask("POST", "/people", json={"age": 3})


async def test_every_language_has_the_same_words(start: Start) -> None:
    house = await start(tries={"en": ["Press a button"]}, form_url="http://127.0.0.1/forms/x")
    told = {language: await house.client.ask("GET", f"/words/{language}") for language in ("en", "ka", "ru")}
    assert told["ka"]["words"].keys() == told["ru"]["words"].keys() == told["en"]["words"].keys()
    assert told["en"]["tries"] == ["Press a button"]
    assert told["ka"]["calendar"]["days"][0] == "ორშ"
    assert (await house.client.ask("GET", "/state"))["form_url"] == "http://127.0.0.1/forms/x"


async def test_changes_come_live(house: House) -> None:
    async with house.http.ws_connect(f"{house.base_url}/sandbox/ws") as socket:
        await house.bot.send_chat_action(house.nino.id, "typing")
        await house.bot.send_message(house.nino.id, "a")
        kinds = []
        for _ in range(2):
            message = await socket.receive(timeout=5)
            assert message.type is WSMsgType.TEXT
            kinds.append(json.loads(message.data)["kind"])
        assert kinds == ["typing", "message"]


@asynccontextmanager
async def open_page(house: House) -> AsyncIterator[Page]:
    """The page on a small screen; no fault in its script is let pass."""
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path="/usr/bin/chromium", args=["--no-sandbox"])
        page = await browser.new_page(viewport={"width": 390, "height": 844}, locale="en")
        faults: list[str] = []
        page.on("pageerror", lambda error: faults.append(str(error)))
        await page.goto(f"{house.base_url}/sandbox/")
        yield page
        assert await page.evaluate("document.documentElement.scrollWidth") <= 390
        assert faults == []
        await browser.close()


@pytest.mark.browser
async def test_the_page_shows_a_chat_and_sends_by_hand(house: House) -> None:
    await house.bot.send_message(house.nino.id, "<b>Bold</b> &lt;img src=x onerror=alert(1)&gt;", parse_mode="HTML")
    async with open_page(house) as page:
        bubble = page.locator(".message.in .text")
        assert await bubble.inner_text() == "Bold <img src=x onerror=alert(1)>"
        assert await bubble.locator("b").inner_text() == "Bold"
        await page.locator("textarea").fill("hello by hand")
        await page.keyboard.press("Enter")
        await page.locator(".message.out .text", has_text="hello by hand").wait_for()
        await house.bot.send_message(house.nino.id, "live")
        await page.locator(".message.in .text", has_text="live").wait_for()
    assert [update.message.text for update in await house.pull()] == ["hello by hand"]


@pytest.mark.browser
async def test_by_hand_a_message_of_another_chat_is_forwarded(house: House) -> None:
    vera = await house.client.add_person("Vera Ivanova", phone="+995599000001")
    await vera.send("4 windows", to=house.nino)
    async with open_page(house) as page:
        phone = page.locator(".phone.current")
        await phone.locator("button.with").click()
        await phone.locator(".choice", has_text="Vera").click()
        await phone.locator(".bubble", has_text="4 windows").click(button="right")
        await phone.locator(".choice").nth(1).click()
        await phone.locator(".choice").first.click()
        await phone.locator("button.with").click()
        await phone.locator(".choice").first.click()
        await phone.locator(".origin", has_text="Vera Ivanova").wait_for()
    (update,) = await house.pull()
    assert (update.message.text, update.message.forward_origin.sender_user.id) == ("4 windows", vera.id)


@pytest.mark.browser
async def test_by_hand_an_inline_result_is_chosen(house: House) -> None:
    async with open_page(house) as page:
        await page.locator("textarea").fill("@kavshiri_bot ver")
        updates: list[Any] = []
        async with asyncio.timeout(10):
            while not updates:
                updates = await house.pull(timeout=5)
        content = InputTextMessageContent(message_text="Order 1003")
        result = InlineQueryResultArticle(id="1", title="Vera", input_message_content=content)
        await house.bot.answer_inline_query(updates[0].inline_query.id, [result], cache_time=0)
        await page.locator(".offer", has_text="Vera").click()
        await page.locator(".origin", has_text="@kavshiri_bot").wait_for()
        assert await page.locator("textarea").input_value() == ""
    assert updates[0].inline_query.query == "ver"
    assert [update.message.text for update in await house.pull()] == ["Order 1003"]
