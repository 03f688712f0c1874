"""The owner invites, changes and dismisses people; what is not for somebody is refused and audited."""

from __future__ import annotations

from datetime import timedelta

import pytest

from crm_core.customers.actions import NewCustomer, create_customer
from crm_core.deals.actions import NewDeal, create_deal
from crm_core.kernel.actor import Role
from tests.fakes.house import OTHER_SELLER, OWNER, SELLER, House, hire
from tests.fakes.menus import get_menu
from tests.fakes.telegram import Person
from tests.fakes.ticking import tick

NEWCOMER = 777


async def invite(house: House, position: str = "Seller") -> str:
    """What the newcomer sends when the link is pressed."""
    nino = house.person(OWNER)
    await nino.say("/team")
    await nino.press("Invite")
    await nino.press(position)
    return "/start " + nino.sees.rpartition("?start=")[2].split()[0]


async def refusals(house: House) -> list[tuple[object, ...]]:
    return await house.ask("SELECT telegram_id, reason FROM audit_entries WHERE action = 'refused' ORDER BY id")


async def test_an_invited_seller_is_welcomed_and_the_owner_is_told(house: House) -> None:
    link = await invite(house)
    tamar = house.person(NEWCOMER, "Tamar Lomidze")
    seen = await tamar.say(link)
    assert "Good Windows" in seen
    assert "Seller" in seen
    assert {"new", "tasks"} <= get_menu(house, NEWCOMER).keys()
    assert "team" not in get_menu(house, NEWCOMER)
    await tick(house)
    assert "Tamar Lomidze" in house.person(OWNER).sees
    row = await house.ask("SELECT role, craft FROM employees WHERE telegram_id = :id", id=NEWCOMER)
    assert row == [("manager", None)]


async def test_an_invited_measurer_has_the_craft(house: House) -> None:
    await house.person(NEWCOMER, "Gia").say(await invite(house, "Measurer"))
    row = await house.ask("SELECT role, craft FROM employees WHERE telegram_id = :id", id=NEWCOMER)
    assert row == [("specialist", "measurer")]


async def test_whoever_speaks_another_language_is_asked_for_one_first(house: House) -> None:
    hans = house.person(NEWCOMER, "Hans", language="de")
    assert "Which language" in await hans.say(await invite(house))
    await hans.press("Русский")
    assert await house.ask("SELECT locale FROM employees WHERE telegram_id = :id", id=NEWCOMER) == [("ru",)]


async def test_a_sellers_heirs_are_those_who_sell(house: House) -> None:
    nino = house.person(OWNER)
    await nino.say("/team")
    await nino.press("Giorgi Beridze")
    await nino.press("Dismiss")
    assert "Nino Kapanadze" in nino.last.buttons
    assert "Levan Maisuradze" not in nino.last.buttons


async def test_a_revoked_invitation_opens_nothing_until_the_revoking_is_undone(house: House) -> None:
    link = await invite(house)
    nino, tamar = house.person(OWNER), house.person(NEWCOMER, "Tamar Lomidze")
    await nino.press("Revoke")
    assert "does not work" in await tamar.say(link)
    assert "Team: 4 people" in await nino.press("Undo")
    assert "Good Windows" in await tamar.say(link)


async def test_an_invitation_works_once(house: House) -> None:
    link = await invite(house)
    await house.person(NEWCOMER, "Tamar").say(link)
    thief = house.person(666, "Thief")
    assert await thief.say(link) == await thief.say("/start i_invented")
    assert await refusals(house) == [(666, "invitation_invalid")] * 2
    assert not await house.ask("SELECT 1 FROM employees WHERE telegram_id = 666")


async def test_a_revoked_invitation_opens_nothing(house: House) -> None:
    link = await invite(house)
    assert "revoked" in await house.person(OWNER).press("Revoke")
    await house.person(NEWCOMER).say(link)
    assert await refusals(house) == [(NEWCOMER, "invitation_invalid")]


async def test_an_invitation_is_good_for_a_week(house: House) -> None:
    link = await invite(house)
    house.clock.moment += timedelta(days=8)
    await house.person(NEWCOMER).say(link)
    assert not await house.ask("SELECT 1 FROM employees WHERE telegram_id = :id", id=NEWCOMER)


async def test_with_several_teams_the_invitation_asks_which(house: House) -> None:
    nino = house.person(OWNER)
    await nino.say("/team")
    await nino.press("Teams")
    await nino.press("Add a team")
    assert "Batumi <branch>" in await nino.say("Batumi <branch>") or "Batumi <branch>" in nino.last.buttons
    await nino.say("/team")
    await nino.press("Invite")
    assert "To which team" in await nino.press("Seller")
    assert "Batumi <branch>" in await nino.press("Batumi")


async def test_a_team_is_renamed(house: House) -> None:
    nino = house.person(OWNER)
    await nino.say("/team")
    await nino.press("Teams")
    await nino.press("Main team")
    await nino.say("Tbilisi")
    assert await house.ask("SELECT name FROM teams") == [("Tbilisi",)]


async def test_a_new_position_changes_the_menu_of_commands(house: House) -> None:
    nino = house.person(OWNER)
    await open_person(nino, "Giorgi Beridze")
    await nino.press("Position")
    assert "Supervisor" in await nino.press("Supervisor")
    assert "board" in get_menu(house, SELLER)


async def test_a_dismissed_sellers_work_goes_to_the_heir_and_access_ends(house: House) -> None:
    await hire(house, OTHER_SELLER, "Mariam Jikia", Role.MANAGER)
    async with house.store.work(await house.actor(SELLER)) as work:
        customer = await create_customer(work, NewCustomer("Vera", phone="599 12 34 56"))
        await create_deal(work, NewDeal(customer.id))
    nino = house.person(OWNER)
    await open_person(nino, "Giorgi Beridze")
    await nino.press("Dismiss")
    assert "Mariam Jikia" in await nino.press("Mariam Jikia")
    assert "Access ended: Giorgi Beridze" in await nino.press("Yes, dismiss")

    heir = "SELECT telegram_id FROM employees WHERE id = (SELECT responsible_id FROM deals)"
    assert await house.ask(heir) == [(OTHER_SELLER,)]
    assert get_menu(house, SELLER) == {}
    giorgi = house.person(SELLER)
    seen = await giorgi.say("/today")
    assert "Overdue" not in seen
    assert "599" not in await giorgi.say("Vera")


async def test_the_last_owner_cannot_be_dismissed(house: House) -> None:
    nino = house.person(OWNER)
    await open_person(nino, "Nino Kapanadze")
    await nino.press("Dismiss")
    await nino.press("The least loaded")
    await nino.press("Yes, dismiss")
    assert nino.alert
    assert await house.ask("SELECT 1 FROM employees WHERE dismissed_at IS NOT NULL") == []


@pytest.mark.parametrize(
    "data", ["o:team:", "o:inv:", "o:invr:manager", "o:disy:1.0", "o:pset:2.owner", "o:a:s.name.Mine"]
)
async def test_a_seller_who_forges_the_owners_buttons_is_refused_and_audited(house: House, data: str) -> None:
    giorgi = house.person(SELLER)
    await giorgi.say("/today")
    await giorgi.press_data(data)
    assert giorgi.alert
    assert (SELLER, "not_permitted") in await refusals(house)
    assert (await house.company()).name == "Good Windows"
    assert await house.ask("SELECT 1 FROM employees WHERE dismissed_at IS NOT NULL") == []


async def open_person(nino: Person, name: str) -> None:
    await nino.say("/team")
    await nino.press(name)
