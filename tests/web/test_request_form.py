"""The request form: what a person without JavaScript sees, and what the database holds afterwards."""

from __future__ import annotations

import re
from html import unescape
from typing import Any

import pytest
from aiohttp import web
from aiohttp.test_utils import TestClient

from tests.fakes.house import House

Site = TestClient[web.Request, web.Application]

GOOD = {"name": "ვერა გელაშვილი", "phone": "0599 12-34-56", "wish": "4 windows, Saburtalo", "consent": "1"}


def find_token(page: str) -> str:
    found = re.search(r'name="submission" value="([^"]+)"', page)
    assert found
    return found[1]


def find_value(page: str, name: str) -> str:
    found = re.search(rf'<input id="{name}"[^>]* value="([^"]*)"', page)
    assert found
    return unescape(found[1])


def find_problem(page: str, name: str) -> str:
    found = re.search(rf'id="{name}-problem">.*?</span> (.*?)</p>', page, re.DOTALL)
    return unescape(found[1]) if found else ""


async def send(site: Site, form: str, fields: dict[str, str], page: str = "token-of-one-page") -> Any:
    return await site.post(form, data={"submission": page} | fields, allow_redirects=False)


async def count(house: House, table: str) -> int:
    rows = await house.ask(f"SELECT count(*) FROM {table}")  # noqa: S608  # a name from the test itself
    return int(str(rows[0][0]))


async def test_a_request_becomes_customer_deal_task_and_notice(site: Site, form: str, house: House) -> None:
    response = await send(site, form, GOOD)
    assert response.status == 303
    assert response.headers["Location"] == f"{form}/thanks?lang=en"
    thanks = await (await site.get(response.headers["Location"])).text()
    assert "Your request is with us" in thanks
    assert "https://t.me/kavshiri_bot?start=" in thanks
    rows = await house.ask(
        "SELECT c.name, p.value, d.wish, d.source, s.code, t.kind, e.name, c.locale, c.consented_at IS NOT NULL "
        "FROM deals d JOIN customers c ON c.id = d.customer_id JOIN contact_points p ON p.customer_id = c.id "
        "JOIN stages s ON s.id = d.stage_id JOIN tasks t ON t.deal_id = d.id JOIN employees e ON e.id = t.assignee_id"
    )
    assert rows == [
        (
            "ვერა გელაშვილი",
            "+995599123456",
            "4 windows, Saburtalo",
            "web",
            "first_call",
            "call",
            "Giorgi Beridze",
            "en",
            True,
        )
    ]
    assert await house.ask("SELECT kind FROM notifications WHERE kind = 'request_arrived'") == [("request_arrived",)]


async def test_the_same_form_sent_twice_is_taken_once_and_answered_alike(site: Site, form: str, house: House) -> None:
    first, second = await send(site, form, GOOD), await send(site, form, GOOD)
    assert (first.status, first.headers["Location"]) == (second.status, second.headers["Location"])
    assert await count(house, "deals") == 1
    assert await count(house, "activities") == 1


async def test_a_form_changed_after_going_back_is_taken_too(site: Site, form: str, house: House) -> None:
    await send(site, form, GOOD)
    response = await send(site, form, GOOD | {"wish": "5 windows after all"})
    assert response.status == 303
    texts = await house.ask("SELECT text FROM activities ORDER BY id")
    assert texts == [("4 windows, Saburtalo",), ("5 windows after all",)]


@pytest.mark.parametrize("phone", ["+995 599 123 456", "599123456", "00995599123456", "0599-12-34-56"])
async def test_a_second_request_joins_however_the_phone_is_typed(
    site: Site, form: str, house: House, phone: str
) -> None:
    await send(site, form, GOOD)
    await send(site, form, GOOD | {"phone": phone, "wish": "and a door"}, page="another-page")
    assert await count(house, "customers") == 1
    assert await count(house, "deals") == 1
    assert await house.ask("SELECT count(*) FROM tasks WHERE status = 'open'") == [(1,)]


async def test_wrong_fields_are_told_beside_them_and_nothing_typed_is_lost(site: Site, form: str, house: House) -> None:
    typed = {"name": '<b>&"ვერა', "phone": "12", "wish": "4 окна\n<script>alert(1)</script>"}
    response = await send(site, form, typed)
    page = await response.text()
    assert response.status == 422
    assert find_value(page, "name") == typed["name"]
    assert find_value(page, "phone") == "12"
    assert "4 окна\n&lt;script&gt;" in page
    assert "<script" not in page
    assert "does not look like a phone number" in find_problem(page, "phone")
    assert "consent" in find_problem(page, "consent")
    assert find_problem(page, "name") == ""
    assert find_token(page) == "token-of-one-page"
    assert await count(house, "customers") == 0


