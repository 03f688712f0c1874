"""Deals: who gets them, how they move, what cards and boards show, and who sees them."""

from __future__ import annotations

from decimal import Decimal

import pytest

from crm_core.activities.actions import AddNote, add_note
from crm_core.cards.deals import DealFilter, get_deal_card, list_deals
from crm_core.customers.models import Customer
from crm_core.db.journal import AuditAction, AuditEntry
from crm_core.deals.actions import (
    ChangeDeal,
    GiveMark,
    MoveDeal,
    NewDeal,
    ReassignDeal,
    SetParticipant,
    change_deal,
    comment_mark,
    create_deal,
    give_mark,
    move_deal,
    reassign_deal,
    set_participant,
)
from crm_core.deals.errors import (
    AlreadyInStage,
    AmountOutOfRange,
    LossReasonMissing,
    MarkGiven,
    MarkNotAsked,
    StageUnknown,
)
from crm_core.deals.models import Deal, Mark, Participant, StageChange, StageKind
from crm_core.deals.queries import get_board, list_loss_reasons, list_stages
from crm_core.kernel.errors import ChangedMeanwhile, NotVisible, TextInvalid
from crm_core.staff.errors import EmployeeGone
from crm_core.staff.models import Craft
from crm_core.tasks.models import Task, TaskStatus
from tests.core.office import DAY, HOUR, NOON, Office


async def test_a_new_deal_stands_in_the_first_stage_with_its_birth_on_record(office: Office) -> None:
    deal_id = await office.add_deal(await office.add_customer(), wish="4 windows", amount=Decimal(6000))
    deal = await office.row(Deal, deal_id)
    assert deal.stage_id == await office.stage("first_call")
    assert (deal.number, deal.amount, deal.currency, deal.wish) == (1001, Decimal("6000.00"), "GEL", "4 windows")
    assert deal.responsible_id == office.ids["Giorgi"]
    (birth,) = await office.rows(StageChange)
    assert (birth.from_stage_id, birth.to_stage_id) == (None, deal.stage_id)


async def test_the_owners_deal_goes_to_the_least_loaded_seller_of_her_team(office: Office) -> None:
    customer = await office.add_customer()
    await office.add_deal(customer)
    deal_id = await office.add_deal(customer, by="Nino")
    assert (await office.row(Deal, deal_id)).responsible_id == office.ids["Dato"]


async def test_moving_to_lost_without_reason_is_refused(office: Office) -> None:
    deal_id = await office.add_deal(await office.add_customer())
    lost = await office.stage("lost")
    with pytest.raises(LossReasonMissing):
        async with office.acting("Giorgi") as work:
            await move_deal(work, MoveDeal(deal_id, lost))
    with pytest.raises(LossReasonMissing):
        async with office.acting("Giorgi") as work:
            await move_deal(work, MoveDeal(deal_id, lost, loss_reason_id=9999))
    assert (await office.row(Deal, deal_id)).stage_kind is StageKind.OPEN


async def test_a_lost_deal_has_its_reason_and_nothing_left_to_do(office: Office) -> None:
    deal_id = await office.add_deal(await office.add_customer())
    task_id = await office.add_task(deal_id, NOON + DAY)
    await office.move(deal_id, "lost")
    deal = await office.row(Deal, deal_id)
    assert deal.stage_kind is StageKind.LOST
    assert deal.loss_reason_id is not None
    assert deal.closed_at == NOON
    assert (await office.row(Task, task_id)).status is TaskStatus.CANCELLED


async def test_a_lost_deal_can_be_taken_up_again(office: Office) -> None:
    deal_id = await office.add_deal(await office.add_customer())
    await office.move(deal_id, "lost")
    await office.move(deal_id, "approval")
    deal = await office.row(Deal, deal_id)
    assert (deal.stage_kind, deal.loss_reason_id, deal.closed_at) == (StageKind.OPEN, None, None)


async def test_a_stale_move_is_refused_and_says_so(office: Office) -> None:
    deal_id = await office.add_deal(await office.add_customer())
    first, approval = await office.stage("first_call"), await office.stage("approval")
    await office.move(deal_id, "measurement")
    with pytest.raises(ChangedMeanwhile):
        async with office.acting("Giorgi") as work:
            await move_deal(work, MoveDeal(deal_id, approval, seen_stage_id=first))


