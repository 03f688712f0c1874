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

#: Shorter keys are near to too many names.
FEWEST_LETTERS = 4

_NUMBER = re.compile(r"^(?P<sign>[#№]?)\s*(?P<digits>\d{1,12})$")
_DIGITS = re.compile(r"\+?\d[\d\s().\-]*")


async def find_customers(
    session: AsyncSession, actor: Actor, text: str, limit: int = 8, offset: int = 0
) -> Page[CustomerRow]:
    """By a name in any script, any part of a phone, an e-mail, or a deal's number ("#1001"); 2 queries at most.

    When nobody is called so, those whose names are nearly so are shown, the nearest first, on one page.
    """
    clean = text.strip()[:LONGEST_SEARCH]
    condition = _match(clean, actor)
    if condition is None:
        return Page((), 0, offset, limit)
    key = make_search_key(_DIGITS.sub(" ", clean))
    conditions = [Customer.archived_at.is_(None), visible_to(actor, Customer), condition]
    query = _select_rows(actor).where(*conditions).order_by(Customer.search_key.startswith(key).desc())
    rows = await _fetch(session, query.order_by(Customer.name, Customer.id).limit(limit).offset(offset))
    if offset == 0 and not rows and len(key) >= FEWEST_LETTERS:
        rows = await _fetch(session, _select_similar(actor, key).limit(limit))
    if offset == 0 and len(rows) < limit:
        return Page(rows, len(rows), offset, limit)
    total = (await session.execute(select(func.count(Customer.id)).where(*conditions))).scalar_one()
    return Page(rows, max(total, offset + len(rows)), offset, limit)


async def _fetch(session: AsyncSession, query: Select[*tuple[Any, ...]]) -> tuple[CustomerRow, ...]:
    return tuple(CustomerRow(*row) for row in await session.execute(query))


def _match(text: str, actor: Actor) -> ColumnElement[bool] | None:
    """The condition that a typed text makes; None when nothing in it can be looked for."""
    if "@" in text:
        address = text.split(maxsplit=1)[0].lower()
        return _has_contact(ContactKind.EMAIL, ContactPoint.value.contains(address, autoescape=True))
    number = _NUMBER.match(text)
    if number is not None and number["sign"]:
        return _has_deal(int(number["digits"]), actor)
    digits = re.sub(r"\D", "", "".join(_DIGITS.findall(text))).lstrip("0")
    words = make_search_key(_DIGITS.sub(" ", text)).split()
    alternatives = [] if number is None else [_has_deal(int(number["digits"]), actor)]
    parts = [_is_named(word) for word in words]
    if len(digits) >= FEWEST_DIGITS:
        parts.append(_has_contact(ContactKind.PHONE, ContactPoint.value.contains(digits)))
    if parts:
        alternatives.append(and_(*parts))
    if words and digits:
        alternatives.append(Customer.search_key.contains(make_search_key(text)))
    return or_(false(), *alternatives) if alternatives else None


def _is_named(word: str) -> ColumnElement[bool]:
    """The word is the beginning of one of her names; or, from three letters on, any part of one."""
    if len(word) >= FEWEST_LETTERS - 1:
        return Customer.search_key.contains(word)
    return or_(Customer.search_key.startswith(word), Customer.search_key.contains(f" {word}"))


def _select_similar(actor: Actor, key: str) -> Select[*tuple[Any, ...]]:
    nearness = func.word_similarity(key, Customer.search_key)
    return (
        _select_rows(actor)
        .where(
            literal(key).bool_op("<%")(Customer.search_key),
            Customer.archived_at.is_(None),
            visible_to(actor, Customer),
        )
        .order_by(nearness.desc(), Customer.name, Customer.id)
    )


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
