"""What the customer reads. Everything goes through her own visible scope, in three queries at most."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Select, exists, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import aliased

from crm_core.customers.models import ContactKind, ContactPoint, Customer
from crm_core.db.visibility import visible_to
from crm_core.deals.models import Deal, Mark, Stage
from crm_core.kernel.actor import Actor
from crm_core.kernel.errors import NotVisible
from crm_core.orders.rows import OrderCard, OrderRow, OrderVisit, Promise
from crm_core.orders.rules import FATES, LabelledStage, find_label, make_steps
from crm_core.staff.models import Employee
from crm_core.tasks.models import Task, TaskKind, TaskStatus
from crm_core.tasks.rules import CUSTOMER_MOVES_AHEAD

#: More orders than this one person does not look through in a chat.
MOST_ORDERS = 30


async def list_orders(session: AsyncSession, actor: Actor) -> list[OrderRow]:
    """Her orders, open ones first, the newest of each first. Two queries."""
    query = (
        select(Deal)
        .where(Deal.archived_at.is_(None), visible_to(actor, Deal))
        .order_by(Deal.closed_at.is_not(None), Deal.created_at.desc(), Deal.id.desc())
        .limit(MOST_ORDERS)
    )
    deals = (await session.execute(query)).scalars().all()
    ways = await _load_ways(session, {deal.pipeline_id for deal in deals})
    return [
        OrderRow(
            deal_id=deal.id,
            number=deal.number,
            label=find_label(ways[deal.pipeline_id], deal.stage_id),
            fate=FATES[deal.stage_kind],
            wish=deal.wish,
            created_at=deal.created_at,
        )
        for deal in deals
    ]


async def get_order(session: AsyncSession, actor: Actor, deal_id: int, now: datetime) -> OrderCard:
    """One order of hers; NotVisible when there is none such. Three queries."""
    others = aliased(Deal)
    has_others = exists().where(
        others.customer_id == Deal.customer_id, others.id != Deal.id, others.archived_at.is_(None)
    )
    query = (
        select(Deal, Customer.address, Employee.name, Mark.value, has_others)
        .join(Customer, Customer.id == Deal.customer_id)
        .join(Employee, Employee.id == Deal.responsible_id)
        .outerjoin(Mark, Mark.deal_id == Deal.id)
        .where(Deal.id == deal_id, Deal.archived_at.is_(None), visible_to(actor, Deal))
    )
    found = (await session.execute(query)).one_or_none()
    if found is None:
        raise NotVisible("deals", deal_id)
    deal, address, seller, mark, others_there = found
    way = (await _load_ways(session, {deal.pipeline_id}))[deal.pipeline_id]
    return OrderCard(
        deal_id=deal.id,
        number=deal.number,
        label=find_label(way, deal.stage_id),
        fate=FATES[deal.stage_kind],
        steps=make_steps(way, deal.stage_id),
        visits=await _load_visits(session, actor, deal_id, now),
        address=address,
        amount=deal.amount,
        currency=deal.currency,
        wish=deal.wish,
        seller_name=seller,
        mark=mark,
        created_at=deal.created_at,
        has_others=others_there,
    )


async def get_visit(session: AsyncSession, actor: Actor, task_id: int, now: datetime) -> tuple[int, OrderVisit]:
    """An open visit of hers and the deal it belongs to; NotVisible when there is none such (any more)."""
    found = (await session.execute(_select_visits(actor).where(Task.id == task_id))).one_or_none()
    if found is None:
        raise NotVisible("tasks", task_id)
    task, specialist = found
    if task.deal_id is None:
        raise NotVisible("tasks", task_id)
    return task.deal_id, _read_visit(task, specialist, now)


async def find_own_phone(session: AsyncSession, actor: Actor) -> str | None:
    """The E.164 number under which the company knows the customer who asks."""
    query = (
        select(ContactPoint.value)
        .where(
            ContactPoint.kind == ContactKind.PHONE,
            ContactPoint.archived_at.is_(None),
            visible_to(actor, ContactPoint),
        )
        .order_by(ContactPoint.id)
        .limit(1)
    )
    return (await session.execute(query)).scalar_one_or_none()


async def find_promise(session: AsyncSession, actor: Actor, deal_id: int) -> Promise | None:
    """Who will call the customer about her order first, and until when; only the name and the hour are told."""
    query = (
        select(Employee.name, Task.due_at)
        .join(Task, Task.assignee_id == Employee.id)
        .join(Deal, Deal.id == Task.deal_id)
        .where(
            Deal.id == deal_id,
            visible_to(actor, Deal),
            Task.status == TaskStatus.OPEN,
            Task.kind.in_((TaskKind.CALL, TaskKind.COMPLAINT)),
        )
        .order_by(Task.due_at)
        .limit(1)
    )
    found = (await session.execute(query)).one_or_none()
    return Promise(found[0], found[1]) if found else None


async def _load_ways(session: AsyncSession, pipeline_ids: set[int]) -> dict[int, list[LabelledStage]]:
    query = select(Stage).where(Stage.pipeline_id.in_(pipeline_ids)).order_by(Stage.pipeline_id, Stage.position)
    ways: dict[int, list[LabelledStage]] = {key: [] for key in pipeline_ids}
    for stage in (await session.execute(query)).scalars():
        ways[stage.pipeline_id].append(LabelledStage(stage.id, stage.customer_label, stage.kind))
    return ways


def _select_visits(actor: Actor) -> Select[Task, str]:
    return (
        select(Task, Employee.name)
        .join(Employee, Employee.id == Task.assignee_id)
        .where(Task.kind == TaskKind.VISIT, Task.status == TaskStatus.OPEN, visible_to(actor, Task))
        .order_by(Task.due_at)
    )


async def _load_visits(session: AsyncSession, actor: Actor, deal_id: int, now: datetime) -> tuple[OrderVisit, ...]:
    found = await session.execute(_select_visits(actor).where(Task.deal_id == deal_id))
    return tuple(_read_visit(task, specialist, now) for task, specialist in found)


def _read_visit(task: Task, specialist: str, now: datetime) -> OrderVisit:
    if task.purpose is None or task.ends_at is None:
        raise AssertionError(task.id)  # the database demands both of a visit
    return OrderVisit(
        task_id=task.id,
        purpose=task.purpose,
        starts_at=task.due_at,
        ends_at=task.ends_at,
        specialist_id=task.assignee_id,
        specialist_name=specialist,
        can_move=task.due_at >= now + CUSTOMER_MOVES_AHEAD,
    )
