"""Visits: booked with whoever is free, never overlapping, moved by staff and by the customer."""

from __future__ import annotations

import asyncio
from datetime import date, timedelta

import pytest

from crm_core.company.actions import set_days_off
from crm_core.deals.models import Participant
from crm_core.kernel.actor import Role
from crm_core.kernel.errors import NotPermitted, NotVisible
from crm_core.staff.models import Craft
from crm_core.tasks.actions import CompleteTask, PostponeTask, ReassignTask, complete_task, postpone_task, reassign_task
from crm_core.tasks.errors import NoSpecialist, NotAVisit, PastTime, SlotTaken, TaskClosed, VisitTooSoon
from crm_core.tasks.models import Reminder, ReminderKind, ReminderStatus, Task, VisitPurpose
from crm_core.tasks.slots import list_free_days, list_free_slots
from crm_core.tasks.visits import BookVisit, MoveVisit, book_visit, move_visit
from tests.core.office import HOUR, NOON, Office, local

MEASUREMENT = VisitPurpose.MEASUREMENT


async def make_deal(office: Office, phone: str = "599 12 34 56") -> int:
    return await office.add_deal(await office.add_customer(phone=phone))


async def book(office: Office, deal_id: int, hour: int, day: int = 26, **how: int | None) -> int:
    async with office.acting("Giorgi") as work:
        command = BookVisit(deal_id, MEASUREMENT, local(day, hour), how.get("assignee_id"))
        return (await book_visit(work, command)).id


async def free(office: Office, day: int, *, besides_task: int | None = None) -> list[int]:
    async with office.reading("Giorgi") as work:
        slots = await list_free_slots(
            work.session, [office.ids["Levan"]], date(2026, 11, day), not_before=work.now, besides_task=besides_task
        )
    return [slot.astimezone(work.actor.zone).hour for slot in slots]


async def test_a_visit_takes_the_companys_slot_and_the_specialist_takes_part(office: Office) -> None:
    deal_id = await make_deal(office)
    task = await office.row(Task, await book(office, deal_id, 11))
    assert (task.assignee_id, task.due_at, task.ends_at) == (office.ids["Levan"], local(26, 11), local(26, 13))
    (part,) = await office.rows(Participant)
    assert (part.deal_id, part.employee_id, part.craft) == (deal_id, office.ids["Levan"], Craft.MEASURER)


async def test_reminders_of_a_visit_reach_specialist_customer_and_supervisors(office: Office) -> None:
    task_id = await book(office, await make_deal(office), 17)
    rows = [(row.kind, row.remind_at) for row in await office.rows(Reminder) if row.task_id == task_id]
    assert sorted(rows) == [
        (ReminderKind.BEFORE, local(26, 16)),
        (ReminderKind.OVERDUE, local(27, 11)),
        (ReminderKind.VISIT, local(25, 18)),
        (ReminderKind.VISIT, local(26, 15)),
    ]


async def test_overlapping_visits_of_one_specialist_are_refused(office: Office) -> None:
    await book(office, await make_deal(office), 11)
    other = await make_deal(office, "577 98 76 54")
    for hour in (10, 11, 12):
        with pytest.raises(SlotTaken):
            await book(office, other, hour)
    await book(office, other, 13)


async def test_two_who_book_one_slot_at_once_get_one_visit(office: Office) -> None:
    deals = await make_deal(office), await make_deal(office, "577 98 76 54")
    results = await asyncio.gather(*(book(office, deal_id, 11) for deal_id in deals), return_exceptions=True)
    assert {type(result) for result in results} == {int, SlotTaken}
    assert len([task for task in await office.rows(Task) if task.kind == "visit"]) == 1


async def test_a_busy_specialist_is_stood_in_for_by_a_free_one(office: Office) -> None:
    gela = await office.hire("Gela", Role.SPECIALIST, Craft.MEASURER)
    await book(office, await make_deal(office), 11)
    second = await office.row(Task, await book(office, await make_deal(office, "577 98 76 54"), 11))
    assert second.assignee_id == gela


async def test_without_the_craft_nobody_can_be_booked(office: Office) -> None:
    deal_id = await make_deal(office)
    with pytest.raises(NoSpecialist) as refusal:
        async with office.acting("Giorgi") as work:
            await book_visit(work, BookVisit(deal_id, VisitPurpose.SERVICE, local(26, 11)))
    assert refusal.value.craft is Craft.MASTER


async def test_booking_again_moves_the_open_visit(office: Office) -> None:
    deal_id = await make_deal(office)
    first = await book(office, deal_id, 11)
    assert await book(office, deal_id, 12) == first
    assert (await office.row(Task, first)).due_at == local(26, 12)


async def test_past_visits_and_others_deals_are_refused(office: Office) -> None:
    deal_id = await make_deal(office)
    with pytest.raises(PastTime):
        await book(office, deal_id, 11, day=24)
    with pytest.raises(NotVisible):
        async with office.acting("Keti") as work:
            await book_visit(work, BookVisit(deal_id, MEASUREMENT, local(26, 11)))
    await book(office, deal_id, 11)
    with pytest.raises(NotPermitted):
        async with office.acting("Levan") as work:
            await book_visit(work, BookVisit(deal_id, VisitPurpose.INSTALLATION, local(27, 11)))


