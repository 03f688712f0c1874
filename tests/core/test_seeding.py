"""A seeded company is whole, believable, the same each time, and leaves what is there alone."""

from __future__ import annotations

from collections import Counter
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncEngine, AsyncSession

from crm_core.activities.models import Activity
from crm_core.cards.customers import find_customers
from crm_core.cards.deals import DealFilter, get_deal_card, list_deals
from crm_core.customers.models import ContactPoint, Customer
from crm_core.db.unit_of_work import Store
from crm_core.deals.models import Deal, Mark, Stage, StageChange, StageKind
from crm_core.kernel.actor import Role
from crm_core.kernel.clock import FrozenClock
from crm_core.kernel.phone import parse_phone
from crm_core.notifications.models import Notification
from crm_core.seeding import seed
from crm_core.staff.models import Employee
from crm_core.tasks.models import Task, TaskKind, TaskStatus
from tests.core.office import DAY, NOON, SYSTEM, Office


async def count(engine: AsyncEngine, model: type[Any]) -> int:
    async with AsyncSession(engine) as session:
        return (await session.execute(select(func.count()).select_from(model))).scalar_one()


async def test_an_empty_database_becomes_a_company_with_a_year_behind_it(engine: AsyncEngine) -> None:
    store = Store(engine, FrozenClock(NOON))
    written = await seed(store, 300, 5, 7)
    assert (written.customers, written.activities) == (300, 1500)
    assert await count(engine, Customer) == await count(engine, ContactPoint) == 300
    assert await count(engine, Notification) == 0
    async with AsyncSession(engine) as session:
        stages = {stage.code for stage in (await session.scalars(select(Stage))).all()}
        deals = (await session.scalars(select(Deal))).all()
        standing = select(Stage.code).where(Stage.id.in_({deal.stage_id for deal in deals}))
        used = set((await session.scalars(standing)).all())
        ages = [NOON - customer.created_at for customer in (await session.scalars(select(Customer))).all()]
        people = Counter((await session.scalars(select(Employee.role))).all())
        tasks = Counter((row.kind, row.status) for row in await session.execute(select(Task.kind, Task.status)))
        phones = (await session.scalars(select(ContactPoint.value))).all()
    assert used == stages
    assert max(ages) > 300 * DAY
    assert min(ages) < 30 * DAY
    assert len({deal.responsible_id for deal in deals}) == people[Role.MANAGER] == 6
    assert tasks[TaskKind.VISIT, TaskStatus.OPEN] > 0
    assert tasks[TaskKind.CALL, TaskStatus.DONE] > tasks[TaskKind.CALL, TaskStatus.OPEN] > 0
    assert await count(engine, Mark) > 0
    assert all(parse_phone(phone, "GE") == phone for phone in phones[:50])
    assert await count(engine, StageChange) > len(deals)


async def test_the_same_number_makes_the_same_company(engine: AsyncEngine) -> None:
    store = Store(engine, FrozenClock(NOON))
    await seed(store, 40, 3, 7)
    await seed(store, 40, 3, 7)
    async with AsyncSession(engine) as session:
        names = (await session.scalars(select(Customer.name).order_by(Customer.id))).all()
        texts = (await session.scalars(select(Activity.text).order_by(Activity.id))).all()
    assert names[:40] == names[40:]
    assert texts[: len(texts) // 2] == texts[len(texts) // 2 :]
    await seed(store, 40, 3, 8)
    async with AsyncSession(engine) as session:
        other = (await session.scalars(select(Customer.name).order_by(Customer.id).offset(80))).all()
    assert other != names[:40]


async def test_cards_lists_and_search_read_seeded_rows(engine: AsyncEngine) -> None:
    store = Store(engine, FrozenClock(NOON))
    await seed(store, 100, 5, 7)
    async with store.reading(SYSTEM) as work:
        deals = await list_deals(work.session, SYSTEM, DealFilter(open_only=False), limit=100)
        card = await get_deal_card(work.session, SYSTEM, deals.items[0].id)
        found = await find_customers(work.session, SYSTEM, "Beridze", limit=100)
        cyrillic = await find_customers(work.session, SYSTEM, "Беридзе", limit=100)
    assert len(card.events) == 3
    assert found.total == cyrillic.total > 0
    assert {deal.stage_kind for deal in deals.items} == set(StageKind)


async def test_a_working_company_keeps_what_it_has(office: Office) -> None:
    deal_id = await office.add_deal(await office.add_customer())
    before = len(await office.rows(Employee))
    await seed(office.store, 50, 2, 1)
    assert await office.row(Deal, deal_id) is not None
    new = await office.add_deal(await office.add_customer("Tamar", "577 98 76 54"))
    deal = await office.row(Deal, new)
    numbers = [row.number for row in await office.rows(Deal)]
    assert len(set(numbers)) == len(numbers)
    assert deal.number == max(numbers)
    assert len(await office.rows(Employee)) > before