@pytest.mark.parametrize("name", ["", "   ", "\u200b\u200f", "\x00"])
async def test_a_name_of_nothing_is_refused(site: Site, form: str, house: House, name: str) -> None:
    response = await send(site, form, GOOD | {"name": name})
    assert response.status == 422
    assert find_problem(await response.text(), "name") == "Please tell us your name."
    assert await count(house, "customers") == 0


async def test_texts_too_long_are_refused_with_their_limits(site: Site, form: str, house: House) -> None:
    response = await send(site, form, GOOD | {"name": "n" * 201, "wish": "w" * 5000})
    page = await response.text()
    assert response.status == 422
    assert "200 characters" in find_problem(page, "name")
    assert "characters" in find_problem(page, "wish")
    assert "w" * 5000 in page
    assert await count(house, "deals") == 0


async def test_any_text_comes_back_intact(site: Site, form: str, house: House) -> None:
    wish = '<b>&" 🪟 \u202eשלום\u202c \u10d0 %00 {x} %s'
    assert (await send(site, form, GOOD | {"wish": wish + "\x00"})).status == 303
    assert await house.ask("SELECT wish FROM deals") == [(wish,)]


async def test_a_machine_in_the_trap_leaves_no_trace(site: Site, form: str, house: House) -> None:
    response = await send(site, form, GOOD | {"website": "https://spam.example"})
    assert response.status == 303
    assert await count(house, "customers") == 0


async def test_the_language_is_switched_without_losing_what_was_typed(site: Site, form: str, house: House) -> None:
    response = await site.post(
        f"{form}?lang=ru", data={"submission": "token-of-one-page", "switch": "ru", "name": "Вера", "phone": "5"}
    )
    page = await response.text()
    assert response.status == 200
    assert '<html lang="ru">' in page
    assert find_value(page, "name") == "Вера"
    assert 'class="problem"' not in page
    assert await count(house, "customers") == 0


@pytest.mark.parametrize(
    ("query", "accepted", "spoken"),
    [
        ("?lang=ka", "ru", "ka"),
        ("", "ru-RU,ru;q=0.9,en;q=0.5", "ru"),
        ("", "fr;q=1, ka;q=0.4, en;q=0.7", "en"),
        ("", "de", "en"),
        ("?lang=xx", "ru;q=bad", "en"),
    ],
)
async def test_the_page_speaks_the_language_asked_for(
    site: Site, form: str, query: str, accepted: str, spoken: str
) -> None:
    response = await site.get(f"{form}{query}", headers={"Accept-Language": accepted})
    assert response.headers["Content-Language"] == spoken
    assert f'<html lang="{spoken}">' in await response.text()


async def test_every_page_has_a_token_of_its_own(site: Site, form: str) -> None:
    first, second = await (await site.get(form)).text(), await (await site.get(form)).text()
    assert find_token(first) != find_token(second)


async def test_only_the_form_may_stand_in_a_frame(site: Site, form: str) -> None:
    embedded = await site.get(f"{form}?embed=1")
    assert "frame-ancestors *" in embedded.headers["Content-Security-Policy"]
    assert embedded.headers["X-Content-Type-Options"] == "nosniff"
    assert 'class="embedded"' in await embedded.text()
    missing = await site.get("/forms/nobody")
    assert "frame-ancestors 'none'" in missing.headers["Content-Security-Policy"]


@pytest.mark.parametrize("key", ["nobody", "ключ", "%00", "a" * 3000])
async def test_an_unknown_form_is_a_page_that_says_so(site: Site, key: str) -> None:
    for response in (await site.get(f"/forms/{key}"), await site.post(f"/forms/{key}", data=GOOD)):
        assert response.status == 404
        assert "There is no such page here" in await response.text()


async def test_more_than_five_requests_of_one_phone_in_an_hour_wait(site: Site, form: str, house: House) -> None:
    for number in range(5):
        assert (await send(site, form, GOOD | {"wish": f"wish {number}"})).status == 303
    response = await send(site, form, GOOD | {"wish": "one more"})
    page = await response.text()
    assert response.status == 429
    assert int(response.headers["Retry-After"]) > 0
    assert "Too many requests at once" in page
    assert "one more" in page
    assert await count(house, "activities") == 5
    assert (await send(site, form, GOOD | {"phone": "555 11 22 33"})).status == 303


