"""The ledger of notifications: one row, one message, one recipient. It holds a kind and ids, never finished text."""

from __future__ import annotations

from datetime import datetime
from enum import IntEnum, StrEnum
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, Index, SmallInteger, String
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from crm_core.db.base import Base, Id, enum_type


class NotificationKind(StrEnum):
    """What is said. The words are in `handlers/views/notices`; an architecture test keeps the two in step."""

    REQUEST_ARRIVED = "request_arrived"  # to the seller: deal_id, task_id, activity_id, repeated
    TASK_ASSIGNED = "task_assigned"  # to the assignee: task_id
    TASK_REMINDER = "task_reminder"  # to the assignee: task_id, reminder ("before" | "due")
    TASK_OVERDUE = "task_overdue"  # to supervisors: task_id
    TASKS_OVERDUE = "tasks_overdue"  # to supervisors, when many are at once: count
    TASK_NUDGED = "task_nudged"  # to the assignee: task_id, by (employee id)
    TASK_DONE = "task_done"  # to whoever supervises or set it: task_ids (more than one when many are done in a row)
    TASK_WITHDRAWN = "task_withdrawn"  # to the former assignee: title (wording), kind, due_at (ISO)
    VISIT_ADDRESS = "visit_address"  # to the specialist: task_id
    VISIT_MOVED = "visit_moved"  # to the specialist and the seller: task_id, was_at (ISO)
    FILES_ADDED = "files_added"  # to the seller: deal_id, activity_ids
    DEAL_ASSIGNED = "deal_assigned"  # to the new responsible: deal_id, count (deals handed over at once)
    DEAL_WITHDRAWN = "deal_withdrawn"  # to the former responsible: deal_id, count, number, customer, to (names)
    DEAL_MOVED = "deal_moved"  # to the responsible, when somebody else moved it: deal_id
    LOW_MARK = "low_mark"  # to owners: deal_id, mark
    EMPLOYEE_JOINED = "employee_joined"  # to the owner: employee_id
    UNREACHABLE = "unreachable"  # to supervisors: employee_id; to the responsible: customer_id
    CUSTOMER_MESSAGE = "customer_message"  # to the seller: activity_id, customer_id, deal_id
    DAILY_SUMMARY = "daily_summary"  # to owner and supervisors: day (ISO date, local)
    CUSTOMER_STAGE = "customer_stage"  # to the customer: deal_id, stage_id
    CUSTOMER_VISIT = "customer_visit"  # to the customer: task_id, what ("booked" | "moved" | "cancelled" | "reminder")
    CUSTOMER_MARK = "customer_mark"  # to the customer: deal_id (asks for a mark)


class Priority(IntEnum):
    """Smaller goes first."""

    URGENT = 0
    NORMAL = 1
    DIGEST = 2


class NotificationStatus(StrEnum):
    WAITING = "waiting"
    SENT = "sent"
    #: Could never be delivered (blocked, chat gone, refused by Telegram).
    DEAD = "dead"
    #: No longer made sense, or may no longer be read by the recipient.
    DROPPED = "dropped"


class Notification(Base):
    """Claimed by setting `leased_until`; a sender that dies loses the lease and another one takes over."""

    __tablename__ = "notifications"
    __table_args__ = (
        CheckConstraint("(employee_id IS NULL) <> (customer_id IS NULL)", name="one_recipient"),
        CheckConstraint("(status = 'sent') = (sent_at IS NOT NULL)", name="sent"),
        Index("ix_notifications_waiting", "priority", "due_at", postgresql_where="status = 'waiting'"),
        Index(None, "change_id"),
        Index(None, "employee_id"),
        Index(None, "customer_id"),
    )

    id: Mapped[Id]
    kind: Mapped[NotificationKind] = mapped_column(enum_type(NotificationKind))
    payload: Mapped[dict[str, Any]] = mapped_column(JSONB)
    employee_id: Mapped[int | None] = mapped_column(ForeignKey("employees.id"))
    customer_id: Mapped[int | None] = mapped_column(ForeignKey("customers.id"))
    priority: Mapped[int] = mapped_column(SmallInteger)
    #: The same fact is told to the same recipient once.
    unique_key: Mapped[str] = mapped_column(String(200), unique=True)
    #: The change that caused it; empty for ticks.
    change_id: Mapped[int | None] = mapped_column(ForeignKey("changes.id"))
    created_at: Mapped[datetime]
    due_at: Mapped[datetime]
    #: After this moment it is no longer worth telling; empty: always.
    expires_at: Mapped[datetime | None]
    status: Mapped[NotificationStatus] = mapped_column(
        enum_type(NotificationStatus), default=NotificationStatus.WAITING
    )
    attempts: Mapped[int] = mapped_column(default=0)
    leased_until: Mapped[datetime | None]
    reason: Mapped[str | None] = mapped_column(String(200))
    sent_at: Mapped[datetime | None]
    chat_id: Mapped[int | None]
    message_id: Mapped[int | None]