async def test_a_move_to_the_same_or_to_an_unknown_stage_is_refused(office: Office) -> None:
    deal_id = await office.add_deal(await office.add_customer())
    first = await office.stage("first_call")
    with pytest.raises(AlreadyInStage):
        async with office.acting("Giorgi") as work:
            await move_deal(work, MoveDeal(deal_id, first))
    with pytest.raises(StageUnknown):
        async with office.acting("Giorgi") as work:
            await move_deal(work, MoveDeal(deal_id, 9999))
    with pytest.raises(StageUnknown):
        async with office.acting("Giorgi") as work:
            await create_deal(work, NewDeal((await office.rows(Customer))[0].id, stage_code="done"))


async def test_another_sellers_deal_is_as_if_it_were_not_there_and_the_try_is_audited(office: Office) -> None:
    deal_id = await office.add_deal(await office.add_customer())
    with pytest.raises(NotVisible):
        async with office.acting("Dato") as work:
            await change_deal(work, ChangeDeal(deal_id, amount=Decimal(1)))
    with pytest.raises(NotVisible):
        async with office.reading("Keti") as work:
            await get_deal_card(work.session, work.actor, deal_id)
    refused = [row for row in await office.rows(AuditEntry) if row.action is AuditAction.REFUSED]
    assert [(row.actor_id, row.thing, row.thing_id) for row in refused] == [
        (office.ids["Dato"], "deals", str(deal_id)),
        (office.ids["Keti"], "deals", str(deal_id)),
    ]


async def test_a_supervisor_sees_the_teams_deals_and_the_owner_all(office: Office) -> None:
    first = await office.add_deal(await office.add_customer())
    other = await office.add_deal(await office.add_customer("Tamar", "599 00 11 22", by="Keti"), by="Keti")
    seen = {}
    for name in ("Giorgi", "Ana", "Nino", "Keti", "Levan"):
        async with office.reading(name) as work:
            page = await list_deals(work.session, work.actor, DealFilter())
        seen[name] = {row.id for row in page.items}
    assert seen == {"Giorgi": {first}, "Ana": {first}, "Nino": {first, other}, "Keti": {other}, "Levan": set()}


async def test_a_specialist_sees_the_deal_he_takes_part_in(office: Office) -> None:
    deal_id = await office.add_deal(await office.add_customer())
    async with office.acting("Giorgi") as work:
        await set_participant(work, SetParticipant(deal_id, office.ids["Levan"], Craft.MEASURER))
    async with office.reading("Levan") as work:
        card = await get_deal_card(work.session, work.actor, deal_id)
    assert card.participants == ((Craft.MEASURER, office.ids["Levan"], "Levan"),)


async def test_one_person_a_craft_takes_part(office: Office) -> None:
    deal_id = await office.add_deal(await office.add_customer())
    for name in ("Levan", "Dato", "Dato"):
        async with office.acting("Giorgi") as work:
            await set_participant(work, SetParticipant(deal_id, office.ids[name], Craft.MEASURER))
    parts = [(row.employee_id, row.archived_at is None) for row in await office.rows(Participant)]
    assert parts == [(office.ids["Levan"], False), (office.ids["Dato"], True)]


async def test_a_card_shows_who_phone_stage_money_next_step_and_the_last_three_events(office: Office) -> None:
    deal_id = await office.add_deal(await office.add_customer(), amount=Decimal(6000), wish="4 windows")
    for stage in ("measurement", "approval", "payment"):
        office.pass_time(HOUR)
        await office.move(deal_id, stage)
    task_id = await office.add_task(deal_id, NOON + 4 * HOUR)
    async with office.reading("Giorgi") as work:
        await work.session.connection()
        with office.counting() as statements:
            card = await get_deal_card(work.session, work.actor, deal_id)
    assert len(statements) <= 3
    assert (card.customer_name, card.phones, card.amount) == ("Vera", ("+995599123456",), Decimal("6000.00"))
    assert card.stage["en"] == "Payment"
    assert card.next_task is not None
    assert task_id in [task.id for task in card.next_tasks]
    assert card.next_task.id == card.next_tasks[0].id
    assert [task.due_at for task in card.next_tasks] == sorted(task.due_at for task in card.next_tasks)
    assert [event.stage and event.stage["en"] for event in card.events] == ["Payment", "Approval", "Measurement"]
    assert card.customer_has_telegram is False


