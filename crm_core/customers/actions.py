"""Making and changing customers."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy.ext.asyncio import AsyncSession

from crm_core.company.checks import check_locale
from crm_core.company.errors import DateInvalid
from crm_core.company.queries import get_company
from crm_core.customers.contacts import normalise, put_contact
from crm_core.customers.errors import PlaceInvalid
from crm_core.customers.events import AddressChanged, CustomerCreated
from crm_core.customers.models import ContactKind, ContactPoint, Customer, CustomerKind
from crm_core.db.unit_of_work import Work
from crm_core.db.visibility import check_seen, get_visible
from crm_core.kernel.errors import NotPermitted, NotVisible
from crm_core.kernel.permissions import Right, check_right
from crm_core.kernel.wording import check_text
from crm_core.staff.actions import get_active_employee

NAME_LIMIT = 200
ADDRESS_LIMIT = 500
TAG_LIMIT = 40

_EARLIEST_BIRTHDAY = date(1900, 1, 1)


@dataclass(frozen=True, slots=True)
class NewCustomer:
    """`phone` and `email` as typed. Without `responsible_id` whoever makes her is responsible."""

    name: str
    phone: str | None = None
    email: str | None = None
    telegram_id: int | None = None
    locale: str | None = None
    source: str | None = None
    address: str | None = None
    kind: CustomerKind = CustomerKind.PERSON
    responsible_id: int | None = None
    consented_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class ChangeCustomer:
    """Only what is given changes; `place` is (latitude, longitude) in degrees."""

    id: int
    seen: int | None = None
    name: str | None = None
    address: str | None = None
    place: tuple[float, float] | None = None
    birthday: date | None = None
    tags: tuple[str, ...] | None = None
    locale: str | None = None
    source: str | None = None
    kind: CustomerKind | None = None


@dataclass(frozen=True, slots=True)
class AddContact:
    customer_id: int
    kind: ContactKind
    typed: str


async def create_customer(work: Work, command: NewCustomer) -> Customer:
    """Raises NotPermitted, TextInvalid, PhoneInvalid, EmailInvalid, PhoneTaken, ContactTaken, EmployeeGone."""
    check_right(work.actor, Right.CHANGE)
    company = await get_company(work.session)
    contacts = [
        (kind, normalise(kind, typed, company.region), typed)
        for kind, typed in _list_typed(command)
        if typed is not None
    ]
    responsible_id = command.responsible_id
    if responsible_id is None:
        responsible_id = work.actor.employee_id
    else:
        await get_active_employee(work.session, responsible_id)
    name = check_text("name", command.name, NAME_LIMIT)
    customer = Customer(
        kind=command.kind,
        name=name,
        locale=None if command.locale is None else check_locale(command.locale),
        address=None if command.address is None else check_text("address", command.address, ADDRESS_LIMIT),
        source=None if command.source is None else check_text("source", command.source, 60),
        responsible_id=responsible_id,
        consented_at=command.consented_at,
        created_at=work.now,
        tags=[],
    )
    work.session.add(customer)
    await work.session.flush()
    for kind, value, typed in contacts:
        await put_contact(work, customer, kind, value, typed)
    work.record(CustomerCreated(customer.id))
    return customer


def _list_typed(command: NewCustomer) -> list[tuple[ContactKind, str | None]]:
    telegram = None if command.telegram_id is None else str(command.telegram_id)
    return [
        (ContactKind.PHONE, command.phone),
        (ContactKind.EMAIL, command.email),
        (ContactKind.TELEGRAM, telegram),
    ]


async def change_customer(work: Work, command: ChangeCustomer) -> Customer:
    """Raises NotVisible, ChangedMeanwhile, TextInvalid, PlaceInvalid, DateInvalid, LocaleUnknown."""
    customer = await get_visible(work.session, work.actor, Customer, command.id, Right.CHANGE, lock=True)
    check_seen(customer, command.seen)
    if command.name is not None:
        customer.name = check_text("name", command.name, NAME_LIMIT)
    if command.address is not None:
        customer.address = check_text("address", command.address, ADDRESS_LIMIT)
    if command.place is not None:
        customer.latitude, customer.longitude = _check_place(command.place)
    if command.birthday is not None:
        customer.birthday = _check_birthday(command.birthday, work.now.date())
    if command.tags is not None:
        customer.tags = sorted({check_text("tag", tag, TAG_LIMIT) for tag in command.tags})
    if command.locale is not None:
        customer.locale = check_locale(command.locale)
    if command.source is not None:
        customer.source = check_text("source", command.source, 60)
    if command.kind is not None:
        customer.kind = command.kind
    await work.session.flush()
    if command.address is not None or command.place is not None:
        work.record(AddressChanged(customer.id))
    return customer


def _check_birthday(birthday: date, today: date) -> date:
    if not _EARLIEST_BIRTHDAY <= birthday <= today:
        raise DateInvalid
    return birthday


def _check_place(place: tuple[float, float]) -> tuple[float, float]:
    latitude, longitude = place
    if not (-90 <= latitude <= 90 and -180 <= longitude <= 180):
        raise PlaceInvalid
    return place


async def add_contact(work: Work, command: AddContact) -> ContactPoint:
    """Raises NotVisible, NotPermitted (Telegram accounts join by themselves), PhoneInvalid, EmailInvalid, PhoneTaken,
    ContactTaken.
    """
    if command.kind is ContactKind.TELEGRAM:
        raise NotPermitted("join_telegram")
    customer = await get_visible(work.session, work.actor, Customer, command.customer_id, Right.CHANGE, lock=True)
    company = await get_company(work.session)
    value = normalise(command.kind, command.typed, company.region)
    return await put_contact(work, customer, command.kind, value, command.typed)


async def change_own_locale(work: Work, locale: str) -> Customer:
    """The customer chooses her language. Raises LocaleUnknown, NotVisible (the actor is no customer)."""
    customer_id = work.actor.customer_id
    if customer_id is None:
        raise NotVisible("customers", None)
    customer = await get_visible(work.session, work.actor, Customer, customer_id, lock=True)
    customer.locale = check_locale(locale)
    await work.session.flush()
    return customer


async def mark_unreachable(session: AsyncSession, customer_id: int, now: datetime) -> bool:
    """Telegram cannot deliver to her any more. True when this was not known yet."""
    customer = await session.get(Customer, customer_id)
    if customer is None or customer.unreachable_since is not None:
        return False
    customer.unreachable_since = now
    return True


async def mark_reachable(session: AsyncSession, customer_id: int) -> None:
    """She has written or been reached again."""
    customer = await session.get(Customer, customer_id)
    if customer is not None:
        customer.unreachable_since = None
