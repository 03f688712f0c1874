"""What boards and pickers of stages show."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from crm_core.deals.models import StageKind
from crm_core.kernel.wording import Wording


@dataclass(frozen=True, slots=True)
class StageRow:
    """`customer_label` is empty when the customer is told nothing of this stage."""

    id: int
    code: str
    name: Wording
    customer_label: Wording
    kind: StageKind
    position: int
    pipeline_id: int


@dataclass(frozen=True, slots=True)
class LossReasonRow:
    id: int
    code: str
    name: Wording


@dataclass(frozen=True, slots=True)
class BoardColumn:
    """One stage of the board: how many deals stand in it and what they are worth together, in `currency`."""

    stage: StageRow
    count: int
    sum: Decimal
    currency: str


@dataclass(frozen=True, slots=True)
class BoardPerson:
    """One responsible's open deals."""

    id: int
    name: str
    count: int
    sum: Decimal


@dataclass(frozen=True, slots=True)
class Board:
    """Columns in the order of stages; people who have open deals, by name."""

    stages: tuple[BoardColumn, ...]
    by_person: tuple[BoardPerson, ...]
