"""Whom a sentence means, among those whom the actor sees."""

from __future__ import annotations

from decimal import Decimal

import pytest

from crm_core.cards.meant import Grade, Meant, find_meant
from crm_core.cards.meant_queries import MOST_OF_NAME
from crm_core.customers.models import Customer
from crm_core.language.context import build_usual_context
from crm_core.language.found import Mention, MentionKind
from crm_core.language.names import find_mentions, list_spellings
from crm_core.language.tokens import Span, cut
from tests.core.office import HOUR, NOON, ZONE, Office

CONTEXT = build_usual_context("en", NOON, ZONE)


def mention(text: str, kind: MentionKind = MentionKind.NAME) -> Mention:
    spellings = list_spellings(text, "en") if kind is MentionKind.NAME else (text,)
    return Mention(kind, text, spellings, Span(0, len(text)))


async def find(office: Office, *mentions: Mention, by: str = "Giorgi", limit: int = 7) -> tuple[Meant, ...]:
    async with office.reading(by) as work:
        await work.session.connection()
        with office.counting() as statements:
            found = await find_meant(work.session, work.actor, mentions, limit)
    assert len(statements) <= 2
    return found


async def names(office: Office, text: str, by: str = "Giorgi") -> list[str]:
    (found,) = await find(office, mention(text), by=by)
    return [one.name for one in found.people]


@pytest.mark.parametrize(
    "text",
    [
        "ვერას", "ვერამ", "ვერასთან", "Веру", "Вере", "у Веры", "Vera's", "veras", "verastan", "ვერა ბერიძის",
        "Вере Беридзе", "beridze", "ბერიძეს", "Verra", "ვერა ბერი", "Vera Beridxe", "Ber",
    ],
)  # fmt: skip
async def test_a_name_in_any_case_and_script_means_its_customer(office: Office, text: str) -> None:
    await office.add_customer("ვერა ბერიძე")
    await office.add_customer("Natia Lomidze", "577 98 76 54")
    text = text.removeprefix("у ")
    assert await names(office, text) == ["ვერა ბერიძე"]


@pytest.mark.parametrize(
    ("stored", "said"),
    [
        ("ლევანი", "Леваном"), ("ლევან", "ლევანის"), ("Александр Иванов", "Саше"), ("თამარ ლომიძე", "თამუნას"),
        ("გიორგი", "Gio"), ("Елена Петрова", "ელენეს"), ("Михаил", "Мише"), ("Nicholas Smith", "Nick's"),
        ("შპს ალფა", "Альфе"), ("ООО Альфа", "ალფას"), ("Alfa LLC", "Alfa"), ("Пётр", "Пете"), ("Наталья", "Наташей"),
    ],
)  # fmt: skip
async def test_short_names_and_names_of_other_languages_mean_the_same_person(
    office: Office, stored: str, said: str
) -> None:
    await office.add_customer(stored)
    assert await names(office, said) == [stored]


async def test_who_is_called_so_comes_alone_and_not_with_longer_names(office: Office) -> None:
    await office.add_customer("ანა ლომიძე")
    await office.add_customer("Anastasia Petrova", "577 98 76 54")
    (found,) = await find(office, mention("Анне"))
    assert [(one.name, one.grade) for one in found.people] == [("ანა ლომიძე", Grade.CALLED)]


async def test_whose_whole_name_was_said_comes_first(office: Office) -> None:
    await office.add_customer("ვერა")
    await office.add_customer("Vera Lomidze", "577 98 76 54")
    (found,) = await find(office, mention("Вере"))
    assert [(one.name, one.grade) for one in found.people] == [("ვერა", Grade.WHOLE), ("Vera Lomidze", Grade.CALLED)]


@pytest.mark.parametrize(
    "text", ["Kiknaveldize", "Kiknavlidze", "კიკნაველიძ", "kikanvelidzes", "Kiknavelidxxe", "Кикнавелитзе"]
)
async def test_two_slips_in_a_long_name_are_near(office: Office, text: str) -> None:
    await office.add_customer("ნათია კიკნაველიძე")
    await office.add_customer("Natia Kapanadze", "577 98 76 54")
    (found,) = await find(office, mention(text))
    assert [one.name for one in found.people] == ["ნათია კიკნაველიძე"]
    assert found.is_near == (text != "კიკნაველიძ")


@pytest.mark.parametrize("text", ["Nana", "Vero", "Lela", "Xyzabc", "Besarion"])
async def test_another_name_is_nobodys(office: Office, text: str) -> None:
    await office.add_customer("Vera Beridze")
    assert await names(office, text) == []


