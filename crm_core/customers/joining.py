"""How a Telegram account becomes a customer: by her own verified number, or by her personal link.

One account is one customer's, and a customer has one account. A number that Telegram has verified is the stronger
proof: whoever holds it now is the customer whom the company knows under it.
"""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import func, select
from sqlalchemy.exc import IntegrityError

from crm_core.company.checks import check_locale
from crm_core.company.queries import get_company
from crm_core.customers.actions import NAME_LIMIT
from crm_core.customers.contacts import find_owner_of
from crm_core.customers.errors import LinkInvalid
from crm_core.customers.events import CustomerCreated, CustomerJoined
from crm_core.customers.links import read_customer_link
from crm_core.customers.models import ContactKind, ContactPoint, Customer, CustomerKind
from crm_core.db.unit_of_work import Work, get_violated
from crm_core.kernel.errors import ChangedMeanwhile
from crm_core.kernel.phone import parse_phone
from crm_core.kernel.wording import check_text

#: The first key of the advisory locks on Telegram accounts.
_ACCOUNTS = 7_321


@dataclass(frozen=True, slots=True)
class JoinTelegram:
    """`phone_e164` comes from Telegram, for the very account that sends it (with or without its plus)."""

    telegram_id: int
    phone_e164: str
    name: str
    locale: str | None = None


async def join_telegram(work: Work, command: JoinTelegram) -> Customer:
    """Her history under that number; else, under her account; else a new customer.

    Raises PhoneInvalid, TextInvalid, and ChangedMeanwhile when somebody wrote the number down at this very moment.
    """
    try:
        return await _join(work, command)
    except IntegrityError as error:
        if get_violated(error) != "uq_contact_points_kind_value":
            raise
        raise ChangedMeanwhile("contact_points", None) from error


async def _join(work: Work, command: JoinTelegram) -> Customer:
    await _queue_up(work, command.telegram_id)
    company = await get_company(work.session)
    phone = parse_phone("+" + command.phone_e164.lstrip("+"), company.region)
    telegram = str(command.telegram_id)
    by_phone = await find_owner_of(work.session, ContactKind.PHONE, phone)
    by_account = await find_owner_of(work.session, ContactKind.TELEGRAM, telegram)
    customer = by_phone or by_account or await _make_customer(work, command)
    await _lock(work, customer)
    if by_phone is None:
        _add(work, customer, ContactKind.PHONE, phone)
    if by_account is not customer:
        await _hand_account(work, customer, telegram)
    _greet(customer, command.locale)
    await work.session.flush()
    return customer


async def claim_customer_link(work: Work, payload: str, telegram_id: int, locale: str | None = None) -> Customer:
    """The customer whose link it is, when the account is hers or becomes hers. Raises LinkInvalid."""
    await _queue_up(work, telegram_id)
    company = await get_company(work.session)
    customer_id = read_customer_link(company, payload, work.now)
    query = select(Customer).where(Customer.id == customer_id, Customer.archived_at.is_(None)).with_for_update()
    customer = (await work.session.execute(query)).scalar_one_or_none()
    if customer is None:
        raise LinkInvalid
    joined = await find_owner_of(work.session, ContactKind.TELEGRAM, str(telegram_id))
    if joined is not None and joined.id != customer.id:
        raise LinkInvalid
    if joined is None:
        if await _list_accounts(work, customer):
            raise LinkInvalid
        _add(work, customer, ContactKind.TELEGRAM, str(telegram_id))
        work.record(CustomerJoined(customer.id))
    _greet(customer, locale)
    await work.session.flush()
    return customer


async def _make_customer(work: Work, command: JoinTelegram) -> Customer:
    name = check_text("name", command.name[:NAME_LIMIT], NAME_LIMIT)
    customer = Customer(
        kind=CustomerKind.PERSON,
        name=name,
        source="telegram",
        created_at=work.now,
        tags=[],
    )
    work.session.add(customer)
    await work.session.flush()
    work.record(CustomerCreated(customer.id))
    return customer


async def _hand_account(work: Work, customer: Customer, telegram: str) -> None:
    """Take the account from whoever had it, and the customer's former account from her; then join the two."""
    query = select(ContactPoint).where(
        ContactPoint.kind == ContactKind.TELEGRAM, ContactPoint.value == telegram, ContactPoint.archived_at.is_(None)
    )
    former = list((await work.session.execute(query)).scalars())
    for point in [*former, *await _list_accounts(work, customer)]:
        point.archived_at = work.now
    await work.session.flush()
    _add(work, customer, ContactKind.TELEGRAM, telegram)
    work.record(CustomerJoined(customer.id))


async def _list_accounts(work: Work, customer: Customer) -> list[ContactPoint]:
    query = select(ContactPoint).where(
        ContactPoint.customer_id == customer.id,
        ContactPoint.kind == ContactKind.TELEGRAM,
        ContactPoint.archived_at.is_(None),
    )
    return list((await work.session.execute(query)).scalars())


def _add(work: Work, customer: Customer, kind: ContactKind, value: str) -> None:
    work.session.add(ContactPoint(customer_id=customer.id, kind=kind, value=value, typed=value, created_at=work.now))


def _greet(customer: Customer, locale: str | None) -> None:
    """She is here: reachable again, archived no longer, and her language is known when it was not."""
    customer.unreachable_since = None
    customer.archived_at = None
    if customer.locale is None and locale is not None:
        customer.locale = check_locale(locale)


async def _lock(work: Work, customer: Customer) -> None:
    await work.session.refresh(customer, with_for_update=True)


async def _queue_up(work: Work, telegram_id: int) -> None:
    """Updates of one account are handled one after another, whichever process got them."""
    await work.session.execute(select(func.pg_advisory_xact_lock(_ACCOUNTS, func.hashint8(telegram_id))))
