"""Reminders become notifications when they are due and still make sense; alarms wait for working time."""

from __future__ import annotations

import asyncio
from datetime import UTC, date, datetime, time, timedelta

from crm_core.company.actions import set_days_off
from crm_core.kernel.actor import Role
from crm_core.kernel.clock import FrozenClock
from crm_core.notifications.models import Notification, NotificationStatus
from crm_core.notifications.reminders import fire_reminders
from crm_core.notifications.summaries import queue_summaries
from crm_core.tasks.actions import CompleteTask, NewTask, PostponeTask, complete_task, create_task, postpone_task
from crm_core.tasks.models import Reminder, ReminderKind, ReminderStatus, TaskKind, VisitPurpose
from crm_core.tasks.visits import BookVisit, book_visit
from tests.fakes.api import list_labels
from tests.flow.conftest import NOON, Company

HOUR = timedelta(hours=1)


async def add_call(
    company: Company, due_in: timedelta = 2 * HOUR, *, deadline: bool = False, by: str = "Giorgi", title: str = "Call"
) -> int:
    deal_id = getattr(company, "deal_id", None)
    if deal_id is None:
        deal_id = company.deal_id = await company.add_deal(await company.add_customer())  # type: ignore[attr-defined]
    async with company.store.work(await company.acting(by)) as work:
        command = NewTask(TaskKind.CALL, {"*": title}, work.now + due_in, deal_id=deal_id, is_deadline=deadline)
        return (await create_task(work, command)).id


async def test_a_planned_call_is_told_before_and_at_its_time_with_buttons_that_act(company: Company) -> None:
    await add_call(company)
    await company.tick(105 * timedelta(minutes=1))
    assert company.read("Giorgi")[0].startswith("<b>⏰ Soon</b>")
    await company.tick(15 * timedelta(minutes=1))
    assert company.read("Giorgi")[1].startswith("<b>⏰ Now</b>")
    labels = list_labels(company.api.messages[-1])
    assert labels == ["📞 Dial", "🗺 Map", "Called", "No answer", "+2 h", "Tomorrow", "Open", "Open the deal"]


async def test_nothing_is_told_of_a_task_that_is_done(company: Company) -> None:
    task_id = await add_call(company)
    async with company.store.work(await company.acting("Giorgi")) as work:
        await complete_task(work, CompleteTask(task_id))
    await company.tick(5 * HOUR)
    assert company.read("Giorgi") == []


async def test_a_reminder_that_was_queued_before_the_task_was_done_is_dropped_at_sending(company: Company) -> None:
    task_id = await add_call(company)
    company.clock.moment += 2 * HOUR
    await fire_reminders(company.store)
    async with company.store.work(await company.acting("Giorgi")) as work:
        await complete_task(work, CompleteTask(task_id))
    await company.tick()
    assert company.read("Giorgi") == []
    dropped = [row for row in await company.list_rows(Notification) if row.status is NotificationStatus.DROPPED]
    assert {row.reason for row in dropped} == {"task_closed"}


async def test_a_deadline_that_passes_alarms_the_owner_at_once_with_what_to_do(company: Company) -> None:
    await add_call(company, timedelta(minutes=15), deadline=True)
    await company.tick(timedelta(minutes=15))
    [alarm] = company.read("Nino")
    assert "Not done in time" in alarm
    assert "Assignee: Giorgi" in alarm
    message = next(one for one in company.api.messages if one.chat_id == company.people["Nino"].telegram_id)
    assert list_labels(message) == ["Reassign…", "Nudge", "Wait", "Open"]


async def test_a_planned_task_alarms_after_fifteen_working_minutes(company: Company) -> None:
    await add_call(company, HOUR)
    await company.tick(HOUR + timedelta(minutes=14))
    assert company.read("Nino") == []
    await company.tick(timedelta(minutes=1))
    assert len(company.read("Nino")) == 1


async def test_at_night_nobody_is_alarmed(company: Company) -> None:
    await add_call(company, 8 * HOUR, deadline=True)  # 20:00 in Tbilisi, an hour after closing
    await company.tick(12 * HOUR)
    assert company.read("Nino") == []
    company.clock.moment = datetime(2026, 11, 25, 6, tzinfo=UTC)
    await company.tick()
    assert len(company.read("Nino")) == 1


async def test_an_alarm_waits_when_the_day_was_declared_a_day_off_meanwhile(company: Company) -> None:
    await add_call(company, 24 * HOUR, deadline=True)
    async with company.store.work(await company.acting("Nino")) as work:
        await set_days_off(work, [date(2026, 11, 25)])
    await company.tick(25 * HOUR)
    assert company.read("Nino") == []
    waiting = [row for row in await company.list_rows(Reminder) if row.status is ReminderStatus.WAITING]
    assert [(row.kind, row.remind_at) for row in waiting] == [
        (ReminderKind.OVERDUE, datetime(2026, 11, 26, 6, tzinfo=UTC))
    ]
    company.clock.moment = datetime(2026, 11, 26, 6, tzinfo=UTC)
    await company.tick()
    assert len(company.read("Nino")) == 1


async def test_a_supervisor_hears_of_his_own_team_only(company: Company) -> None:
    await company.hire("Irakli", Role.SUPERVISOR)
    await add_call(company, timedelta(minutes=15), deadline=True)
    await company.tick(timedelta(minutes=15))
    assert len(company.read("Irakli")) == 1


