"""What the customer reads about her orders: frozen rows without any internal word, note or private contact."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from enum import StrEnum

from crm_core.kernel.wording import Wording
from crm_core.tasks.models import VisitPurpose


class StepState(StrEnum):
    DONE = "done"
    CURRENT = "current"
    AHEAD = "ahead"


class OrderFate(StrEnum):
    OPEN = "open"
    FULFILLED = "fulfilled"
    GIVEN_UP = "given_up"


@dataclass(frozen=True, slots=True)
class OrderVisit:
    """An open visit of somebody from the company; `can_move` says whether there is still time to choose another."""

    task_id: int
    purpose: VisitPurpose
    starts_at: datetime
    ends_at: datetime
    specialist_id: int
    specialist_name: str
    can_move: bool


@dataclass(frozen=True, slots=True)
class OrderRow:
    """`deal_id` goes into buttons only, `number` is what people say aloud; `label` may be empty."""

    deal_id: int
    number: int
    label: Wording
    fate: OrderFate
    wish: str | None
    created_at: datetime


@dataclass(frozen=True, slots=True)
class OrderCard:
    """One order as its customer sees it. `steps` are the stages she is told about, in order, each label once."""

    deal_id: int
    number: int
    label: Wording
    fate: OrderFate
    steps: tuple[tuple[Wording, StepState], ...]
    visits: tuple[OrderVisit, ...]
    address: str | None
    amount: Decimal | None
    currency: str
    wish: str | None
    seller_name: str
    mark: int | None
    created_at: datetime
    has_others: bool

    @property
    def is_open(self) -> bool:
        return self.fate is OrderFate.OPEN

    @property
    def asks_mark(self) -> bool:
        return self.fate is OrderFate.FULFILLED and self.mark is None


@dataclass(frozen=True, slots=True)
class Promise:
    """Who of the company will speak to the customer next, and until when."""

    name: str
    due_at: datetime
