"""What cards and lists of deals and customers show."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from crm_core.activities.rows import ActivityRow
from crm_core.customers.models import CustomerKind
from crm_core.deals.models import StageKind
from crm_core.kernel.wording import Wording
from crm_core.staff.models import Craft
from crm_core.tasks.models import TaskKind, VisitPurpose
from crm_core.tasks.rows import TaskRow


@dataclass(frozen=True, slots=True)
class TaskBrief:
    """The next step; `title` is empty when kind and purpose say enough."""

    id: int
    title: Wording
    due_at: datetime
    kind: TaskKind
    purpose: VisitPurpose | None


@dataclass(frozen=True, slots=True)
class DealRow:
    """One line of a list of deals. `number` is what people say aloud; `next_task` is the earliest open one."""

    id: int
    number: int
    customer_id: int
    customer_name: str
    stage_id: int
    stage: Wording
    stage_kind: StageKind
    amount: Decimal | None
    currency: str
    responsible_id: int
    responsible_name: str
    next_task: TaskBrief | None
    stage_entered_at: datetime
    created_at: datetime


@dataclass(frozen=True, slots=True)
class DealCard:
    """Everything on a deal's card. `phones` are E.164; `participants` are (craft, employee id, name).

    `next_tasks` are all open ones, the earliest first; `events` the last three entries of the timeline, newest first.
    """

    id: int
    version: int
    number: int
    customer_id: int
    customer_name: str
    customer_has_telegram: bool
    phones: tuple[str, ...]
    address: str | None
    latitude: float | None
    longitude: float | None
    pipeline_id: int
    stage_id: int
    stage: Wording
    stage_kind: StageKind
    amount: Decimal | None
    currency: str
    responsible_id: int
    responsible_name: str
    next_task: TaskBrief | None
    stage_entered_at: datetime
    created_at: datetime
    wish: str | None
    source: str | None
    loss_reason: Wording | None
    participants: tuple[tuple[Craft, int, str], ...]
    next_tasks: tuple[TaskRow, ...]
    events: tuple[ActivityRow, ...]
    mark: int | None


@dataclass(frozen=True, slots=True)
class CustomerRow:
    """One line of a search. `last_at` is when something last happened with her."""

    id: int
    name: str
    phone: str | None
    deal_count: int
    responsible_name: str | None
    last_at: datetime | None


@dataclass(frozen=True, slots=True)
class CustomerCard:
    """Everything on a customer's card. `responsible` is (employee id, name); deals are those the actor may see."""

    id: int
    version: int
    kind: CustomerKind
    name: str
    phones: tuple[str, ...]
    emails: tuple[str, ...]
    telegram: bool
    address: str | None
    latitude: float | None
    longitude: float | None
    source: str | None
    tags: tuple[str, ...]
    birthday: date | None
    locale: str | None
    responsible: tuple[int, str] | None
    deals: tuple[DealRow, ...]
    events: tuple[ActivityRow, ...]
    created_at: datetime
    unreachable: bool
