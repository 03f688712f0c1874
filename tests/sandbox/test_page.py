"""The page and its control API: for this machine's own page only, and safe with what people upload."""

import json

import pytest
from aiohttp import WSMsgType
from playwright.async_api import async_playwright

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


@pytest.mark.browser
async def test_the_page_shows_a_chat_and_sends_by_hand(house: House) -> None:
    await house.bot.send_message(house.nino.id, "<b>Bold</b> &lt;img src=x onerror=alert(1)&gt;", parse_mode="HTML")
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path="/usr/bin/chromium", args=["--no-sandbox"])
        page = await browser.new_page(viewport={"width": 390, "height": 844}, locale="en")
        faults: list[str] = []
        page.on("pageerror", lambda error: faults.append(str(error)))
        await page.goto(f"{house.base_url}/sandbox/")
        bubble = page.locator(".message.in .text")
        assert await bubble.inner_text() == "Bold <img src=x onerror=alert(1)>"
        assert await bubble.locator("b").inner_text() == "Bold"
        await page.locator("textarea").fill("hello by hand")
        await page.keyboard.press("Enter")
        await page.locator(".message.out .text", has_text="hello by hand").wait_for()
        await house.bot.send_message(house.nino.id, "live")
        await page.locator(".message.in .text", has_text="live").wait_for()
        assert await page.evaluate("document.documentElement.scrollWidth") <= 390
        assert faults == []
        await browser.close()
    assert [update.message.text for update in await house.pull()] == ["hello by hand"]
