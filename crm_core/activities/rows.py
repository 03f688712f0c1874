"""What a timeline shows: activities, moves between stages and marks, mixed by time."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

from crm_core.activities.models import ActivityKind, CallOutcome, Direction, FileKind
from crm_core.kernel.wording import Wording


class TimelineKind(StrEnum):
    """Entries of a timeline that are not activities."""

    STAGE_CHANGE = "stage_change"
    MARK = "mark"


@dataclass(frozen=True, slots=True)
class ActivityRow:
    """One entry. `author` is the employee's name, None when the customer or the system did it.

    `stage` (with TimelineKind.STAGE_CHANGE) is where the deal went, `reason` why it was lost; `mark` (with
    TimelineKind.MARK) is 1 to 5 and `text` her comment. `id` is unique within its kind only.
    """

    id: int
    kind: ActivityKind | TimelineKind
    direction: Direction | None
    outcome: CallOutcome | None
    duration_seconds: int | None
    text: str | None
    file_kind: FileKind | None
    file: dict[str, Any] | None
    author: str | None
    at: datetime
    stage: Wording | None
    reason: Wording | None
    mark: int | None
    deal_id: int | None