@pytest.mark.parametrize(
    ("wanted", "found"),
    [
        (DealFilter(amount_from=Decimal(5000)), [0, 1]),
        (DealFilter(amount_from=Decimal(5000), amount_to=Decimal(6000)), [0]),
        (DealFilter(words="windows"), [0]),
        (DealFilter(words="Window"), [0]),
        (DealFilter(words="окна"), [1]),
        (DealFilter(words="white frames"), [2]),
        (DealFilter(words="windows white"), []),
        (DealFilter(words=".* %_"), [0, 1, 2]),
    ],
)
async def test_deals_are_listed_by_amount_and_by_the_beginnings_of_words(
    office: Office, wanted: DealFilter, found: list[int]
) -> None:
    customer = await office.add_customer()
    ids = []
    for wish, amount in (("4 windows", 6000), ("5 окон, 3 окно", 7000), (None, 100)):
        async with office.acting("Giorgi") as work:
            deal = await create_deal(work, NewDeal(customer, wish=wish))
            await change_deal(work, ChangeDeal(deal.id, amount=Decimal(amount)))
            ids.append(deal.id)
    async with office.acting("Giorgi") as work:
        await add_note(work, AddNote("likes white frames", deal_id=ids[2]))
    async with office.reading("Giorgi") as work:
        page = await list_deals(work.session, work.actor, wanted)
    assert sorted(row.id for row in page.items) == [ids[number] for number in found]


async def test_a_list_is_two_queries_and_shows_the_most_urgent_first(office: Office) -> None:
    customer = await office.add_customer()
    later, sooner, idle = [await office.add_deal(customer) for _ in range(3)]
    await office.add_task(later, NOON + 2 * DAY)
    await office.add_task(sooner, NOON + DAY)
    async with office.reading("Giorgi") as work:
        await work.session.connection()
        with office.counting() as statements:
            page = await list_deals(work.session, work.actor, DealFilter(), limit=2)
        rest = await list_deals(work.session, work.actor, DealFilter(), limit=2, offset=2)
    assert len(statements) <= 2
    assert [row.id for row in (*page.items, *rest.items)] == [sooner, later, idle]
    assert (page.total, page.has_more, rest.has_more) == (3, True, False)
    assert rest.items[0].next_task is None


async def test_filters_find_idle_new_moved_and_won_deals(office: Office) -> None:
    customer = await office.add_customer()
    fresh, moved, won = [await office.add_deal(customer) for _ in range(3)]
    await office.add_task(fresh, NOON + DAY)
    office.pass_time(DAY)
    await office.move(moved, "approval")
    await office.move(won, "done")
    found = {}
    for name, wanted in {
        "new": DealFilter(new_only=True),
        "moved": DealFilter(open_only=False, moved_from=NOON + HOUR),
        "won": DealFilter(closed_kind=StageKind.WON, closed_from=NOON + HOUR),
        "lost": DealFilter(closed_kind=StageKind.LOST),
        "created before": DealFilter(created_to=NOON),
    }.items():
        async with office.reading("Giorgi") as work:
            found[name] = {row.id for row in (await list_deals(work.session, work.actor, wanted)).items}
    assert found == {"new": {fresh}, "moved": {moved, won}, "won": {won}, "lost": set(), "created before": set()}


async def test_the_board_counts_and_sums_what_one_may_see(office: Office) -> None:
    customer = await office.add_customer()
    for amount in (1000, 2500):
        await office.add_deal(customer, amount=Decimal(amount))
    done = await office.add_deal(customer, amount=Decimal(700))
    await office.move(done, "done")
    async with office.reading("Ana") as work:
        board = await get_board(work.session, work.actor)
        recent = await get_board(work.session, work.actor, closed_since=NOON + HOUR)
    columns = {column.stage.code: (column.count, column.sum, column.currency) for column in board.stages}
    assert columns["first_call"] == (2, Decimal(3500), "GEL")
    assert columns["done"] == (1, Decimal(700), "GEL")
    assert columns["payment"] == (0, Decimal(0), "GEL")
    assert [column.count for column in recent.stages if column.stage.code == "done"] == [0]
    assert [(person.name, person.count, person.sum) for person in board.by_person] == [("Giorgi", 2, Decimal(3500))]
    async with office.reading("Keti") as work:
        empty = await get_board(work.session, work.actor)
    assert sum(column.count for column in empty.stages) == 0


