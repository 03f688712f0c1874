"""A window company with two teams, made by the core's own actions: for tests of actions and queries."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import event, select
from sqlalchemy.ext.asyncio import AsyncEngine, AsyncSession

from crm_core.automation.actions import apply_preset
from crm_core.customers.actions import NewCustomer, create_customer
from crm_core.db.unit_of_work import Store, Work
from crm_core.deals.actions import MoveDeal, NewDeal, create_deal, move_deal
from crm_core.deals.models import LossReason, Stage
from crm_core.kernel.actor import Actor, ActorKind, Role, build_system_actor
from crm_core.kernel.clock import FrozenClock
from crm_core.reactions import REACTIONS
from crm_core.staff.actions import (
    Invite,
    Newcomer,
    accept_invitation,
    add_team,
    claim_company,
    invite,
    issue_owner_invitation,
)
from crm_core.staff.models import Craft
from crm_core.staff.queries import get_employee
from crm_core.tasks.actions import NewTask, create_task
from crm_core.tasks.models import TaskKind

ZONE = ZoneInfo("Asia/Tbilisi")
#: A Tuesday, 12:00 in Tbilisi.
NOON = datetime(2026, 11, 24, 8, tzinfo=UTC)
SYSTEM = build_system_actor()
HOUR = timedelta(hours=1)
DAY = timedelta(days=1)


def local(day: int, hour: int, minute: int = 0) -> datetime:
    """A moment of November 2026 on the company's wall clock."""
    return datetime(2026, 11, day, hour, minute, tzinfo=ZONE)


def visitor(telegram_id: int) -> Actor:
    return Actor(ActorKind.VISITOR, None, "en", ZONE, telegram_id=telegram_id)


@dataclass
class Office:
    """Everybody by name. `store` reacts to events as the product does."""

    engine: AsyncEngine
    store: Store
    clock: FrozenClock
    ids: dict[str, int] = field(default_factory=dict)

    @asynccontextmanager
    async def acting(self, name: str, origin: str | None = None) -> AsyncIterator[Work]:
        """A unit of work of this person."""
        async with self.store.work(await self.actor(name), origin) as work:
            yield work

    @asynccontextmanager
    async def reading(self, name: str) -> AsyncIterator[Work]:
        async with self.store.reading(await self.actor(name)) as work:
            yield work

    async def actor(self, name: str) -> Actor:
        async with AsyncSession(self.engine) as session:
            return (await get_employee(session, self.ids[name])).as_actor()

    def customer_actor(self, customer_id: int) -> Actor:
        return Actor(ActorKind.CUSTOMER, customer_id, "en", ZONE, telegram_id=700)

    async def hire(self, name: str, role: Role, craft: Craft | None = None, team_id: int | None = None) -> int:
        telegram_id = 501 + len(self.ids)
        async with self.acting("Nino") as work:
            issued = await invite(work, Invite(role, craft, team_id))
        async with self.store.work(visitor(telegram_id)) as work:
            employee = await accept_invitation(work, issued.token, Newcomer(telegram_id, name, None, "en"))
        self.ids[name] = employee.id
        return employee.id

    async def add_customer(self, name: str = "Vera", phone: str | None = "599 12 34 56", by: str = "Giorgi") -> int:
        async with self.acting(by) as work:
            return (await create_customer(work, NewCustomer(name, phone=phone))).id

    async def add_deal(self, customer_id: int, by: str = "Giorgi", **how: Any) -> int:
        async with self.acting(by) as work:
            return (await create_deal(work, NewDeal(customer_id, **how))).id

    async def add_task(self, deal_id: int | None, due_at: datetime, by: str = "Giorgi", **how: Any) -> int:
        async with self.acting(by) as work:
            command = NewTask(how.pop("kind", TaskKind.CALL), how.pop("title", {}), due_at, deal_id=deal_id, **how)
            return (await create_task(work, command)).id

    async def move(self, deal_id: int, stage: str, by: str = "Giorgi") -> int:
        """The change that did it."""
        stage_id = await self.stage(stage)
        reason_id = (await self.rows(LossReason))[0].id
        async with self.acting(by) as work:
            await move_deal(work, MoveDeal(deal_id, stage_id, loss_reason_id=reason_id))
            assert work.change_id is not None
            return work.change_id

    async def stage(self, code: str) -> int:
        stages: list[Stage] = await self.rows(Stage)
        return next(stage.id for stage in stages if stage.code == code)

    async def rows(self, model: type[Any]) -> list[Any]:
        async with AsyncSession(self.engine) as session:
            return list((await session.scalars(select(model).order_by(model.id))).all())

    async def row(self, model: type[Any], key: int) -> Any:
        async with AsyncSession(self.engine) as session:
            return await session.get_one(model, key)

    def pass_time(self, pause: timedelta) -> None:
        self.clock.moment += pause

    @contextmanager
    def counting(self) -> Iterator[list[str]]:
        """The statements sent to the database meanwhile."""
        seen: list[str] = []

        def note(_connection: object, _cursor: object, statement: str, *_rest: object) -> None:
            seen.append(statement)

        event.listen(self.engine.sync_engine, "before_cursor_execute", note)
        try:
            yield seen
        finally:
            event.remove(self.engine.sync_engine, "before_cursor_execute", note)


async def found_office(engine: AsyncEngine) -> Office:
    """Nino owns it; Ana supervises and Giorgi and Dato sell in her team; Keti sells in another one."""
    clock = FrozenClock(NOON)
    office = Office(engine, Store(engine, clock, REACTIONS), clock)
    async with office.store.work(SYSTEM) as work:
        token = await issue_owner_invitation(work)
    assert token is not None
    async with office.store.work(visitor(500)) as work:
        owner = await claim_company(work, token, Newcomer(500, "Nino", None, "en"), "Main team")
    office.ids["Nino"] = owner.id
    async with office.acting("Nino") as work:
        await apply_preset(work, "windows")
        other_team = (await add_team(work, "Batumi")).id
    await office.hire("Ana", Role.SUPERVISOR)
    await office.hire("Giorgi", Role.MANAGER)
    await office.hire("Dato", Role.MANAGER)
    await office.hire("Keti", Role.MANAGER, team_id=other_team)
    await office.hire("Levan", Role.SPECIALIST, Craft.MEASURER)
    await office.hire("Zurab", Role.SPECIALIST, Craft.INSTALLER)
    return office
