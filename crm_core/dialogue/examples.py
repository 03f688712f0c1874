"""Three sentences to try, of the person's own work: for `/help`."""

from __future__ import annotations

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession

from crm_core.customers.models import Customer
from crm_core.db.visibility import visible_to
from crm_core.deals.models import Deal
from crm_core.dialogue.rows import Example, ExampleKind
from crm_core.kernel.actor import Actor, Role
from crm_core.tasks.models import Task, TaskStatus

_KINDS = (ExampleKind.CALLED, ExampleKind.CALL_LATER, ExampleKind.LOOK)
_KINDS_OF_SPECIALIST = (ExampleKind.VISITED, ExampleKind.CALL_LATER, ExampleKind.LOOK)


async def list_examples(session: AsyncSession, actor: Actor) -> tuple[Example, ...]:
    """Always three, about the deals that come next for the person; without names while there are none. 1 query."""
    due = (
        select(func.min(Task.due_at))
        .where(Task.deal_id == Deal.id, Task.status == TaskStatus.OPEN, Task.assignee_id == actor.employee_id)
        .correlate(Deal)
        .scalar_subquery()
    )
    query = (
        select(Customer.name, Deal.number)
        .join(Customer, Customer.id == Deal.customer_id)
        .where(Deal.closed_at.is_(None), Deal.archived_at.is_(None), visible_to(actor, Deal))
        .order_by(due.nulls_last(), Deal.responsible_id != actor.employee_id, Deal.id.desc())
    )
    rows = [(name, number) for name, number in await session.execute(query.limit(len(_KINDS)))]
    kinds = _KINDS_OF_SPECIALIST if actor.has_role(Role.SPECIALIST) else _KINDS
    return tuple(
        Example(kind, *(rows[place % len(rows)] if rows else (None, None))) for place, kind in enumerate(kinds)
    )
