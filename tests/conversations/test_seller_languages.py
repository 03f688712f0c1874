"""The seller's main path in Georgian and Russian: no English word is left on any screen."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator

import pytest
from sqlalchemy.ext.asyncio import AsyncEngine

from tests.fakes.house import SELLER, House, build_house
from tests.fakes.telegram import Person

#: Latin words that are names, commands or examples.
_LATIN = re.compile(r"(?<![/\w])[A-Za-z]{3,}")
KNOWN = {"Telegram", "Giorgi", "Beridze", "Levan", "Maisuradze", "Nino", "Kapanadze"}


@pytest.fixture(params=["ka", "ru"])
async def speaking_house(engine: AsyncEngine, request: pytest.FixtureRequest) -> AsyncIterator[House]:
    house = await build_house(engine, request.param)
    yield house
    house.take_down()


def list_latin_words(person: Person) -> set[str]:
    """Of the newest message and its buttons."""
    words = " ".join((person.sees, *person.last.buttons, person.alert or ""))
    return set(_LATIN.findall(words)) - KNOWN


async def test_no_screen_of_the_seller_is_left_in_english(speaking_house: House) -> None:
    house = speaking_house
    seller = house.person(SELLER, "Giorgi")
    for typed in ("/start", "/help", "/new", "/cancel", "/tasks", "/find", "/language"):
        await seller.say(typed)
        assert list_latin_words(seller) - {"English"} == set(), typed
    await seller.share_contact("+995599121314", "ვერა", "აბაშიძე")
    assert list_latin_words(seller) == set()
    [(deal, stage)] = await house.ask("SELECT id, stage_id FROM deals")
    [(lost,)] = await house.ask("SELECT id FROM stages WHERE kind = 'lost'")
    await seller.press_data(f"dn:{deal}:tom")
    [(task,)] = await house.ask("SELECT max(id) FROM tasks")
    pressed = [f"d:{act}:{deal}:0" for act in "otsacnxfpvd"]
    pressed += [f"dc:{deal}:talked:0:0", f"dm:{deal}:{lost}:{stage}:0", f"t:n:{task}:1", f"t:o:{task}:2"]
    pressed += [f"t:e:{task}:2", f"t:p:{task}:2", f"t:r:{task}:2", f"v:b:{deal}:m:0:0", f"d:o:{deal}9:0", "zz:1"]
    for data in pressed:
        await seller.press_data(data)
        assert list_latin_words(seller) == set(), data