async def test_a_reassigned_deal_takes_its_tasks_and_its_customer_along(office: Office) -> None:
    customer = await office.add_customer()
    deal_id = await office.add_deal(customer)
    task_id = await office.add_task(deal_id, NOON + DAY)
    async with office.acting("Ana") as work:
        await reassign_deal(work, ReassignDeal(deal_id, office.ids["Dato"]))
    assert (await office.row(Deal, deal_id)).responsible_id == office.ids["Dato"]
    assert (await office.row(Task, task_id)).assignee_id == office.ids["Dato"]
    assert (await office.row(Customer, customer)).responsible_id == office.ids["Dato"]
    with pytest.raises(EmployeeGone):
        async with office.acting("Ana") as work:
            await reassign_deal(work, ReassignDeal(deal_id, 9999))


async def test_changing_what_somebody_else_changed_is_refused(office: Office) -> None:
    deal_id = await office.add_deal(await office.add_customer())
    version = (await office.row(Deal, deal_id)).version
    async with office.acting("Ana") as work:
        await change_deal(work, ChangeDeal(deal_id, version, amount=Decimal(5)))
    with pytest.raises(ChangedMeanwhile):
        async with office.acting("Giorgi") as work:
            await change_deal(work, ChangeDeal(deal_id, version, amount=Decimal(7)))
    assert (await office.row(Deal, deal_id)).amount == Decimal(5)


@pytest.mark.parametrize("amount", [Decimal(-1), Decimal("1e12"), Decimal("NaN")])
async def test_amounts_that_cannot_be_are_refused(office: Office, amount: Decimal) -> None:
    deal_id = await office.add_deal(await office.add_customer())
    with pytest.raises(AmountOutOfRange):
        async with office.acting("Giorgi") as work:
            await change_deal(work, ChangeDeal(deal_id, amount=amount))


@pytest.mark.parametrize("text", ['<b>&"</b>', "🪟👩‍👩‍👧", "\u200fשלום\u202e", "w" * 4096, "a\nb"])
async def test_any_wish_comes_back_intact(office: Office, text: str) -> None:
    deal_id = await office.add_deal(await office.add_customer(), wish=text)
    assert (await office.row(Deal, deal_id)).wish == text


@pytest.mark.parametrize("text", ["", "   \n\t", "\u200f\u200b", "w" * 4097])
async def test_a_wish_of_nothing_or_of_too_much_is_refused(office: Office, text: str) -> None:
    customer = await office.add_customer()
    with pytest.raises(TextInvalid):
        await office.add_deal(customer, wish=text)


async def test_the_customer_marks_her_own_finished_deal_once(office: Office) -> None:
    customer = await office.add_customer()
    deal_id = await office.add_deal(customer)
    her = office.customer_actor(customer)
    with pytest.raises(MarkNotAsked):
        async with office.store.work(her) as work:
            await give_mark(work, GiveMark(deal_id, 2))
    await office.move(deal_id, "done")
    stranger = office.customer_actor(await office.add_customer("Tamar", "599 00 11 22"))
    with pytest.raises(NotVisible):
        async with office.store.work(stranger) as work:
            await give_mark(work, GiveMark(deal_id, 5))
    with pytest.raises(NotVisible):
        async with office.store.work(her) as work:
            await give_mark(work, GiveMark(deal_id, 6))
    office.pass_time(HOUR)
    async with office.store.work(her) as work:
        await give_mark(work, GiveMark(deal_id, 2))
    async with office.store.work(her) as work:
        await comment_mark(work, deal_id, "a scratch")
    with pytest.raises(MarkGiven):
        async with office.store.work(her) as work:
            await give_mark(work, GiveMark(deal_id, 5))
    (mark,) = await office.rows(Mark)
    assert (mark.value, mark.comment) == (2, "a scratch")
    async with office.reading("Giorgi") as work:
        card = await get_deal_card(work.session, work.actor, deal_id)
    assert card.mark == 2
    assert card.events[0].mark == 2


async def test_stages_and_reasons_come_in_their_order(office: Office) -> None:
    async with office.reading("Giorgi") as work:
        stages = [stage.code for stage in await list_stages(work.session)]
        reasons = [reason.code for reason in await list_loss_reasons(work.session)]
    assert stages == ["first_call", "measurement", "approval", "payment", "installation", "done", "lost"]
    assert reasons[0] == "too_expensive"


async def test_a_customer_changes_no_deal(office: Office) -> None:
    customer = await office.add_customer()
    deal_id = await office.add_deal(customer)
    with pytest.raises(NotVisible):
        async with office.store.work(office.customer_actor(customer)) as work:
            await change_deal(work, ChangeDeal(deal_id, amount=Decimal(1)))
