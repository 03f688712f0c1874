"""Takes in a request: a name, a phone and a wish, from a form, a chat or elsewhere.

One phone is one customer, however it is typed and however many requests come at once. A second request while the first
has not been dealt with joins it. Whoever gets the deal hears of it at once and has a deadline in working time.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import timedelta

from sqlalchemy import func, select

from crm_core.activities.actions import record_request
from crm_core.company.models import Company
from crm_core.company.queries import get_company, get_working_time
from crm_core.customers.actions import NAME_LIMIT, NewCustomer, create_customer
from crm_core.customers.models import Customer
from crm_core.customers.queries import find_by_phone
from crm_core.db.unit_of_work import Work
from crm_core.deals.actions import NewDeal, create_deal
from crm_core.deals.errors import StageUnknown
from crm_core.deals.models import Deal
from crm_core.deals.queries import get_first_stage
from crm_core.intake.errors import ConsentMissing, NotOpenYet
from crm_core.kernel.actor import LOCALES, Role, build_system_actor
from crm_core.kernel.phone import parse_phone
from crm_core.kernel.wording import check_text
from crm_core.notifications.models import NotificationKind, Priority
from crm_core.notifications.outbox import queue
from crm_core.staff.models import Employee
from crm_core.staff.queries import find_least_loaded
from crm_core.tasks.actions import NewTask, create_task
from crm_core.tasks.models import Task, TaskKind, TaskStatus

WISH_LIMIT = 2000


@dataclass(frozen=True, slots=True)
class IncomingRequest:
    """As typed; `source` names where it came from, `locale` the language in which it was written if that is known."""

    name: str
    phone: str
    wish: str | None = None
    source: str = "web"
    locale: str | None = None
    consent: bool = False


@dataclass(frozen=True, slots=True)
class RequestAccepted:
    """`joined`: it was added to a request that stood there already."""

    customer_id: int
    deal_id: int
    task_id: int
    joined: bool


async def receive_request(work: Work, request: IncomingRequest) -> RequestAccepted:
    """Whoever sends it, the system takes it in. Raises TextInvalid, PhoneInvalid, ConsentMissing, NotOpenYet."""
    if not request.consent:
        raise ConsentMissing
    name = check_text("name", request.name, NAME_LIMIT)
    wish = check_text("wish", request.wish, WISH_LIMIT) if request.wish and request.wish.strip() else None
    company = await get_company(work.session)
    phone = parse_phone(request.phone, company.region)
    await work.session.execute(select(func.pg_advisory_xact_lock(func.hashtext(phone))))
    system = replace(work, actor=build_system_actor())
    customer = await _find_or_create(system, replace(request, name=name), phone)
    deal = await _find_fresh_deal(work, customer.id)
    joined = deal is not None
    if deal is None:
        command = NewDeal(
            customer_id=customer.id,
            wish=wish,
            source=request.source,
            responsible_id=await _choose_responsible(system, customer),
        )
        deal = await create_deal(system, command)
    elif deal.wish is None:
        deal.wish = wish
    activity = await record_request(system, customer.id, deal.id, wish)
    task_id = await _find_or_create_call(system, company, deal)
    await queue(
        work,
        NotificationKind.REQUEST_ARRIVED,
        {"deal_id": deal.id, "task_id": task_id, "activity_id": activity.id, "repeated": joined},
        unique_key=f"{deal.id}:{work.change_id}",
        employee_id=deal.responsible_id,
        priority=Priority.URGENT,
    )
    return RequestAccepted(customer.id, deal.id, task_id, joined)


async def _find_or_create(work: Work, request: IncomingRequest, phone: str) -> Customer:
    locale = request.locale if request.locale in LOCALES else None
    customer = await find_by_phone(work.session, phone)
    if customer is None:
        command = NewCustomer(
            name=request.name,
            phone=request.phone,
            locale=locale,
            source=request.source,
            responsible_id=await _choose_seller(work),
            consented_at=work.now,
        )
        return await create_customer(work, command)
    customer.locale = customer.locale or locale
    customer.consented_at = customer.consented_at or work.now
    return customer


async def _choose_seller(work: Work) -> int:
    seller_id = await find_least_loaded(work.session, role=Role.MANAGER, at=work.now)
    if seller_id is None:
        raise NotOpenYet
    return seller_id


async def _choose_responsible(work: Work, customer: Customer) -> int:
    """Whoever knows her, as long as he works here; else whoever has most room."""
    if customer.responsible_id is not None:
        known = await work.session.get_one(Employee, customer.responsible_id)
        if known.dismissed_at is None:
            return known.id
    customer.responsible_id = await _choose_seller(work)
    return customer.responsible_id


async def _find_fresh_deal(work: Work, customer_id: int) -> Deal | None:
    """Her newest deal that still stands in the first stage, locked."""
    try:
        first = await get_first_stage(work.session)
    except StageUnknown as error:
        raise NotOpenYet from error
    query = (
        select(Deal)
        .where(Deal.customer_id == customer_id, Deal.archived_at.is_(None), Deal.stage_id == first.id)
        .order_by(Deal.id.desc())
        .limit(1)
        .with_for_update()
    )
    return (await work.session.execute(query)).scalar_one_or_none()


async def _find_or_create_call(work: Work, company: Company, deal: Deal) -> int:
    """The responsible's call, within the company's deadline; an open one is enough."""
    query = (
        select(Task.id)
        .where(Task.deal_id == deal.id, Task.kind == TaskKind.CALL, Task.status == TaskStatus.OPEN)
        .order_by(Task.due_at)
        .limit(1)
    )
    known = (await work.session.execute(query)).scalar_one_or_none()
    if known is not None:
        return known
    working_time = await get_working_time(work.session)
    command = NewTask(
        kind=TaskKind.CALL,
        title={},
        due_at=working_time.add(work.now, timedelta(minutes=company.deadline_minutes)),
        assignee_id=deal.responsible_id,
        deal_id=deal.id,
        customer_id=deal.customer_id,
        is_deadline=True,
    )
    return (await create_task(work, command)).id
