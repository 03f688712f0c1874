"""Alarms, the board, who has what and the day in numbers, as those see them who supervise."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal

import pytest

from crm_core.activities.actions import LogCall, log_call
from crm_core.activities.models import CallOutcome
from crm_core.customers.actions import NewCustomer, create_customer
from crm_core.deals.actions import ChangeDeal, MoveDeal, NewDeal, change_deal, create_deal, move_deal
from crm_core.deals.queries import find_stage, list_loss_reasons
from crm_core.kernel.actor import Role
from crm_core.staff.actions import ChangeEmployee, add_team, change_employee
from crm_core.tasks.actions import NewTask, create_task
from crm_core.tasks.models import TaskKind
from tests.fakes.house import OTHER_SELLER, OWNER, SELLER, House, hire
from tests.fakes.telegram import Person
from tests.fakes.ticking import pass_time, tick

STRANGER = 888


async def add_deal(house: House, name: str = "Vera", phone: str = "599 12 34 56", seller: int = SELLER) -> int:
    async with house.store.work(await house.actor(seller)) as work:
        customer = await create_customer(work, NewCustomer(name, phone=phone))
        deal = await create_deal(work, NewDeal(customer.id))
        await change_deal(work, ChangeDeal(deal.id, amount=Decimal(6000)))
    return deal.id


async def add_call(house: House, deal_id: int, minutes: int = 15) -> int:
    """A call that the seller must make by a deadline."""
    async with house.store.work(await house.actor(SELLER)) as work:
        due_at = work.now + timedelta(minutes=minutes)
        task = await create_task(work, NewTask(TaskKind.CALL, {}, due_at, deal_id=deal_id, is_deadline=True))
    return task.id


async def alarm(house: House) -> Person:
    """The owner, whose phone has just said that the call is overdue."""
    await add_call(house, await add_deal(house))
    await tick(house)
    await pass_time(house, minutes=16)
    nino = house.person(OWNER)
    assert "Not done in time" in nino.sees
    return nino


async def test_an_overdue_call_is_reassigned_in_two_taps(house: House) -> None:
    await hire(house, OTHER_SELLER, "Mariam Jikia", Role.MANAGER)
    nino = await alarm(house)
    await nino.press("Reassign")
    await nino.press("Mariam Jikia")
    assert nino.taps == 2
    assignee = "SELECT telegram_id FROM employees WHERE id = (SELECT assignee_id FROM tasks WHERE kind = 'call')"
    assert await house.ask(assignee) == [(OTHER_SELLER,)]
    await tick(house)
    assert "Vera" in house.person(OTHER_SELLER).sees


async def test_whoever_is_handed_an_overdue_call_gets_half_an_hour_before_it_is_told_again(house: House) -> None:
    await hire(house, OTHER_SELLER, "Mariam Jikia", Role.MANAGER)
    nino = await alarm(house)
    await nino.press("Reassign")
    await nino.press("Mariam Jikia")
    told = len(nino.chat)
    await pass_time(house, minutes=20)
    assert len(nino.chat) == told
    await pass_time(house, minutes=11)
    assert len(nino.chat) == told + 1
    assert "Not done in time" in nino.sees
    assert "Mariam Jikia" in nino.sees


async def test_a_nudge_reaches_the_assignee_at_once(house: House) -> None:
    nino = await alarm(house)
    assert "Nudged: Giorgi Beridze" in await nino.press("Nudge")
    await tick(house)
    assert "Please look at this" in house.person(SELLER).sees


async def test_wait_is_silent_for_half_an_hour_and_says_it_again(house: House) -> None:
    nino = await alarm(house)
    told = len(nino.chat)
    await nino.press("Wait")
    await pass_time(house, minutes=20)
    assert len(nino.chat) == told
    await pass_time(house, minutes=11)
    assert len(nino.chat) == told + 1
    assert "Not done in time" in nino.sees


async def test_a_wait_pressed_by_mistake_is_taken_back(house: House) -> None:
    nino = await alarm(house)
    await nino.press("Wait")
    assert "Taken back" in await nino.press("Undo")
    assert nino.alert is None
    told = len(nino.chat)
    await pass_time(house, minutes=31)
    assert len(nino.chat) == told
    waiting = "SELECT count(*) FROM reminders WHERE kind = 'overdue' AND status = 'waiting'"
    assert await house.ask(waiting) == [(0,)]


async def test_what_is_done_meanwhile_raises_no_alarm_again(house: House) -> None:
    nino = await alarm(house)
    await nino.press("Wait")
    told = len(nino.chat)
    await house.person(SELLER).press("Called")
    await pass_time(house, minutes=31)
    assert not any("Not done in time" in shown.plain for shown in nino.chat[told:])


async def test_a_seller_cannot_nudge_or_silence(house: House) -> None:
    task_id = await add_call(house, await add_deal(house))
    giorgi = house.person(SELLER)
    await giorgi.say("/today")
    for data in (f"t:g:{task_id}:0", f"t:w:{task_id}:0"):
        await giorgi.press_data(data)
        assert giorgi.alert
    assert await house.ask("SELECT count(*) FROM audit_entries WHERE action = 'refused'") == [(2,)]


async def test_the_board_shows_stages_with_sums_and_opens_their_deals(house: House) -> None:
    await add_deal(house)
    nino = house.person(OWNER)
    seen = await nino.say("/board")
    assert "First call: 1 · ₾6,000" in seen
    assert "Installation: 0" in seen
    assert "Vera" in await nino.press("First call")
    assert "Vera" in await nino.press("#1001")
    assert nino.taps == 3


async def test_who_has_what_leads_to_a_persons_things(house: House) -> None:
    await add_call(house, await add_deal(house))
    house.clock.moment += timedelta(minutes=20)
    nino = house.person(OWNER)
    assert "Giorgi Beridze: 1 deal · ₾6,000, today: 0, overdue: 1" in await nino.say("/people")
    await nino.press("Giorgi Beridze")
    assert "Vera" in await nino.press("Overdue: 1")
    await nino.press("Back")
    assert "Board: Giorgi Beridze" in await nino.press("Open deals: 1")


async def test_overdue_lists_everybodys_late_tasks(house: House) -> None:
    await add_call(house, await add_deal(house))
    nino = house.person(OWNER)
    assert "There are none" in await nino.say("/overdue")
    house.clock.moment += timedelta(minutes=16)
    seen = await nino.say("/overdue")
    assert "Vera" in seen
    assert "Giorgi Beridze" in seen


async def have_a_day(house: House) -> None:
    """One call, one deal won, one lost, one moved, one task too late."""
    won, lost, moved = [await add_deal(house, f"Vera {n}", f"599 12 34 5{n}") for n in range(3)]
    async with house.store.work(await house.actor(SELLER)) as work:
        await log_call(work, LogCall(deal_id=moved, outcome=CallOutcome.TALKED))
        reason = (await list_loss_reasons(work.session))[0]
        stages = {code: await find_stage(work.session, code) for code in ("measurement", "done", "lost")}
        targets = {code: stage.id for code, stage in stages.items() if stage is not None}
        await move_deal(work, MoveDeal(won, targets["done"]))
        await move_deal(work, MoveDeal(lost, targets["lost"], loss_reason_id=reason.id))
        await move_deal(work, MoveDeal(moved, targets["measurement"]))
    await add_call(house, moved)


async def test_the_summary_comes_at_the_chosen_hour_and_every_number_opens_its_list(house: House) -> None:
    await have_a_day(house)
    await pass_time(house, hours=20)
    assert not [shown for shown in house.person(OWNER).chat if "Summary" in shown.plain]
    await pass_time(house, hours=1, minutes=1)
    nino = house.person(OWNER)
    summary = next(shown for shown in reversed(nino.chat) if "Summary" in shown.plain)
    assert "Summary: yesterday" in summary.plain
    for line in (
        "New requests: 3",
        "Giorgi Beridze: 1",
        "Deals moved: 3",
        "Won: 1 · ₾6,000",
        "Lost: 1",
        "Overdue now: ",
    ):
        assert line in summary.plain
    numbers = {label: data for label, data in summary.buttons.items() if data.startswith("l:") and ":day:" not in data}
    assert len(numbers) >= 7
    for label, data in numbers.items():
        await nino.press_data(data, on=summary)
        assert not nino.alert
        assert "There are none" not in summary.plain, label
        assert summary.plain.splitlines()[0].endswith(label.rpartition(" ")[2]), label
        assert "Vera" in summary.plain, label


async def test_the_summary_is_shown_on_demand_for_any_day(house: House) -> None:
    await have_a_day(house)
    nino = house.person(OWNER)
    assert "Won: 1" in await nino.say("/summary")
    assert "Won: 0" in await nino.press("yesterday")
    assert "Won: 1" in await nino.press("today")


async def test_another_teams_supervisor_sees_nothing_of_it(house: House) -> None:
    await hire(house, STRANGER, "Strange Supervisor", Role.SUPERVISOR)
    async with house.store.work(await house.actor(OWNER)) as work:
        team = await add_team(work, "Batumi")
        stranger = await house.actor(STRANGER)
        await change_employee(work, ChangeEmployee(id=stranger.id or 0, team_id=team.id))
    deal_id = await add_deal(house)
    task_id = await add_call(house, deal_id)
    await pass_time(house, minutes=20)
    supervisor = house.person(STRANGER)
    assert "First call: 0" in await supervisor.say("/board")
    assert "Giorgi" not in await supervisor.say("/people")
    assert "There are none" in await supervisor.say("/overdue")
    assert "New requests: 0" in await supervisor.say("/summary")
    for data in (f"d:o:{deal_id}:0", f"t:o:{task_id}:0", f"t:g:{task_id}:0", f"t:w:{task_id}:0"):
        await supervisor.press_data(data)
        assert supervisor.alert
    refused = await house.ask("SELECT DISTINCT reason FROM audit_entries WHERE action = 'refused'")
    assert refused == [("not_visible",)]


@pytest.mark.parametrize(
    "data", ["b:0:0:0", "b:1:0:0", "l:people:0:0:0", "l:day:0:0:0", "l:overdue:0:0:0", "l:calls:0:1:0"]
)
async def test_a_seller_cannot_open_the_screens_about_others(house: House, data: str) -> None:
    giorgi = house.person(SELLER)
    await giorgi.say("/today")
    await giorgi.press_data(data)
    assert giorgi.alert
    refused = await house.ask("SELECT telegram_id, reason FROM audit_entries WHERE action = 'refused'")
    assert refused == [(SELLER, "not_permitted")]
