"""The example company of the sandbox: a window company with its people, so that trying starts with the first tap.

It is set up by the same actions that people use. Names are in the script of the default language; once somebody has
claimed the company, this does nothing.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from decimal import Decimal

from bot.sandbox.server import Sandbox
from crm_core.automation.actions import apply_preset
from crm_core.company.actions import ChangeCompany, change_company
from crm_core.company.queries import get_working_time
from crm_core.customers.actions import NewCustomer, create_customer
from crm_core.db.unit_of_work import Store, Work
from crm_core.deals.actions import NewDeal, create_deal
from crm_core.kernel.actor import LOCALES, Actor, ActorKind, Role, build_system_actor
from crm_core.kernel.wording import Wording, say, typed
from crm_core.staff.actions import Invite, Newcomer, accept_invitation, claim_company, invite, issue_owner_invitation
from crm_core.staff.models import Craft
from crm_core.staff.queries import find_actor
from crm_core.tasks.actions import NewTask, create_task
from crm_core.tasks.models import TaskKind
from handlers.views.example import render_tries
from handlers.views.reader import Reader


@dataclass(frozen=True, slots=True)
class Colleague:
    """Somebody who works in the example company; `person` is his Telegram id in the sandbox."""

    person: int
    name: Wording
    phone: str
    role: Role
    craft: Craft | None = None


@dataclass(frozen=True, slots=True)
class Acquaintance:
    """A customer whom the example company knows already."""

    name: Wording
    phone: str
    wish: Wording
    amount: Decimal
    call_in: timedelta


def _words(ka: str, ru: str, en: str) -> Wording:
    return {"ka": ka, "ru": ru, "en": en}


COMPANY = _words("კარგი ფანჯარა", "Добрые окна", "Good Windows")
TEAM = _words("თბილისის გუნდი", "Команда Тбилиси", "Tbilisi team")
OWNER = Colleague(501, _words("ნინო კაპანაძე", "Нино Капанадзе", "Nino Kapanadze"), "+995599100001", Role.OWNER)
COLLEAGUES = (
    Colleague(502, _words("გიორგი ბერიძე", "Георгий Беридзе", "Giorgi Beridze"), "+995599100002", Role.MANAGER),
    Colleague(
        503, _words("ლევან მაისურაძე", "Леван Майсурадзе", "Levan Maisuradze"), "+995599100003",
        Role.SPECIALIST, Craft.MEASURER,
    ),
    Colleague(
        504, _words("ზურაბ კვარაცხელია", "Зураб Кварацхелия", "Zurab Kvaratskhelia"), "+995599100004",
        Role.SPECIALIST, Craft.INSTALLER,
    ),
)  # fmt: skip
BUYER = (505, _words("ვერა გელაშვილი", "Вера Гелашвили", "Vera Gelashvili"), "+995599123456")
ACQUAINTANCES = (
    Acquaintance(
        _words("თამარ ლომიძე", "Тамара Ломидзе", "Tamar Lomidze"), "+995577200001",
        _words("აივნის შემინვა, ვაკე", "Остекление балкона, Ваке", "Balcony glazing, Vake"),
        Decimal(3200), timedelta(hours=2),
    ),
    Acquaintance(
        _words("დავით ჯაფარიძე", "Давид Джапаридзе", "Davit Japaridze"), "+995577200002",
        _words("5 ფანჯარა, გლდანი", "5 окон, Глдани", "5 windows, Gldani"),
        Decimal(7400), timedelta(days=1),
    ),
)  # fmt: skip


def list_tries() -> dict[str, list[str]]:
    """What to try on the phones, step by step, per language."""
    zone = build_system_actor().zone
    return {locale: render_tries(Reader(locale, zone, datetime.now(UTC))) for locale in LOCALES}


def hand_out_phones(sandbox: Sandbox, locale: str, *, started: bool) -> None:
    """Phones for everybody of the story; `started` for those whom the company knows already."""
    for colleague in (OWNER, *COLLEAGUES):
        sandbox.add_person(
            person_id=colleague.person,
            name=say(colleague.name, locale),
            language=locale,
            phone=colleague.phone,
            role=colleague.craft or colleague.role,
            started=started,
        )
    number, name, phone = BUYER
    sandbox.add_person(person_id=number, name=say(name, locale), language=locale, phone=phone, role="buyer")


async def set_up_example(store: Store, sandbox: Sandbox, locale: str) -> None:
    """The company's people on their phones, and, while nobody has claimed it, the company itself.

    It is founded without reactions: nobody's phone rings for what was there before.
    """
    hand_out_phones(sandbox, locale, started=True)
    quiet = Store(store.engine, store.clock)
    async with quiet.work(build_system_actor()) as work:
        token = await issue_owner_invitation(work)
    if token is not None:
        await _found(quiet, token, locale)


async def _found(store: Store, token: str, locale: str) -> None:
    async with store.work(_visitor(OWNER, locale)) as work:
        await claim_company(work, token, _newcomer(OWNER, locale), say(TEAM, locale))
    owner = await _get_actor(store, OWNER, locale)
    async with store.work(owner) as work:
        await change_company(work, ChangeCompany(name=say(COMPANY, locale)))
        await apply_preset(work, "windows")
    for colleague in COLLEAGUES:
        async with store.work(owner) as work:
            issued = await invite(work, Invite(colleague.role, colleague.craft))
        async with store.work(_visitor(colleague, locale)) as work:
            await accept_invitation(work, issued.token, _newcomer(colleague, locale))
    seller = await _get_actor(store, COLLEAGUES[0], locale)
    for acquaintance in ACQUAINTANCES:
        async with store.work(seller) as work:
            await _meet(work, acquaintance, locale)


async def _meet(work: Work, known: Acquaintance, locale: str) -> None:
    """A customer with a deal and a call to make in working time."""
    working = await get_working_time(work.session)
    customer = await create_customer(work, NewCustomer(name=say(known.name, locale), phone=known.phone))
    deal = await create_deal(work, NewDeal(customer_id=customer.id, wish=say(known.wish, locale), amount=known.amount))
    call = NewTask(
        kind=TaskKind.CALL,
        title=typed(say(known.wish, locale)),
        due_at=working.add(work.now, known.call_in),
        deal_id=deal.id,
    )
    await create_task(work, call)


def _visitor(colleague: Colleague, locale: str) -> Actor:
    zone = build_system_actor().zone
    return Actor(ActorKind.VISITOR, None, locale, zone, telegram_id=colleague.person)


def _newcomer(colleague: Colleague, locale: str) -> Newcomer:
    return Newcomer(telegram_id=colleague.person, name=say(colleague.name, locale), username=None, locale=locale)


async def _get_actor(store: Store, colleague: Colleague, locale: str) -> Actor:
    async with store.reading(build_system_actor()) as work:
        actor = await find_actor(work.session, colleague.person, locale)
    if actor is None:
        msg = f"the example's colleague {colleague.person} has no access"
        raise LookupError(msg)
    return actor
