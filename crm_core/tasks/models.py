"""Tasks and reminders. A visit takes a span of its specialist's time; his visits never overlap."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum
from typing import Any, ClassVar

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, text
from sqlalchemy.dialects.postgresql import JSONB, ExcludeConstraint
from sqlalchemy.orm import Mapped, mapped_column

from crm_core.db.base import Audited, Base, Id, Retractable, enum_type
from crm_core.kernel.wording import Wording


class TaskKind(StrEnum):
    CALL = "call"
    TODO = "todo"
    VISIT = "visit"
    COMPLAINT = "complaint"


class VisitPurpose(StrEnum):
    MEASUREMENT = "measurement"
    INSTALLATION = "installation"
    DELIVERY = "delivery"
    SERVICE = "service"


class TaskStatus(StrEnum):
    OPEN = "open"
    DONE = "done"
    CANCELLED = "cancelled"


class Task(Audited, Base):
    """`is_deadline`: due *by* that moment (supervisors hear at once); else planned *at* it (they hear later).

    A visit has `purpose` and `ends_at`; a task without a deal stands for itself.
    """

    __tablename__ = "tasks"
    __table_args__ = (
        CheckConstraint(
            "(kind = 'visit') = (purpose IS NOT NULL AND ends_at IS NOT NULL AND deal_id IS NOT NULL)",
            name="visit",
        ),
        CheckConstraint("ends_at > due_at", name="span"),
        CheckConstraint("(status = 'open') = (closed_at IS NULL)", name="closed"),
        CheckConstraint("deal_id IS NULL OR customer_id IS NOT NULL", name="deal_has_customer"),
        ExcludeConstraint(
            ("assignee_id", "="),
            (text("tstzrange(due_at, ends_at)"), "&&"),
            name="ex_tasks_visits_overlap",
            using="gist",
            where="kind = 'visit' AND status = 'open'",
        ),
        Index("ix_tasks_open_assignee", "assignee_id", "due_at", postgresql_where="status = 'open'"),
        Index("ix_tasks_open_due", "due_at", postgresql_where="status = 'open'"),
        Index("ix_tasks_open_deal", "deal_id", "due_at", postgresql_where="status = 'open'"),
        Index("ix_tasks_assignee", "assignee_id", "created_at", postgresql_include=["deal_id", "customer_id"]),
        Index(None, "deal_id"),
        Index(None, "customer_id"),
        Index(None, "closed_at"),
    )
    __unaudited__: ClassVar[frozenset[str]] = frozenset({"version"})

    id: Mapped[Id]
    version: Mapped[int] = mapped_column(default=1)
    kind: Mapped[TaskKind] = mapped_column(enum_type(TaskKind))
    purpose: Mapped[VisitPurpose | None] = mapped_column(enum_type(VisitPurpose))
    title: Mapped[Wording]
    deal_id: Mapped[int | None] = mapped_column(ForeignKey("deals.id"))
    customer_id: Mapped[int | None] = mapped_column(ForeignKey("customers.id"))
    assignee_id: Mapped[int] = mapped_column(ForeignKey("employees.id"))
    #: Empty: made by the system (a stage's rule, a request).
    created_by: Mapped[int | None] = mapped_column(ForeignKey("employees.id"))
    due_at: Mapped[datetime]
    ends_at: Mapped[datetime | None]
    is_deadline: Mapped[bool] = mapped_column(default=False)
    status: Mapped[TaskStatus] = mapped_column(enum_type(TaskStatus), default=TaskStatus.OPEN)
    outcome: Mapped[str | None] = mapped_column(String(4096))
    #: When it comes again, once it is done: see `crm_core.tasks.recurring`.
    recurrence: Mapped[dict[str, Any] | None] = mapped_column(JSONB(none_as_null=True))
    created_at: Mapped[datetime]
    closed_at: Mapped[datetime | None]

    __mapper_args__ = {"version_id_col": version}  # noqa: RUF012  # SQLAlchemy's own form

    def retract(self, now: datetime) -> None:
        self.status = TaskStatus.CANCELLED
        self.closed_at = now


class ReminderKind(StrEnum):
    #: To the assignee, ahead of the due time.
    BEFORE = "before"
    #: To the assignee, at the due time.
    DUE = "due"
    #: To those who supervise him: nothing happened in time.
    OVERDUE = "overdue"
    #: To the customer, ahead of her visit.
    VISIT = "visit"


class ReminderStatus(StrEnum):
    WAITING = "waiting"
    FIRED = "fired"
    DROPPED = "dropped"


class Reminder(Retractable, Base):
    """When to speak about a task. A moved task drops the waiting ones and plans anew.

    They follow their task and leave no audit rows, but for those that somebody has asked for himself.
    """

    __tablename__ = "reminders"
    __table_args__ = (
        Index(
            "uq_reminders_waiting",
            "task_id",
            "kind",
            "remind_at",
            unique=True,
            postgresql_where="status = 'waiting'",
        ),
        Index("ix_reminders_waiting", "remind_at", postgresql_where="status = 'waiting'"),
        Index(None, "task_id"),
    )

    id: Mapped[Id]
    task_id: Mapped[int] = mapped_column(ForeignKey("tasks.id"))
    kind: Mapped[ReminderKind] = mapped_column(enum_type(ReminderKind))
    remind_at: Mapped[datetime]
    status: Mapped[ReminderStatus] = mapped_column(enum_type(ReminderStatus), default=ReminderStatus.WAITING)
    closed_at: Mapped[datetime | None]

    def retract(self, now: datetime) -> None:
        self.status, self.closed_at = ReminderStatus.DROPPED, now