async def test_a_changed_name_is_found_with_a_slip(office: Office) -> None:
    customer = await office.add_customer("Vera")
    async with office.acting("Giorgi") as work:
        (await work.session.get_one(Customer, customer)).name = "მანანა კიკნაველიძე"
    assert await names(office, "Kiknaveldize") == ["მანანა კიკნაველიძე"]


async def test_only_those_whom_the_actor_sees_are_meant(office: Office) -> None:
    await office.add_customer("Vera Beridze")
    await office.add_customer("Vera Lomidze", "577 98 76 54", by="Keti")
    assert await names(office, "Vera") == ["Vera Beridze"]
    assert await names(office, "Vera", by="Ana") == ["Vera Beridze"]
    assert await names(office, "Vera", by="Keti") == ["Vera Lomidze"]
    assert await names(office, "Vera", by="Dato") == []
    assert await names(office, "Lomidxe") == []
    assert sorted(await names(office, "Vera", by="Nino")) == ["Vera Beridze", "Vera Lomidze"]
    tail = mention("7654", MentionKind.PHONE_TAIL)
    assert [one.people for one in await find(office, tail)] == [()]


async def test_a_common_name_hides_nobody_whom_the_actor_sees(office: Office) -> None:
    async with office.acting("Keti") as work:
        work.session.add_all(
            Customer(name=f"Vera Kapanadze {number}", responsible_id=office.ids["Keti"], created_at=NOON)
            for number in range(MOST_OF_NAME + 20)
        )
    seen = await office.add_customer("Vera Lomidze")
    task = await office.add_customer("Vera Kapanadze", "577 98 76 54", by="Keti")
    await office.add_task(None, NOON + HOUR, by="Keti", customer_id=task, assignee_id=office.ids["Giorgi"])
    (found,) = await find(office, mention("ვერას"))
    assert sorted(one.id for one in found.people) == sorted([seen, task])
    assert await names(office, "Kapanad") == ["Vera Kapanadze"]


async def test_several_mentions_are_two_queries_and_come_with_their_open_deals(office: Office) -> None:
    vera, natia = await office.add_customer("ვერა"), await office.add_customer("Natia", "577 98 76 54")
    deal, lost = await office.add_deal(vera, amount=Decimal(6000)), await office.add_deal(vera)
    await office.move(lost, "lost")
    text = "called Vera and Natia, #1002, …7654, her and Manana"
    mentions = find_mentions(cut(text), text, CONTEXT)
    found = await find(office, *mentions)
    assert [one.mention.text for one in found] == ["Vera", "Natia", "#1002", "…7654", "her", "Manana"]
    assert [[person.id for person in one.people] for one in found] == [[vera], [natia], [vera], [natia], [], []]
    (open_deal,) = found[0].people[0].deals
    assert (open_deal.id, open_deal.number, open_deal.stage_code, open_deal.is_open) == (deal, 1001, "first_call", True)
    assert (open_deal.stage["en"], open_deal.responsible_name, str(open_deal.amount)) == (
        "First call",
        "Giorgi",
        "6000.00",
    )
    assert (found[2].people[0].deal_id, [one.number for one in found[2].people[0].deals]) == (lost, [1002, 1001])
    assert (found[0].people[0].phone, found[0].people[0].grade) == ("+995599123456", Grade.WHOLE)


async def test_deals_of_others_stay_hidden_on_a_customer_who_is_seen(office: Office) -> None:
    customer = await office.add_customer("Vera")
    await office.add_deal(customer, by="Ana", responsible_id=office.ids["Dato"])
    (found,) = await find(office, mention("Vera"))
    assert [one.deals for one in found.people] == [()]
    assert (await find(office, mention("1001", MentionKind.DEAL_NUMBER)))[0].people == ()


async def test_more_than_fit_are_told_of_and_those_with_own_deals_come_first(office: Office) -> None:
    people = [await office.add_customer(f"Vera {number}", f"577 98 76 {number}") for number in range(50, 60)]
    await office.add_deal(people[3])
    (found,) = await find(office, mention("Vera"), limit=3)
    assert (found.people[0].id, len(found.people), found.has_more) == (people[3], 3, True)


async def test_a_whole_phone_and_its_end_mean_whom_they_belong_to(office: Office) -> None:
    customer = await office.add_customer("Vera")
    for digits, kind in (("995599123456", MentionKind.PHONE), ("3456", MentionKind.PHONE_TAIL)):
        assert [one.id for one in (await find(office, mention(digits, kind)))[0].people] == [customer]


async def test_what_cannot_be_looked_up_means_nobody(office: Office) -> None:
    await office.add_customer()
    odd = Mention(MentionKind.NAME, "x", ("", "'; DROP TABLE customers", "a & b"), Span(0, 1))
    assert await find(office) == ()
    assert [one.people for one in await find(office, odd, mention("x", MentionKind.DEAL_NUMBER))] == [(), ()]
