"""What happened to deals."""

from __future__ import annotations

from dataclasses import dataclass

from crm_core.deals.models import StageKind
from crm_core.kernel.events import Event


@dataclass(frozen=True, slots=True)
class DealCreated(Event):
    deal_id: int


@dataclass(frozen=True, slots=True)
class DealMoved(Event):
    """`kind` is that of the stage it stands in now."""

    deal_id: int
    from_stage_id: int
    to_stage_id: int
    kind: StageKind


@dataclass(frozen=True, slots=True)
class DealReassigned(Event):
    deal_id: int
    from_employee_id: int
    to_employee_id: int


@dataclass(frozen=True, slots=True)
class MarkWasGiven(Event):
    deal_id: int
    value: int
