"""A small window company for what flows by itself: its people stand in the database, Telegram only records."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncEngine, AsyncSession

from bot.delivery.carrier import Counts, deliver_due
from bot.delivery.telegram import TelegramSender
from crm_core.automation.actions import apply_preset
from crm_core.customers.models import ContactKind, ContactPoint, Customer
from crm_core.db.unit_of_work import Store
from crm_core.deals.actions import MoveDeal, NewDeal, create_deal, move_deal
from crm_core.deals.models import Deal, LossReason, Stage
from crm_core.kernel.actor import Actor, ActorKind, Role, build_system_actor
from crm_core.kernel.clock import FrozenClock
from crm_core.kernel.search_key import make_search_key
from crm_core.notifications.models import Notification, NotificationStatus
from crm_core.notifications.reminders import fire_reminders
from crm_core.reactions import REACTIONS
from crm_core.staff.models import Craft, Employee, Team
from crm_core.staff.queries import get_employee
from handlers.ui.links import Links
from tests.fakes.api import RecordedApi

#: A Tuesday, 12:00 in Tbilisi.
NOON = datetime(2026, 11, 24, 8, tzinfo=UTC)
SYSTEM = build_system_actor()
LINKS = Links("kavshiri_bot", "https://crm.test")


@dataclass
class Company:
    """`clock` stands still until a test moves it. People by name; a chat's number is the person's `telegram_id`."""

    store: Store
    clock: FrozenClock
    api: RecordedApi
    people: dict[str, Employee] = field(default_factory=dict)

    async def hire(self, name: str, role: Role, craft: Craft | None = None, **how: Any) -> Employee:
        async with self.store.work(SYSTEM) as work:
            team = (await work.session.scalars(select(Team))).first()
            if team is None:
                team = Team(name="Tbilisi")
                work.session.add(team)
                await work.session.flush()
            employee = Employee(
                name=name,
                role=role,
                craft=craft,
                team_id=how.pop("team_id", team.id),
                telegram_id=501 + len(self.people),
                locale=how.pop("locale", "en"),
                joined_at=self.clock.now() - timedelta(days=90),
                **how,
            )
            work.session.add(employee)
        self.people[name] = employee
        return employee

    async def acting(self, name: str) -> Actor:
        async with AsyncSession(self.store.engine) as session:
            return (await get_employee(session, self.people[name].id)).as_actor()

    async def add_customer(
        self,
        name: str = "Vera",
        phone: str = "+995599123456",
        telegram_id: int | None = 700,
        responsible: str = "Giorgi",
    ) -> int:
        async with self.store.work(SYSTEM) as work:
            customer = Customer(
                name=name,
                search_key=make_search_key(name),
                created_at=work.now,
                locale="en",
                address="Saburtalo 5",
                responsible_id=self.people[responsible].id,
            )
            work.session.add(customer)
            await work.session.flush()
            points = [(ContactKind.PHONE, phone)]
            if telegram_id is not None:
                points.append((ContactKind.TELEGRAM, str(telegram_id)))
            for kind, value in points:
                point = ContactPoint(customer_id=customer.id, kind=kind, value=value, typed=value, created_at=work.now)
                work.session.add(point)
            return customer.id

    def acting_customer(self, customer_id: int) -> Actor:
        return Actor(ActorKind.CUSTOMER, customer_id, "en", SYSTEM.zone, telegram_id=700)

    async def add_deal(self, customer_id: int, responsible: str = "Giorgi", stage: str = "first_call") -> int:
        """Made by the responsible himself; what it set off is sent and forgotten."""
        async with self.store.work(await self.acting(responsible)) as work:
            deal = await create_deal(work, NewDeal(customer_id=customer_id, responsible_id=self.people[responsible].id))
            deal_id = deal.id
        if stage != "first_call":
            await self.move(deal_id, stage, by=responsible)
        return deal_id

    async def move(self, deal_id: int, stage: str, by: str = "Giorgi") -> None:
        async with self.store.work(await self.acting(by)) as work:
            to = (await work.session.scalars(select(Stage).where(Stage.code == stage))).one()
            reason = (await work.session.scalars(select(LossReason))).first()
            await move_deal(work, MoveDeal(deal_id, to.id, loss_reason_id=reason.id if reason else None))

    async def find_stage(self, deal_id: int) -> str:
        async with AsyncSession(self.store.engine) as session:
            query = select(Stage.code).join(Deal, Deal.stage_id == Stage.id).where(Deal.id == deal_id)
            return (await session.execute(query)).scalar_one()

    async def list_rows(self, model: type[Any]) -> list[Any]:
        async with AsyncSession(self.store.engine) as session:
            return list((await session.scalars(select(model).order_by(model.id))).all())

    async def list_notices(self, *kinds: str, to: str | None = None) -> Sequence[Notification]:
        """The ledger's rows, those that were dropped left out."""
        rows: list[Notification] = await self.list_rows(Notification)
        return [
            row
            for row in rows
            if row.status is not NotificationStatus.DROPPED
            and (not kinds or row.kind in kinds)
            and (to is None or row.employee_id == self.people[to].id)
        ]

    async def tick(self, pause: timedelta = timedelta()) -> Counts:
        """Time passes, reminders fire, notifications go out."""
        self.clock.moment += pause
        await fire_reminders(self.store)
        return await deliver_due(self.store, TelegramSender(self.api.build_bot()), LINKS)

    def read(self, name: str) -> list[str]:
        return self.api.read(self.people[name].telegram_id)


@pytest.fixture
async def company(engine: AsyncEngine) -> Company:
    """An owner, two sellers, a measurer and an installer in the trade of windows."""
    clock = FrozenClock(NOON)
    company = Company(Store(engine, clock, REACTIONS), clock, RecordedApi())
    await company.hire("Nino", Role.OWNER)
    await company.hire("Giorgi", Role.MANAGER)
    await company.hire("Dato", Role.MANAGER)
    await company.hire("Levan", Role.SPECIALIST, Craft.MEASURER)
    await company.hire("Zurab", Role.SPECIALIST, Craft.INSTALLER)
    async with company.store.work(SYSTEM) as work:
        await apply_preset(work, "windows")
    return company


@pytest.fixture
async def redis_url(tmp_path: Path) -> AsyncIterator[str]:
    """A Redis server of this test."""
    socket_path = tmp_path / "redis.sock"
    arguments = ("--port", "0", "--unixsocket", str(socket_path), "--save", "", "--dir", str(tmp_path))
    server = await asyncio.create_subprocess_exec("redis-server", *arguments, stdout=asyncio.subprocess.DEVNULL)
    async with asyncio.timeout(10):
        while not socket_path.exists():  # noqa: ASYNC110  # nothing tells when a file appears
            await asyncio.sleep(0.02)
    yield f"redis+unix://{socket_path}"
    server.terminate()
    await server.wait()
