"""When something breaks on our side the person hears it in his language, and nothing hangs."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest
from sqlalchemy.ext.asyncio import AsyncEngine

from crm_core.db.engine import build_engine
from handlers.views.errors import render_failure
from handlers.views.reader import Reader
from tests.fakes.house import NOON, ZONE, House, build_house


@pytest.fixture
async def house_without_database(engine: AsyncEngine, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[House]:
    """The company stands, and then its database is gone."""
    house = await build_house(engine)
    away = build_engine("postgresql+psycopg://nobody@127.0.0.1:1/nothing")
    monkeypatch.setattr(house.store, "engine", away)
    yield house
    house.take_down()
    await away.dispose()


@pytest.mark.parametrize("language", ["ka", "ru", "en"])
async def test_without_a_database_everybody_is_told_in_the_language_of_his_telegram(
    house_without_database: House, language: str
) -> None:
    sorry = render_failure(Reader(language, ZONE, NOON))
    person = house_without_database.person(502, "Giorgi", language=language)
    assert await person.say("/today") == sorry