async def test_free_slots_leave_out_visits_nights_and_what_is_past(office: Office) -> None:
    task_id = await book(office, await make_deal(office), 12, day=24 + 1)
    assert await free(office, 25) == [10, 14, 15, 16, 17]
    assert await free(office, 25, besides_task=task_id) == [10, 11, 12, 13, 14, 15, 16, 17]
    assert await free(office, 24) == [12, 13, 14, 15, 16, 17]
    assert await free(office, 29) == []


async def test_free_days_skip_sundays_days_off_and_full_days(office: Office) -> None:
    async with office.acting("Nino") as work:
        await set_days_off(work, [date(2026, 11, 28)])
    for number, hour in enumerate((10, 12, 14, 16)):
        await book(office, await make_deal(office, f"577 98 76 5{number}"), hour, day=27)
    await book(office, await make_deal(office), 17 + 1, day=27)
    async with office.reading("Giorgi") as work:
        days = await list_free_days(work.session, [office.ids["Levan"]], date(2026, 11, 26), 3)
    assert days == [date(2026, 11, 26), date(2026, 11, 30), date(2026, 12, 1)]


async def test_the_customer_moves_her_visit_to_a_free_slot(office: Office) -> None:
    customer = await office.add_customer()
    task_id = await book(office, await office.add_deal(customer), 11)
    her = office.customer_actor(customer)
    async with office.store.work(her) as work:
        await move_visit(work, MoveVisit(task_id, local(27, 15)))
    task = await office.row(Task, task_id)
    assert (task.due_at, task.ends_at) == (local(27, 15), local(27, 17))
    waiting = [row.remind_at for row in await office.rows(Reminder) if row.status is ReminderStatus.WAITING]
    assert local(27, 13) in waiting
    assert await free(office, 26) == [10, 11, 12, 13, 14, 15, 16, 17]


async def test_the_customer_moves_it_neither_to_nor_from_the_last_two_hours_nor_to_a_taken_slot(office: Office) -> None:
    customer = await office.add_customer()
    task_id = await book(office, await office.add_deal(customer), 11)
    await book(office, await make_deal(office, "577 98 76 54"), 15)
    her = office.customer_actor(customer)
    refusals = [
        (local(26, 15), SlotTaken),
        (local(26, 14), SlotTaken),
        (local(26, 3), NotVisible),
        (local(27, 11, 30), NotVisible),
        (NOON + HOUR, VisitTooSoon),
        (NOON - HOUR, NotVisible),
    ]
    for start, error in refusals:
        with pytest.raises(error):
            async with office.store.work(her) as work:
                await move_visit(work, MoveVisit(task_id, start))
    office.clock.moment = local(26, 9, 30)
    with pytest.raises(VisitTooSoon):
        async with office.store.work(her) as work:
            await move_visit(work, MoveVisit(task_id, local(27, 11)))


async def test_a_strangers_visit_is_not_hers_to_move(office: Office) -> None:
    task_id = await book(office, await make_deal(office), 11)
    stranger = office.customer_actor(await office.add_customer("Tamar", "577 98 76 54"))
    with pytest.raises(NotVisible):
        async with office.store.work(stranger) as work:
            await move_visit(work, MoveVisit(task_id, local(27, 11)))


async def test_staff_move_visits_to_any_moment_ahead_that_is_free(office: Office) -> None:
    deal_id = await make_deal(office)
    task_id = await book(office, deal_id, 11)
    other = await book(office, await make_deal(office, "577 98 76 54"), 15)
    async with office.acting("Levan") as work:
        await move_visit(work, MoveVisit(task_id, local(26, 20, 30)))
    for start in (local(26, 14), local(26, 16)):
        with pytest.raises(SlotTaken):
            async with office.acting("Giorgi") as work:
                await postpone_task(work, PostponeTask(task_id, start))
    async with office.acting("Giorgi") as work:
        await complete_task(work, CompleteTask(other))
    async with office.acting("Giorgi") as work:
        await postpone_task(work, PostponeTask(task_id, local(26, 14)))
    assert (await office.row(Task, task_id)).ends_at == local(26, 16)
    with pytest.raises(TaskClosed):
        async with office.acting("Giorgi") as work:
            await move_visit(work, MoveVisit(other, local(28, 14)))


async def test_a_visit_is_not_handed_to_somebody_who_is_busy(office: Office) -> None:
    gela = await office.hire("Gela", Role.SPECIALIST, Craft.MEASURER)
    task_id = await book(office, await make_deal(office), 11)
    await book(office, await make_deal(office, "577 98 76 54"), 12, assignee_id=gela)
    with pytest.raises(SlotTaken) as refusal:
        async with office.acting("Giorgi") as work:
            await reassign_task(work, ReassignTask(task_id, gela))
    assert refusal.value.start == local(26, 11)


async def test_only_visits_are_moved_to_slots(office: Office) -> None:
    task_id = await office.add_task(await make_deal(office), NOON + timedelta(days=1))
    with pytest.raises(NotAVisit):
        async with office.acting("Giorgi") as work:
            await move_visit(work, MoveVisit(task_id, local(27, 11)))
