"""The clock of the product wakes by commits and by the moved clock, and goes on after faults and outages."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from datetime import timedelta

import pytest
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncEngine

from bot.delivery.telegram import TelegramSender
from bot.scheduler import Scheduler, Tick
from crm_core.db.unit_of_work import Store
from crm_core.kernel.clock import MovableClock
from crm_core.notifications.models import NotificationKind
from crm_core.notifications.outbox import queue
from crm_core.tasks.actions import NewTask, create_task
from crm_core.tasks.models import TaskKind
from tests.flow.conftest import LINKS, SYSTEM, Company

LONG = timedelta(hours=1)


async def wait_until(happened: Callable[[], bool], seconds: float = 10) -> None:
    async with asyncio.timeout(seconds):
        while not happened():  # noqa: ASYNC110  # nothing tells when Telegram has been called
            await asyncio.sleep(0.02)


@pytest.fixture
async def moving(company: Company) -> Company:
    """The same company by a clock that goes on."""
    clock = MovableClock()
    return Company(Store(company.store.engine, clock, ()), clock, company.api, company.people)  # type: ignore[arg-type]  # another clock


@pytest.fixture
async def scheduler(moving: Company, database_url: str) -> AsyncIterator[Scheduler]:
    """Its periods are so long that only waking makes it tick."""
    scheduler = Scheduler(moving.store, TelegramSender(moving.api.build_bot()), LINKS, database_url)
    for tick in scheduler.ticks:
        tick.period = LONG
    await scheduler.start()
    yield scheduler
    await scheduler.stop()


async def tell(company: Company, key: str) -> None:
    async with company.store.work(SYSTEM) as work:
        await queue(
            work,
            NotificationKind.TASKS_OVERDUE,
            {"count": int(key)},
            unique_key=key,
            employee_id=company.people["Nino"].id,
        )


async def test_a_commit_wakes_the_delivery_at_once(moving: Company, scheduler: Scheduler) -> None:
    await tell(moving, "1")
    await wait_until(lambda: len(moving.read("Nino")) == 1)


async def test_the_moved_clock_makes_reminders_come(moving: Company, scheduler: Scheduler) -> None:
    async with moving.store.work(await moving.acting("Giorgi")) as work:
        await create_task(work, NewTask(TaskKind.TODO, {"*": "Bring keys"}, work.now + LONG))
    assert isinstance(moving.store.clock, MovableClock)
    moving.store.clock.advance(LONG)
    await wait_until(lambda: any("Bring keys" in text for text in moving.read("Giorgi")))


async def test_a_lost_connection_is_made_anew(
    moving: Company, scheduler: Scheduler, session_engine: AsyncEngine
) -> None:
    await tell(moving, "1")
    await wait_until(lambda: len(moving.read("Nino")) == 1)
    async with session_engine.connect() as connection:
        query = (
            "SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity "
            "WHERE datname = current_database() AND pid <> pg_backend_pid()"
        )
        assert (await connection.execute(text(query))).scalar_one() > 0
    await tell(moving, "2")
    await wait_until(lambda: len(moving.read("Nino")) == 2)


async def test_a_tick_that_fails_runs_again_and_stops_no_other(moving: Company, database_url: str) -> None:
    ran: list[str] = []

    async def fail() -> int:
        ran.append("failing")
        raise RuntimeError("the database is away")

    async def work() -> int:
        ran.append("working")
        return 0

    scheduler = Scheduler(moving.store, TelegramSender(moving.api.build_bot()), LINKS, database_url)
    scheduler.ticks = (Tick("failing", timedelta(seconds=1), fail), Tick("working", timedelta(seconds=1), work))
    await scheduler.start()
    await wait_until(lambda: ran.count("failing") >= 2 and ran.count("working") >= 2)
    await scheduler.stop()


async def test_a_full_batch_is_followed_by_the_next_at_once(moving: Company, database_url: str) -> None:
    left = [3, 3, 1]

    async def take() -> int:
        return left.pop(0) if left else 0

    scheduler = Scheduler(moving.store, TelegramSender(moving.api.build_bot()), LINKS, database_url)
    scheduler.ticks = (Tick("taking", LONG, take, full=3),)
    await scheduler.start()
    await wait_until(lambda: not left)
    await scheduler.stop()


async def test_a_tick_never_runs_twice_at_a_time(moving: Company, database_url: str) -> None:
    running, most, rounds = 0, 0, 0

    async def look() -> int:
        nonlocal running, most, rounds
        running += 1
        most, rounds = max(most, running), rounds + 1
        await asyncio.sleep(0.02)
        running -= 1
        return 0

    scheduler = Scheduler(moving.store, TelegramSender(moving.api.build_bot()), LINKS, database_url)
    scheduler.ticks = (Tick("looking", LONG, look),)
    await scheduler.start()
    for _ in range(20):
        scheduler.wake()
        await asyncio.sleep(0.005)
    await wait_until(lambda: rounds >= 2)
    await scheduler.stop()
    assert most == 1
