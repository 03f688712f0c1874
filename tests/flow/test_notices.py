"""Who is told what of what happened; what *Undo* takes back; what gathers into one message."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from crm_core.activities.actions import AttachFile, attach_file
from crm_core.activities.models import FileKind
from crm_core.db.unit_of_work import Work
from crm_core.deals.actions import ReassignDeal, reassign_deal
from crm_core.history.undo import undo_change
from crm_core.kernel.actor import Role
from crm_core.orders.actions import WriteAboutOrder, write_about_order
from crm_core.staff.actions import Dismiss, dismiss
from crm_core.tasks.actions import (
    CompleteTask,
    NewTask,
    ReassignTask,
    cancel_task,
    complete_task,
    create_task,
    nudge_task,
    reassign_task,
)
from crm_core.tasks.models import TaskKind, VisitPurpose
from crm_core.tasks.visits import BookVisit, MoveVisit, book_visit, move_visit
from tests.fakes.api import list_labels
from tests.flow.conftest import NOON, Company

DAY = timedelta(days=1)


async def set_task(company: Company, for_whom: str, by: str, deal_id: int | None = None) -> int:
    async with company.store.work(await company.acting(by)) as work:
        command = NewTask(
            TaskKind.TODO, {"*": "Bring keys"}, work.now + DAY, assignee_id=company.people[for_whom].id, deal_id=deal_id
        )
        return (await create_task(work, command)).id


async def book(company: Company, deal_id: int) -> tuple[int, int]:
    """The visit and the change that booked it."""
    async with company.store.work(await company.acting("Giorgi")) as work:
        task = await book_visit(work, BookVisit(deal_id, VisitPurpose.MEASUREMENT, NOON + DAY))
        return task.id, get_change(work)


def get_change(work: Work) -> int:
    assert work.change_id is not None
    return work.change_id


async def test_the_assignee_is_told_of_a_task_and_whoever_set_it_is_not(company: Company) -> None:
    await set_task(company, "Giorgi", by="Nino")
    await company.tick()
    assert "New task" in company.read("Giorgi")[0]
    assert "Bring keys" in company.read("Giorgi")[0]
    assert company.read("Nino") == []


async def test_nobody_is_told_of_a_task_he_set_himself(company: Company) -> None:
    await set_task(company, "Giorgi", by="Giorgi")
    await company.tick()
    assert company.api.messages == []


async def test_a_reassigned_task_is_told_to_both(company: Company) -> None:
    task_id = await set_task(company, "Giorgi", by="Nino")
    async with company.store.work(await company.acting("Nino")) as work:
        await reassign_task(work, ReassignTask(task_id, company.people["Dato"].id))
    await company.tick()
    assert "Not yours any more" in company.read("Giorgi")[0]
    assert "New task" in company.read("Dato")[0]


async def test_a_cancelled_task_is_told_to_its_assignee(company: Company) -> None:
    task_id = await set_task(company, "Giorgi", by="Nino")
    await company.tick()
    async with company.store.work(await company.acting("Nino")) as work:
        await cancel_task(work, task_id)
    await company.tick()
    assert "Not yours any more" in company.read("Giorgi")[1]


async def test_a_nudge_arrives_with_the_name_of_whoever_nudged(company: Company) -> None:
    task_id = await set_task(company, "Giorgi", by="Giorgi")
    async with company.store.work(await company.acting("Nino")) as work:
        await nudge_task(work, task_id)
    await company.tick()
    assert "From: Nino" in company.read("Giorgi")[0]


async def test_finished_tasks_are_told_at_once_and_many_in_a_row_as_one(company: Company) -> None:
    tasks = [await set_task(company, "Giorgi", by="Giorgi") for _ in range(4)]
    for task_id in tasks:
        async with company.store.work(await company.acting("Giorgi")) as work:
            await complete_task(work, CompleteTask(task_id, outcome="fetched"))
        await company.tick()
    [first] = company.read("Nino")
    assert "Done by: Giorgi" in first
    await company.tick(timedelta(minutes=10))
    assert "3 tasks are done" in company.read("Nino")[1]


async def test_measured_tells_the_seller_one_thing_what_is_to_do_now(company: Company) -> None:
    deal_id = await company.add_deal(await company.add_customer())
    task_id, _ = await book(company, deal_id)
    async with company.store.work(await company.acting("Levan")) as work:
        await complete_task(work, CompleteTask(task_id))
    await company.tick()
    [text] = company.read("Giorgi")
    assert "Work out the price and call" in text
    assert "Stage: Approval" in text


async def test_a_booked_visit_is_told_to_the_specialist_and_the_customer_without_a_word_about_stages(
    company: Company,
) -> None:
    deal_id = await company.add_deal(await company.add_customer())
    await book(company, deal_id)
    await company.tick()
    [visit] = company.read("Levan")
    assert "New visit" in visit
    assert "+995599123456" in visit
    assert "Saburtalo 5" in visit
    [told] = company.api.read(700)
    assert "Measurement: <b>tomorrow, 12:00–14:00</b>" in told
    assert company.read("Giorgi") == []


async def test_a_visit_moved_by_the_customer_is_told_to_the_specialist_and_the_seller(company: Company) -> None:
    customer_id = await company.add_customer()
    deal_id = await company.add_deal(customer_id)
    task_id, _ = await book(company, deal_id)
    await company.tick()
    async with company.store.work(company.acting_customer(customer_id)) as work:
        await move_visit(work, MoveVisit(task_id, NOON + 2 * DAY))
    await company.tick()
    for name in ("Levan", "Giorgi"):
        assert "The customer moved the visit" in company.read(name)[-1]
        assert "It was: tomorrow, 12:00" in company.read(name)[-1]
    assert len(company.api.read(700)) == 1


async def test_a_customer_is_told_of_a_stage_in_words_meant_for_her(company: Company) -> None:
    deal_id = await company.add_deal(await company.add_customer())
    await company.move(deal_id, "payment")
    await company.tick()
    [text] = company.api.read(700)
    assert "Awaiting payment" in text
    assert list_labels(company.api.messages[-1]) == ["Where is my order?"]


async def test_a_customer_who_has_not_opened_the_bot_is_not_written_to(company: Company) -> None:
    deal_id = await company.add_deal(await company.add_customer(telegram_id=None))
    await company.move(deal_id, "payment")
    assert await company.list_notices("customer_stage") == []


async def test_a_finished_order_asks_for_a_mark_in_one_message(company: Company) -> None:
    await company.add_deal(await company.add_customer(), stage="done")
    await company.tick()
    [text] = company.api.read(700)
    assert "give a mark" in text
    assert list_labels(company.api.messages[-1]) == ["1 ⭐", "2 ⭐", "3 ⭐", "4 ⭐", "5 ⭐"]


async def test_files_that_come_together_are_one_notice(company: Company) -> None:
    deal_id = await company.add_deal(await company.add_customer())
    task_id, _ = await book(company, deal_id)
    assert task_id
    for number in range(3):
        async with company.store.work(await company.acting("Levan")) as work:
            file = {"id": f"f{number}", "unique_id": f"u{number}"}
            await attach_file(work, AttachFile(deal_id, FileKind.PHOTO, file))
        company.clock.moment += timedelta(seconds=5)
    await company.tick()
    assert company.read("Giorgi") == []
    await company.tick(timedelta(minutes=1))
    [text] = company.read("Giorgi")
    assert "3 files added" in text


async def test_the_seller_s_own_files_are_not_told_to_him(company: Company) -> None:
    deal_id = await company.add_deal(await company.add_customer())
    async with company.store.work(await company.acting("Giorgi")) as work:
        await attach_file(work, AttachFile(deal_id, FileKind.PHOTO, {"id": "f", "unique_id": "u"}))
    assert await company.list_notices("files_added") == []


async def test_what_a_customer_writes_reaches_her_seller_as_she_typed_it(company: Company) -> None:
    customer_id = await company.add_customer()
    deal_id = await company.add_deal(customer_id)
    async with company.store.work(company.acting_customer(customer_id)) as work:
        await write_about_order(work, WriteAboutOrder(deal_id, '<b>&" 🙂 when?'))
    await company.tick()
    [text] = company.read("Giorgi")
    assert "&lt;b&gt;&amp;&#34; 🙂 when?" in text


async def test_a_deal_handed_over_with_its_tasks_is_one_message(company: Company) -> None:
    deal_id = await company.add_deal(await company.add_customer(), stage="approval")
    async with company.store.work(await company.acting("Nino")) as work:
        await reassign_deal(work, ReassignDeal(deal_id, company.people["Dato"].id))
    await company.tick()
    [text] = company.read("Dato")
    assert "The deal is yours now" in text


async def test_whoever_loses_a_deal_hears_it_once_and_who_has_it_now(company: Company) -> None:
    deal_id = await company.add_deal(await company.add_customer(), stage="approval")
    async with company.store.work(await company.acting("Nino")) as work:
        await reassign_deal(work, ReassignDeal(deal_id, company.people["Dato"].id))
    await company.tick()
    [text] = company.read("Giorgi")
    assert "The deal is no longer yours" in text
    assert "Responsible: Dato" in text
    [notice] = await company.list_notices("deal_withdrawn")
    assert notice.payload["deal_id"] == deal_id


async def test_a_handover_undone_after_it_was_told_is_told_to_both(company: Company) -> None:
    deal_id = await company.add_deal(await company.add_customer())
    async with company.store.work(await company.acting("Nino")) as work:
        await reassign_deal(work, ReassignDeal(deal_id, company.people["Dato"].id))
    await company.tick()
    async with company.store.work(await company.acting("Nino")) as undoing:
        await undo_change(undoing, work.change_id or 0)
    await company.tick()
    assert "The deal is no longer yours" in company.read("Dato")[-1]
    assert "The deal is yours now" in company.read("Giorgi")[-1]


async def test_a_dismissal_undone_after_it_was_told_takes_all_deals_from_the_heir(company: Company) -> None:
    for number in range(3):
        await company.add_deal(await company.add_customer(f"Vera {number}", f"+99559912345{number}", None))
    async with company.store.work(await company.acting("Nino")) as work:
        await dismiss(work, Dismiss(company.people["Giorgi"].id, company.people["Dato"].id))
    await company.tick()
    async with company.store.work(await company.acting("Nino")) as undoing:
        await undo_change(undoing, work.change_id or 0)
    await company.tick()
    assert any("3 deals are no longer yours" in text for text in company.read("Dato"))


async def test_the_heir_of_many_deals_reads_their_number(company: Company) -> None:
    for number in range(3):
        await company.add_deal(await company.add_customer(f"Vera {number}", f"+99559912345{number}", None))
    async with company.store.work(await company.acting("Nino")) as work:
        await dismiss(work, Dismiss(company.people["Giorgi"].id, company.people["Dato"].id))
    await company.tick()
    assert any("3 deals are yours now" in text for text in company.read("Dato"))


async def undo(company: Company, name: str, change_id: int) -> None:
    async with company.store.work(await company.acting(name)) as work:
        await undo_change(work, change_id)


async def test_undo_before_the_sending_leaves_everybody_in_peace(company: Company) -> None:
    deal_id = await company.add_deal(await company.add_customer())
    _, change_id = await book(company, deal_id)
    await undo(company, "Giorgi", change_id)
    await company.tick()
    assert company.read("Levan") == []
    assert company.api.read(700) == []


async def test_undo_after_the_sending_takes_the_visit_back_from_specialist_and_customer(company: Company) -> None:
    deal_id = await company.add_deal(await company.add_customer())
    _, change_id = await book(company, deal_id)
    await company.tick()
    await undo(company, "Giorgi", change_id)
    await company.tick()
    assert "Not yours any more" in company.read("Levan")[1]
    assert "is cancelled" in company.api.read(700)[1]


async def test_an_undone_move_is_put_right_with_the_customer(company: Company) -> None:
    deal_id = await company.add_deal(await company.add_customer())
    await company.move(deal_id, "payment")
    [notice] = await company.list_notices("customer_stage")
    assert notice.change_id is not None
    await company.tick()
    await undo(company, "Giorgi", notice.change_id)
    await company.tick()
    assert "Request received" in company.api.read(700)[1]


async def test_words_for_every_kind_exist_in_every_language(company: Company) -> None:
    """The same week in three languages: no message is worded alike, none is empty."""
    texts: dict[str, list[Any]] = {}
    for locale in ("en", "ru", "ka"):
        name = f"Seller {locale}"
        await company.hire(name, Role.MANAGER, locale=locale)
        task_id = await set_task(company, name, by="Nino")
        async with company.store.work(await company.acting("Nino")) as work:
            await nudge_task(work, task_id)
        await company.tick()
        texts[locale] = company.read(name)
    assert [len(read) for read in texts.values()] == [2, 2, 2]
    assert len({text for read in texts.values() for text in read}) == 6
