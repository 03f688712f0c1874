"""What lists and cards of tasks show."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from crm_core.kernel.wording import Wording
from crm_core.language.found import Recurrence
from crm_core.tasks.models import TaskKind, TaskStatus, VisitPurpose


@dataclass(frozen=True, slots=True)
class TaskRow:
    """`title` is empty when the task needs no other name than its kind and purpose; `phone` is E.164.

    `responsible_id` is the deal's responsible, None without a deal.
    """

    id: int
    version: int
    kind: TaskKind
    purpose: VisitPurpose | None
    title: Wording
    deal_id: int | None
    deal_number: int | None
    customer_id: int | None
    customer_name: str | None
    phone: str | None
    address: str | None
    latitude: float | None
    longitude: float | None
    assignee_id: int
    assignee_name: str
    due_at: datetime
    ends_at: datetime | None
    is_deadline: bool
    status: TaskStatus
    outcome: str | None
    created_by: int | None
    responsible_id: int | None
    created_at: datetime
    closed_at: datetime | None
    #: It comes again once it is done.
    recurrence: Recurrence | None = None


@dataclass(frozen=True, slots=True)
class HomeCounts:
    """Today on one screen, for one employee: tasks are his own, deals those he is responsible for.

    `today` counts what is still to come today; `new_deals` stand in their first stage.
    """

    overdue: int
    today: int
    new_deals: int
    tomorrow: int
    without_next_step: int
