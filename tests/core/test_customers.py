"""Customers: made once, found by any spelling, joined by phone and by link."""

from __future__ import annotations

import asyncio
from datetime import date

import pytest

from crm_core.cards.customers import find_customers, get_customer_card
from crm_core.company.errors import DateInvalid, LocaleUnknown
from crm_core.company.queries import get_company
from crm_core.customers.actions import (
    AddContact,
    ChangeCustomer,
    NewCustomer,
    add_contact,
    change_customer,
    change_own_locale,
    create_customer,
)
from crm_core.customers.errors import ContactTaken, EmailInvalid, LinkInvalid, PhoneTaken, PlaceInvalid
from crm_core.customers.joining import JoinTelegram, claim_customer_link, join_telegram
from crm_core.customers.links import make_customer_link
from crm_core.customers.models import ContactKind, ContactPoint, Customer
from crm_core.customers.queries import find_by_phone, find_telegram_id
from crm_core.db.journal import AuditAction, AuditEntry
from crm_core.kernel.errors import ChangedMeanwhile, NotPermitted, NotVisible, TextInvalid
from crm_core.kernel.phone import PhoneInvalid
from crm_core.staff.queries import find_actor
from tests.core.office import DAY, HOUR, Office, visitor


async def find(office: Office, text: str, by: str = "Giorgi") -> list[str]:
    async with office.reading(by) as work:
        return [row.name for row in (await find_customers(work.session, work.actor, text)).items]


async def test_a_customer_is_her_makers_and_keeps_the_phone_as_typed(office: Office) -> None:
    customer_id = await office.add_customer("ვერა", "0599 12-34-56")
    (point,) = await office.rows(ContactPoint)
    assert (point.value, point.typed) == ("+995599123456", "0599 12-34-56")
    assert (await office.row(Customer, customer_id)).responsible_id == office.ids["Giorgi"]


@pytest.mark.parametrize(
    "text",
    [
        "გიორგი",
        "Георгий",
        "giorgi",
        "GIORGI BERIDZE",
        "beridze giorgi",
        "берид",
        "599 12",
        "0599 12-34",
        "+995 599",
        "34 56",
        "12-34-56",
        "giorgi 599",
        "Gorgi Beridze",
    ],
)
async def test_any_spelling_of_a_name_and_any_part_of_a_phone_finds(office: Office, text: str) -> None:
    await office.add_customer("გიორგი ბერიძე", "599 12 34 56")
    await office.add_customer("Vera", "577 98 76 54")
    assert await find(office, text) == ["გიორგი ბერიძე"]


@pytest.mark.parametrize("text", ["", "   ", "🙂", "!!!", "12", "%", "_", "'; DROP TABLE customers; --", "x" * 5000])
async def test_what_matches_nothing_finds_nobody(office: Office, text: str) -> None:
    await office.add_customer()
    assert await find(office, text) == []


async def test_the_three_digits_of_a_country_find_only_numbers_that_have_them_elsewhere(office: Office) -> None:
    await office.add_customer("Vera", "577 98 76 54")
    await office.add_customer("Tamar", "577 99 51 23")
    assert await find(office, "995") == ["Tamar"]


async def test_a_deals_number_and_an_email_find(office: Office) -> None:
    customer = await office.add_customer()
    await office.add_deal(customer)
    async with office.acting("Giorgi") as work:
        await add_contact(work, AddContact(customer, ContactKind.EMAIL, " Vera@Example.COM "))
    for text in ("#1001", "1001", "№ 1001", "vera@example.com", "vera@"):
        assert await find(office, text) == ["Vera"], text


async def test_a_search_shows_only_what_one_may_see_in_two_queries(office: Office) -> None:
    await office.add_customer("Vera Beridze")
    await office.add_customer("Vera Maisuradze", "577 98 76 54", by="Keti")
    assert await find(office, "vera") == ["Vera Beridze"]
    assert await find(office, "577 98", by="Giorgi") == []
    assert len(await find(office, "vera", by="Nino")) == 2
    async with office.reading("Nino") as work:
        await work.session.connection()
        with office.counting() as statements:
            page = await find_customers(work.session, work.actor, "vera", limit=1)
    assert len(statements) <= 2
    assert (page.total, len(page.items), page.has_more) == (2, 1, True)


async def test_a_card_is_three_queries_with_deals_and_last_events(office: Office) -> None:
    customer = await office.add_customer()
    deal_id = await office.add_deal(customer)
    async with office.reading("Giorgi") as work:
        await work.session.connection()
        with office.counting() as statements:
            card = await get_customer_card(work.session, work.actor, customer)
    assert len(statements) <= 3
    assert (card.name, card.phones, card.telegram) == ("Vera", ("+995599123456",), False)
    assert [deal.id for deal in card.deals] == [deal_id]
    assert card.responsible == (office.ids["Giorgi"], "Giorgi")
    assert len(card.events) == 1


