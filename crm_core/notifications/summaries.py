"""The tick that sends each supervisor yesterday, at the hour of his choice in his own zone, once a day."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

from sqlalchemy import delete, select
from sqlalchemy.ext.asyncio import AsyncSession

from crm_core.db.journal import ConversationState
from crm_core.db.unit_of_work import Store
from crm_core.kernel.actor import Role, build_system_actor
from crm_core.notifications.models import Notification, NotificationKind
from crm_core.notifications.outbox import queue
from crm_core.staff.models import Employee
from crm_core.staff.queries import list_employees
from crm_core.staff.rows import EmployeeRow

#: A summary that could not be sent for so long is no longer news.
STALE_AFTER = timedelta(hours=12)
#: A question left unanswered for so long is forgotten.
FORGET_AFTER = timedelta(days=30)


async def queue_summaries(store: Store) -> int:
    """Queue the summaries whose hour has come; how many."""
    now = store.clock.now()
    async with AsyncSession(store.engine) as session:
        leaders = await list_employees(session, roles=(Role.OWNER, Role.SUPERVISOR))
        due = {leader: moment for leader in leaders if (moment := _find_moment(leader, now)) is not None}
        told = await _list_told(session, due, now)
    missing = [leader for leader in due if leader.id not in told]
    if not missing:
        return 0
    count = 0
    async with store.work(build_system_actor()) as work:
        for leader in missing:
            today = _get_today(leader, now)
            count += await queue(
                work,
                NotificationKind.DAILY_SUMMARY,
                {"day": (today - timedelta(days=1)).isoformat()},
                unique_key=today.isoformat(),
                employee_id=leader.id,
                due_at=due[leader],
                expires_at=due[leader] + STALE_AFTER,
            )
    return count


def _get_today(leader: EmployeeRow, now: datetime) -> date:
    return now.astimezone(leader.zone).date()


def _find_moment(leader: EmployeeRow, now: datetime) -> datetime | None:
    """Today's hour of the summary when it has come; an hour that the clock change left out counts as the next one."""
    moment = datetime.combine(_get_today(leader, now), leader.summary_at, leader.zone).astimezone(UTC)
    return moment if moment <= now < moment + STALE_AFTER else None


async def _list_told(session: AsyncSession, due: dict[EmployeeRow, datetime], now: datetime) -> set[int]:
    """Ids of those who have had today's summary, or were not here yet when its hour came."""
    if not due:
        return set()
    keys = [f"{NotificationKind.DAILY_SUMMARY}:{_get_today(leader, now).isoformat()}:e{leader.id}" for leader in due]
    had = await session.execute(select(Notification.employee_id).where(Notification.unique_key.in_(keys)))
    joined = await session.execute(
        select(Employee.id, Employee.joined_at).where(Employee.id.in_([leader.id for leader in due]))
    )
    moments = {leader.id: moment for leader, moment in due.items()}
    newcomers = {key for key, joined_at in joined if joined_at > moments[key]}
    return {key for key in had.scalars() if key is not None} | newcomers


async def forget_conversations(store: Store) -> int:
    """Delete what waits for an answer that nobody will give any more; how many."""
    query = delete(ConversationState).where(ConversationState.updated_at < store.clock.now() - FORGET_AFTER)
    async with AsyncSession(store.engine) as session, session.begin():
        gone = await session.execute(query.returning(ConversationState.key))
        return len(gone.all())
