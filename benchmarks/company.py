"""A seeded company on an embedded PostgreSQL of its own, with one person of each kind to look at it.

Two teams share it, so that rights have something to leave out.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from sqlalchemy import select, text
from sqlalchemy.ext.asyncio import AsyncEngine

from bot.embedded_postgres import EmbeddedPostgres
from crm_core.company.founding import found_company
from crm_core.company.queries import get_company
from crm_core.customers.models import ContactPoint
from crm_core.db.engine import build_engine
from crm_core.db.migrate import upgrade
from crm_core.db.unit_of_work import Store
from crm_core.db.visibility import visible_to
from crm_core.deals.models import Deal
from crm_core.kernel.actor import Actor, Role, build_system_actor
from crm_core.kernel.clock import FrozenClock
from crm_core.reactions import REACTIONS
from crm_core.seeding import seed
from crm_core.staff.models import Craft, Employee, Team
from crm_core.staff.queries import build_actor

#: A Tuesday, 12:00 in Tbilisi: everybody works.
NOON = datetime(2026, 11, 24, 8, tzinfo=UTC)

_GIVE_TO_TEAM = """
UPDATE deals SET team_id = employees.team_id FROM employees
WHERE employees.id = deals.responsible_id AND employees.team_id <> deals.team_id
"""


@dataclass(frozen=True, slots=True)
class Sample:
    """What one person opens."""

    deal_id: int
    customer_id: int
    phone: str


@dataclass(frozen=True, eq=False)
class Company:
    """`people` are the four roles; `samples` are the newest open deals that each of them sees."""

    customers: int
    store: Store
    people: dict[Role, Actor]
    samples: dict[Role, Sample]

    @property
    def engine(self) -> AsyncEngine:
        return self.store.engine


@asynccontextmanager
async def open_company(folder: Path, customers: int, activities: int) -> AsyncIterator[Company]:
    """`folder` is for the database, which is lost afterwards."""
    server = EmbeddedPostgres(folder, durable=False)
    try:
        url = await server.start()
        await asyncio.to_thread(upgrade, url)
        engine = build_engine(url)
        try:
            await found_company(engine, locale="en", timezone="Asia/Tbilisi")
            store = Store(engine, FrozenClock(NOON), REACTIONS)
            await seed(store, customers, activities, 1)
            people = await _staff(store)
            samples = {role: await _choose_sample(store, actor) for role, actor in people.items()}
            yield Company(customers, store, people, samples)
        finally:
            await engine.dispose()
    finally:
        await server.stop()


async def _staff(store: Store) -> dict[Role, Actor]:
    """The seeded sellers become two teams; an owner and a supervisor of the second team come to them."""
    async with store.work(build_system_actor()) as work:
        zone = (await get_company(work.session)).timezone
        first = (await work.session.scalars(select(Team))).one()
        second = Team(name="Second")
        work.session.add(second)
        await work.session.flush()
        found = await work.session.scalars(select(Employee).where(Employee.role == Role.MANAGER).order_by(Employee.id))
        sellers = list(found)
        for seller in sellers[::2]:
            seller.team_id = second.id
        crew = select(Employee).where(Employee.craft == Craft.MEASURER).order_by(Employee.id).limit(1)
        owner, supervisor = _hire(Role.OWNER, 1, first.id), _hire(Role.SUPERVISOR, 2, second.id)
        work.session.add_all((owner, supervisor))
        await work.session.flush()
        people = [owner, supervisor, sellers[0], (await work.session.scalars(crew)).one()]
        await work.session.execute(text("SET LOCAL statement_timeout = 0"))
        await work.session.execute(text(_GIVE_TO_TEAM))
    async with store.engine.connect() as plain:
        connection = await plain.execution_options(isolation_level="AUTOCOMMIT")
        await connection.execute(text("SET statement_timeout = 0"))
        await connection.execute(text("VACUUM ANALYZE"))
        await connection.execute(text("RESET statement_timeout"))
    return {person.role: build_actor(person, zone) for person in people}


def _hire(role: Role, telegram_id: int, team_id: int) -> Employee:
    return Employee(
        name=role.capitalize(),
        role=role,
        team_id=team_id,
        telegram_id=telegram_id,
        locale="en",
        on_shift=True,
        joined_at=NOON,
    )


async def _choose_sample(store: Store, actor: Actor) -> Sample:
    query = (
        select(Deal.id, Deal.customer_id, ContactPoint.value)
        .join(ContactPoint, ContactPoint.customer_id == Deal.customer_id)
        .where(Deal.closed_at.is_(None), visible_to(actor, Deal))
        .order_by(Deal.id.desc())
        .limit(1)
    )
    async with store.reading(actor) as work:
        return Sample(*(await work.session.execute(query)).one())
