"""What each kind of notification is about: frozen rows that its renderer words. They are loaded by `bot/delivery`."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from crm_core.activities.rows import ActivityRow
from crm_core.cards.rows import DealCard
from crm_core.kernel.wording import Wording
from crm_core.orders.rows import OrderCard, OrderVisit
from crm_core.reports.rows import DayReport
from crm_core.staff.rows import EmployeeRow
from crm_core.tasks.models import ReminderKind, TaskKind
from crm_core.tasks.rows import TaskRow


@dataclass(frozen=True, slots=True)
class RequestSubject:
    """`task` is the call to make; `repeated`: she has asked before and nobody has dealt with it yet."""

    deal: DealCard
    task: TaskRow | None
    text: str | None
    repeated: bool


@dataclass(frozen=True, slots=True)
class TaskSubject:
    """`by` is the name of whoever did it; `was_at` where a visit stood before."""

    task: TaskRow
    stage: Wording | None = None
    reminder: ReminderKind | None = None
    by: str | None = None
    was_at: datetime | None = None
    by_customer: bool = False


@dataclass(frozen=True, slots=True)
class DoneSubject:
    tasks: tuple[TaskRow, ...]


@dataclass(frozen=True, slots=True)
class CountSubject:
    count: int


@dataclass(frozen=True, slots=True)
class WithdrawnSubject:
    """All that a former assignee is told: he may not read the task any more."""

    kind: TaskKind
    title: Wording
    due_at: datetime


@dataclass(frozen=True, slots=True)
class DealSubject:
    """`count` deals were handed over together; `deal` is the first."""

    deal: DealCard
    count: int = 1


@dataclass(frozen=True, slots=True)
class DealWithdrawnSubject:
    """All that a former responsible is told; `to` has the deal now. Of `count` deals it is the first."""

    number: int
    customer: str
    to: str
    count: int = 1


@dataclass(frozen=True, slots=True)
class FilesSubject:
    deal: DealCard
    files: tuple[ActivityRow, ...]


@dataclass(frozen=True, slots=True)
class MarkSubject:
    deal: DealCard
    mark: int
    comment: str | None


@dataclass(frozen=True, slots=True)
class MessageSubject:
    deal: DealCard
    message: ActivityRow


@dataclass(frozen=True, slots=True)
class ColleagueSubject:
    colleague: EmployeeRow


@dataclass(frozen=True, slots=True)
class UnreachableSubject:
    """An employee or a customer; `customer_id` is set for the latter."""

    name: str
    customer_id: int | None


@dataclass(frozen=True, slots=True)
class SummarySubject:
    report: DayReport


@dataclass(frozen=True, slots=True)
class OrderSubject:
    order: OrderCard


@dataclass(frozen=True, slots=True)
class VisitSubject:
    """`visit` is empty when it was called off; `what` is "booked", "moved", "cancelled" or "reminder"."""

    deal_id: int
    what: str
    due_at: datetime
    visit: OrderVisit | None
    address: str | None


Subject = (
    RequestSubject
    | TaskSubject
    | DoneSubject
    | CountSubject
    | WithdrawnSubject
    | DealSubject
    | DealWithdrawnSubject
    | FilesSubject
    | MarkSubject
    | MessageSubject
    | ColleagueSubject
    | UnreachableSubject
    | SummarySubject
    | OrderSubject
    | VisitSubject
)
