"""A customer's card (3 queries) and the search that finds her by any spelling of her name or any part of her phone."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

from sqlalchemy import ColumnElement, Row, Select, Subquery, Text, and_, cast, func, literal, or_, select, union
from sqlalchemy.dialects.postgresql import JSONB, aggregate_order_by
from sqlalchemy.ext.asyncio import AsyncSession

from crm_core.activities.models import Activity
from crm_core.activities.queries import list_last_events
from crm_core.cards.deals import list_deals_of_customer
from crm_core.cards.rows import CustomerCard, CustomerRow
from crm_core.customers.models import ContactKind, ContactPoint, Customer
from crm_core.db.paging import Page, count_all, cut_page
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
    order = (Customer.search_key.startswith(key).desc(), Customer.name, Customer.id)
    found = await _fetch(session, actor, cut_page(Customer.id, conditions, order, limit, offset))
    if offset == 0 and not found and len(key) >= FEWEST_LETTERS:
        found = await _fetch(session, actor, _cut_similar(actor, key, limit))
    total = await count_all(session, Customer.id, conditions, found, offset)
    return Page(tuple(CustomerRow(*row[:-1]) for row in found), total, offset, limit)


async def list_customers_by_id(session: AsyncSession, actor: Actor, customer_ids: Sequence[int]) -> list[CustomerRow]:
    """Those of them that the actor sees, in the given order; 1 query."""
    query = _select_rows(actor).where(
        Customer.id.in_(customer_ids), Customer.archived_at.is_(None), visible_to(actor, Customer)
    )
    rows = [CustomerRow(*row) for row in await session.execute(query)]
    return sorted(rows, key=lambda row: customer_ids.index(row.id))


async def _fetch(session: AsyncSession, actor: Actor, page: Subquery) -> Sequence[Row[*tuple[Any, ...]]]:
    query = _select_rows(actor).join(page, page.c.id == Customer.id).order_by(page.c.place)
    return (await session.execute(query.add_columns(page.c.total))).all()


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
        parts.append(_has_contact(ContactKind.PHONE, _has_part(digits)))
    if parts:
        alternatives.append(and_(*parts))
    if words and digits:
        alternatives.append(Customer.search_key.contains(make_search_key(text)))
    if len(alternatives) > 1:
        return _unite(alternatives)
    return alternatives[0] if alternatives else None


def _unite(alternatives: list[ColumnElement[bool]]) -> ColumnElement[bool]:
    """Any of them, each looked up by its own index: an OR over several tables would read all customers."""
    return Customer.id.in_(union(*(select(Customer.id).where(one).correlate(None) for one in alternatives)))


def _is_named(word: str) -> ColumnElement[bool]:
    """The word is the beginning of one of her names; or, from three letters on, any part of one."""
    if len(word) >= FEWEST_LETTERS - 1:
        return Customer.search_key.contains(word)
    return or_(Customer.search_key.startswith(word), Customer.search_key.contains(f" {word}"))


def _cut_similar(actor: Actor, key: str, limit: int) -> Subquery:
    """The nearest are all that is shown: the list has no further pages."""
    near = literal(key).bool_op("<%")(Customer.search_key)
    conditions = [near, Customer.archived_at.is_(None), visible_to(actor, Customer)]
    order = (func.word_similarity(key, Customer.search_key).desc(), Customer.name, Customer.id)
    page = cut_page(Customer.id, conditions, order, limit, 0)
    return select(page.c.id, page.c.place, func.count().over().label("total")).subquery("nearest")


def _has_part(digits: str) -> ColumnElement[bool]:
    """Three digits with which a number begins are its country: everybody has them."""
    part = ContactPoint.value.contains(digits)
    if len(digits) > FEWEST_DIGITS:
        return part
    return and_(part, or_(ContactPoint.value.not_like(f"+{digits}%"), ContactPoint.value.like(f"+{digits}%{digits}%")))


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
