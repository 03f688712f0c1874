"""Contact points: normalising what was typed, and the one customer whom each belongs to."""

from __future__ import annotations

import re

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncSession

from crm_core.customers.errors import ContactTaken, EmailInvalid, PhoneTaken
from crm_core.customers.models import ContactKind, ContactPoint, Customer
from crm_core.db.unit_of_work import Work, get_violated
from crm_core.db.visibility import find_visible
from crm_core.kernel.errors import CrmError
from crm_core.kernel.phone import PhoneInvalid, parse_phone

_EMAIL = re.compile(r"^[^@\s]+@[^@\s.]+(\.[^@\s.]+)+$")
_LONGEST = 200


def normalise(kind: ContactKind, typed: str, region: str) -> str:
    """E.164, a lower-case e-mail, or a Telegram id. Raises PhoneInvalid, EmailInvalid."""
    if kind is ContactKind.PHONE:
        if len(typed) > _LONGEST:
            raise PhoneInvalid(typed)
        return parse_phone(typed, region)
    if kind is ContactKind.EMAIL:
        clean = typed.strip().lower()
        if not _EMAIL.match(clean) or len(clean) > _LONGEST:
            raise EmailInvalid(typed)
        return clean
    return str(int(typed))


async def find_owner_of(session: AsyncSession, kind: ContactKind, value: str) -> Customer | None:
    """The customer to whom the normalised contact belongs, whoever asks."""
    query = select(Customer).join(ContactPoint, ContactPoint.customer_id == Customer.id)
    query = query.where(ContactPoint.kind == kind, ContactPoint.value == value, ContactPoint.archived_at.is_(None))
    return (await session.execute(query)).scalar_one_or_none()


async def put_contact(work: Work, customer: Customer, kind: ContactKind, value: str, typed: str) -> ContactPoint:
    """Give the contact to the customer; nothing happens when it is hers already.

    Raises PhoneTaken or ContactTaken when it is somebody else's, also when that was decided at this very moment.
    """
    query = select(ContactPoint).where(
        ContactPoint.kind == kind, ContactPoint.value == value, ContactPoint.archived_at.is_(None)
    )
    known = (await work.session.execute(query)).scalar_one_or_none()
    if known is not None:
        if known.customer_id == customer.id:
            return known
        raise await _make_taken(work, kind, known.customer_id)
    point = ContactPoint(customer_id=customer.id, kind=kind, value=value, typed=typed.strip(), created_at=work.now)
    try:
        async with work.session.begin_nested():
            work.session.add(point)
    except IntegrityError as error:
        if get_violated(error) != "uq_contact_points_kind_value":
            raise
        faster = (await work.session.execute(query)).scalar_one_or_none()
        raise await _make_taken(work, kind, faster.customer_id if faster else None) from error
    return point


async def _make_taken(work: Work, kind: ContactKind, customer_id: int | None) -> CrmError:
    seen = customer_id is not None and await find_visible(work.session, work.actor, Customer, customer_id)
    shown = customer_id if seen else None
    return PhoneTaken(shown) if kind is ContactKind.PHONE else ContactTaken(kind, shown)
