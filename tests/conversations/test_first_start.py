"""The owner claims the company and sets it up; an interruption, a wrong answer and a stolen link change nothing."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator

import pytest
from sqlalchemy.ext.asyncio import AsyncEngine

from crm_core.kernel.actor import build_system_actor
from crm_core.staff.actions import issue_owner_invitation
from handlers.views.reader import LOCALE_NAMES
from tests.fakes.house import House, build_empty_house
from tests.fakes.menus import get_menu
from tests.fakes.telegram import Person

NINO = 501

#: Words that only the English text has.
ENGLISH = re.compile(r"[A-Za-z]{3,}")


@pytest.fixture
async def unclaimed(engine: AsyncEngine) -> AsyncIterator[House]:
    house = await build_empty_house(engine)
    yield house
    house.take_down()


async def make_link(house: House) -> str:
    async with house.store.work(build_system_actor()) as work:
        token = await issue_owner_invitation(work)
    assert token is not None
    return f"/start o_{token}"


async def begin(house: House) -> Person:
    """The owner has opened her link, in English, and named the company."""
    nino = house.person(NINO, "Nino Kapanadze")
    await nino.say(await make_link(house))
    await nino.press("English")
    await nino.say("Good Windows")
    return nino


async def test_the_owner_sets_the_company_up_with_few_taps(unclaimed: House) -> None:
    nino = unclaimed.person(NINO, "Nino Kapanadze")
    assert "Which language" in await nino.say(await make_link(unclaimed))
    assert "called" in await nino.press("English")
    assert "trade" in await nino.say("Good Windows")
    assert "currency" in await nino.press("Windows")
    assert "city" in await nino.press("USD")
    assert "When do you work" in await nino.say("Tbilisi")
    await nino.press("09:00\u201318:00")
    await nino.press("Sat")
    assert "At what hour" in await nino.press("Save")
    assert "Good Windows is ready to work" in await nino.press("10:00")
    assert nino.taps <= 10

    company = await unclaimed.company()
    assert (company.name, company.locale, company.currency) == ("Good Windows", "en", "USD")
    assert (company.timezone, company.trade) == ("Asia/Tbilisi", "windows")
    assert company.week == {key: [["09:00", "18:00"]] for key in ("mon", "tue", "wed", "thu", "fri")}
    assert f"{company.summary_at:%H:%M}" == "10:00"
    assert len(await unclaimed.ask("SELECT 1 FROM stages")) >= 7
    assert "Good Windows" in nino.last.plain
    assert "board" in get_menu(unclaimed, NINO)


@pytest.mark.parametrize(("locale", "trade"), [("ka", "ფანჯრები"), ("ru", "Окна"), ("en", "Windows")])
async def test_the_first_start_is_spoken_in_the_chosen_language(unclaimed: House, locale: str, trade: str) -> None:
    nino = unclaimed.person(NINO, "Nino Kapanadze", language="de")
    await nino.say(await make_link(unclaimed))
    await nino.press(LOCALE_NAMES[locale])
    await nino.say("Good Windows")
    await nino.press(trade)
    for step in ("zone", "hours", "sum", "done"):
        data = next(data for data in nino.last.buttons.values() if data.startswith(f"o:q:w.{step}."))
        asked = nino.sees
        await nino.press_data(data)
        assert nino.sees != asked
        assert locale == "en" or not ENGLISH.search(nino.sees.replace("Good Windows", "")), nino.sees
    assert "Good Windows" in nino.sees
    assert get_menu(unclaimed, NINO)["board"] == {"ka": "გარიგებები ეტაპების მიხედვით", "ru": "Сделки по этапам"}.get(
        locale, "Deals by stage"
    )


async def test_every_default_can_be_skipped(unclaimed: House) -> None:
    nino = await begin(unclaimed)
    await nino.press("Windows")
    for _ in range(3):
        await nino.press("Skip")
    assert "is ready to work" in await nino.press("Skip")
    company = await unclaimed.company()
    assert (company.currency, company.timezone) == ("GEL", "Asia/Tbilisi")


async def test_back_leads_to_the_question_before(unclaimed: House) -> None:
    nino = await begin(unclaimed)
    assert "Good Windows" in await nino.press("Back")
    assert "trade" in await nino.say("Best Windows")
    assert (await unclaimed.company()).name == "Best Windows"


async def test_an_interrupted_first_start_goes_on_where_it_stopped(unclaimed: House) -> None:
    nino = await begin(unclaimed)
    assert "trade" in await nino.say("/start")
    await nino.press("Windows")
    assert "currency" in await nino.say("/start")
    await nino.press("Skip")
    await nino.say("/today")
    assert "city" in await nino.say("/start")


async def test_nothing_else_is_done_before_there_are_stages(unclaimed: House) -> None:
    nino = await begin(unclaimed)
    await nino.say("/cancel")
    assert "trade" in await nino.say("/new")


async def test_an_answer_that_is_not_understood_is_asked_again_with_an_example(unclaimed: House) -> None:
    nino = await begin(unclaimed)
    await nino.press("Windows")
    await nino.press("Skip")
    assert "Tbilisi" in await nino.say("Atlantis")
    assert "When do you work" in await nino.say("тбилиси")
    assert "9-18" in await nino.say("always")
    assert "At what hour" in await nino.say("9 - 18")
    assert (await unclaimed.company()).week["mon"] == [["09:00", "18:00"]]


@pytest.mark.parametrize("name", ['<b>&"', "🪟 Окна", "\u202eabc", "ფანჯრები"])
async def test_the_companys_name_comes_back_as_it_was_typed(unclaimed: House, name: str) -> None:
    nino = unclaimed.person(NINO)
    await nino.say(await make_link(unclaimed))
    await nino.press("English")
    await nino.say(name)
    assert (await unclaimed.company()).name == name
    assert name in await nino.press("Back")


@pytest.mark.parametrize("name", ["   ", "x" * 4096])
async def test_a_name_that_is_none_is_refused_with_a_sentence_and_asked_on(unclaimed: House, name: str) -> None:
    nino = unclaimed.person(NINO)
    await nino.say(await make_link(unclaimed))
    await nino.press("English")
    before = len(nino.chat)
    await nino.say(name)
    assert len(nino.chat) == before + 1
    assert (await unclaimed.company()).name == ""
    assert "trade" in await nino.say("Good Windows")


async def test_the_owners_link_works_once(unclaimed: House) -> None:
    link = await make_link(unclaimed)
    await unclaimed.person(NINO).say(link)
    thief = unclaimed.person(666, "Thief")
    used = await thief.say(link)
    invented = await thief.say("/start o_invented")
    assert used == invented
    refusals = await unclaimed.ask("SELECT telegram_id, reason FROM audit_entries WHERE action = 'refused'")
    assert refusals == [(666, "invitation_invalid")] * 2
    assert await unclaimed.ask("SELECT telegram_id FROM employees") == [(NINO,)]
