"""A customer's card (3 queries) and the search that finds her by any spelling of her name or any part of her phone."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Row, Select, Text, cast, func, null, select, true
from sqlalchemy.dialects.postgresql import JSONB, aggregate_order_by
from sqlalchemy.ext.asyncio import AsyncSession

from crm_core.activities.models import Activity
from crm_core.activities.queries import list_last_events
from crm_core.cards.deals import list_deals_of_customer
from crm_core.cards.finding import Wanted, read_wanted, select_found
from crm_core.cards.near import correct_wanted, find_near_words
from crm_core.cards.rows import CustomerCard, CustomerRow
from crm_core.customers.models import ContactKind, ContactPoint, Customer
from crm_core.db.paging import Page
from crm_core.db.visibility import visible_to
from crm_core.deals.models import Deal
from crm_core.kernel.actor import Actor
from crm_core.kernel.errors import NotVisible
from crm_core.staff.models import Employee

#: A longer text is no name and no phone.
LONGEST_SEARCH = 100


async def find_customers(
    session: AsyncSession, actor: Actor, text: str, limit: int = 8, offset: int = 0
) -> Page[CustomerRow]:
    """By a name in any script and case, any part of a phone, an e-mail, a deal's number ("#1001"), words of an address
    or of a wish; 2 queries at most.

    When nobody is called so, those whose names are nearly so are shown, the nearest first. Of what very many have, the
    page's `total` counts only those that were looked at.
    """
    wanted = read_wanted(text.strip()[:LONGEST_SEARCH], actor.locale)
    if wanted.is_nothing:
        return Page((), 0, offset, limit)
    found = await _fetch(session, actor, wanted, limit, offset, asks_near=True)
    total, near = found[0].total, found[0].near
    if not total:
        corrected = correct_wanted(wanted, near or {})
        if corrected is not None:
            found = await _fetch(session, actor, corrected, limit, offset, asks_near=False)
            total = found[0].total
    return Page(tuple(CustomerRow(*row[2:]) for row in found if row.id is not None), total, offset, limit)


async def _fetch(
    session: AsyncSession, actor: Actor, wanted: Wanted, limit: int, offset: int, *, asks_near: bool
) -> Sequence[Row[*tuple[Any, ...]]]:
    """Rows (total, near words by the word typed, the columns of a `CustomerRow`), one of them at least."""
    found = select_found(actor, wanted)
    key = " ".join(wanted.words)
    order = (found.c.grade.desc(), Customer.search_key.startswith(key).desc(), Customer.name, Customer.id)
    place = func.row_number().over(order_by=order).label("place")
    placed = select(found.c.id, place).join(Customer, Customer.id == found.c.id).order_by("place")
    page = placed.limit(limit).offset(offset).subquery("page")
    rows = _select_rows(actor).join(page, page.c.id == Customer.id).add_columns(page.c.place).subquery("rows")
    near = find_near_words(wanted.spellings, ~select(found.c.id).exists()) if asks_near else cast(null(), JSONB)
    total = select(func.count(found.c.id)).scalar_subquery()
    head = select(total.label("total"), near.label("near")).subquery("head")
    shown = [column for column in rows.c if column.name != "place"]
    query = select(head, *shown).select_from(head).outerjoin(rows, true()).order_by(rows.c.place)
    return (await session.execute(query)).all()


async def list_customers_by_id(session: AsyncSession, actor: Actor, customer_ids: Sequence[int]) -> list[CustomerRow]:
    """Those of them that the actor sees, in the given order; 1 query."""
    query = _select_rows(actor).where(
        Customer.id.in_(customer_ids), Customer.archived_at.is_(None), visible_to(actor, Customer)
    )
    rows = [CustomerRow(*row) for row in await session.execute(query)]
    return sorted(rows, key=lambda row: customer_ids.index(row.id))


def _select_rows(actor: Actor) -> Select[*tuple[Any, ...]]:
    phone = (
        select(ContactPoint.value)
        .where(
            ContactPoint.customer_id == Customer.id,
            ContactPoint.kind == ContactKind.PHONE,
            ContactPoint.archived_at.is_(None),
        )
        .order_by(ContactPoint.id)
        .limit(1)
    )
    deals = select(func.count(Deal.id)).where(
        Deal.customer_id == Customer.id, Deal.archived_at.is_(None), visible_to(actor, Deal)
    )
    last = select(func.max(Activity.at)).where(Activity.customer_id == Customer.id, Activity.retracted_at.is_(None))
    return select(
        Customer.id,
        Customer.name,
        phone.correlate(Customer).scalar_subquery().label("phone"),
        deals.correlate(Customer).scalar_subquery().label("deal_count"),
        Employee.name.label("responsible_name"),
        func.greatest(last.correlate(Customer).scalar_subquery(), Customer.created_at).label("last_at"),
    ).outerjoin(Employee, Employee.id == Customer.responsible_id)


async def get_customer_card(session: AsyncSession, actor: Actor, customer_id: int) -> CustomerCard:
    """Raises NotVisible."""
    contacts = (
        select(
            func.jsonb_agg(
                aggregate_order_by(
                    func.jsonb_build_array(cast(ContactPoint.kind, Text), ContactPoint.value), ContactPoint.id
                ),
                type_=JSONB,
            )
        )
        .where(ContactPoint.customer_id == Customer.id, ContactPoint.archived_at.is_(None))
        .correlate(Customer)
        .scalar_subquery()
    )
    query = (
        select(Customer, Employee.name, contacts)
        .outerjoin(Employee, Employee.id == Customer.responsible_id)
        .where(Customer.id == customer_id, Customer.archived_at.is_(None), visible_to(actor, Customer))
    )
    found = (await session.execute(query)).one_or_none()
    if found is None:
        raise NotVisible("customers", customer_id)
    customer, responsible, points = found
    known = [(ContactKind(kind), value) for kind, value in points or ()]
    deals = await list_deals_of_customer(session, actor, customer_id)
    events = await list_last_events(session, actor, customer_id=customer_id)
    return CustomerCard(
        id=customer.id,
        version=customer.version,
        kind=customer.kind,
        name=customer.name,
        phones=tuple(value for kind, value in known if kind is ContactKind.PHONE),
        emails=tuple(value for kind, value in known if kind is ContactKind.EMAIL),
        telegram=any(kind is ContactKind.TELEGRAM for kind, _ in known),
        address=customer.address,
        latitude=customer.latitude,
        longitude=customer.longitude,
        source=customer.source,
        tags=tuple(customer.tags),
        birthday=customer.birthday,
        locale=customer.locale,
        responsible=None if customer.responsible_id is None else (customer.responsible_id, responsible or ""),
        deals=deals,
        events=events,
        created_at=customer.created_at,
        unreachable=customer.unreachable_since is not None,
    )
