"""*Undo*: takes back all of one's own change within ten minutes, and nothing that others have built upon."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest

from crm_core.activities.actions import AddNote, LogCall, add_note, log_call
from crm_core.activities.models import Activity, CallOutcome
from crm_core.activities.queries import list_timeline
from crm_core.cards.customers import find_customers, get_customer_card
from crm_core.cards.deals import get_deal_card
from crm_core.customers.actions import ChangeCustomer, NewCustomer, change_customer, create_customer
from crm_core.customers.models import ContactPoint, Customer
from crm_core.db.journal import AuditAction, AuditEntry
from crm_core.deals.actions import (
    ChangeDeal,
    GiveMark,
    MoveDeal,
    NewDeal,
    ReassignDeal,
    change_deal,
    create_deal,
    give_mark,
    move_deal,
    reassign_deal,
)
from crm_core.deals.models import Deal, StageChange, StageKind
from crm_core.history.errors import UndoConflict, UndoTooLate, UndoUnknown
from crm_core.history.undo import UndoneChange, undo_change
from crm_core.kernel.errors import NotVisible
from crm_core.notifications.models import Notification, NotificationStatus
from crm_core.staff.actions import Dismiss, dismiss
from crm_core.staff.models import Employee
from crm_core.tasks.actions import (
    BookVisit,
    CompleteTask,
    PostponeTask,
    ReassignTask,
    book_visit,
    complete_task,
    postpone_task,
    reassign_task,
)
from crm_core.tasks.models import Reminder, ReminderKind, ReminderStatus, Task, TaskStatus, VisitPurpose
from tests.core.office import DAY, HOUR, NOON, Office, local

MINUTE = HOUR / 60


async def undo(office: Office, change_id: int, by: str = "Giorgi") -> UndoneChange:
    async with office.acting(by) as work:
        return await undo_change(work, change_id)


async def change(office: Office, action: Any, command: Any, by: str = "Giorgi") -> int:
    async with office.acting(by) as work:
        await action(work, command)
        assert work.change_id is not None
        return work.change_id


async def make_deal(office: Office) -> int:
    return await office.add_deal(await office.add_customer())


def shape(row: Any) -> dict[str, Any]:
    """All columns of a row that mean something."""
    return {column.key: getattr(row, column.key) for column in row.__table__.columns if column.key != "version"}


async def test_a_move_is_taken_back_with_what_it_set_off(office: Office) -> None:
    deal_id = await make_deal(office)
    before = shape(await office.row(Deal, deal_id))
    moved = await office.move(deal_id, "measurement")
    (task,) = await office.rows(Task)
    await undo(office, moved)
    assert shape(await office.row(Deal, deal_id)) == before
    assert (await office.row(Task, task.id)).status is TaskStatus.CANCELLED
    assert {row.status for row in await office.rows(Reminder)} == {ReminderStatus.DROPPED}
    assert [row.undone_at is not None for row in await office.rows(StageChange)] == [False, True]
    async with office.reading("Giorgi") as work:
        assert len((await list_timeline(work.session, work.actor, deal_id=deal_id)).items) == 1


async def test_a_loss_is_taken_back_and_its_tasks_live_again(office: Office) -> None:
    deal_id = await make_deal(office)
    task_id = await office.add_task(deal_id, NOON + DAY)
    lost = await office.move(deal_id, "lost")
    await undo(office, lost)
    deal = await office.row(Deal, deal_id)
    assert (deal.stage_kind, deal.loss_reason_id, deal.closed_at) == (StageKind.OPEN, None, None)
    assert (await office.row(Task, task_id)).status is TaskStatus.OPEN
    waiting = [row.kind for row in await office.rows(Reminder) if row.status is ReminderStatus.WAITING]
    assert sorted(waiting) == [ReminderKind.BEFORE, ReminderKind.DUE, ReminderKind.OVERDUE]


async def test_a_done_task_is_open_again_and_its_call_is_gone(office: Office) -> None:
    deal_id = await make_deal(office)
    task_id = await office.add_task(deal_id, NOON + DAY)
    before = shape(await office.row(Task, task_id))
    called = await change(office, log_call, LogCall(CallOutcome.TALKED, task_id=task_id))
    await undo(office, called)
    assert shape(await office.row(Task, task_id)) == before
    assert (await office.rows(Activity))[0].retracted_at == NOON
    async with office.reading("Giorgi") as work:
        assert len((await get_deal_card(work.session, work.actor, deal_id)).events) == 1


@pytest.mark.parametrize("action", ["complete", "postpone", "reassign"])
async def test_a_task_is_as_it_was(office: Office, action: str) -> None:
    task_id = await office.add_task(await make_deal(office), NOON + DAY)
    before = shape(await office.row(Task, task_id))
    reminders = {(row.kind, row.remind_at) for row in await office.rows(Reminder)}
    made = {
        "complete": (complete_task, CompleteTask(task_id, "done")),
        "postpone": (postpone_task, PostponeTask(task_id, NOON + 3 * DAY)),
        "reassign": (reassign_task, ReassignTask(task_id, office.ids["Dato"])),
    }[action]
    await undo(office, await change(office, *made))
    assert shape(await office.row(Task, task_id)) == before
    waiting = [row for row in await office.rows(Reminder) if row.status is ReminderStatus.WAITING]
    assert {(row.kind, row.remind_at) for row in waiting} == reminders


async def test_a_reminder_that_was_told_is_not_told_again_after_undo(office: Office) -> None:
    task_id = await office.add_task(await make_deal(office), NOON + HOUR)
    office.pass_time(HOUR + MINUTE)
    async with office.acting("Giorgi") as work:
        for row in await office.rows(Reminder):
            if row.kind in (ReminderKind.BEFORE, ReminderKind.DUE):
                (await work.session.get_one(Reminder, row.id)).status = ReminderStatus.FIRED
    done = await change(office, complete_task, CompleteTask(task_id))
    await undo(office, done)
    waiting = [row.kind for row in await office.rows(Reminder) if row.status is ReminderStatus.WAITING]
    assert waiting == [ReminderKind.OVERDUE]


async def test_a_new_customer_and_her_deal_are_gone_and_her_phone_is_free(office: Office) -> None:
    async with office.acting("Giorgi") as work:
        customer = await create_customer(work, NewCustomer("Vera", phone="599 12 34 56"))
        deal = await create_deal(work, NewDeal(customer.id))
        made = work.change_id
    assert made is not None
    await undo(office, made)
    async with office.reading("Nino") as work:
        assert (await find_customers(work.session, work.actor, "Vera")).items == ()
        assert (await find_customers(work.session, work.actor, "599")).items == ()
    for read, key in ((get_deal_card, deal.id), (get_customer_card, customer.id)):
        with pytest.raises(NotVisible):
            async with office.reading("Nino") as work:
                await read(work.session, work.actor, key)
    assert await office.add_customer("Vera", "599 12 34 56") != customer.id
    assert [row.archived_at is None for row in await office.rows(ContactPoint)] == [False, True]


async def test_a_reassigned_deal_and_all_that_went_along_are_back(office: Office) -> None:
    customer = await office.add_customer()
    deal_id = await office.add_deal(customer)
    task_id = await office.add_task(deal_id, NOON + DAY)
    handed = await change(office, reassign_deal, ReassignDeal(deal_id, office.ids["Keti"]), by="Nino")
    await undo(office, handed, by="Nino")
    giorgi = office.ids["Giorgi"]
    deal = await office.row(Deal, deal_id)
    assert (deal.responsible_id, deal.team_id) == (giorgi, (await office.row(Employee, giorgi)).team_id)
    assert (await office.row(Customer, customer)).responsible_id == giorgi
    assert (await office.row(Task, task_id)).assignee_id == giorgi


async def test_a_dismissal_is_taken_back_whole(office: Office) -> None:
    deal_id = await make_deal(office)
    task_id = await office.add_task(deal_id, NOON + DAY)
    gone = await change(office, dismiss, Dismiss(office.ids["Giorgi"]), by="Nino")
    await undo(office, gone, by="Nino")
    assert (await office.row(Employee, office.ids["Giorgi"])).dismissed_at is None
    assert (await office.row(Deal, deal_id)).responsible_id == office.ids["Giorgi"]
    assert (await office.row(Task, task_id)).assignee_id == office.ids["Giorgi"]


async def test_an_undone_visit_frees_its_slot(office: Office) -> None:
    deal_id = await make_deal(office)
    command = BookVisit(deal_id, VisitPurpose.MEASUREMENT, local(26, 11))
    booked = await change(office, book_visit, command)
    await undo(office, booked)
    other = await office.add_deal(await office.add_customer("Tamar", "577 98 76 54"))
    await change(office, book_visit, BookVisit(other, VisitPurpose.MEASUREMENT, local(26, 11)))
    live = [row for row in await office.rows(Task) if row.kind == "visit" and row.status is TaskStatus.OPEN]
    assert [row.deal_id for row in live] == [other]


async def test_texts_sums_and_places_come_back(office: Office) -> None:
    customer = await office.add_customer()
    deal_id = await office.add_deal(customer, amount=Decimal("10.50"), wish="<b>")
    before = shape(await office.row(Deal, deal_id)), shape(await office.row(Customer, customer))
    first = await change(office, change_deal, ChangeDeal(deal_id, amount=Decimal(7), wish="other"))
    second = await change(
        office, change_customer, ChangeCustomer(customer, name="Тамара", place=(1.5, 2.5), tags=("a", "b"))
    )
    await undo(office, second)
    await undo(office, first)
    after = shape(await office.row(Deal, deal_id)), shape(await office.row(Customer, customer))
    assert after == before


async def test_somebody_elses_change_is_unknown_and_the_try_is_audited(office: Office) -> None:
    moved = await office.move(await make_deal(office), "payment")
    for by, number in (("Ana", moved), ("Giorgi", 99999)):
        with pytest.raises(UndoUnknown):
            await undo(office, number, by=by)
    refused = [row for row in await office.rows(AuditEntry) if row.action is AuditAction.REFUSED]
    assert [(row.thing, row.actor_id) for row in refused] == [
        ("undo_unknown", office.ids["Ana"]),
        ("undo_unknown", office.ids["Giorgi"]),
    ]


async def test_undo_works_once_and_for_ten_minutes(office: Office) -> None:
    deal_id = await make_deal(office)
    moved = await office.move(deal_id, "payment")
    office.pass_time(10 * MINUTE)
    await undo(office, moved)
    with pytest.raises(UndoTooLate):
        await undo(office, moved)
    again = await office.move(deal_id, "payment")
    office.pass_time(10 * MINUTE + MINUTE / 60)
    with pytest.raises(UndoTooLate):
        await undo(office, again)


async def test_what_was_changed_since_is_left_alone(office: Office) -> None:
    deal_id = await make_deal(office)
    moved = await office.move(deal_id, "measurement")
    await office.move(deal_id, "payment", by="Ana")
    with pytest.raises(UndoConflict):
        await undo(office, moved)
    assert (await office.row(Deal, deal_id)).stage_id == await office.stage("payment")


async def test_a_deal_with_something_added_since_is_left_alone(office: Office) -> None:
    customer = await office.add_customer()
    made = await change(office, create_deal, NewDeal(customer))
    (deal,) = await office.rows(Deal)
    noted = await change(office, add_note, AddNote("x", deal.id))
    with pytest.raises(UndoConflict):
        await undo(office, made)
    await undo(office, noted)
    await undo(office, made)
    assert (await office.row(Deal, deal.id)).archived_at == NOON


async def test_another_change_of_other_columns_does_not_stand_in_the_way(office: Office) -> None:
    deal_id = await make_deal(office)
    moved = await office.move(deal_id, "payment")
    await change(office, change_deal, ChangeDeal(deal_id, amount=Decimal(5)))
    await undo(office, moved)
    deal = await office.row(Deal, deal_id)
    assert (deal.stage_id, deal.amount) == (await office.stage("first_call"), Decimal(5))


async def test_what_was_not_sent_yet_is_never_sent(office: Office) -> None:
    task_id = await office.add_task(await make_deal(office), NOON + DAY)
    handed = await change(office, reassign_task, ReassignTask(task_id, office.ids["Dato"]))
    await undo(office, handed)
    rows = [row for row in await office.rows(Notification) if row.employee_id == office.ids["Dato"]]
    assert rows
    assert NotificationStatus.SENT not in {row.status for row in rows}
    told = [row for row in rows if row.change_id == handed]
    assert {row.status for row in told} == {NotificationStatus.DROPPED}


async def test_a_customers_mark_is_not_taken_back(office: Office) -> None:
    customer = await office.add_customer()
    deal_id = await office.add_deal(customer)
    await office.move(deal_id, "done")
    her = office.customer_actor(customer)
    async with office.store.work(her) as work:
        await give_mark(work, GiveMark(deal_id, 5))
        marked = work.change_id
    assert marked is not None
    with pytest.raises(UndoConflict):
        async with office.store.work(her) as work:
            await undo_change(work, marked)


async def test_an_undone_move_can_be_made_again(office: Office) -> None:
    deal_id = await make_deal(office)
    await undo(office, await office.move(deal_id, "payment"))
    await change(office, move_deal, MoveDeal(deal_id, await office.stage("payment")))
    assert (await office.row(Deal, deal_id)).stage_id == await office.stage("payment")