async def test_forwarded_addresses_are_not_believed(site: Site, form: str) -> None:
    statuses = [
        (await site.post(form, data={}, headers={"X-Forwarded-For": f"10.0.0.{number}"})).status for number in range(61)
    ]
    assert statuses == [422] * 60 + [429]


async def test_a_site_sends_json_and_gets_json(site: Site, form: str, house: House) -> None:
    request = {"name": "Vera", "phone": 599123456, "wish": "4 windows", "consent": True, "submission": "site-12345678"}
    for _ in range(2):
        response = await site.post(form, json=request)
        assert response.status == 201
        assert response.headers["Access-Control-Allow-Origin"] == "*"
        assert await response.json() == {"accepted": True, "bot": "https://t.me/kavshiri_bot?start=hello"}
    assert await count(house, "deals") == 1


async def test_json_with_wrong_fields_is_refused_by_field(site: Site, form: str, house: House) -> None:
    response = await site.post(form, json={"name": ["Vera"], "phone": "12", "wish": None, "consent": False})
    assert response.status == 422
    answer = await response.json()
    assert {name: error["code"] for name, error in answer["errors"].items()} == {
        "name": "missing",
        "phone": "unreadable",
        "consent": "missing",
    }
    assert answer["errors"]["name"]["message"] == "Please tell us your name."
    assert await count(house, "customers") == 0


async def test_lone_surrogates_and_nuls_do_not_reach_the_database(site: Site, form: str, house: House) -> None:
    body = '{"name": "Ve\\ud800ra\\u0000", "phone": "599123456", "consent": true}'
    response = await site.post(form, data=body, headers={"Content-Type": "application/json"})
    assert response.status == 201
    assert await house.ask("SELECT name FROM customers") == [("Vera",)]


@pytest.mark.parametrize(
    ("body", "kind", "status"),
    [
        (b"[1, 2]", "application/json", 400),
        (b"{broken", "application/json", 400),
        (b"[" * 50000, "application/json", 400),
        (b'"' + b"x" * 70000 + b'"', "application/json", 413),
        (b"name=%FF%FE", "application/x-www-form-urlencoded", 400),
        (b"name=\xff", "application/x-www-form-urlencoded", 400),
        (b"name=x", "application/x-www-form-urlencoded; charset=no-such", 400),
        (b"&".join(b"f%d=1" % number for number in range(100)), "application/x-www-form-urlencoded", 400),
        (b"x" * 70000, "application/x-www-form-urlencoded", 413),
        (b"hello", "text/plain", 415),
    ],
)
async def test_what_cannot_be_read_is_refused_with_a_sentence(
    site: Site, form: str, house: House, body: bytes, kind: str, status: int
) -> None:
    response = await site.post(form, data=body, headers={"Content-Type": kind})
    assert response.status == status
    assert "could not be read" in unescape(await response.text())
    assert await count(house, "customers") == 0


async def test_a_form_of_a_site_in_another_encoding_is_read(site: Site, form: str, house: House) -> None:
    body = b"name=%C2%E5%F0%E0&phone=599123456&consent=1"
    headers = {"Content-Type": "application/x-www-form-urlencoded; charset=windows-1251"}
    assert (await site.post(form, data=body, headers=headers, allow_redirects=False)).status == 303
    assert await house.ask("SELECT name FROM customers") == [("Вера",)]


async def test_browsers_of_other_sites_may_ask_before_sending(site: Site, form: str) -> None:
    response = await site.options(form)
    assert response.status == 204
    assert response.headers["Access-Control-Allow-Methods"] == "POST"


async def test_before_anybody_works_here_there_is_no_form(site: Site, form: str, house: House) -> None:
    async with house.store.engine.begin() as connection:
        await connection.exec_driver_sql("UPDATE company SET claimed_at = NULL")
    assert (await site.get(form)).status == 404


async def test_a_company_without_stages_keeps_what_was_typed(site: Site, form: str, house: House) -> None:
    async with house.store.engine.begin() as connection:
        await connection.exec_driver_sql("UPDATE stages SET archived_at = now()")
    response = await send(site, form, GOOD)
    assert response.status in (404, 503)
    assert find_value(await response.text(), "name") == GOOD["name"]
