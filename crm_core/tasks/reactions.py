"""Tasks follow their deals and their people, in the transaction in which those change.

What was still to do on a lost deal is cancelled; only a complaint stays. A reassigned deal's open tasks of its former
responsible go to the new one. What a dismissed person had (deals, customers, tasks) goes to the heir, or each thing to
the least loaded.
"""

from __future__ import annotations

from datetime import timedelta

from sqlalchemy import select

from crm_core.customers.models import Customer
from crm_core.db.unit_of_work import Work
from crm_core.deals.events import DealMoved, DealReassigned
from crm_core.deals.models import Deal, Participant, StageKind
from crm_core.kernel.actor import Role
from crm_core.kernel.events import Event
from crm_core.staff.events import EmployeeDismissed
from crm_core.staff.models import Employee
from crm_core.staff.queries import find_least_loaded
from crm_core.tasks.actions import cancel_open_task, hand_task
from crm_core.tasks.errors import SlotTaken
from crm_core.tasks.models import Task, TaskKind, TaskStatus


async def follow_deals(work: Work, event: Event) -> None:
    """The reaction for `crm_core.reactions`."""
    if isinstance(event, DealMoved) and event.kind is StageKind.LOST:
        condition = (Task.deal_id == event.deal_id) & (Task.kind != TaskKind.COMPLAINT)
        for task in await _list_open(work, condition):
            await cancel_open_task(work, task)
    elif isinstance(event, DealReassigned):
        condition = (Task.deal_id == event.deal_id) & (Task.assignee_id == event.from_employee_id)
        for task in await _list_open(work, condition):
            if task.kind is not TaskKind.VISIT:
                await hand_task(work, task, event.to_employee_id)
    elif isinstance(event, EmployeeDismissed):
        await _hand_over(work, event)


async def _list_open(work: Work, condition: object) -> list[Task]:
    query = select(Task).where(condition, Task.status == TaskStatus.OPEN).order_by(Task.id).with_for_update()  # type: ignore[arg-type]  # a column expression
    return list((await work.session.execute(query)).scalars())


async def _hand_over(work: Work, event: EmployeeDismissed) -> None:
    former = await work.session.get_one(Employee, event.employee_id)
    await _hand_over_deals(work, former, event.heir_id)
    await _hand_over_customers(work, former, event.heir_id)
    query = select(Participant).where(Participant.employee_id == former.id, Participant.archived_at.is_(None))
    for participant in (await work.session.execute(query)).scalars():
        participant.archived_at = work.now
    for task in await _list_open(work, Task.assignee_id == former.id):
        await _hand_over_task(work, former, task, event.heir_id)


async def _hand_over_deals(work: Work, former: Employee, heir_id: int | None) -> None:
    query = select(Deal).where(Deal.responsible_id == former.id, Deal.closed_at.is_(None), Deal.archived_at.is_(None))
    for deal in (await work.session.execute(query.order_by(Deal.id).with_for_update())).scalars().all():
        chosen = heir_id or await _choose(work, former, Role.MANAGER)
        heir = await work.session.get_one(Employee, chosen)
        deal.responsible_id, deal.team_id = heir.id, heir.team_id
        await work.session.flush()
        work.record(DealReassigned(deal.id, former.id, heir.id))


async def _hand_over_customers(work: Work, former: Employee, heir_id: int | None) -> None:
    """A customer follows her newest open deal, so that she has one person to talk to."""
    query = select(Customer).where(Customer.responsible_id == former.id, Customer.archived_at.is_(None))
    customers = list((await work.session.execute(query.with_for_update())).scalars())
    if not customers:
        return
    deals = select(Deal.customer_id, Deal.responsible_id).where(
        Deal.customer_id.in_([customer.id for customer in customers]),
        Deal.closed_at.is_(None),
        Deal.archived_at.is_(None),
    )
    rows = await work.session.execute(deals.order_by(Deal.id))
    holders = {row.customer_id: row.responsible_id for row in rows}
    fallback = heir_id or await _choose(work, former, Role.MANAGER)
    for customer in customers:
        customer.responsible_id = heir_id or holders.get(customer.id, fallback)
    await work.session.flush()


async def _hand_over_task(work: Work, former: Employee, task: Task, heir_id: int | None) -> None:
    """A task on a deal goes to the deal's responsible, a visit to somebody of the same craft who is free then."""
    if heir_id is None and task.deal_id is not None and task.kind is not TaskKind.VISIT:
        deal = await work.session.get_one(Deal, task.deal_id)
        if deal.responsible_id != former.id:
            await hand_task(work, task, deal.responsible_id)
            return
    if task.kind is TaskKind.VISIT:
        await _hand_over_visit(work, former, task, heir_id)
        return
    await hand_task(work, task, heir_id or await _choose(work, former, former.role))


async def _hand_over_visit(work: Work, former: Employee, task: Task, heir_id: int | None) -> None:
    """When nobody of the craft is free, the visit waits with the deal's responsible, who sees it in his list."""
    query = select(Task.assignee_id).where(
        Task.kind == TaskKind.VISIT,
        Task.status == TaskStatus.OPEN,
        Task.id != task.id,
        Task.due_at < (task.ends_at or task.due_at + timedelta(hours=1)),
        Task.ends_at > task.due_at,
    )
    busy = set((await work.session.execute(query)).scalars())
    chosen = heir_id if heir_id not in busy else None
    if chosen is None and former.craft is not None:
        chosen = await find_least_loaded(
            work.session,
            role=Role.SPECIALIST,
            craft=former.craft,
            team_id=former.team_id,
            at=task.due_at,
            besides=sorted(busy),
        )
    if chosen is None and task.deal_id is not None:
        chosen = (await work.session.get_one(Deal, task.deal_id)).responsible_id
    if chosen is None or chosen in busy:
        raise SlotTaken(task.due_at)
    await hand_task(work, task, chosen)


async def _choose(work: Work, former: Employee, role: Role) -> int:
    """Somebody of the role; when nobody is left, whoever of the sellers or owners has least to do."""
    craft = former.craft if role is Role.SPECIALIST else None
    chosen = await find_least_loaded(work.session, role=role, craft=craft, team_id=former.team_id, at=work.now)
    if chosen is None:
        chosen = await find_least_loaded(work.session, role=Role.MANAGER, team_id=former.team_id, at=work.now)
    if chosen is None:
        msg = "a company always has an owner"
        raise LookupError(msg)
    return chosen
