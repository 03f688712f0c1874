"""Runs the company's rules on what happened, in the transaction in which it happened."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import or_, select

from crm_core.automation.conditions import Facts, check_conditions
from crm_core.automation.effects import Occasion, run_effect
from crm_core.automation.models import AutomationRule, Trigger
from crm_core.db.unit_of_work import Work
from crm_core.deals.events import DealCreated, DealMoved, MarkWasGiven
from crm_core.deals.models import Deal
from crm_core.kernel.events import Event
from crm_core.tasks.events import TaskCompleted, VisitBooked
from crm_core.tasks.models import Task


@dataclass(frozen=True, slots=True)
class Pulled:
    """A pulled trigger, on which deal, and what is known."""

    trigger: Trigger
    deal_id: int
    facts: Facts
    stage_id: int | None = None


async def run_rules(work: Work, event: Event) -> None:
    """All active rules that `event` triggers, in the order in which they were written."""
    pulled = await _find_trigger(work, event)
    if pulled is None:
        return
    query = (
        select(AutomationRule)
        .where(
            AutomationRule.trigger == pulled.trigger,
            or_(AutomationRule.stage_id.is_(None), AutomationRule.stage_id == pulled.stage_id),
            AutomationRule.is_active,
            AutomationRule.archived_at.is_(None),
        )
        .order_by(AutomationRule.id)
    )
    rules = (await work.session.execute(query)).scalars().all()
    if not rules:
        return
    deal = await work.session.get_one(Deal, pulled.deal_id)
    for rule in rules:
        if check_conditions(rule.trigger, rule.conditions).allows(pulled.facts):
            for effect in rule.effects:
                await run_effect(Occasion(work, deal, pulled.facts.mark), effect)


async def _find_trigger(work: Work, event: Event) -> Pulled | None:
    match event:
        case DealCreated():
            deal = await work.session.get_one(Deal, event.deal_id)
            return Pulled(Trigger.STAGE_ENTERED, deal.id, Facts(), deal.stage_id)
        case DealMoved():
            return Pulled(Trigger.STAGE_ENTERED, event.deal_id, Facts(), event.to_stage_id)
        case MarkWasGiven():
            return Pulled(Trigger.MARK_GIVEN, event.deal_id, Facts(mark=event.value))
        case VisitBooked():
            return await _find_visit(work, Trigger.VISIT_BOOKED, event.task_id)
        case TaskCompleted():
            return await _find_visit(work, Trigger.VISIT_DONE, event.task_id)
        case _:
            return None


async def _find_visit(work: Work, trigger: Trigger, task_id: int) -> Pulled | None:
    task = await work.session.get_one(Task, task_id)
    if task.deal_id is None or task.purpose is None:
        return None
    return Pulled(trigger, task.deal_id, Facts(purpose=task.purpose))