async def test_a_known_phone_is_told_of_only_to_those_who_see_its_customer(office: Office) -> None:
    customer = await office.add_customer()
    for name, shown in (("Giorgi", customer), ("Dato", None)):
        with pytest.raises(PhoneTaken) as refusal:
            await office.add_customer("Tamar", "+995 599 123 456", by=name)
        assert refusal.value.customer_id == shown
    assert len(await office.rows(Customer)) == 1


async def test_two_who_add_one_phone_at_once_make_one_customer(office: Office) -> None:
    made = await asyncio.gather(
        office.add_customer("Vera", "577 98 76 54"),
        office.add_customer("Vera", "577 98 76 54", by="Dato"),
        return_exceptions=True,
    )
    assert {type(result) for result in made} == {int, PhoneTaken}
    assert len([row for row in await office.rows(ContactPoint) if row.archived_at is None]) == 1


@pytest.mark.parametrize(
    ("command", "error"),
    [
        (NewCustomer("  "), TextInvalid),
        (NewCustomer("x" * 201), TextInvalid),
        (NewCustomer("Vera", phone="hello"), PhoneInvalid),
        (NewCustomer("Vera", email="hello"), EmailInvalid),
        (NewCustomer("Vera", locale="de"), LocaleUnknown),
    ],
)
async def test_what_cannot_be_stored_is_refused(office: Office, command: NewCustomer, error: type[Exception]) -> None:
    with pytest.raises(error):
        async with office.acting("Giorgi") as work:
            await create_customer(work, command)
    assert await office.rows(Customer) == []


async def test_a_change_is_seen_searched_and_audited(office: Office) -> None:
    customer = await office.add_customer()
    seen = (await office.row(Customer, customer)).version
    async with office.acting("Giorgi") as work:
        await change_customer(
            work,
            ChangeCustomer(customer, seen, name="შოთა", address="Saburtalo 5", place=(41.7, 44.8), tags=("vip", "vip")),
        )
    row = await office.row(Customer, customer)
    assert (row.name, row.address, row.latitude, row.tags) == ("შოთა", "Saburtalo 5", 41.7, ["vip"])
    assert await find(office, "Шота") == ["შოთა"]
    with pytest.raises(ChangedMeanwhile):
        async with office.acting("Giorgi") as work:
            await change_customer(work, ChangeCustomer(customer, seen, name="Vera"))
    change = [entry for entry in await office.rows(AuditEntry) if entry.thing == "customers"][-1]
    assert (change.action, change.before["name"], change.after["name"]) == (AuditAction.UPDATED, "Vera", "შოთა")


async def test_impossible_places_and_birthdays_are_refused(office: Office) -> None:
    customer = await office.add_customer()
    for command, error in (
        (ChangeCustomer(customer, place=(91.0, 0.0)), PlaceInvalid),
        (ChangeCustomer(customer, place=(float("nan"), 0.0)), PlaceInvalid),
        (ChangeCustomer(customer, birthday=date(2030, 1, 1)), DateInvalid),
    ):
        with pytest.raises(error):
            async with office.acting("Giorgi") as work:
                await change_customer(work, command)


async def test_another_sellers_customer_cannot_be_changed_or_read(office: Office) -> None:
    customer = await office.add_customer()
    with pytest.raises(NotVisible):
        async with office.acting("Dato") as work:
            await change_customer(work, ChangeCustomer(customer, name="Mine"))
    with pytest.raises(NotVisible):
        async with office.reading("Dato") as work:
            await get_customer_card(work.session, work.actor, customer)


async def test_accounts_are_not_added_by_hand(office: Office) -> None:
    customer = await office.add_customer()
    with pytest.raises(NotPermitted):
        async with office.acting("Giorgi") as work:
            await add_contact(work, AddContact(customer, ContactKind.TELEGRAM, "700"))


async def test_an_email_belongs_to_one_customer(office: Office) -> None:
    first, second = await office.add_customer(), await office.add_customer("Tamar", "577 98 76 54")
    async with office.acting("Giorgi") as work:
        await add_contact(work, AddContact(first, ContactKind.EMAIL, "a@b.ge"))
    with pytest.raises(ContactTaken) as refusal:
        async with office.acting("Giorgi") as work:
            await add_contact(work, AddContact(second, ContactKind.EMAIL, "A@B.ge"))
    assert refusal.value.customer_id == first


