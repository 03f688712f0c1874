"""What stands behind the numbers of a day's report: the same conditions, as lists."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from zoneinfo import ZoneInfo

from sqlalchemy import ColumnElement, and_, func, select
from sqlalchemy.ext.asyncio import AsyncSession

from crm_core.activities.models import Activity, ActivityKind, CallOutcome
from crm_core.customers.models import Customer
from crm_core.db.paging import Page, count_all, cut_page
from crm_core.db.visibility import visible_to
from crm_core.deals.models import Deal, Mark
from crm_core.kernel.actor import Actor
from crm_core.reports.queries import get_bounds
from crm_core.staff.models import Employee


@dataclass(frozen=True, slots=True)
class CallRow:
    """One call of a day. `deal_id` is None for a call to a customer without a deal."""

    id: int
    at: datetime
    outcome: CallOutcome | None
    author: str | None
    customer_id: int
    customer_name: str
    deal_id: int | None
    text: str | None


@dataclass(frozen=True, slots=True)
class MarkRow:
    """One mark of a day, with the customer's words."""

    deal_id: int
    number: int
    customer_name: str
    value: int
    comment: str | None


async def list_calls(
    session: AsyncSession, actor: Actor, day: date, zone: ZoneInfo, *, employee_id: int | None, limit: int, offset: int
) -> Page[CallRow]:
    """The calls of a local day, the latest first; of one person when given. One query, two behind the end."""
    start, end = get_bounds(day, zone)
    conditions: list[ColumnElement[bool]] = [
        Activity.kind == ActivityKind.CALL,
        Activity.retracted_at.is_(None),
        Activity.employee_id.is_not(None),
        and_(Activity.at >= start, Activity.at < end),
        visible_to(actor, Activity),
    ]
    if employee_id is not None:
        conditions.append(Activity.employee_id == employee_id)
    page = cut_page(Activity.id, conditions, (Activity.at.desc(), Activity.id.desc()), limit, offset)
    query = (
        select(
            Activity.id,
            Activity.at,
            Activity.outcome,
            Employee.name,
            Customer.id,
            Customer.name,
            Activity.deal_id,
            Activity.text,
            page.c.total,
        )
        .select_from(page)
        .join(Activity, Activity.id == page.c.id)
        .join(Customer, Customer.id == Activity.customer_id)
        .outerjoin(Employee, Employee.id == Activity.employee_id)
        .order_by(page.c.place)
    )
    found = (await session.execute(query)).all()
    total = await count_all(session, Activity.id, conditions, found, offset)
    return Page(tuple(CallRow(*row[:-1]) for row in found), total, offset, limit)


async def list_marks(
    session: AsyncSession, actor: Actor, day: date, zone: ZoneInfo, *, limit: int, offset: int
) -> Page[MarkRow]:
    """The marks of a local day, the lowest first. Two queries."""
    start, end = get_bounds(day, zone)
    conditions = [and_(Mark.at >= start, Mark.at < end), visible_to(actor, Mark)]
    query = (
        select(Deal.id, Deal.number, Customer.name, Mark.value, Mark.comment)
        .join(Deal, Deal.id == Mark.deal_id)
        .join(Customer, Customer.id == Deal.customer_id)
        .where(*conditions)
        .order_by(Mark.value, Mark.at)
    )
    total = (await session.execute(select(func.count()).select_from(Mark).where(*conditions))).scalar_one()
    rows = await session.execute(query.limit(limit).offset(offset))
    return Page(tuple(MarkRow(*row) for row in rows), total, offset, limit)
