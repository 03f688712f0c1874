"""Puts notifications into the ledger, in the transaction of what they tell about.

The same fact reaches the same recipient once, whoever queues it and however often. Of several things that one change
has to say to one person about one deal, only the most telling is said.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import select, update
from sqlalchemy.dialects.postgresql import insert

from crm_core.db.unit_of_work import Work
from crm_core.notifications.models import Notification, NotificationKind, NotificationStatus, Priority

#: What a notification makes superfluous when the same change tells it to the same person about the same deal.
COVERS: dict[NotificationKind, frozenset[NotificationKind]] = {
    NotificationKind.REQUEST_ARRIVED: frozenset(
        {
            NotificationKind.DEAL_ASSIGNED,
            NotificationKind.TASK_ASSIGNED,
            NotificationKind.DEAL_MOVED,
        }
    ),
    NotificationKind.DEAL_WITHDRAWN: frozenset({NotificationKind.TASK_WITHDRAWN}),
    NotificationKind.DEAL_ASSIGNED: frozenset({NotificationKind.TASK_ASSIGNED, NotificationKind.DEAL_MOVED}),
    NotificationKind.TASK_ASSIGNED: frozenset({NotificationKind.TASK_DONE, NotificationKind.DEAL_MOVED}),
    NotificationKind.TASK_DONE: frozenset({NotificationKind.DEAL_MOVED}),
    NotificationKind.CUSTOMER_MARK: frozenset({NotificationKind.CUSTOMER_STAGE}),
    NotificationKind.CUSTOMER_VISIT: frozenset({NotificationKind.CUSTOMER_STAGE}),
}


@dataclass(frozen=True, slots=True)
class Recipient:
    """Exactly one of the two."""

    employee_id: int | None = None
    customer_id: int | None = None

    def __post_init__(self) -> None:
        if (self.employee_id is None) == (self.customer_id is None):
            raise ValueError(self)

    @property
    def key(self) -> str:
        return f"e{self.employee_id}" if self.employee_id is not None else f"c{self.customer_id}"


async def queue(
    work: Work,
    kind: NotificationKind,
    payload: dict[str, Any],
    *,
    unique_key: str,
    employee_id: int | None = None,
    customer_id: int | None = None,
    priority: Priority = Priority.NORMAL,
    due_at: datetime | None = None,
    expires_at: datetime | None = None,
) -> bool:
    """Write one notification; False when this recipient has already been told (or is to be told something better).

    `unique_key` names the fact; kind and recipient are added to it. `due_at` is when it should be heard: the ledger
    calls it late by that.
    """
    recipient = Recipient(employee_id, customer_id)
    if await _is_covered(work, kind, payload, recipient):
        return False
    row = {
        "kind": kind,
        "payload": payload,
        "employee_id": employee_id,
        "customer_id": customer_id,
        "priority": priority,
        "unique_key": f"{kind}:{unique_key}:{recipient.key}",
        "change_id": work.change_id,
        "created_at": work.now,
        "due_at": due_at or work.now,
        "expires_at": expires_at,
    }
    query = insert(Notification).values(row).on_conflict_do_nothing(index_elements=["unique_key"])
    written = (await work.session.execute(query.returning(Notification.id))).scalar_one_or_none()
    if written is None:
        return False
    await work.wake_ticks()
    return True


async def _is_covered(work: Work, kind: NotificationKind, payload: dict[str, Any], recipient: Recipient) -> bool:
    """Whether this change already says something better; what is worse than the new one is dropped."""
    deal_id = payload.get("deal_id")
    if deal_id is None or work.change_id is None:
        return False
    whose = (
        Notification.employee_id == recipient.employee_id
        if recipient.customer_id is None
        else Notification.customer_id == recipient.customer_id
    )
    query = select(Notification.id, Notification.kind).where(
        Notification.change_id == work.change_id,
        whose,
        Notification.status == NotificationStatus.WAITING,
        Notification.payload["deal_id"].as_integer() == deal_id,
    )
    others = (await work.session.execute(query)).all()
    if any(kind in COVERS.get(other, ()) for _, other in others):
        return True
    worse = [key for key, other in others if other in COVERS.get(kind, ())]
    if worse:
        values = {"status": NotificationStatus.DROPPED, "reason": "said_better"}
        await work.session.execute(update(Notification).where(Notification.id.in_(worse)).values(values))
    return False
