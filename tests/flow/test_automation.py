"""The trade of windows moves by itself: what each stage creates, what a visit and a mark bring about."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from crm_core.automation.actions import apply_preset
from crm_core.automation.errors import PresetUnknown
from crm_core.automation.models import AutomationRule
from crm_core.automation.presets import FOLDER, PresetInvalid, list_presets, load_preset, parse_preset
from crm_core.deals.actions import GiveMark, give_mark
from crm_core.deals.models import LossReason, Stage, StageChange
from crm_core.kernel.errors import NotPermitted
from crm_core.tasks.actions import CompleteTask, complete_task
from crm_core.tasks.models import Task, TaskKind, TaskStatus, VisitPurpose
from crm_core.tasks.visits import BookVisit, book_visit
from tests.flow.conftest import NOON, SYSTEM, Company

WINDOWS = (FOLDER / "windows.yaml").read_text("utf-8")


async def list_open(company: Company) -> list[Task]:
    return [task for task in await company.list_rows(Task) if task.status is TaskStatus.OPEN]


async def book(company: Company, deal_id: int, purpose: VisitPurpose = VisitPurpose.MEASUREMENT) -> int:
    async with company.store.work(await company.acting("Giorgi")) as work:
        start = company.clock.now().replace(minute=0) + timedelta(days=1)
        return (await book_visit(work, BookVisit(deal_id, purpose, start))).id


async def finish(company: Company, task_id: int, by: str) -> None:
    async with company.store.work(await company.acting(by)) as work:
        await complete_task(work, CompleteTask(task_id))


async def test_measurement_entered_by_hand_asks_to_book_the_visit(company: Company) -> None:
    deal_id = await company.add_deal(await company.add_customer())
    await company.move(deal_id, "measurement")
    [task] = await list_open(company)
    assert task.title["en"] == "Book the measurement"
    assert task.assignee_id == company.people["Giorgi"].id
    assert task.due_at == NOON + timedelta(hours=2)


async def test_a_booked_measurement_moves_the_deal_and_leaves_only_the_visit_to_do(company: Company) -> None:
    deal_id = await company.add_deal(await company.add_customer())
    await book(company, deal_id)
    assert await company.find_stage(deal_id) == "measurement"
    [task] = await list_open(company)
    assert task.kind is TaskKind.VISIT
    assert task.assignee_id == company.people["Levan"].id


async def test_booking_completes_the_task_to_book(company: Company) -> None:
    deal_id = await company.add_deal(await company.add_customer(), stage="measurement")
    await book(company, deal_id)
    assert [task.kind for task in await list_open(company)] == [TaskKind.VISIT]
    done = [task for task in await company.list_rows(Task) if task.status is TaskStatus.DONE]
    assert [task.title["en"] for task in done] == ["Book the measurement"]


async def test_measured_moves_the_deal_to_approval_and_gives_the_seller_two_working_hours(company: Company) -> None:
    deal_id = await company.add_deal(await company.add_customer())
    await finish(company, await book(company, deal_id), by="Levan")
    assert await company.find_stage(deal_id) == "approval"
    [task] = await list_open(company)
    assert task.title["en"] == "Work out the price and call"
    assert (task.kind, task.is_deadline) == (TaskKind.CALL, True)
    assert task.due_at == NOON + timedelta(hours=2)
    assert task.assignee_id == company.people["Giorgi"].id


async def test_a_second_measurement_does_not_take_a_paid_deal_back(company: Company) -> None:
    deal_id = await company.add_deal(await company.add_customer(), stage="payment")
    await finish(company, await book(company, deal_id), by="Levan")
    assert await company.find_stage(deal_id) == "payment"


async def test_payment_is_checked_on_the_next_working_day(company: Company) -> None:
    company.clock.moment = datetime(2026, 11, 28, 10, tzinfo=UTC)  # Saturday
    await company.add_deal(await company.add_customer(), stage="payment")
    [task] = await list_open(company)
    assert task.title["en"] == "Check the payment"
    assert task.due_at == datetime(2026, 11, 30, 10, tzinfo=UTC)


async def test_installed_ends_the_deal_and_asks_the_customer_for_a_mark(company: Company) -> None:
    deal_id = await company.add_deal(await company.add_customer(), stage="installation")
    await finish(company, await book(company, deal_id, VisitPurpose.INSTALLATION), by="Zurab")
    assert await company.find_stage(deal_id) == "done"
    [notice] = await company.list_notices("customer_mark")
    assert notice.payload == {"deal_id": deal_id}


async def test_a_low_mark_opens_a_complaint_with_a_deadline_and_tells_the_owner(company: Company) -> None:
    customer_id = await company.add_customer()
    deal_id = await company.add_deal(customer_id, stage="done")
    async with company.store.work(company.acting_customer(customer_id)) as work:
        await give_mark(work, GiveMark(deal_id, 2))
    [task] = await list_open(company)
    assert (task.kind, task.is_deadline, task.due_at) == (TaskKind.COMPLAINT, True, NOON + timedelta(days=1))
    [notice] = await company.list_notices("low_mark")
    assert (notice.employee_id, notice.payload["mark"]) == (company.people["Nino"].id, 2)


async def test_a_good_mark_bothers_nobody(company: Company) -> None:
    customer_id = await company.add_customer()
    deal_id = await company.add_deal(customer_id, stage="done")
    async with company.store.work(company.acting_customer(customer_id)) as work:
        await give_mark(work, GiveMark(deal_id, 3))
    assert await list_open(company) == []
    assert await company.list_notices("low_mark") == []


async def test_a_rule_switched_off_does_nothing(company: Company) -> None:
    async with company.store.work(SYSTEM) as work:
        for rule in await company.list_rows(AutomationRule):
            (await work.session.get_one(AutomationRule, rule.id)).is_active = False
    deal_id = await company.add_deal(await company.add_customer(), stage="approval")
    assert await list_open(company) == []
    assert await company.find_stage(deal_id) == "approval"


async def test_rules_move_deals_in_the_system_s_name(company: Company) -> None:
    deal_id = await company.add_deal(await company.add_customer())
    await finish(company, await book(company, deal_id), by="Levan")
    moves = [move for move in await company.list_rows(StageChange) if move.from_stage_id is not None]
    assert [move.employee_id for move in moves] == [None, None]


async def test_a_trade_applied_twice_changes_nothing(company: Company) -> None:
    before = [len(await company.list_rows(model)) for model in (Stage, LossReason, AutomationRule)]
    async with company.store.work(SYSTEM) as work:
        stage = await work.session.get_one(Stage, 1)
        stage.name = {"*": "Erster Anruf"}
    async with company.store.work(SYSTEM) as work:
        await apply_preset(work, "windows")
    assert [len(await company.list_rows(model)) for model in (Stage, LossReason, AutomationRule)] == before
    assert (await company.list_rows(Stage))[0].name == {"*": "Erster Anruf"}


async def test_only_the_owner_applies_a_trade(company: Company) -> None:
    with pytest.raises(NotPermitted):
        async with company.store.work(await company.acting("Giorgi")) as work:
            await apply_preset(work, "windows")


def test_an_unknown_trade_is_refused() -> None:
    with pytest.raises(PresetUnknown):
        load_preset("../windows")


def test_every_preset_is_whole() -> None:
    for code, name in list_presets():
        assert load_preset(code).code == code
        assert set(name) == {"ka", "ru", "en"}


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("to: approval", "to: nowhere", "no stage nowhere"),
        ("effect: ask_mark", "effect: eval", "there is no effect 'eval'"),
        ("trigger: mark_given", "trigger: moon", "trigger"),
        ("within: {hours: 2}", "within: {hours: 2, days: 1}", "exactly one of|one of minutes, hours, days"),
        ("en: Windows}", "}", "give words in ka, ru, en"),
        ("probability: 10", "probability: 110", "probability"),
        ("at_most: 2", "at_most: 9", "at_most"),
        ("kind: lost", "kind: open", "stage lost"),
    ],
)
def test_a_wrong_preset_is_refused_with_the_place_of_the_fault(old: str, new: str, said: str) -> None:
    assert old in WINDOWS
    with pytest.raises(PresetInvalid, match=said):
        parse_preset(WINDOWS.replace(old, new), "windows.yaml")
