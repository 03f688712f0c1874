"""One line of text finds people by name, telephone, address and wish: the same ones however it is typed."""

from __future__ import annotations

import pytest

from crm_core.cards.customers import find_customers
from crm_core.cards.finding import MOST_LOOKED_AT
from crm_core.customers.actions import ChangeCustomer, change_customer
from crm_core.customers.models import Customer
from crm_core.deals.models import Deal
from tests.core.office import NOON, Office


async def find(office: Office, text: str, by: str = "Giorgi") -> list[str]:
    async with office.reading(by) as work:
        await work.session.connection()
        with office.counting() as statements:
            page = await find_customers(work.session, work.actor, text)
    assert len(statements) <= 2
    assert page.total == len(page.items)
    return [row.name for row in page.items]


async def add(office: Office, name: str, phone: str, address: str, wish: str, by: str = "Giorgi") -> int:
    customer = await office.add_customer(name, phone, by=by)
    async with office.acting(by) as work:
        await change_customer(work, ChangeCustomer(customer, address=address))
    return await office.add_deal(customer, by=by, wish=wish)


@pytest.mark.parametrize(
    "text",
    [
        "windows saburtalo", "окна сабуртало", "ფანჯრები საბურთალოზე", "saburtalo windows", "Saburtaloze", "окно",
        "vazha pshavela", "ვაჟა-ფშაველას", "Важа-Пшавела", "natia saburtalo", "ნათია ფანჯარა", "natia pshavela window",
        "панорамные", "окна на Сабуртало",
    ],
)  # fmt: skip
async def test_words_of_the_name_the_address_and_the_wish_find_together(office: Office, text: str) -> None:
    await add(office, "ნათია", "599 12 34 56", "ვაჟა-ფშაველას 45, საბურთალო", "4 панорамных окна")
    await add(office, "Vera", "577 98 76 54", "Batumi, Gorgiladze 5", "a door for the kitchen")
    assert await find(office, text) == ["ნათია"]


@pytest.mark.parametrize(
    "text",
    [
        "Kiknavelidze",
        "Kiknaveldize",
        "Kiknaveldze",
        "კიკნაველიძ",
        "კიკნაველიძეს",
        "Кикнавелидзе",
        "кикнавелитзе",
        "natia kiknavlidze",
    ],
)
async def test_a_long_name_is_found_with_two_slips_in_any_script(office: Office, text: str) -> None:
    await office.add_customer("ნათია კიკნაველიძე")
    await office.add_customer("Natia Kapanadze", "577 98 76 54")
    assert await find(office, text) == ["ნათია კიკნაველიძე"]


@pytest.mark.parametrize("text", ["Georgii", "გიორგი", "Георгию", "giorgistan", "Gio", "George", "GIORGI"])
async def test_one_name_is_found_by_all_its_spellings(office: Office, text: str) -> None:
    await office.add_customer("გიორგი ბერიძე")
    assert await find(office, text) == ["გიორგი ბერიძე"]


async def test_those_called_so_come_before_those_who_live_there(office: Office) -> None:
    await add(office, "Anna", "599 12 34 56", "Tsereteli 5", "a door")
    await add(office, "Levan Tsereteli", "577 98 76 54", "Batumi", "a door")
    assert await find(office, "Церетели") == ["Levan Tsereteli", "Anna"]


async def test_a_new_address_and_a_new_wish_are_found_and_the_old_ones_are_not(office: Office) -> None:
    deal_id = await add(office, "Vera", "599 12 34 56", "Saburtalo 5", "4 windows")
    async with office.acting("Giorgi") as work:
        deal = await work.session.get_one(Deal, deal_id)
        deal.wish = "a balcony"
        (await work.session.get_one(Customer, deal.customer_id)).address = "Vake 7"
    assert [await find(office, text) for text in ("balcony vake", "windows", "saburtalo")] == [["Vera"], [], []]


async def test_what_others_were_asked_for_is_not_found(office: Office) -> None:
    await add(office, "Vera", "599 12 34 56", "Saburtalo 5", "4 windows", by="Keti")
    customer = await office.add_customer("Natia", "577 98 76 54")
    await office.add_deal(customer, by="Ana", responsible_id=office.ids["Dato"], wish="mosquito nets")
    assert [await find(office, text) for text in ("windows", "saburtalo", "mosquito", "Natia")] == [
        [],
        [],
        [],
        ["Natia"],
    ]
    assert await find(office, "mosquito", by="Dato") == ["Natia"]


async def test_a_common_name_hides_nobody_in_a_search(office: Office) -> None:
    async with office.acting("Keti") as work:
        work.session.add_all(
            Customer(name=f"Vera {number}", responsible_id=office.ids["Keti"], created_at=NOON)
            for number in range(MOST_LOOKED_AT + 20)
        )
    await office.add_customer("ვერა ლომიძე")
    assert await find(office, "Вера") == ["ვერა ლომიძე"]


async def test_pages_of_a_search_follow_one_another(office: Office) -> None:
    for number in range(10, 15):
        await office.add_customer(f"Vera {number}", f"577 98 76 {number}")
    async with office.reading("Giorgi") as work:
        pages = [
            await find_customers(work.session, work.actor, "vera", limit=2, offset=offset) for offset in (0, 2, 4, 6)
        ]
    assert [[row.name for row in page.items] for page in pages] == [
        ["Vera 10", "Vera 11"],
        ["Vera 12", "Vera 13"],
        ["Vera 14"],
        [],
    ]
    assert {page.total for page in pages} == {5}


@pytest.mark.parametrize("text", ["navelidz", "ნაველი", "velidze"])
async def test_a_part_out_of_the_middle_of_a_name_finds_when_nothing_else_does(office: Office, text: str) -> None:
    await office.add_customer("ნათია კიკნაველიძე")
    await office.add_customer("Natia Kapanadze", "577 98 76 54")
    assert await find(office, text) == ["ნათია კიკნაველიძე"]
    assert await find(office, f"{text} 577") == []
