"""What happened to tasks. `by` is the employee who did it, None for the system and for customers."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from crm_core.kernel.events import Event


@dataclass(frozen=True, slots=True)
class TaskAssigned(Event):
    """Made for, or handed to, `assignee_id`; `from_employee_id` had it before (None: it is new)."""

    task_id: int
    assignee_id: int
    by: int | None
    from_employee_id: int | None = None


@dataclass(frozen=True, slots=True)
class TaskCompleted(Event):
    task_id: int


@dataclass(frozen=True, slots=True)
class TaskPostponed(Event):
    task_id: int
    was_at: datetime


@dataclass(frozen=True, slots=True)
class TaskCancelled(Event):
    task_id: int
    assignee_id: int


@dataclass(frozen=True, slots=True)
class VisitBooked(Event):
    task_id: int


@dataclass(frozen=True, slots=True)
class VisitMoved(Event):
    task_id: int
    was_at: datetime
    by_customer: bool


@dataclass(frozen=True, slots=True)
class TaskNudged(Event):
    task_id: int
    by: int | None
