"""Who the recipients of a batch are and where they are reached, in two queries whatever the batch."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from crm_core.company.queries import get_company
from crm_core.customers.models import ContactKind, ContactPoint, Customer
from crm_core.kernel.actor import Actor, ActorKind
from crm_core.notifications.ledger import ClaimedNotification
from crm_core.staff.models import Employee
from crm_core.staff.queries import build_actor

#: An employee's or a customer's id, the other one None.
Key = tuple[int | None, int | None]


@dataclass(frozen=True, slots=True)
class Reached:
    """A recipient as the actor whose rights decide what may be sent, and the region in which phones are written."""

    actor: Actor
    chat_id: int
    region: str
    is_unreachable: bool


def get_key(claimed: ClaimedNotification) -> Key:
    return claimed.employee_id, claimed.customer_id


async def load_recipients(session: AsyncSession, batch: Sequence[ClaimedNotification]) -> dict[Key, Reached]:
    """Those who can be written to; who has left, or has not opened the bot, is not among them."""
    company = await get_company(session)
    employee_ids = {one.employee_id for one in batch if one.employee_id is not None}
    customer_ids = {one.customer_id for one in batch if one.customer_id is not None}
    reached: dict[Key, Reached] = {}
    employees = select(Employee).where(Employee.id.in_(employee_ids), Employee.dismissed_at.is_(None))
    for employee in (await session.execute(employees)).scalars():
        actor = build_actor(employee, company.timezone)
        unreachable = employee.unreachable_since is not None
        reached[employee.id, None] = Reached(actor, employee.telegram_id, company.region, unreachable)
    customers = (
        select(Customer, ContactPoint.value)
        .join(ContactPoint, ContactPoint.customer_id == Customer.id)
        .where(
            Customer.id.in_(customer_ids),
            Customer.archived_at.is_(None),
            ContactPoint.kind == ContactKind.TELEGRAM,
            ContactPoint.archived_at.is_(None),
        )
    )
    for customer, telegram_id in await session.execute(customers):
        actor = Actor(
            ActorKind.CUSTOMER,
            customer.id,
            customer.locale or company.locale,
            company.zone,
            name=customer.name,
            telegram_id=int(telegram_id),
        )
        unreachable = customer.unreachable_since is not None
        reached[None, customer.id] = Reached(actor, int(telegram_id), company.region, unreachable)
    return reached