async def join(office: Office, telegram_id: int = 700, phone: str = "995599123456", name: str = "Vera") -> int:
    async with office.store.work(visitor(telegram_id)) as work:
        return (await join_telegram(work, JoinTelegram(telegram_id, phone, name, "ru"))).id


async def test_a_shared_number_joins_the_history_under_it(office: Office) -> None:
    customer = await office.add_customer("ვერა")
    assert await join(office) == customer
    assert await join(office) == customer
    async with office.reading("Giorgi") as work:
        assert await find_telegram_id(work.session, customer) == 700
        actor = await find_actor(work.session, 700, "en")
        found = await find_by_phone(work.session, "+995599123456")
    assert actor is not None
    assert (actor.customer_id, actor.locale, actor.name) == (customer, "ru", "ვერა")
    assert found is not None


async def test_an_unknown_number_makes_a_new_customer(office: Office) -> None:
    customer = await join(office)
    row = await office.row(Customer, customer)
    assert (row.name, row.locale, row.source, row.responsible_id) == ("Vera", "ru", "telegram", None)


async def test_a_number_with_a_new_account_belongs_to_that_account(office: Office) -> None:
    customer = await join(office, 700)
    assert await join(office, 701) == customer
    async with office.reading("Nino") as work:
        assert await find_telegram_id(work.session, customer) == 701
        assert await find_actor(work.session, 700, "en") is None


async def test_one_account_that_joins_twice_at_once_is_one_customer(office: Office) -> None:
    results = await asyncio.gather(join(office), join(office), return_exceptions=True)
    assert {type(result) for result in results} <= {int, ChangedMeanwhile}
    live = [row for row in await office.rows(ContactPoint) if row.archived_at is None]
    assert sorted(row.kind for row in live) == [ContactKind.PHONE, ContactKind.TELEGRAM]


async def make_link(office: Office, customer_id: int) -> str:
    async with office.reading("Giorgi") as work:
        return make_customer_link(await get_company(work.session), customer_id, work.now)


async def claim(office: Office, payload: str, telegram_id: int) -> int:
    async with office.store.work(visitor(telegram_id)) as work:
        return (await claim_customer_link(work, payload, telegram_id, "ka")).id


async def test_a_personal_link_joins_the_first_account_and_opens_for_it_again(office: Office) -> None:
    customer = await office.add_customer()
    payload = await make_link(office, customer)
    assert len(payload) <= 64
    assert await claim(office, payload, 700) == customer
    assert await claim(office, payload, 700) == customer
    assert (await office.row(Customer, customer)).locale == "ka"


async def test_foreign_forged_and_old_links_are_refused_alike_and_audited(office: Office) -> None:
    customer = await office.add_customer()
    other = await office.add_customer("Tamar", "577 98 76 54")
    payload, foreign = await make_link(office, customer), await make_link(office, other)
    await claim(office, payload, 700)
    forged = payload[:-1] + ("A" if payload[-1] != "A" else "B")
    renamed = "c" + foreign[1:].split("-")[0] + "-" + payload.split("-", 1)[1]
    attempts = [(payload, 701), (foreign, 700), (forged, 700), (renamed, 700), ("c", 700), ("c1-zz-" + "x" * 16, 700)]
    for tried, telegram_id in attempts:
        with pytest.raises(LinkInvalid):
            await claim(office, tried, telegram_id)
    office.pass_time(91 * DAY)
    with pytest.raises(LinkInvalid):
        await claim(office, payload, 700)
    refused = [row for row in await office.rows(AuditEntry) if row.action is AuditAction.REFUSED]
    assert [row.thing for row in refused] == ["link_invalid"] * 7
    assert {row.telegram_id for row in refused} == {700, 701}


async def test_a_link_is_good_for_ninety_days(office: Office) -> None:
    customer = await office.add_customer()
    payload = await make_link(office, customer)
    office.pass_time(90 * DAY - HOUR)
    assert await claim(office, payload, 700) == customer


async def test_a_customer_chooses_her_language(office: Office) -> None:
    customer = await office.add_customer()
    async with office.store.work(office.customer_actor(customer)) as work:
        await change_own_locale(work, "ka")
    assert (await office.row(Customer, customer)).locale == "ka"
    with pytest.raises(NotVisible):
        async with office.acting("Giorgi") as work:
            await change_own_locale(work, "ka")


async def test_a_visitor_makes_no_customers(office: Office) -> None:
    with pytest.raises(NotPermitted):
        async with office.store.work(visitor(900)) as work:
            await create_customer(work, NewCustomer("Vera"))
