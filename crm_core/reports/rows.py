"""What reports say: numbers with the names they belong to."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from crm_core.kernel.wording import Wording


@dataclass(frozen=True, slots=True)
class PersonCount:
    """How many of something one employee has."""

    id: int
    name: str
    count: int


@dataclass(frozen=True, slots=True)
class ReasonCount:
    """How many deals were lost for one reason."""

    id: int
    reason: Wording
    count: int


@dataclass(frozen=True, slots=True)
class DealSum:
    """Some deals and what they are worth together, in the company's currency."""

    count: int
    sum: Decimal


@dataclass(frozen=True, slots=True)
class DayReport:
    """One local day. `overdue`, `without_next_step` and `expected` (open deals) are as of now, the rest the day's.

    `forecast` is `expected` weighted by the probability of each deal's stage.
    """

    day: date
    currency: str
    new_requests: int
    calls: int
    calls_by_person: tuple[PersonCount, ...]
    moved: int
    won: DealSum
    lost: DealSum
    lost_by_reason: tuple[ReasonCount, ...]
    tasks_done: int
    overdue: int
    overdue_by_person: tuple[PersonCount, ...]
    without_next_step: int
    expected: DealSum
    forecast: Decimal
    marks: int
    average_mark: Decimal | None
