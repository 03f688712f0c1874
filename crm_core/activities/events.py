"""What was added to the timeline."""

from __future__ import annotations

from dataclasses import dataclass

from crm_core.activities.models import ActivityKind
from crm_core.kernel.events import Event


@dataclass(frozen=True, slots=True)
class ActivityLogged(Event):
    activity_id: int
    kind: ActivityKind
    deal_id: int | None


@dataclass(frozen=True, slots=True)
class FileAttached(Event):
    activity_id: int
    deal_id: int
