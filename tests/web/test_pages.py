"""The page that opens the dialler, the style sheet, and what refusals of the core look like over HTTP."""

from __future__ import annotations

import pytest
from aiohttp import web
from aiohttp.test_utils import TestClient, TestServer

from crm_core.db.engine import build_engine
from crm_core.db.unit_of_work import Store
from crm_core.kernel.clock import SystemClock
from crm_core.kernel.errors import CrmError, NotVisible
from handlers.ui.links import Links
from handlers.web import add_web_routes
from handlers.web.errors import STATUSES
from tests.architecture.test_errors import list_errors, make
from tests.fakes.house import House

Site = TestClient[web.Request, web.Application]


async def test_the_dialler_opens_by_itself_or_by_a_button(site: Site) -> None:
    page = await (await site.get("/dial/995599123456")).text()
    assert 'content="0; url=tel:+995599123456"' in page
    assert 'href="tel:+995599123456"' in page
    assert "+995 599 12 34 56" in page


@pytest.mark.parametrize(
    "digits", ["0", "12345", "1234567890123456", "99559912345x", "%2B995599123456", "٩٩٥٥٩٩١٢٣٤٥٦"]
)
async def test_what_is_no_number_is_not_dialled(site: Site, digits: str) -> None:
    response = await site.get(f"/dial/{digits}")
    assert response.status == 404
    assert "tel:" not in await response.text()


async def test_the_style_sheet_may_be_kept(site: Site) -> None:
    response = await site.get("/static/kavshiri.css")
    assert response.content_type == "text/css"
    assert "max-age" in response.headers["Cache-Control"]


@pytest.mark.parametrize("kind", list_errors(), ids=lambda kind: kind.__name__)
def test_every_error_has_a_status(kind: type[CrmError]) -> None:
    assert kind in STATUSES


@pytest.fixture
async def refusing(house: House) -> Site:
    """A site with an address that refuses whatever it is asked."""

    async def on_refuse(request: web.Request) -> web.Response:
        raise make(next(kind for kind in list_errors() if kind.code == request.match_info["code"]))

    app = web.Application()
    add_web_routes(app, house.store, Links("kavshiri_bot", "https://crm.test"))
    app.router.add_get("/refuse/{code}", on_refuse)
    return TestClient(TestServer(app), headers={"Accept-Language": "ru"})


async def test_a_program_gets_a_code_and_a_person_a_sentence(refusing: Site) -> None:
    async with refusing as site:
        told = await site.get("/refuse/not_visible", headers={"Accept": "application/json"})
        assert told.status == 404
        assert (await told.json())["error"] == NotVisible.code
        page = await site.get("/refuse/slot_taken")
        assert page.status == 409
        assert page.headers["Content-Language"] == "ru"
        assert "<h1>" in await page.text()


async def test_without_a_database_the_form_apologises_in_the_language_asked_for() -> None:
    engine = build_engine("postgresql+psycopg://nobody@127.0.0.1:1/nothing")
    app = web.Application()
    add_web_routes(app, Store(engine, SystemClock()), Links("kavshiri_bot", "https://crm.test"))
    async with TestClient(TestServer(app)) as site:
        page = await site.get("/forms/any?lang=ka")
        assert page.status == 503
        assert page.headers["Content-Language"] == "ka"
        told = await site.post("/forms/any", json={})
        assert (await told.json())["error"] == "unavailable"
    await engine.dispose()
