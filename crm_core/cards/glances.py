"""Deals at a glance, for whoever looks for them while writing in another chat, and what may be shown there."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import BigInteger, ColumnElement, func, literal, select, true
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.ext.asyncio import AsyncSession

from crm_core.cards.deals import find_next_task
from crm_core.cards.rows import TaskBrief
from crm_core.customers.models import Customer
from crm_core.db.paging import Page, count_all, cut_page
from crm_core.db.visibility import visible_to
from crm_core.deals.models import Deal, Stage, StageKind
from crm_core.kernel.actor import Actor
from crm_core.kernel.wording import Wording
from crm_core.tasks.models import Task, TaskKind, TaskStatus, VisitPurpose


@dataclass(frozen=True, slots=True)
class Glance:
    """`number`, `label` and the visit ahead are what strangers may read; the rest is for the one who looks.

    `label` is what the customer is told of the stage; it may be empty.
    """

    deal_id: int
    number: int
    customer_id: int
    customer_name: str
    stage: Wording
    stage_kind: StageKind
    label: Wording
    next_task: TaskBrief | None
    visit_at: datetime | None
    visit_purpose: VisitPurpose | None


async def glance_at_deals(
    session: AsyncSession, actor: Actor, now: datetime, *, responsible_id: int | None = None, limit: int, offset: int
) -> Page[Glance]:
    """Those that the actor sees, all or one person's: open ones by their next step, then closed ones; 1 query.

    Behind the end of the list it is 2.
    """
    conditions = [Deal.archived_at.is_(None), visible_to(actor, Deal)]
    if responsible_id is not None:
        conditions.append(Deal.responsible_id == responsible_id)
    found = await _fetch(session, now, conditions, _order(), limit, offset)
    total = await count_all(session, Deal.id, conditions, found, offset)
    return Page(tuple(_make_glance(row) for row in found), total, offset, limit)


async def glance_at_customers(
    session: AsyncSession, actor: Actor, now: datetime, customer_ids: Sequence[int], *, each: int
) -> list[Glance]:
    """`each` deals at most of each of these customers, in the order of the customers; 1 query."""
    if not customer_ids:
        return []
    conditions = [Deal.archived_at.is_(None), visible_to(actor, Deal), Deal.customer_id.in_(customer_ids)]
    turn = func.array_position(literal(list(customer_ids), ARRAY(BigInteger)), Deal.customer_id)
    place = func.row_number().over(partition_by=Deal.customer_id, order_by=_order())
    ranked = select(Deal.id.label("id"), turn.label("turn"), place.label("place")).where(*conditions).subquery("ranked")
    chosen = select(ranked.c.id).where(ranked.c.place <= each)
    found = await _fetch(session, now, [Deal.id.in_(chosen)], (turn, *_order()), each * len(customer_ids), 0)
    return [_make_glance(row) for row in found]


async def find_glance(session: AsyncSession, actor: Actor, now: datetime, number: int) -> Glance | None:
    """The deal with this number, when the actor sees it."""
    conditions = [Deal.archived_at.is_(None), visible_to(actor, Deal), Deal.number == number]
    found = await _fetch(session, now, conditions, (Deal.id,), 1, 0)
    return _make_glance(found[0]) if found else None


def _order() -> tuple[Any, ...]:
    due = select(func.min(Task.due_at)).where(Task.deal_id == Deal.id, Task.status == TaskStatus.OPEN)
    first_due = due.correlate(Deal).scalar_subquery()
    return Deal.closed_at.desc().nulls_first(), first_due.nulls_last(), Deal.created_at, Deal.id


async def _fetch(
    session: AsyncSession,
    now: datetime,
    conditions: Sequence[ColumnElement[bool]],
    order: Sequence[Any],
    limit: int,
    offset: int,
) -> Sequence[Any]:
    page = cut_page(Deal.id, conditions, order, limit, offset)
    step = find_next_task()
    visit = (
        select(Task.due_at.label("visit_at"), Task.purpose.label("visit_purpose"))
        .where(
            Task.deal_id == Deal.id,
            Task.kind == TaskKind.VISIT,
            Task.status == TaskStatus.OPEN,
            func.coalesce(Task.ends_at, Task.due_at) > now,
        )
        .order_by(Task.due_at)
        .limit(1)
        .correlate(Deal)
        .lateral("visit")
    )
    query = (
        select(Deal, Customer.name, Stage.name, Stage.customer_label, *step.c, *visit.c, page.c.total)
        .select_from(page)
        .join(Deal, Deal.id == page.c.id)
        .join(Customer, Customer.id == Deal.customer_id)
        .join(Stage, Stage.id == Deal.stage_id)
        .outerjoin(step, true())
        .outerjoin(visit, true())
        .order_by(page.c.place)
    )
    return (await session.execute(query)).all()


def _make_glance(row: Any) -> Glance:
    deal, customer, stage, label, task_id, title, due_at, kind, purpose, visit_at, visit_purpose, _ = row
    return Glance(
        deal_id=deal.id,
        number=deal.number,
        customer_id=deal.customer_id,
        customer_name=customer,
        stage=stage,
        stage_kind=deal.stage_kind,
        label=label,
        next_task=None if task_id is None else TaskBrief(task_id, title, due_at, kind, purpose),
        visit_at=visit_at,
        visit_purpose=visit_purpose,
    )
