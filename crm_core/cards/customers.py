"""A customer's card (3 queries) and the search that finds her by any spelling of her name or any part of her phone."""

from __future__ import annotations

import re
from typing import Any

from sqlalchemy import ColumnElement, Select, Text, and_, cast, false, func, literal, or_, select
from sqlalchemy.dialects.postgresql import JSONB, aggregate_order_by
from sqlalchemy.ext.asyncio import AsyncSession

from crm_core.activities.models import Activity
from crm_core.activities.queries import list_last_events
from crm_core.cards.deals import list_deals_of_customer
from crm_core.cards.rows import CustomerCard, CustomerRow
from crm_core.customers.models import ContactKind, ContactPoint, Customer
from crm_core.db.paging import Page
from crm_core.db.visibility import visible_to
from crm_core.deals.models import Deal
from crm_core.kernel.actor import Actor
from crm_core.kernel.errors import NotVisible
from crm_core.kernel.search_key import make_search_key
from crm_core.staff.models import Employee

#: A longer text is no name and no phone.
LONGEST_SEARCH = 100

#: Fewer digits are in almost every number.
FEWEST_DIGITS = 3

_NUMBER = re.compile(r"^\s*[#№]?\s*(\d{1,12})\s*$")
_DIGITS = re.compile(r"\+?\d[\d\s().\-]*")


async def find_customers(
    session: AsyncSession, actor: Actor, text: str, limit: int = 8, offset: int = 0
) -> Page[CustomerRow]:
    """By a name in any script, any part of a phone, an e-mail, or a deal's number ("#1001"); 2 queries at most."""
    clean = text.strip()[:LONGEST_SEARCH]
    condition = _match(clean, actor)
    if condition is None:
        return Page((), 0, offset, limit)
    conditions = [Customer.archived_at.is_(None), visible_to(actor, Customer), condition]
    key = make_search_key(_DIGITS.sub(" ", clean))
    order = [Customer.search_key.startswith(key).desc(), func.word_similarity(key, Customer.search_key).desc()]
    query = _select_rows(actor).where(*conditions).order_by(*order, Customer.name, Customer.id)
    found = await session.execute(query.limit(limit).offset(offset))
    rows = tuple(CustomerRow(*row) for row in found)
    if offset == 0 and len(rows) < limit:
        return Page(rows, len(rows), offset, limit)
    total = (await session.execute(select(func.count(Customer.id)).where(*conditions))).scalar_one()
    return Page(rows, total, offset, limit)


def _match(text: str, actor: Actor) -> ColumnElement[bool] | None:
    """The condition that a typed text makes; None when nothing in it can be looked for."""
    if "@" in text:
        address = text.split(maxsplit=1)[0].lower()
        return _has_contact(ContactKind.EMAIL, ContactPoint.value.contains(address, autoescape=True))
    digits = re.sub(r"\D", "", "".join(_DIGITS.findall(text))).lstrip("0")
    words = make_search_key(_DIGITS.sub(" ", text)).split()
    alternatives = []
    number = _NUMBER.match(text)
    if number is not None:
        alternatives.append(_has_deal(int(number[1]), actor))
    parts = [_is_named(words)] if words else []
    if len(digits) >= FEWEST_DIGITS:
        parts.append(_has_contact(ContactKind.PHONE, ContactPoint.value.contains(digits)))
    if parts:
        alternatives.append(and_(*parts))
    if words and digits:
        alternatives.append(Customer.search_key.contains(make_search_key(text)))
    return or_(false(), *alternatives) if alternatives else None


def _is_named(words: list[str]) -> ColumnElement[bool]:
    """Every word is the beginning of one of her names (or a part of it, from three letters on); or nearly so."""
    whole = [
        Customer.search_key.contains(word)
        if len(word) >= 3
        else or_(Customer.search_key.startswith(word), Customer.search_key.contains(f" {word}"))
        for word in words
    ]
    key = " ".join(words)
    if len(key) < 4:
        return and_(*whole)
    return or_(and_(*whole), literal(key).bool_op("<%")(Customer.search_key))


def _has_contact(kind: ContactKind, matches: ColumnElement[bool]) -> ColumnElement[bool]:
    query = select(ContactPoint.customer_id).where(ContactPoint.kind == kind, ContactPoint.archived_at.is_(None))
    return Customer.id.in_(query.where(matches))


def _has_deal(number: int, actor: Actor) -> ColumnElement[bool]:
    query = select(Deal.customer_id).where(Deal.number == number, Deal.archived_at.is_(None), visible_to(actor, Deal))
    return Customer.id.in_(query)


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
        phone.correlate(Customer).scalar_subquery(),
        deals.correlate(Customer).scalar_subquery(),
        Employee.name,
        func.greatest(last.correlate(Customer).scalar_subquery(), Customer.created_at),
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
