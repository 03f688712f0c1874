"""Who may see which rows: the only place where that is decided, in SQL, for every edge.

`visible_to(actor, Model)` is a condition for a WHERE clause; `get_visible` loads one row through it. Missing and
forbidden look the same: NotVisible. The predicates are written over bare tables, so that this room knows of the areas'
tables without importing the areas.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar

from sqlalchemy import ColumnElement, and_, column, false, inspect, or_, select, table, true
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.sql.selectable import Select

from crm_core.db.base import Base
from crm_core.kernel.actor import Actor, ActorKind
from crm_core.kernel.errors import ChangedMeanwhile, NotVisible
from crm_core.kernel.permissions import Right, Scope, get_scope

Model = TypeVar("Model", bound=Base)
Columns = Any  # a mapped class or an alias of it: columns by attribute

_deals = table("deals", *map(column, ("id", "customer_id", "responsible_id", "team_id")))
_tasks = table("tasks", *map(column, ("id", "deal_id", "customer_id", "assignee_id", "created_by", "kind")))
_customers = table("customers", *map(column, ("id", "responsible_id")))
_employees = table("employees", *map(column, ("id", "team_id", "dismissed_at")))
_participants = table("participants", *map(column, ("deal_id", "employee_id", "archived_at")))


def _staff_of(actor: Actor, scope: Scope) -> Select[Any]:
    """Ids of the employees whose things the scope opens: the team's, or the actor's own."""
    whose = _employees.c.team_id == actor.team_id if scope is Scope.TEAM else _employees.c.id == actor.employee_id
    return select(_employees.c.id).where(whose)


def _deal_ids(actor: Actor, scope: Scope) -> ColumnElement[bool]:
    """Over `_deals`: responsible for it, taking part in it, having a task on it; or it is the team's."""
    if actor.customer_id is not None:
        return _deals.c.customer_id == actor.customer_id
    staff = _staff_of(actor, scope)
    conditions: list[ColumnElement[bool]] = [
        _deals.c.responsible_id.in_(staff),
        _deals.c.id.in_(
            select(_participants.c.deal_id).where(
                _participants.c.employee_id.in_(staff), _participants.c.archived_at.is_(None)
            )
        ),
        _deals.c.id.in_(select(_tasks.c.deal_id).where(_tasks.c.assignee_id.in_(staff), _tasks.c.deal_id.is_not(None))),
    ]
    if scope is Scope.TEAM:
        conditions.append(_deals.c.team_id == actor.team_id)
    return or_(*conditions)


def _see_deal(deal: Columns, actor: Actor, scope: Scope) -> ColumnElement[bool]:
    return deal.id.in_(select(_deals.c.id).where(_deal_ids(actor, scope)))  # type: ignore[no-any-return]


def _see_customer(customer: Columns, actor: Actor, scope: Scope) -> ColumnElement[bool]:
    if actor.customer_id is not None:
        return customer.id == actor.customer_id  # type: ignore[no-any-return]
    staff = _staff_of(actor, scope)
    return or_(
        customer.responsible_id.in_(staff),
        customer.id.in_(select(_deals.c.customer_id).where(_deal_ids(actor, scope))),
        customer.id.in_(select(_tasks.c.customer_id).where(_tasks.c.assignee_id.in_(staff))),
    )


def _of_customer(row: Columns, actor: Actor, scope: Scope) -> ColumnElement[bool]:
    """Contact points: seen with their customer."""
    if actor.customer_id is not None:
        return row.customer_id == actor.customer_id  # type: ignore[no-any-return]
    seen = table("customers", column("id"), column("responsible_id"))
    return row.customer_id.in_(  # type: ignore[no-any-return]
        select(seen.c.id).where(_see_customer(seen.c, actor, scope))
    )


def _of_deal(row: Columns, actor: Actor, scope: Scope) -> ColumnElement[bool]:
    """Stage changes, participants, marks: seen with their deal."""
    return row.deal_id.in_(select(_deals.c.id).where(_deal_ids(actor, scope)))  # type: ignore[no-any-return]


