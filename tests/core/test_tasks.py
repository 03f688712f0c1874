"""Tasks: set, done, postponed, handed on, listed; and when people are reminded of them."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest

from crm_core.deals.actions import SetParticipant, set_participant
from crm_core.deals.models import Deal
from crm_core.kernel.errors import ChangedMeanwhile, NotPermitted, NotVisible, TextInvalid
from crm_core.kernel.wording import typed
from crm_core.staff.errors import EmployeeGone
from crm_core.staff.models import Craft
from crm_core.tasks.actions import (
    ChangeTask,
    CompleteTask,
    PostponeTask,
    ReassignTask,
    cancel_task,
    change_task,
    complete_task,
    nudge_task,
    postpone_task,
    reassign_task,
)
from crm_core.tasks.alarms import wait_for_task
from crm_core.tasks.errors import NotAVisit, PastTime, TaskClosed
from crm_core.tasks.models import Reminder, ReminderKind, ReminderStatus, Task, TaskKind, TaskStatus
from crm_core.tasks.queries import TaskFilter, count_home, get_task_row, list_tasks, needs_next_step
from crm_core.tasks.rows import HomeCounts
from tests.core.office import DAY, HOUR, NOON, Office, local

MINUTE = timedelta(minutes=1)
BEFORE, DUE, OVERDUE = ReminderKind.BEFORE, ReminderKind.DUE, ReminderKind.OVERDUE


async def waiting(office: Office, task_id: int) -> list[tuple[ReminderKind, datetime]]:
    rows = [row for row in await office.rows(Reminder) if row.task_id == task_id]
    return sorted((row.kind, row.remind_at) for row in rows if row.status is ReminderStatus.WAITING)


async def make_deal(office: Office) -> int:
    return await office.add_deal(await office.add_customer())


async def test_a_task_set_early_reminds_before_at_and_after_its_time(office: Office) -> None:
    task_id = await office.add_task(await make_deal(office), local(25, 11))
    assert await waiting(office, task_id) == [
        (BEFORE, local(25, 10, 45)),
        (DUE, local(25, 11)),
        (OVERDUE, local(25, 11, 15)),
    ]


async def test_a_task_set_at_short_notice_does_not_remind_before(office: Office) -> None:
    task_id = await office.add_task(await make_deal(office), NOON + 20 * MINUTE)
    assert await waiting(office, task_id) == [(DUE, NOON + 20 * MINUTE), (OVERDUE, NOON + 35 * MINUTE)]


async def test_a_missed_deadline_is_told_at_once(office: Office) -> None:
    task_id = await office.add_task(await make_deal(office), NOON + 15 * MINUTE, is_deadline=True)
    assert await waiting(office, task_id) == [
        (BEFORE, NOON + 10 * MINUTE),
        (DUE, NOON + 15 * MINUTE),
        (OVERDUE, NOON + 15 * MINUTE),
    ]


async def test_nobody_is_alarmed_at_night(office: Office) -> None:
    task_id = await office.add_task(await make_deal(office), local(28, 18, 50))
    late = await office.add_task(None, local(28, 22), is_deadline=True)
    assert (OVERDUE, local(30, 10, 5)) in await waiting(office, task_id)
    assert (OVERDUE, local(30, 10)) in await waiting(office, late)


async def test_a_done_task_reminds_nobody(office: Office) -> None:
    deal_id = await make_deal(office)
    task_id = await office.add_task(deal_id, NOON + DAY)
    async with office.acting("Giorgi") as work:
        result = await complete_task(work, CompleteTask(task_id, "talked <b>"))
    assert (result.deal_id, result.needs_next_step) == (deal_id, True)
    task = await office.row(Task, task_id)
    assert (task.status, task.closed_at, task.outcome) == (TaskStatus.DONE, NOON, "talked <b>")
    assert await waiting(office, task_id) == []
    with pytest.raises(TaskClosed):
        async with office.acting("Giorgi") as work:
            await complete_task(work, CompleteTask(task_id))


async def test_the_next_step_is_missed_only_when_nothing_is_planned(office: Office) -> None:
    deal_id = await make_deal(office)
    first, _second = [await office.add_task(deal_id, NOON + DAY) for _ in range(2)]
    async with office.acting("Giorgi") as work:
        assert not (await complete_task(work, CompleteTask(first))).needs_next_step
    await office.move(deal_id, "lost")
    async with office.reading("Giorgi") as work:
        assert not await needs_next_step(work.session, deal_id)


async def test_a_postponed_task_is_reminded_of_anew(office: Office) -> None:
    task_id = await office.add_task(await make_deal(office), NOON + HOUR)
    async with office.acting("Giorgi") as work:
        await postpone_task(work, PostponeTask(task_id, local(25, 11)))
    assert (DUE, local(25, 11)) in await waiting(office, task_id)
    assert len(await waiting(office, task_id)) == 3
    with pytest.raises(PastTime):
        async with office.acting("Giorgi") as work:
            await postpone_task(work, PostponeTask(task_id, NOON))


async def test_a_stale_postponement_is_refused(office: Office) -> None:
    task_id = await office.add_task(await make_deal(office), NOON + HOUR)
    seen = (await office.row(Task, task_id)).version
    async with office.acting("Ana") as work:
        await postpone_task(work, PostponeTask(task_id, NOON + DAY, seen))
    with pytest.raises(ChangedMeanwhile):
        async with office.acting("Giorgi") as work:
            await postpone_task(work, PostponeTask(task_id, NOON + 2 * DAY, seen))
    assert (await office.row(Task, task_id)).due_at == NOON + DAY


async def test_reassigning_hands_the_task_and_its_deal_to_the_eyes_of_the_new_one(office: Office) -> None:
    deal_id = await make_deal(office)
    task_id = await office.add_task(deal_id, NOON + DAY)
    async with office.acting("Ana") as work:
        await reassign_task(work, ReassignTask(task_id, office.ids["Dato"]))
    async with office.reading("Dato") as work:
        row = await get_task_row(work.session, work.actor, task_id)
    assert (row.assignee_name, row.customer_name, row.phone, row.deal_number) == ("Dato", "Vera", "+995599123456", 1001)
    with pytest.raises(EmployeeGone):
        async with office.acting("Ana") as work:
            await reassign_task(work, ReassignTask(task_id, 9999))


async def test_what_is_not_ones_own_is_not_there(office: Office) -> None:
    task_id = await office.add_task(await make_deal(office), NOON + DAY)
    for name in ("Keti", "Levan", "Dato"):
        with pytest.raises(NotVisible):
            async with office.acting(name) as work:
                await complete_task(work, CompleteTask(task_id))
        with pytest.raises(NotVisible):
            async with office.reading(name) as work:
                await get_task_row(work.session, work.actor, task_id)


async def test_a_specialist_sets_tasks_for_himself_only(office: Office) -> None:
    deal_id = await make_deal(office)
    async with office.acting("Giorgi") as work:
        await set_participant(work, SetParticipant(deal_id, office.ids["Levan"], Craft.MEASURER))
    await office.add_task(deal_id, NOON + DAY, by="Levan")
    with pytest.raises(NotPermitted):
        await office.add_task(deal_id, NOON + DAY, by="Levan", assignee_id=office.ids["Giorgi"])


async def test_impossible_tasks_are_refused(office: Office) -> None:
    deal_id = await make_deal(office)
    with pytest.raises(PastTime):
        await office.add_task(deal_id, NOON)
    with pytest.raises(TextInvalid):
        await office.add_task(deal_id, NOON + DAY, kind=TaskKind.TODO)
    with pytest.raises(TextInvalid):
        await office.add_task(deal_id, NOON + DAY, title=typed("x" * 1001))
    with pytest.raises(NotAVisit):
        await office.add_task(deal_id, NOON + DAY, kind=TaskKind.VISIT)
    with pytest.raises(NotVisible):
        await office.add_task(deal_id, NOON + DAY, by="Keti")


async def test_a_title_is_edited_and_comes_back_intact(office: Office) -> None:
    task_id = await office.add_task(await make_deal(office), NOON + DAY)
    text = '<b>&"</b> 🪟 \u200fא'
    async with office.acting("Giorgi") as work:
        await change_task(work, ChangeTask(task_id, typed(text)))
    assert (await office.row(Task, task_id)).title == {"*": text}


async def test_wait_keeps_supervisors_quiet_for_half_an_hour_of_working_time(office: Office) -> None:
    task_id = await office.add_task(await make_deal(office), NOON + HOUR)
    office.pass_time(2 * HOUR)
    async with office.acting("Ana") as work:
        assert await wait_for_task(work, task_id) == NOON + 2 * HOUR + 30 * MINUTE
        await nudge_task(work, task_id)
    reminders = [moment for kind, moment in await waiting(office, task_id) if kind is OVERDUE]
    assert reminders == [NOON + 2 * HOUR + 30 * MINUTE]


async def test_a_cancelled_task_is_closed(office: Office) -> None:
    task_id = await office.add_task(await make_deal(office), NOON + DAY)
    async with office.acting("Giorgi") as work:
        assert (await cancel_task(work, task_id)).needs_next_step
    assert (await office.row(Task, task_id)).status is TaskStatus.CANCELLED
    assert await waiting(office, task_id) == []


async def test_home_counts_ones_own_day_in_two_queries(office: Office) -> None:
    first, second = await make_deal(office), await office.add_deal((await office.rows(Deal))[0].customer_id)
    await office.move(second, "payment")
    for task in await office.rows(Task):
        async with office.acting("Giorgi") as work:
            await cancel_task(work, task.id)
    await office.add_task(first, NOON + MINUTE)
    await office.add_task(first, NOON + 3 * HOUR)
    await office.add_task(first, local(25, 23, 30))
    await office.add_task(first, local(26, 0, 30))
    office.pass_time(HOUR)
    async with office.reading("Giorgi") as work:
        await work.session.connection()
        with office.counting() as statements:
            counts = await count_home(work.session, work.actor, work.now)
    assert len(statements) <= 2
    assert counts == HomeCounts(overdue=1, today=1, new_deals=1, tomorrow=1, without_next_step=1)


async def test_lists_filter_page_and_count_in_two_queries(office: Office) -> None:
    deal_id = await make_deal(office)
    mine = [await office.add_task(deal_id, NOON + number * HOUR) for number in (3, 1, 2)]
    other = await office.add_task(None, NOON + HOUR, by="Dato")
    await office.add_task(None, NOON + HOUR, by="Keti")
    async with office.acting("Giorgi") as work:
        await complete_task(work, CompleteTask(mine[0]))
    office.pass_time(90 * MINUTE)
    async with office.reading("Ana") as work:
        await work.session.connection()
        with office.counting() as statements:
            page = await list_tasks(work.session, work.actor, TaskFilter(), limit=2)
        assert len(statements) <= 2
        overdue = await list_tasks(work.session, work.actor, TaskFilter(overdue=work.now))
        done = await list_tasks(
            work.session, work.actor, TaskFilter(status=TaskStatus.DONE, closed_from=NOON, closed_to=NOON + HOUR)
        )
        of_dato = await list_tasks(work.session, work.actor, TaskFilter(assignee_id=office.ids["Dato"]))
        of_deal = await list_tasks(work.session, work.actor, TaskFilter(deal_id=deal_id, due_from=NOON + 2 * HOUR))
        visits = await list_tasks(work.session, work.actor, TaskFilter(kinds=(TaskKind.VISIT,)))
        team = await list_tasks(work.session, work.actor, TaskFilter(team_of_actor=True))
    assert (page.total, len(page.items), page.has_more) == (3, 2, True)
    assert {row.id for row in overdue.items} == {mine[1], other}
    assert [row.id for row in done.items] == [mine[0]]
    assert [row.id for row in of_dato.items] == [other]
    assert [row.id for row in of_deal.items] == [mine[2]]
    assert visits.items == ()
    assert team.total == 3
