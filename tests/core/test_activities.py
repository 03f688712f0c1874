"""The timeline: what is written on it, what it shows, and what a call does to its task."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest

from crm_core.activities.actions import (
    AddNote,
    AttachFile,
    LogCall,
    LogMeeting,
    LogMessage,
    add_note,
    attach_file,
    log_call,
    log_meeting,
    log_message,
)
from crm_core.activities.models import Activity, ActivityKind, CallOutcome, Direction, FileKind
from crm_core.activities.queries import list_files, list_timeline
from crm_core.activities.rows import TimelineKind
from crm_core.company.errors import DateInvalid
from crm_core.kernel.errors import NotVisible, TextInvalid
from crm_core.orders.actions import WriteAboutOrder, write_about_order
from crm_core.tasks.actions import BookVisit, book_visit
from crm_core.tasks.errors import TaskClosed
from crm_core.tasks.models import Task, TaskStatus, VisitPurpose
from tests.core.office import DAY, HOUR, NOON, Office, local

PHOTO = {"id": "AgAD", "unique_id": "u1", "size": 10}


async def make_deal(office: Office) -> int:
    return await office.add_deal(await office.add_customer())


async def test_a_call_is_on_the_timeline_and_completes_its_task(office: Office) -> None:
    deal_id = await make_deal(office)
    task_id = await office.add_task(deal_id, NOON + DAY)
    async with office.acting("Giorgi") as work:
        command = LogCall(CallOutcome.TALKED, duration_seconds=90, text="4 windows <b>", task_id=task_id)
        logged = await log_call(work, command)
    assert (logged.deal_id, logged.needs_next_step) == (deal_id, True)
    (call,) = await office.rows(Activity)
    assert (call.kind, call.direction, call.outcome) == (ActivityKind.CALL, Direction.OUT, CallOutcome.TALKED)
    assert (call.duration_seconds, call.text, call.employee_id) == (90, "4 windows <b>", office.ids["Giorgi"])
    assert (await office.row(Task, task_id)).status is TaskStatus.DONE
    with pytest.raises(TaskClosed):
        async with office.acting("Giorgi") as work:
            await log_call(work, command)
    assert len(await office.rows(Activity)) == 1


async def test_a_call_nobody_answered_moves_its_task_two_working_hours_on(office: Office) -> None:
    task_id = await office.add_task(await make_deal(office), NOON + HOUR)
    office.clock.moment = local(24, 18)
    async with office.acting("Giorgi") as work:
        logged = await log_call(work, LogCall(CallOutcome.NO_ANSWER, task_id=task_id))
    assert not logged.needs_next_step
    task = await office.row(Task, task_id)
    assert (task.status, task.due_at) == (TaskStatus.OPEN, local(25, 11))


async def test_a_call_nobody_answered_leaves_a_visit_where_it_is(office: Office) -> None:
    deal_id = await make_deal(office)
    async with office.acting("Giorgi") as work:
        visit = (await book_visit(work, BookVisit(deal_id, VisitPurpose.MEASUREMENT, local(26, 11)))).id
    async with office.acting("Levan") as work:
        await log_call(work, LogCall(CallOutcome.NO_ANSWER, task_id=visit))
    assert (await office.row(Task, visit)).due_at == local(26, 11)


@pytest.mark.parametrize("text", ["n" * 4096, "🪟" * 4096, '<b>&"</b>', "\u202eשלום\u200f", "{x} %s \\n"])
async def test_any_note_comes_back_intact(office: Office, text: str) -> None:
    deal_id = await make_deal(office)
    async with office.acting("Giorgi") as work:
        await add_note(work, AddNote(text, deal_id))
    async with office.reading("Giorgi") as work:
        page = await list_timeline(work.session, work.actor, deal_id=deal_id)
    assert text in [row.text for row in page.items]


@pytest.mark.parametrize("text", ["", " \n ", "n" * 4097])
async def test_a_note_of_nothing_or_of_too_much_is_refused(office: Office, text: str) -> None:
    deal_id = await make_deal(office)
    with pytest.raises(TextInvalid):
        async with office.acting("Giorgi") as work:
            await add_note(work, AddNote(text, deal_id))


async def test_files_hang_on_the_deal(office: Office) -> None:
    deal_id = await make_deal(office)
    async with office.acting("Giorgi") as work:
        await attach_file(work, AttachFile(deal_id, FileKind.PHOTO, PHOTO, "façade"))
        await attach_file(work, AttachFile(deal_id, FileKind.LOCATION, {"latitude": 41.7, "longitude": 44.8}))
        await add_note(work, AddNote("no file", deal_id))
    async with office.reading("Giorgi") as work:
        files = await list_files(work.session, work.actor, deal_id)
    assert [(row.file_kind, row.text, row.author) for row in files] == [
        (FileKind.PHOTO, "façade", "Giorgi"),
        (FileKind.LOCATION, None, "Giorgi"),
    ]
    assert files[0].file == PHOTO


async def test_the_timeline_mixes_moves_and_notes_newest_first_in_two_queries(office: Office) -> None:
    customer = await office.add_customer()
    deal_id = await office.add_deal(customer)
    async with office.acting("Giorgi") as work:
        await add_note(work, AddNote("on her", customer_id=customer))
    office.pass_time(timedelta(minutes=1))
    await office.move(deal_id, "lost")
    office.pass_time(timedelta(minutes=1))
    async with office.acting("Giorgi") as work:
        await add_note(work, AddNote("after all", deal_id))
    async with office.reading("Giorgi") as work:
        await work.session.connection()
        with office.counting() as statements:
            page = await list_timeline(work.session, work.actor, customer_id=customer, limit=2)
        rest = await list_timeline(work.session, work.actor, customer_id=customer, limit=2, offset=2)
        of_deal = await list_timeline(work.session, work.actor, deal_id=deal_id)
    assert len(statements) <= 2
    assert [row.text or (row.stage or {})["en"] for row in page.items] == ["after all", "Lost"]
    assert page.items[1].kind is TimelineKind.STAGE_CHANGE
    assert page.items[1].reason == {"ka": "ძვირია", "ru": "Дорого", "en": "Too expensive"}
    assert (page.total, rest.total, of_deal.total) == (4, 4, 3)


async def test_nobody_writes_on_what_he_may_not_see(office: Office) -> None:
    customer = await office.add_customer()
    deal_id = await office.add_deal(customer)
    commands = (AddNote("x", deal_id), AddNote("x", customer_id=customer), AddNote("x"), AddNote("x", 9999))
    for command in commands:
        with pytest.raises(NotVisible):
            async with office.acting("Keti") as work:
                await add_note(work, command)
    with pytest.raises(NotVisible):
        async with office.acting("Keti") as work:
            await attach_file(work, AttachFile(deal_id, FileKind.PHOTO, PHOTO))
    async with office.reading("Keti") as work:
        assert (await list_timeline(work.session, work.actor, deal_id=deal_id)).items == ()


async def test_a_customers_message_goes_to_her_deal_and_she_reads_no_timeline(office: Office) -> None:
    customer = await office.add_customer()
    deal_id = await office.add_deal(customer)
    her = office.customer_actor(customer)
    async with office.store.work(her) as work:
        passed = await write_about_order(work, WriteAboutOrder(deal_id, "where is it?"))
    message = await office.row(Activity, passed.activity_id)
    assert (message.kind, message.deal_id, message.employee_id) == (ActivityKind.MESSAGE, deal_id, None)
    async with office.store.reading(her) as work:
        assert (await list_timeline(work.session, work.actor, deal_id=deal_id)).items == ()
    other = await office.add_deal(await office.add_customer("Tamar", "577 98 76 54"))
    with pytest.raises(NotVisible):
        async with office.store.work(her) as work:
            await write_about_order(work, WriteAboutOrder(other, "x"))


async def test_a_meeting_and_a_message_are_on_the_timeline(office: Office) -> None:
    deal_id = await make_deal(office)
    async with office.acting("Giorgi") as work:
        await log_meeting(work, LogMeeting(deal_id=deal_id, text="at the office", at=NOON - DAY))
        await log_message(work, LogMessage(Direction.OUT, deal_id=deal_id, text="the offer"))
    meeting, message = await office.rows(Activity)
    assert (meeting.kind, meeting.at, meeting.text) == (ActivityKind.MEETING, NOON - DAY, "at the office")
    assert (message.kind, message.direction, message.outcome) == (ActivityKind.MESSAGE, Direction.OUT, None)
    async with office.reading("Giorgi") as work:
        shown = [row.kind for row in (await list_timeline(work.session, work.actor, deal_id=deal_id)).items]
    assert {ActivityKind.MEETING, ActivityKind.MESSAGE} <= set(shown)


@pytest.mark.parametrize("at", [NOON + HOUR, NOON - 400 * DAY])
async def test_what_happened_is_neither_ahead_nor_long_ago(office: Office, at: datetime) -> None:
    deal_id = await make_deal(office)
    with pytest.raises(DateInvalid):
        async with office.acting("Giorgi") as work:
            await log_call(work, LogCall(CallOutcome.TALKED, deal_id=deal_id, at=at))
    with pytest.raises(DateInvalid):
        async with office.acting("Giorgi") as work:
            await log_meeting(work, LogMeeting(deal_id=deal_id, at=at))
    assert await office.rows(Activity) == []


async def test_a_call_of_yesterday_stands_at_yesterday(office: Office) -> None:
    deal_id = await make_deal(office)
    async with office.acting("Giorgi") as work:
        await log_call(work, LogCall(CallOutcome.TALKED, deal_id=deal_id, at=NOON - DAY))
    assert [row.at for row in await office.rows(Activity)] == [NOON - DAY]
