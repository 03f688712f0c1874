"""The ledger's books: who carries which notification, and what became of it.

A claim is a lease: it is committed before anything is sent, so no transaction is open over the network, and a carrier
that dies loses its claim to another one. A notification is therefore told at least once, and at most twice when a
carrier dies between Telegram's yes and the book entry. Times of retries live in the lease, so `due_at` always says
when the thing should have been heard.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import or_, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from crm_core.notifications.models import Notification, NotificationKind, NotificationStatus, Priority

LEASE = timedelta(seconds=60)
#: Longest reason that the book takes.
REASON_LIMIT = 200


@dataclass(frozen=True, slots=True)
class ClaimedNotification:
    """One claim. `attempts` counts this one; after `leased_until` somebody else may carry it."""

    id: int
    kind: NotificationKind
    payload: dict[str, Any]
    employee_id: int | None
    customer_id: int | None
    priority: Priority
    created_at: datetime
    due_at: datetime
    expires_at: datetime | None
    attempts: int
    leased_until: datetime


async def claim_batch(
    session: AsyncSession, now: datetime, limit: int, lease: timedelta = LEASE
) -> list[ClaimedNotification]:
    """At most `limit` due notifications, urgent ones and then older ones first, leased to the caller."""
    free = or_(Notification.leased_until.is_(None), Notification.leased_until <= now)
    due = (
        select(Notification.id)
        .where(Notification.status == NotificationStatus.WAITING, Notification.due_at <= now, free)
        .order_by(Notification.priority, Notification.due_at, Notification.id)
        .limit(limit)
        .with_for_update(skip_locked=True)
        .cte("due")
    )
    query = (
        update(Notification)
        .where(Notification.id.in_(select(due.c.id)))
        .values(leased_until=now + lease, attempts=Notification.attempts + 1)
        .returning(Notification)
        .execution_options(synchronize_session=False)
    )
    rows = (await session.execute(query)).scalars().all()
    return [
        ClaimedNotification(
            id=row.id,
            kind=row.kind,
            payload=row.payload,
            employee_id=row.employee_id,
            customer_id=row.customer_id,
            priority=Priority(row.priority),
            created_at=row.created_at,
            due_at=row.due_at,
            expires_at=row.expires_at,
            attempts=row.attempts,
            leased_until=now + lease,
        )
        for row in sorted(rows, key=lambda row: (row.priority, row.due_at, row.id))
    ]


async def mark_sent(session: AsyncSession, notification_id: int, chat_id: int, message_id: int, now: datetime) -> None:
    """It is in the chat."""
    values = {
        "status": NotificationStatus.SENT,
        "sent_at": now,
        "chat_id": chat_id,
        "message_id": message_id,
        "leased_until": None,
        "reason": None,
    }
    await _write(session, [notification_id], values)


async def mark_retry(session: AsyncSession, notification_id: int, at: datetime, reason: str | None = None) -> None:
    """Nobody carries it before `at`."""
    await _write(session, [notification_id], {"leased_until": at, "reason": reason and reason[:REASON_LIMIT]})


async def mark_dropped(session: AsyncSession, notification_id: int, reason: str) -> None:
    """It no longer makes sense, or its recipient may not read it."""
    values = {"status": NotificationStatus.DROPPED, "leased_until": None, "reason": reason[:REASON_LIMIT]}
    await _write(session, [notification_id], values)


async def mark_undeliverable(session: AsyncSession, notification_id: int, reason: str) -> None:
    """It will never arrive. What this means for its recipient is decided by `notifications.fates.mark_dead`."""
    values = {"status": NotificationStatus.DEAD, "leased_until": None, "reason": reason[:REASON_LIMIT]}
    await _write(session, [notification_id], values)


async def release(session: AsyncSession, notification_ids: Sequence[int], until: datetime | None = None) -> None:
    """Give claims back untried; nobody takes them before `until`."""
    values = {"leased_until": until, "attempts": Notification.attempts - 1}
    await _write(session, notification_ids, values)


async def _write(session: AsyncSession, ids: Sequence[int], values: dict[str, Any]) -> None:
    """Only rows still waiting change: a fate once written stays."""
    query = update(Notification).where(Notification.id.in_(ids), Notification.status == NotificationStatus.WAITING)
    await session.execute(query.values(values).execution_options(synchronize_session=False))
