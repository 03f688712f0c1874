"""What a person has been told last: the notice that lies on top in the chat."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import BigInteger, select
from sqlalchemy.ext.asyncio import AsyncSession

from crm_core.notifications.models import Notification, NotificationStatus
from crm_core.tasks.models import Task, TaskKind


async def find_last_visit_told(session: AsyncSession, employee_id: int) -> tuple[int, datetime] | None:
    """Deal of the latest notice about a visit that is still this employee's, and when it was sent; 1 query."""
    query = (
        select(Task.deal_id, Notification.sent_at)
        .join(Task, Task.id == Notification.payload["task_id"].astext.cast(BigInteger))
        .where(
            Notification.employee_id == employee_id,
            Notification.status == NotificationStatus.SENT,
            Task.kind == TaskKind.VISIT,
            Task.assignee_id == employee_id,
            Task.deal_id.is_not(None),
        )
        .order_by(Notification.sent_at.desc(), Notification.id.desc())
        .limit(1)
    )
    found = (await session.execute(query)).one_or_none()
    return None if found is None or found.sent_at is None else (found.deal_id, found.sent_at)
