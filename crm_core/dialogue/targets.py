"""Whom a sentence is about: names, numbers and the card in view become a customer and her deal, as far as visible."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from sqlalchemy import Select, select

from crm_core.cards.deals import list_deals_of_customer
from crm_core.cards.meant import CustomerMeant
from crm_core.cards.rows import CustomerRow, DealRow
from crm_core.customers.models import ContactKind, ContactPoint, Customer
from crm_core.db.unit_of_work import Work
from crm_core.db.visibility import visible_to
from crm_core.deals.models import Deal, StageKind
from crm_core.dialogue.rows import Target, View
from crm_core.tasks.models import Task, TaskStatus


@dataclass(frozen=True, slots=True)
class Seen:
    """What is in view, as the actor sees it; all None when he sees nothing of it. `task_id` only while it is open."""

    customer: CustomerRow | None = None
    deal_id: int | None = None
    task_id: int | None = None


async def find_seen(work: Work, view: View) -> Seen:
    """What the actor sees of the view, from the closest thing in it; 1 query, none for an empty view."""
    if view.task_id is not None:
        query = _select_seen(Task.deal_id, Task.id, Task.status).select_from(Task)
        query = query.outerjoin(Customer, Customer.id == Task.customer_id)
        query = query.where(Task.id == view.task_id, visible_to(work.actor, Task))
    elif view.deal_id is not None:
        query = _select_seen(Deal.id).select_from(Deal).join(Customer, Customer.id == Deal.customer_id)
        query = query.where(Deal.id == view.deal_id, Deal.archived_at.is_(None), visible_to(work.actor, Deal))
    elif view.customer_id is not None:
        query = (
            _select_seen()
            .select_from(Customer)
            .where(Customer.id == view.customer_id, Customer.archived_at.is_(None), visible_to(work.actor, Customer))
        )
    else:
        return Seen()
    found = (await work.session.execute(query)).one_or_none()
    if found is None:
        return Seen()
    customer_id, name, phone, *rest = found
    deal_id, task_id, status = (*rest, None, None, None)[:3]
    return Seen(
        None if customer_id is None else CustomerRow(customer_id, name, phone, 0, None, None),
        deal_id,
        task_id if status is TaskStatus.OPEN else None,
    )


def _select_seen(*columns: Any) -> Select[Any]:
    phone = (
        select(ContactPoint.value)
        .where(
            ContactPoint.customer_id == Customer.id,
            ContactPoint.kind == ContactKind.PHONE,
            ContactPoint.archived_at.is_(None),
        )
        .order_by(ContactPoint.id)
        .limit(1)
        .correlate(Customer)
    )
    return select(Customer.id, Customer.name, phone.scalar_subquery(), *columns)


def make_row(person: CustomerMeant) -> CustomerRow:
    """For the question which of several is meant."""
    responsible = person.deals[0].responsible_name if person.deals else None
    return CustomerRow(person.id, person.name, person.phone, len(person.deals), responsible, None)


@dataclass(frozen=True, slots=True)
class Chosen:
    """`deals` are several open ones between which the person has to choose."""

    target: Target
    deals: tuple[DealRow, ...] = ()


async def choose_meant(work: Work, person: CustomerMeant, deal_id: int | None = None) -> Chosen:
    """The same for somebody who was named, whose open deals are known already; 1 query when there are several."""
    meant = [deal for deal in person.deals if deal.id == (person.deal_id or deal_id)] or list(person.deals)
    if len(meant) > 1:
        return await choose_target(work, make_row(person))
    if not meant:
        return Chosen(Target(person.id, person.name, person.phone))
    (deal,) = meant
    target = Target(
        customer_id=person.id,
        customer_name=person.name,
        phone=person.phone,
        deal_id=deal.id,
        deal_number=deal.number,
        stage=deal.stage,
        stage_id=deal.stage_id,
        amount=deal.amount,
        currency=deal.currency,
    )
    return Chosen(target)


async def choose_target(work: Work, customer: CustomerRow, *, deal_id: int | None = None) -> Chosen:
    """The deal in view if it is hers, or her only open one; 1 query."""
    deals = await list_deals_of_customer(work.session, work.actor, customer.id)
    still_open = tuple(deal for deal in deals if deal.stage_kind is StageKind.OPEN)
    meant = [deal for deal in deals if deal.id == deal_id] or list(still_open)
    if len(meant) == 1:
        return Chosen(make_target(customer, meant[0]))
    return Chosen(make_target(customer, None), still_open)


def make_target(customer: CustomerRow, deal: DealRow | None) -> Target:
    if deal is None:
        return Target(customer.id, customer.name, customer.phone)
    return Target(
        customer_id=customer.id,
        customer_name=customer.name,
        phone=customer.phone,
        deal_id=deal.id,
        deal_number=deal.number,
        stage=deal.stage,
        stage_id=deal.stage_id,
        amount=deal.amount,
        currency=deal.currency,
    )
