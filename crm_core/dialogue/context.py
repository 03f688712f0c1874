"""What a sentence is understood against, loaded from the database for the one who speaks."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from sqlalchemy import Text, cast, func, select
from sqlalchemy.dialects.postgresql import ARRAY, JSONB, aggregate_order_by
from sqlalchemy.ext.asyncio import AsyncSession

from crm_core.company.models import Company, DayOff
from crm_core.company.queries import build_working_time
from crm_core.deals.models import LossReason, Pipeline, Stage
from crm_core.kernel.actor import Actor
from crm_core.kernel.permissions import Right, can
from crm_core.language.context import Colleague, Context, ReasonNamed, StageNamed
from crm_core.staff.models import Employee


async def load_context(
    session: AsyncSession, actor: Actor, now: datetime, *, has_view: bool = False, expects_time: bool = False
) -> Context:
    """2 queries, 1 for those who give work to nobody. Colleagues are those to whom the actor may give something."""
    query = select(Company, Employee, _list_days_off(), _list_stages(), _list_reasons()).outerjoin(
        Employee, Employee.id == (actor.employee_id or 0)
    )
    company, employee, days_off, stages, reasons = (await session.execute(query)).one()
    working_time = build_working_time(company, frozenset(date.fromisoformat(day) for day in days_off or ()), employee)
    return Context(
        language=actor.locale,
        now=now,
        zone=actor.zone,
        working_time=working_time,
        currency=company.currency,
        region=company.region,
        me=actor.employee_id,
        colleagues=await _list_colleagues(session, actor),
        stages=tuple(StageNamed(*row) for row in stages or ()),
        loss_reasons=tuple(ReasonNamed(*row) for row in reasons or ()),
        has_view=has_view,
        expects_time=expects_time,
    )


def _list_days_off() -> Any:
    days = func.array_agg(cast(DayOff.day, Text), type_=ARRAY(Text()))
    return select(days).where(DayOff.archived_at.is_(None)).scalar_subquery()


def _list_stages() -> Any:
    entry = func.jsonb_build_array(Stage.id, Stage.code, cast(Stage.kind, Text), Stage.name, type_=JSONB)
    order = (Pipeline.position, Pipeline.id, Stage.position, Stage.id)
    query = select(func.jsonb_agg(aggregate_order_by(entry, *order), type_=JSONB)).select_from(Stage)
    query = query.join(Pipeline, Pipeline.id == Stage.pipeline_id)
    return query.where(Stage.archived_at.is_(None), Pipeline.archived_at.is_(None)).scalar_subquery()


def _list_reasons() -> Any:
    entry = func.jsonb_build_array(LossReason.id, LossReason.code, LossReason.name, type_=JSONB)
    order = (LossReason.position, LossReason.id)
    query = select(func.jsonb_agg(aggregate_order_by(entry, *order), type_=JSONB))
    return query.where(LossReason.archived_at.is_(None)).scalar_subquery()


async def _list_colleagues(session: AsyncSession, actor: Actor) -> tuple[Colleague, ...]:
    if not can(actor, Right.REASSIGN):
        return ()
    query = select(Employee.id, Employee.name, Employee.craft).where(
        Employee.dismissed_at.is_(None), Employee.id != (actor.employee_id or 0)
    )
    rows = await session.execute(query.order_by(Employee.name, Employee.id))
    return tuple(Colleague(key, name, craft.value if craft else None) for key, name, craft in rows)
