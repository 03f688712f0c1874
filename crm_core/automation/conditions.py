"""When a rule applies: each trigger has parameters of its own, validated on write."""

from __future__ import annotations

from typing import Any

from pydantic import Field

from crm_core.automation.effects import Parameters
from crm_core.automation.models import Trigger
from crm_core.tasks.models import VisitPurpose


class Facts(Parameters):
    """What is known of the event that may trigger rules."""

    purpose: VisitPurpose | None = None
    mark: int | None = None


class Always(Parameters):
    def allows(self, _: Facts) -> bool:
        return True


class OfPurpose(Parameters):
    purpose: VisitPurpose

    def allows(self, facts: Facts) -> bool:
        return facts.purpose is self.purpose


class AtMost(Parameters):
    """Marks of this value and below."""

    at_most: int = Field(5, ge=1, le=5)

    def allows(self, facts: Facts) -> bool:
        return facts.mark is not None and facts.mark <= self.at_most


Condition = Always | OfPurpose | AtMost

CONDITIONS: dict[Trigger, type[Always | OfPurpose | AtMost]] = {
    Trigger.STAGE_ENTERED: Always,
    Trigger.MARK_GIVEN: AtMost,
    Trigger.VISIT_BOOKED: OfPurpose,
    Trigger.VISIT_DONE: OfPurpose,
}


def check_conditions(trigger: Trigger, stored: dict[str, Any]) -> Condition:
    """The validated condition; ValueError names what is wrong."""
    return CONDITIONS[trigger].model_validate(stored)