async def test_many_alarms_at_one_moment_are_one_number_that_opens_the_list(company: Company) -> None:
    for number in range(6):
        await add_call(company, timedelta(minutes=15), deadline=True, title=f"Call {number}")
    await company.tick(timedelta(minutes=15))
    [alarm] = company.read("Nino")
    assert "6 tasks were not done in time" in alarm


async def test_after_downtime_what_is_still_useful_comes_late_and_says_so(company: Company) -> None:
    await add_call(company)
    await company.tick(4 * HOUR)
    [text] = company.read("Giorgi")
    assert text.startswith("🕓 Late: this was for today, 14:00.")
    assert "⏰ Now" in text


async def test_a_postponed_task_is_told_at_its_new_time_only(company: Company) -> None:
    task_id = await add_call(company)
    async with company.store.work(await company.acting("Giorgi")) as work:
        await postpone_task(work, PostponeTask(task_id, work.now + 4 * HOUR))
    await company.tick(2 * HOUR)
    assert company.read("Giorgi") == []
    await company.tick(2 * HOUR)
    assert [text[:11] for text in company.read("Giorgi")] == ["<b>⏰ Now</b"]


async def test_two_processes_tell_a_reminder_once(company: Company) -> None:
    for number in range(20):
        await add_call(company, HOUR, title=f"Call {number}")
    company.clock.moment += HOUR
    await asyncio.gather(*(fire_reminders(company.store, limit=7) for _ in range(4)))
    while await fire_reminders(company.store):
        pass
    notices = await company.list_notices("task_reminder")
    due = [row for row in notices if row.payload["reminder"] == "due"]
    assert len(due) == len({row.payload["task_id"] for row in due}) == 20


async def test_the_customer_is_reminded_of_her_visit_the_evening_before_and_two_hours_ahead(company: Company) -> None:
    deal_id = await company.add_deal(await company.add_customer())
    async with company.store.work(await company.acting("Giorgi")) as work:
        await book_visit(work, BookVisit(deal_id, VisitPurpose.MEASUREMENT, NOON + 27 * HOUR))
    await company.tick()
    assert "A visit is booked for you" in company.api.read(700)[0]
    assert list_labels(company.api.messages[-1])[0] in ("Move the visit", "📞 Dial")
    await company.tick(6 * HOUR)
    assert "We remind you of the visit" in company.api.read(700)[1]
    await company.tick(19 * HOUR)
    assert "today, 15:00–17:00" in company.api.read(700)[2]


async def test_the_evening_reminder_of_a_visit_is_not_told_the_next_morning(company: Company) -> None:
    deal_id = await company.add_deal(await company.add_customer())
    async with company.store.work(await company.acting("Giorgi")) as work:
        await book_visit(work, BookVisit(deal_id, VisitPurpose.MEASUREMENT, NOON + 23 * HOUR))
    await company.tick()
    await company.tick(21 * HOUR)
    reminders = [text for text in company.api.read(700) if "We remind you of the visit" in text]
    assert len(reminders) == 1
    assert "today, 11:00–13:00" in reminders[0]


async def summarise(company: Company) -> list[str]:
    await queue_summaries(company.store)
    await company.tick()
    return company.read("Nino")


async def test_the_summary_comes_at_nine_in_the_owner_s_own_zone_once(company: Company) -> None:
    company.clock.moment = datetime(2026, 11, 25, 4, 59, tzinfo=UTC)
    assert await summarise(company) == []
    company.clock.moment += timedelta(minutes=1)
    assert len(await summarise(company)) == 1
    company.clock.moment += HOUR
    assert len(await summarise(company)) == 1
    [notice] = await company.list_notices("daily_summary")
    assert notice.payload == {"day": "2026-11-24"}


async def test_several_processes_queue_one_summary(company: Company) -> None:
    company.clock.moment = datetime(2026, 11, 25, 5, tzinfo=UTC)
    await asyncio.gather(*(queue_summaries(company.store) for _ in range(4)))
    assert len(await company.list_notices("daily_summary")) == 1


async def test_each_leader_has_his_own_hour_and_zone(company: Company) -> None:
    await company.hire("Irakli", Role.SUPERVISOR, timezone="Europe/Berlin", summary_at=time(8, 30))
    company.clock.moment = datetime(2026, 11, 25, 7, 29, tzinfo=UTC)
    await queue_summaries(company.store)
    assert [row.employee_id for row in await company.list_notices("daily_summary")] == [company.people["Nino"].id]
    company.clock.moment += timedelta(minutes=1)
    await queue_summaries(company.store)
    assert len(await company.list_notices("daily_summary", to="Irakli")) == 1


async def test_an_hour_that_the_clock_change_left_out_still_has_its_summary_once(company: Company) -> None:
    await company.hire("Irakli", Role.SUPERVISOR, timezone="Europe/Berlin", summary_at=time(2, 30))
    clock: FrozenClock = company.clock
    clock.moment = datetime(2027, 3, 27, 22, tzinfo=UTC)  # the night in which 2:30 does not exist
    for _ in range(20):
        clock.moment += timedelta(minutes=30)
        await queue_summaries(company.store)
    days = [row.payload["day"] for row in await company.list_notices("daily_summary", to="Irakli")]
    assert days == ["2027-03-27"]


async def test_a_summary_of_long_ago_is_not_sent_after_a_day_of_downtime(company: Company) -> None:
    company.clock.moment = datetime(2026, 11, 25, 5, tzinfo=UTC)
    await queue_summaries(company.store)
    company.clock.moment += 13 * HOUR
    await company.tick()
    assert company.read("Nino") == []
