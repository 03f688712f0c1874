"""The day in numbers: each one within what its reader may see, and each from the local day."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal

from sqlalchemy import event
from sqlalchemy.ext.asyncio import AsyncSession

from crm_core.activities.actions import LogCall, log_call
from crm_core.activities.models import CallOutcome
from crm_core.deals.actions import ChangeDeal, GiveMark, change_deal, give_mark
from crm_core.reports.queries import get_bounds, get_day_report
from crm_core.reports.rows import DayReport
from crm_core.tasks.actions import CompleteTask, NewTask, complete_task, create_task
from crm_core.tasks.models import TaskKind
from tests.flow.conftest import SYSTEM, Company

TODAY = date(2026, 11, 24)


async def report(company: Company, name: str = "Nino", day: date = TODAY) -> DayReport:
    async with AsyncSession(company.store.engine) as session:
        actor = await company.acting(name)
        return await get_day_report(session, actor, day, actor.zone, company.clock.now())


async def fill_day(company: Company) -> None:
    """Three deals (one won, one lost, one open at 1000), two calls, one task done and one overdue."""
    customer_id = await company.add_customer()
    won = await company.add_deal(customer_id)
    lost = await company.add_deal(customer_id)
    left = await company.add_deal(customer_id)
    async with company.store.work(await company.acting("Giorgi")) as work:
        for deal_id, amount in ((won, 6000), (lost, 500), (left, 1000)):
            await change_deal(work, ChangeDeal(deal_id, amount=Decimal(amount)))
        for _ in range(2):
            await log_call(work, LogCall(outcome=CallOutcome.TALKED, deal_id=left))
        done = await create_task(work, NewTask(TaskKind.TODO, {"*": "a"}, work.now + timedelta(hours=1), deal_id=left))
        await create_task(work, NewTask(TaskKind.TODO, {"*": "b"}, work.now + timedelta(minutes=5), deal_id=left))
        await complete_task(work, CompleteTask(done.id))
    await company.move(won, "done")
    await company.move(lost, "lost")
    async with company.store.work(company.acting_customer(customer_id)) as work:
        await give_mark(work, GiveMark(won, 4))
    company.clock.moment += timedelta(minutes=10)


async def test_the_owner_reads_the_whole_day(company: Company) -> None:
    await fill_day(company)
    day = await report(company)
    assert (day.new_requests, day.calls, day.moved, day.tasks_done, day.overdue) == (3, 2, 2, 1, 1)
    assert [(person.name, person.count) for person in day.calls_by_person] == [("Giorgi", 2)]
    assert (day.won.count, day.won.sum) == (1, Decimal(6000))
    assert (day.lost.count, day.lost.sum) == (1, Decimal(500))
    assert [(row.reason["en"], row.count) for row in day.lost_by_reason] == [("Too expensive", 1)]
    assert (day.expected.count, day.expected.sum, day.forecast) == (1, Decimal(1000), Decimal("100.00"))
    assert (day.marks, day.average_mark, day.currency) == (1, Decimal("4.0"), "GEL")


async def test_a_seller_reads_only_what_is_his(company: Company) -> None:
    await fill_day(company)
    day = await report(company, "Dato")
    assert (day.new_requests, day.calls, day.overdue, day.won.count, day.moved) == (0, 0, 0, 0, 0)


async def test_another_day_is_empty_but_for_what_is_of_now(company: Company) -> None:
    await fill_day(company)
    day = await report(company, day=TODAY - timedelta(days=1))
    assert (day.new_requests, day.calls, day.won.count, day.average_mark) == (0, 0, 0, None)
    assert (day.overdue, day.expected.count) == (1, 1)


async def test_a_day_begins_and_ends_at_the_reader_s_midnight(company: Company) -> None:
    zone = (await company.acting("Nino")).zone
    start, end = get_bounds(TODAY, zone)
    assert (start.hour, end - start) == (20, timedelta(days=1))
    berlin = SYSTEM.zone.__class__("Europe/Berlin")
    start, end = get_bounds(date(2026, 10, 25), berlin)
    assert end - start == timedelta(hours=25)


async def test_the_report_takes_seven_queries_whatever_the_number_of_people(company: Company) -> None:
    await fill_day(company)
    statements: list[str] = []

    def look(_connection: object, _cursor: object, statement: str, *_: object) -> None:
        statements.append(statement)

    event.listen(company.store.engine.sync_engine, "before_cursor_execute", look)
    async with AsyncSession(company.store.engine) as session:
        actor = await company.acting("Nino")
        statements.clear()
        await get_day_report(session, actor, TODAY, actor.zone, company.clock.now())
    event.remove(company.store.engine.sync_engine, "before_cursor_execute", look)
    assert [statement.split()[0] for statement in statements] == ["SET", *["SELECT"] * 7]
