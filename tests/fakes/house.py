"""A set-up window company with its people, made by the product's own actions, for conversations and web tests."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from aiogram import Bot, Dispatcher, Router
from aiogram.fsm.storage.memory import MemoryStorage
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncEngine

from bot.telegram import build_dispatcher
from crm_core.automation.actions import apply_preset
from crm_core.company.actions import ChangeCompany, change_company
from crm_core.company.founding import found_company
from crm_core.company.models import Company
from crm_core.company.queries import get_company
from crm_core.db.unit_of_work import Store
from crm_core.kernel.actor import Actor, ActorKind, Role, build_system_actor
from crm_core.kernel.clock import FrozenClock
from crm_core.reactions import REACTIONS
from crm_core.staff.actions import Invite, Newcomer, accept_invitation, claim_company, invite, issue_owner_invitation
from crm_core.staff.models import Craft
from crm_core.staff.queries import find_actor
from handlers.ui.links import Links
from tests.fakes.telegram import FakeTelegram, Person, build_bot

ZONE = ZoneInfo("Asia/Tbilisi")
#: A Tuesday, 12:00 in Tbilisi.
NOON = datetime(2026, 11, 24, 8, tzinfo=UTC)

OWNER, SELLER, MEASURER, INSTALLER, OTHER_SELLER = 501, 502, 503, 504, 506


@dataclass
class House:
    """`clock` stands still until a test moves it."""

    store: Store
    clock: FrozenClock
    bot: Bot
    telegram: FakeTelegram
    dispatcher: Dispatcher

    def person(self, telegram_id: int, name: str = "Vera", phone: str = "", language: str = "en") -> Person:
        return Person(self.bot, self.telegram, self.dispatcher, telegram_id, name, phone, language)

    def take_down(self) -> None:
        """Routers live with their modules: let go of them, so that the next test can build a dispatcher of its own."""
        _detach(self.dispatcher)

    async def actor(self, telegram_id: int) -> Actor:
        async with self.store.reading(build_system_actor()) as work:
            actor = await find_actor(work.session, telegram_id, "en")
        assert actor is not None, f"nobody with {telegram_id}"
        return actor

    async def company(self) -> Company:
        async with self.store.reading(build_system_actor()) as work:
            return await get_company(work.session)

    async def ask(self, sql: str, **values: object) -> list[tuple[object, ...]]:
        """Rows of the database, as it stands."""
        async with self.store.engine.connect() as connection:
            return [tuple(row) for row in await connection.execute(text(sql), values)]


async def build_house(engine: AsyncEngine, locale: str = "en") -> House:
    """On a clean database, on a Tuesday at noon; everybody at work speaks `locale`."""
    house = await build_empty_house(engine, locale)
    await _claim(house, locale)
    await hire(house, SELLER, "Giorgi Beridze", Role.MANAGER, locale=locale)
    await hire(house, MEASURER, "Levan Maisuradze", Role.SPECIALIST, Craft.MEASURER, locale)
    await hire(house, INSTALLER, "Zurab Kvaratskhelia", Role.SPECIALIST, Craft.INSTALLER, locale)
    return house


async def build_empty_house(engine: AsyncEngine, locale: str = "en") -> House:
    """The same before anybody has claimed the company."""
    clock = FrozenClock(NOON)
    store = Store(engine, clock, REACTIONS)
    await found_company(engine, locale=locale, timezone="Asia/Tbilisi")
    bot, telegram = build_bot()
    dispatcher = build_dispatcher(
        store, MemoryStorage(), Links("kavshiri_bot", "https://crm.test"), default_locale=locale
    )
    return House(store, clock, bot, telegram, dispatcher)


def _detach(router: Router) -> None:
    for below in router.sub_routers:
        _detach(below)
        below._parent_router = None


async def _claim(house: House, locale: str) -> None:
    async with house.store.work(build_system_actor()) as work:
        token = await issue_owner_invitation(work)
    assert token is not None
    async with house.store.work(_visitor(OWNER, locale)) as work:
        await claim_company(work, token, Newcomer(OWNER, "Nino Kapanadze", None, locale), "Main team")
    async with house.store.work(await house.actor(OWNER)) as work:
        await change_company(work, ChangeCompany(name="Good Windows"))
        await apply_preset(work, "windows")


async def hire(
    house: House, telegram_id: int, name: str, role: Role, craft: Craft | None = None, locale: str = "en"
) -> None:
    async with house.store.work(await house.actor(OWNER)) as work:
        issued = await invite(work, Invite(role, craft))
    async with house.store.work(_visitor(telegram_id, locale)) as work:
        await accept_invitation(work, issued.token, Newcomer(telegram_id, name, None, locale))


def _visitor(telegram_id: int, locale: str) -> Actor:
    return Actor(ActorKind.VISITOR, None, locale, ZONE, telegram_id=telegram_id)
