"""Refusals about tasks and visits."""

from __future__ import annotations

from datetime import datetime

from crm_core.kernel.errors import CrmError
from crm_core.staff.models import Craft


class TaskClosed(CrmError, code="task_closed"):
    """It is done or cancelled already."""

    def __init__(self, task_id: int) -> None:
        super().__init__(task_id)
        self.task_id = task_id


class PastTime(CrmError, code="past_time"):
    """The chosen moment is not in the future."""

    def __init__(self, moment: datetime) -> None:
        super().__init__(moment)
        self.moment = moment


class SlotTaken(CrmError, code="slot_taken"):
    """Nobody who could come is free then."""

    def __init__(self, start: datetime) -> None:
        super().__init__(start)
        self.start = start


class NoSpecialist(CrmError, code="no_specialist"):
    """Nobody with this craft works here."""

    def __init__(self, craft: Craft) -> None:
        super().__init__(craft)
        self.craft = craft


class VisitTooSoon(CrmError, code="visit_too_soon"):
    """The customer moves a visit herself only while it is at least two hours ahead."""

    def __init__(self, task_id: int) -> None:
        super().__init__(task_id)
        self.task_id = task_id


class NotAVisit(CrmError, code="not_a_visit"):
    """Only a visit is moved to a slot."""

    def __init__(self, task_id: int) -> None:
        super().__init__(task_id)
        self.task_id = task_id
