"""Who may see which rows: the only place where that is decided, in SQL, for every edge.

`visible_to(actor, Model)` is a condition for a WHERE clause; `get_visible` loads one row through it. Missing and
forbidden look the same: NotVisible. The predicates are written over bare tables, so that this room knows of the areas'
tables without importing the areas.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar

from sqlalchemy import (
    ColumnElement,
    Select,
    TableClause,
    and_,
    any_,
    column,
    false,
    func,
    inspect,
    or_,
    select,
    table,
    true,
    union_all,
)
from sqlalchemy.ext.asyncio import AsyncSession

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


def _is_of_staff(who: Columns, actor: Actor, scope: Scope) -> ColumnElement[bool]:
    """Over a column with an employee: he is of the actor's team, or the actor himself."""
    if scope is Scope.TEAM:
        team = select(_employees.c.id).where(_employees.c.team_id == actor.team_id)
        return who == any_(func.array(team.scalar_subquery()))  # type: ignore[no-any-return]
    return who == actor.employee_id  # type: ignore[no-any-return]


def _there_is(rows: TableClause, *conditions: ColumnElement[bool]) -> ColumnElement[bool]:
    """A row of `rows` that meets the conditions; they may speak of the row that is asked about.

    Written as EXISTS, so that PostgreSQL looks up a single row by index and makes a hash for a long list.
    PostgreSQL asks the sides of an OR as they stand: what is cheap to ask stands first.
    """
    return select(rows.c[0]).where(*conditions).correlate_except(rows).exists()


def _is_held_by_staff(deal: Columns, actor: Actor, scope: Scope) -> ColumnElement[bool]:
    """The actor's own deal, or one of his team."""
    own = _is_of_staff(deal.responsible_id, actor, scope)
    return or_(deal.team_id == actor.team_id, own) if scope is Scope.TEAM else own


def _see_deal(deal: Columns, actor: Actor, scope: Scope) -> ColumnElement[bool]:
    """Responsible for it, taking part in it, having a task on it; or it is the team's."""
    if actor.customer_id is not None:
        return deal.customer_id == actor.customer_id  # type: ignore[no-any-return]
    takes_part = _there_is(
        _participants,
        _participants.c.deal_id == deal.id,
        _participants.c.archived_at.is_(None),
        _is_of_staff(_participants.c.employee_id, actor, scope),
    )
    has_task = _there_is(_tasks, _tasks.c.deal_id == deal.id, _is_of_staff(_tasks.c.assignee_id, actor, scope))
    return or_(_is_held_by_staff(deal, actor, scope), takes_part, has_task)


def _see_customer(customer: Columns, actor: Actor, scope: Scope) -> ColumnElement[bool]:
    if actor.customer_id is not None:
        return customer.id == actor.customer_id  # type: ignore[no-any-return]
    return or_(
        _is_of_staff(customer.responsible_id, actor, scope),
        _there_is(_deals, _deals.c.customer_id == customer.id, _see_deal(_deals.c, actor, scope)),
        _there_is(_tasks, _tasks.c.customer_id == customer.id, _is_of_staff(_tasks.c.assignee_id, actor, scope)),
    )


def _of_customer(row: Columns, actor: Actor, scope: Scope) -> ColumnElement[bool]:
    """Contact points: seen with their customer."""
    if actor.customer_id is not None:
        return row.customer_id == actor.customer_id  # type: ignore[no-any-return]
    return _there_is(_customers, _customers.c.id == row.customer_id, _see_customer(_customers.c, actor, scope))


def _of_deal(row: Columns, actor: Actor, scope: Scope) -> ColumnElement[bool]:
    """Stage changes, participants, marks: seen with their deal."""
    return _there_is(_deals, _deals.c.id == row.deal_id, _see_deal(_deals.c, actor, scope))


def _see_activity(activity: Columns, actor: Actor, scope: Scope) -> ColumnElement[bool]:
    """What hangs on a visible deal; without a deal, what hangs on a customer of whom the actor's side is responsible.

    Customers do not read the company's timeline: nothing in it is theirs to see by this way.
    """
    if actor.customer_id is not None:
        return false()
    own_customer = _there_is(
        _customers, _customers.c.id == activity.customer_id, _is_of_staff(_customers.c.responsible_id, actor, scope)
    )
    return or_(
        _is_of_staff(activity.employee_id, actor, scope),
        and_(activity.deal_id.is_(None), own_customer),
        _of_deal(activity, actor, scope),
    )


def _see_task(task: Columns, actor: Actor, scope: Scope) -> ColumnElement[bool]:
    """An employee's own tasks, those he set, and those on deals he is responsible for; a customer's own visits."""
    if actor.customer_id is not None:
        own_deal = _there_is(_deals, _deals.c.id == task.deal_id, _deals.c.customer_id == actor.customer_id)
        return and_(task.kind == "visit", own_deal)
    held = _is_held_by_staff(_deals.c, actor, scope)
    # With OFFSET the deal is looked up by its key, and never in a hash made of all deals.
    deal = select(_deals.c.id).where(_deals.c.id == task.deal_id, held).correlate_except(_deals).offset(0)
    return or_(_is_of_staff(task.assignee_id, actor, scope), _is_of_staff(task.created_by, actor, scope), deal.exists())


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


def reach_customers(actor: Actor, right: Right = Right.SEE) -> Select[tuple[int]] | None:
    """The ids of all customers on whom an employee has the right, some of them twice, from his own side: what is his or
    his team's, then whose it is. None where that is no way to look: he sees all, or is no employee.

    The same customers as those for whom `visible_to` holds; cheap for whoever sees few.
    """
    scope = get_scope(actor, right)
    if actor.kind is not ActorKind.EMPLOYEE or scope in {Scope.ALL, Scope.NONE}:
        return None
    held = select(_customers.c.id).where(_is_of_staff(_customers.c.responsible_id, actor, scope))
    dealt = select(_deals.c.customer_id).where(_is_of_staff(_deals.c.responsible_id, actor, scope))
    taking_part = (
        select(_deals.c.customer_id)
        .join_from(_participants, _deals, _deals.c.id == _participants.c.deal_id)
        .where(_participants.c.archived_at.is_(None), _is_of_staff(_participants.c.employee_id, actor, scope))
    )
    visited = select(_tasks.c.customer_id).where(_is_of_staff(_tasks.c.assignee_id, actor, scope))
    assigned = (
        select(_deals.c.customer_id)
        .join_from(_tasks, _deals, _deals.c.id == _tasks.c.deal_id)
        .where(_is_of_staff(_tasks.c.assignee_id, actor, scope))
    )
    parts = [held, dealt, taking_part, visited, assigned]
    if scope is Scope.TEAM:
        parts.append(select(_deals.c.customer_id).where(_deals.c.team_id == actor.team_id))
    return select(union_all(*parts).subquery("reached").c[0])


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
    """Raise ChangedMeanwhile when `row.version` is no longer what the person acted on (None: do not ask)."""
    if seen is not None and row.version != seen:
        raise ChangedMeanwhile(row.__tablename__, row.id)
