"""What runs without a screen: requests that come in, the ledger of notifications, reminders that fire."""

from __future__ import annotations

from datetime import timedelta
from itertools import count
from typing import Any

from sqlalchemy import bindparam, func, insert, select, text, update
from sqlalchemy.ext.asyncio import AsyncSession

from benchmarks.company import NOON, Company
from benchmarks.scenes import Scene
from benchmarks.stopwatch import WARM_UP, Run
from crm_core.intake.actions import IncomingRequest, receive_request
from crm_core.kernel.actor import Role, build_system_actor
from crm_core.notifications.ledger import claim_batch
from crm_core.notifications.models import Notification, NotificationKind, Priority
from crm_core.notifications.reminders import fire_reminders
from crm_core.tasks.models import Reminder, ReminderKind, Task, TaskStatus

#: Notifications claimed at once, as the carrier does.
BATCH = 100
#: Reminders fired in one round.
ROUND = 20

_TOUCH = text("UPDATE notifications SET attempts = attempts WHERE id = ANY(:ids)").bindparams(bindparam("ids"))


def build_flow(runs: int) -> list[Scene]:
    async def prepare_plain(company: Company) -> Run:
        return await _prepare_plain_update(company, runs)

    async def prepare_claims(company: Company) -> Run:
        return await _prepare_claims(company, runs)

    async def prepare_reminders(company: Company) -> Run:
        return await _prepare_reminders(company, runs)

    return [
        Scene("a request comes in", None, _prepare_intake),
        Scene(f"plain UPDATE, {BATCH} at once: one row", None, prepare_plain, BATCH),
        Scene(f"ledger claim, {BATCH} at once: one notification", None, prepare_claims, BATCH),
        Scene(f"reminders fire, {ROUND} at once: one reminder", None, prepare_reminders, ROUND),
    ]


async def _prepare_intake(company: Company) -> Run:
    """Each from a phone that nobody has: the seeded ones begin with 5."""
    numbers = count(1)

    async def run() -> object:
        request = IncomingRequest(
            name="Vera", phone=f"+99532{2_000_000 + next(numbers)}", wish="Three windows", consent=True
        )
        async with company.store.work(build_system_actor()) as work:
            return await receive_request(work, request)

    return run


async def _queue(company: Company, amount: int, mark: str) -> list[int]:
    row: dict[str, Any] = {
        "kind": NotificationKind.DAILY_SUMMARY,
        "payload": {"day": "2026-11-23"},
        "employee_id": company.people[Role.OWNER].id,
        "priority": Priority.NORMAL,
        "created_at": NOON,
        "due_at": NOON - timedelta(hours=1),
    }
    rows = [row | {"unique_key": f"{mark}:{number}"} for number in range(amount)]
    async with AsyncSession(company.engine) as session, session.begin():
        await session.execute(insert(Notification), rows)
        wanted = Notification.unique_key.startswith(f"{mark}:")
        return list((await session.scalars(select(Notification.id).where(wanted).order_by(Notification.id))).all())


async def _prepare_plain_update(company: Company, runs: int) -> Run:
    ids = await _queue(company, BATCH * (runs + WARM_UP), "plain")
    batches = iter(range(0, len(ids), BATCH))

    async def run() -> object:
        first = next(batches)
        async with company.engine.begin() as connection:
            return await connection.execute(_TOUCH, {"ids": ids[first : first + BATCH]})

    return run


async def _prepare_claims(company: Company, runs: int) -> Run:
    await _queue(company, BATCH * (runs + WARM_UP), "claimed")

    async def run() -> object:
        async with AsyncSession(company.engine) as session, session.begin():
            claimed = await claim_batch(session, NOON, BATCH)
        assert len(claimed) == BATCH
        return claimed

    return run


async def _prepare_reminders(company: Company, runs: int) -> Run:
    """One for each of the newest open tasks, some of them more than once in small companies."""
    amount = ROUND * (runs + WARM_UP)
    async with AsyncSession(company.engine) as session, session.begin():
        await session.execute(update(Reminder).values(status="dropped", closed_at=func.now()))
        query = select(Task.id).where(Task.status == TaskStatus.OPEN).order_by(Task.id.desc()).limit(amount)
        tasks = (await session.scalars(query)).all()
        rows = [
            {
                "task_id": tasks[number % len(tasks)],
                "kind": ReminderKind.DUE,
                "remind_at": NOON - timedelta(seconds=number),
            }
            for number in range(amount)
        ]
        await session.execute(insert(Reminder), rows)

    async def run() -> object:
        fired = await fire_reminders(company.store, limit=ROUND)
        assert fired == ROUND
        return fired

    return run