def _see_activity(activity: Columns, actor: Actor, scope: Scope) -> ColumnElement[bool]:
    """What hangs on a visible deal; without a deal, what hangs on a customer of whom the actor's side is responsible.

    Customers do not read the company's timeline: nothing in it is theirs to see by this way.
    """
    if actor.customer_id is not None:
        return false()
    staff = _staff_of(actor, scope)
    own_customers = select(_customers.c.id).where(_customers.c.responsible_id.in_(staff))
    return or_(
        activity.deal_id.in_(select(_deals.c.id).where(_deal_ids(actor, scope))),
        and_(activity.deal_id.is_(None), activity.customer_id.in_(own_customers)),
        activity.employee_id.in_(staff),
    )


def _see_task(task: Columns, actor: Actor, scope: Scope) -> ColumnElement[bool]:
    """An employee's own tasks, those he set, and those on deals he is responsible for; a customer's own visits."""
    if actor.customer_id is not None:
        own = select(_deals.c.id).where(_deals.c.customer_id == actor.customer_id)
        return and_(task.kind == "visit", task.deal_id.in_(own))
    staff = _staff_of(actor, scope)
    whose = [task.assignee_id.in_(staff), task.created_by.in_(staff)]
    deals: ColumnElement[bool] = _deals.c.responsible_id.in_(staff)
    if scope is Scope.TEAM:
        deals = or_(deals, _deals.c.team_id == actor.team_id)
    return or_(*whose, task.deal_id.in_(select(_deals.c.id).where(deals)))


def _see_employee(employee: Columns, actor: Actor, scope: Scope) -> ColumnElement[bool]:
    """Colleagues know each other's names; customers reach them only through cards."""
    return false() if actor.customer_id is not None else true()


_PREDICATES: dict[str, Callable[[Columns, Actor, Scope], ColumnElement[bool]]] = {
    "deals": _see_deal,
    "customers": _see_customer,
    "contact_points": _of_customer,
    "activities": _see_activity,
    "tasks": _see_task,
    "stage_changes": _of_deal,
    "participants": _of_deal,
    "marks": _of_deal,
    "employees": _see_employee,
}


def visible_to(actor: Actor, model: type[Model] | Any, right: Right = Right.SEE) -> ColumnElement[bool]:
    """The condition under which `actor` has `right` on rows of `model` (a mapped class or an alias of one)."""
    scope = get_scope(actor, right)
    if scope is Scope.ALL:
        return true()
    if scope is Scope.NONE or (actor.kind is not ActorKind.EMPLOYEE and actor.kind is not ActorKind.CUSTOMER):
        return false()
    name: str = inspect(model).mapper.class_.__tablename__
    return _PREDICATES[name](model, actor, scope)


async def find_visible(
    session: AsyncSession,
    actor: Actor,
    model: type[Model],
    key: int,
    right: Right = Right.SEE,
    *,
    lock: bool = False,
) -> Model | None:
    """The row, or None when it is missing or not for this actor. `lock` holds it until the transaction ends."""
    query = select(model).where(model.id == key, visible_to(actor, model, right))  # type: ignore[attr-defined]  # all have ids
    if lock:
        query = query.with_for_update(of=model).execution_options(populate_existing=True)
    return (await session.execute(query)).scalar_one_or_none()


async def get_visible(
    session: AsyncSession,
    actor: Actor,
    model: type[Model],
    key: int,
    right: Right = Right.SEE,
    *,
    lock: bool = False,
) -> Model:
    """The row; NotVisible when it is missing or not for this actor."""
    row = await find_visible(session, actor, model, key, right, lock=lock)
    if row is None:
        raise NotVisible(model.__tablename__, key)
    return row


def check_seen(row: Any, seen: int | None) -> None:
    """Raise ChangedMeanwhile when `row.version` is no longer the version that the person acted on (None: do not ask)."""
    if seen is not None and row.version != seen:
        raise ChangedMeanwhile(row.__tablename__, row.id)
