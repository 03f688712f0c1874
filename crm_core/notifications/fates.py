"""What a notification's end means for its recipient: somebody who cannot be reached is marked, and told of."""

from __future__ import annotations

from sqlalchemy import select

from crm_core.customers import actions as customers
from crm_core.customers.models import Customer
from crm_core.db.unit_of_work import Work
from crm_core.notifications.ledger import mark_undeliverable
from crm_core.notifications.models import Notification, NotificationKind
from crm_core.notifications.outbox import queue
from crm_core.staff import actions as staff
from crm_core.staff.models import Employee
from crm_core.staff.queries import list_supervisors


async def mark_dead(work: Work, notification_id: int, reason: str, *, is_gone: bool) -> None:
    """It will never arrive; when the recipient `is_gone` altogether, mark him and tell who should know, once."""
    await mark_undeliverable(work.session, notification_id, reason)
    if not is_gone:
        return
    found = await work.session.get_one(Notification, notification_id)
    if found.employee_id is not None:
        await _lose_employee(work, found.employee_id)
    elif found.customer_id is not None:
        await _lose_customer(work, found.customer_id)


async def mark_reached(work: Work, *, employee_id: int | None, customer_id: int | None) -> None:
    """A message arrived at somebody who was marked unreachable."""
    if employee_id is not None:
        await staff.mark_reachable(work.session, employee_id)
    elif customer_id is not None:
        await customers.mark_reachable(work.session, customer_id)


async def _lose_employee(work: Work, employee_id: int) -> None:
    if not await staff.mark_unreachable(work.session, employee_id, work.now):
        return
    employee = await work.session.get_one(Employee, employee_id)
    for supervisor in await list_supervisors(work.session, employee.team_id):
        if supervisor.id != employee_id:
            await _tell(work, "employee_id", employee_id, supervisor.id)


async def _lose_customer(work: Work, customer_id: int) -> None:
    if not await customers.mark_unreachable(work.session, customer_id, work.now):
        return
    query = (
        select(Employee.id)
        .join(Customer, Customer.responsible_id == Employee.id)
        .where(Customer.id == customer_id, Employee.dismissed_at.is_(None))
    )
    responsible = (await work.session.execute(query)).scalar_one_or_none()
    if responsible is not None:
        await _tell(work, "customer_id", customer_id, responsible)


async def _tell(work: Work, who: str, key: int, employee_id: int) -> None:
    await queue(
        work,
        NotificationKind.UNREACHABLE,
        {who: key},
        unique_key=f"{who}:{key}:{work.now.isoformat()}",
        employee_id=employee_id,
    )
