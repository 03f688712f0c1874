"""A sentence is carried out: whom it is about, what is done, what waits, what is refused, and that no word is lost."""

from __future__ import annotations

from decimal import Decimal

import pytest

from crm_core.activities.models import Activity, ActivityKind, CallOutcome
from crm_core.customers.models import Customer
from crm_core.db.journal import AuditAction, AuditEntry
from crm_core.deals.actions import ChangeDeal, change_deal
from crm_core.deals.models import Deal
from crm_core.dialogue.answers import choose_customer, choose_deal, confirm, create_unknown, drop_line, take_as
from crm_core.dialogue.context import load_context
from crm_core.dialogue.correcting import change_line
from crm_core.dialogue.examples import list_examples
from crm_core.dialogue.planning import make_plan
from crm_core.dialogue.restoring import find_last_plan, get_plan
from crm_core.dialogue.rows import LineStatus, Missing, View
from crm_core.kernel.errors import AlreadyHandled, NotVisible
from crm_core.kernel.wording import typed
from crm_core.language.commands import (
    AddNote,
    AssignTask,
    BookVisit,
    CompleteTask,
    CreateCustomer,
    Find,
    FinishVisit,
    HandOver,
    LogCall,
    LogMeeting,
    LogMessage,
    LoseDeal,
    MoveDeal,
    PostponeTask,
    SetAddress,
    SetAmount,
    SetPhone,
)
from crm_core.language.found import MentionKind
from crm_core.learning.models import Sentence
from crm_core.notifications.models import Notification, NotificationKind
from crm_core.tasks.models import Task, TaskKind, TaskStatus
from tests.core.office import DAY, HOUR, NOON, Office, local
from tests.core.saying import PERHAPS, answer, done, fates, name, plan, say, understood

MEASUREMENT = BookVisit(purpose="measurement", start=local(26, 11))
A3 = understood(
    "called Vera, 4 windows about 6000, measurement Thursday 11:00",
    (LogCall(text="4 windows"), "called"),
    (SetAmount(amount=Decimal(6000)), "about 6000"),
    (MEASUREMENT, "measurement Thursday 11:00"),
    who="Vera",
)


async def make_deal(office: Office, called: str = "Vera", phone: str = "599 12 34 56", by: str = "Giorgi") -> int:
    return await office.add_deal(await office.add_customer(called, phone, by=by), by=by)


async def test_one_message_does_the_call_the_sum_and_the_visit(office: Office) -> None:
    deal_id = await make_deal(office)
    task_id = await office.add_task(deal_id, NOON + HOUR)
    said = await say(office, A3)
    assert fates(said) == ["log_call done", "set_amount done", "book_visit done"]
    assert (said.asks, said.target is not None and said.target.deal_id) == (False, deal_id)
    (call,) = await office.rows(Activity)
    assert (call.kind, call.outcome, call.text, call.deal_id) == (
        ActivityKind.CALL,
        CallOutcome.TALKED,
        "4 windows",
        deal_id,
    )
    assert (await office.row(Task, task_id)).status is TaskStatus.DONE
    deal = await office.row(Deal, deal_id)
    assert (deal.amount, deal.stage_id) == (Decimal(6000), await office.stage("measurement"))
    visit = await office.row(Task, said.lines[2].task_id or 0)
    assert (visit.kind, visit.due_at, visit.assignee_id) == (TaskKind.VISIT, local(26, 11), office.ids["Levan"])
    told = [row.kind for row in await office.rows(Notification) if row.employee_id == office.ids["Levan"]]
    assert NotificationKind.TASK_ASSIGNED in told


async def test_names_are_looked_up_in_two_queries(office: Office) -> None:
    await make_deal(office)
    async with office.reading("Giorgi") as work:
        with office.counting() as queries:
            assert (await make_plan(work, A3)).target is not None
        assert len(queries) <= 2
        with office.counting() as queries:
            assert (await make_plan(work, understood("called", LogCall(), who="Wissarion"))).target is None
        assert len(queries) <= 2


async def test_a_sentence_without_a_name_is_about_the_card_in_view(office: Office) -> None:
    deal_id = await make_deal(office)
    sentence = understood("about 6000", (SetAmount(amount=Decimal(6000)), "about 6000"))
    async with office.reading("Giorgi") as work:
        with office.counting() as queries:
            planned = await make_plan(work, sentence, View(deal_id=deal_id))
    assert len(queries) == 2
    assert (planned.target is not None and planned.target.deal_id) == deal_id
    assert planned.lines[0].missing is None


async def test_what_the_actor_does_not_see_is_not_in_view(office: Office) -> None:
    deal_id = await make_deal(office)
    task_id = await office.add_task(deal_id, NOON + DAY)
    for view in (View(deal_id=deal_id), View(task_id=task_id), View(customer_id=1)):
        planned = await plan(office, understood("about 5", SetAmount(amount=Decimal(5))), by="Keti", view=view)
        assert (planned.target, planned.lines[0].missing) == (None, Missing.CUSTOMER)
    assert (await plan(office, A3, by="Keti")).unknown_name == "Vera"


async def test_of_two_people_of_one_name_one_is_asked_about(office: Office) -> None:
    first, second = await make_deal(office, "Vera Beridze"), await make_deal(office, "Vera Ivanova", "577 00 11 22")
    said = await say(office, A3)
    assert {row.name for row in said.candidates} == {"Vera Beridze", "Vera Ivanova"}
    assert [line.missing for line in said.lines] == [Missing.CUSTOMER] * 3
    assert await office.rows(Activity) == []
    chosen = (await office.row(Deal, second)).customer_id
    after = await answer(office, choose_customer, said.sentence_id, chosen)
    assert done(after) == ["log_call", "set_amount", "book_visit"]
    assert (await office.row(Deal, first)).amount is None
    assert (await office.row(Deal, second)).amount == Decimal(6000)


async def test_of_two_people_of_one_name_the_one_in_view_is_meant(office: Office) -> None:
    await make_deal(office, "Vera Beridze")
    second = await make_deal(office, "Vera Ivanova", "577 00 11 22")
    said = await say(office, A3, view=View(deal_id=second))
    assert (said.asks, said.target is not None and said.target.deal_id) == (False, second)


async def test_somebody_only_nearly_called_so_is_asked_about(office: Office) -> None:
    await make_deal(office, "Veronika Gagarina")
    said = await say(office, understood("called Veronica", (LogCall(), "called"), who="Veronica"))
    assert fates(said) == ["log_call waiting"]
    assert said.target is not None
    assert said.target.customer_name == "Veronika Gagarina"
    assert done(await answer(office, confirm, said.sentence_id)) == ["log_call"]


async def test_two_people_in_one_sentence_are_one_question(office: Office) -> None:
    await make_deal(office)
    nino = await make_deal(office, "Nino", "577 00 11 22")
    sentence = understood(
        "called Vera and Nino", (LogCall(), "called", PERHAPS), who=[name("Vera"), name("Nino")], is_unsure=True
    )
    said = await say(office, sentence)
    assert [row.name for row in said.candidates] == ["Vera", "Nino"]
    assert fates(said) == ["log_call waiting customer"]
    after = await answer(office, choose_customer, said.sentence_id, (await office.row(Deal, nino)).customer_id)
    assert done(after) == ["log_call"]
    assert [row.deal_id for row in await office.rows(Activity)] == [nino]


async def test_somebody_unknown_is_created_by_one_tap_and_the_rest_is_done(office: Office) -> None:
    said = await say(office, A3)
    assert (said.unknown_name, [line.missing for line in said.lines]) == ("Vera", [Missing.CUSTOMER] * 3)
    assert said.question is not None
    assert said.question.missing is Missing.CUSTOMER
    after = await answer(office, create_unknown, said.sentence_id)
    assert done(after) == ["create_customer", "log_call", "set_amount", "book_visit"]
    (customer,) = await office.rows(Customer)
    assert (customer.name, customer.responsible_id) == ("Vera", office.ids["Giorgi"])
    (deal,) = await office.rows(Deal)
    assert deal.amount == Decimal(6000)
    assert after.target is not None
    assert after.target.deal_number == deal.number


async def test_of_several_deals_one_is_asked_about_unless_it_is_named(office: Office) -> None:
    customer = await office.add_customer()
    first, second = await office.add_deal(customer), await office.add_deal(customer)
    number = (await office.row(Deal, second)).number
    said = await say(office, A3)
    assert [row.id for row in said.deals] == [first, second]
    assert {line.missing for line in said.lines} == {Missing.DEAL}
    assert done(await answer(office, choose_deal, said.sentence_id, first)) == ["log_call", "set_amount", "book_visit"]
    named = understood(
        "#1002 is 70", (SetAmount(amount=Decimal(70)), "70"), who=[name(f"#{number}", MentionKind.DEAL_NUMBER)]
    )
    assert done(await say(office, named)) == ["set_amount"]
    assert (await office.row(Deal, second)).amount == Decimal(70)


async def test_without_a_deal_the_call_is_the_customers_and_a_deal_is_offered(office: Office) -> None:
    await office.add_customer()
    said = await say(office, A3)
    assert fates(said) == ["log_call done", "set_amount waiting deal", "book_visit waiting deal"]
    (call,) = await office.rows(Activity)
    assert (call.deal_id, call.text) == (None, "4 windows, about 6000, measurement Thursday 11:00")
    after = await answer(office, choose_deal, said.sentence_id, None)
    assert done(after) == ["open_deal", "log_call", "set_amount", "book_visit"]
    assert len(after.change_ids) == 2


async def test_a_foreign_deal_or_customer_cannot_be_chosen(office: Office) -> None:
    customer = await office.add_customer()
    await office.add_deal(customer)
    await office.add_deal(customer)
    foreign = await make_deal(office, "Keti's", "577 00 11 22", by="Keti")
    said = await say(office, A3)
    with pytest.raises(NotVisible):
        await answer(office, choose_deal, said.sentence_id, foreign)
    with pytest.raises(NotVisible):
        await answer(office, choose_customer, said.sentence_id, (await office.row(Deal, foreign)).customer_id)
    refused = [row.thing for row in await office.rows(AuditEntry) if row.action is AuditAction.REFUSED]
    assert refused == ["deals", "customers"]


async def test_somebody_elses_sentence_is_missing_and_the_try_is_audited(office: Office) -> None:
    await office.add_customer()
    said = await say(office, A3)
    for action in (confirm, get_plan):
        with pytest.raises(NotVisible):
            await answer(office, action, said.sentence_id, by="Nino")
    refused = [row for row in await office.rows(AuditEntry) if row.action is AuditAction.REFUSED]
    assert [(row.thing, row.actor_id) for row in refused] == [("sentences", office.ids["Nino"])] * 2


async def test_a_taken_hour_is_refused_and_the_rest_is_done_with_its_words_kept(office: Office) -> None:
    other = await make_deal(office, "Tamar", "577 00 11 22")
    await say(office, understood("x", MEASUREMENT), view=View(deal_id=other))
    deal_id = await make_deal(office)
    said = await say(office, A3)
    assert fates(said) == ["log_call done", "set_amount done", "book_visit refused slot_taken", "add_note done"]
    assert said.lines[3].is_rest
    call, note = [row for row in await office.rows(Activity) if row.deal_id == deal_id]
    assert (call.text, note.text) == ("4 windows", "measurement Thursday 11:00")
    deal = await office.row(Deal, deal_id)
    assert (deal.amount, deal.stage_id) == (Decimal(6000), await office.stage("first_call"))
    assert [row.deal_id for row in await office.rows(Task) if row.kind is TaskKind.VISIT] == [other]
    audited = {
        (row.thing, row.thing_id) for row in await office.rows(AuditEntry) if row.change_id == said.change_ids[0]
    }
    assert {thing for thing, _ in audited} == {"activities", "deals"}
    moved = await answer(office, change_line, said.sentence_id, 3, start=local(26, 13))
    assert fates(moved)[2] == "book_visit done"
    assert len([row for row in await office.rows(Activity) if row.deal_id == deal_id]) == 2


async def test_a_single_refused_line_writes_nothing(office: Office) -> None:
    deal_id = await make_deal(office)
    sentence = understood("call yesterday", (AssignTask(kind="call", due=NOON - DAY), "call yesterday"))
    said = await say(office, sentence, view=View(deal_id=deal_id))
    assert fates(said) == ["assign_task refused past_time"]
    assert (said.change_ids, await office.rows(Activity), await office.rows(Task)) == ((), [], [])
    entries = [row for row in await office.rows(AuditEntry) if row.thing in ("tasks", "reminders", "activities")]
    assert entries == []


async def test_a_repeated_message_is_not_carried_out_twice(office: Office) -> None:
    await make_deal(office)
    await say(office, A3, origin="tg:1:7")
    with pytest.raises(AlreadyHandled):
        await say(office, A3, origin="tg:1:7")
    assert len(await office.rows(Activity)) == 1
    assert len(await office.rows(Sentence)) == 1


async def test_what_is_not_sure_waits_and_yes_twice_does_it_once(office: Office) -> None:
    deal_id = await make_deal(office)
    sentence = understood("Vera paid 3000", (MoveDeal(stage="installation"), "paid", PERHAPS), rest="3000", who="Vera")
    said = await say(office, sentence)
    assert (fates(said), said.rest, said.asks) == (["move_deal waiting"], "3000", True)
    after = await answer(office, confirm, said.sentence_id, 1)
    assert fates(after) == ["move_deal done", "add_note done"]
    assert fates(await answer(office, confirm, said.sentence_id, 1)) == fates(after)
    assert (await office.row(Deal, deal_id)).stage_id == await office.stage("installation")
    assert [row.text for row in await office.rows(Activity)] == ["3000"]
    async with office.reading("Giorgi") as work:
        shown = await get_plan(work, said.sentence_id or 0)
    assert (fates(shown), shown.change_ids) == (fates(after), after.change_ids)


async def test_the_words_of_what_waits_are_kept_with_the_call(office: Office) -> None:
    await make_deal(office)
    sentence = understood(
        "called Vera, thinks, refused",
        (LogCall(text="thinks"), "called"),
        (LoseDeal(), "refused", PERHAPS),
        who="Vera",
    )
    said = await say(office, sentence)
    assert fates(said) == ["log_call done", "lose_deal waiting reason"]
    assert [row.text for row in await office.rows(Activity)] == ["thinks, refused"]
    lost = await answer(office, change_line, said.sentence_id, 2, reason="too_expensive")
    assert fates(lost) == ["log_call done", "lose_deal done"]
    (deal,) = await office.rows(Deal)
    assert deal.stage_id == await office.stage("lost")
    assert len(await office.rows(Activity)) == 1


async def test_a_line_put_aside_is_not_done_and_is_learned_from(office: Office) -> None:
    await make_deal(office)
    said = await say(office, understood("agreed", (MoveDeal(stage="payment"), "agreed", PERHAPS), who="Vera"))
    assert fates(await answer(office, drop_line, said.sentence_id, 1)) == ["move_deal dropped"]
    assert fates(await answer(office, confirm, said.sentence_id)) == ["move_deal dropped"]
    (sentence,) = await office.rows(Sentence)
    assert (sentence.became, sentence.corrected_at) == ([], NOON)
    assert sentence.proposal[0]["name"] == "move_deal"


async def test_a_deal_that_a_colleague_has_moved_since_is_not_moved_by_an_old_yes(office: Office) -> None:
    deal_id = await make_deal(office)
    sentence = understood(
        "agreed 7",
        (MoveDeal(stage="payment"), "agreed", PERHAPS),
        (SetAmount(amount=Decimal(7)), "7", PERHAPS),
        who="Vera",
    )
    said = await say(office, sentence)
    await office.move(deal_id, "approval", by="Ana")
    async with office.acting("Ana") as work:
        await change_deal(work, ChangeDeal(deal_id, amount=Decimal(99)))
    after = await answer(office, confirm, said.sentence_id)
    assert fates(after) == ["move_deal refused changed_meanwhile", "set_amount refused changed_meanwhile"]
    assert (await office.row(Deal, deal_id)).amount == Decimal(99)


async def test_a_day_without_an_hour_waits_for_the_hour(office: Office) -> None:
    deal_id = await make_deal(office)
    sentence = understood("measurement thursday", BookVisit(purpose="measurement", start=local(26, 0), is_day=True))
    said = await say(office, sentence, view=View(deal_id=deal_id))
    assert fates(said) == ["book_visit waiting hour"]
    after = await answer(office, change_line, said.sentence_id, 1, start=local(26, 12))
    assert fates(after) == ["book_visit done"]
    (sentence_row,) = await office.rows(Sentence)
    assert sentence_row.corrected_at is None


async def test_times_and_tasks_that_were_not_said_are_asked(office: Office) -> None:
    deal_id = await make_deal(office)
    sentence = understood(
        "x", LogCall(outcome="call_back"), AssignTask(kind="call"), BookVisit(purpose="installation"),
        FinishVisit(purpose="measurement"), CompleteTask(), SetAmount(amount=Decimal(5), currency="USD"),
        MoveDeal(stage="nowhere"),
    )  # fmt: skip
    said = await say(office, sentence, view=View(deal_id=deal_id))
    assert [line.missing for line in said.lines] == [
        None, Missing.TIME, Missing.TIME, Missing.TASK, Missing.TASK, Missing.AMOUNT, Missing.STAGE,
    ]  # fmt: skip
    assert (await office.row(Deal, deal_id)).amount is None


async def test_a_call_nobody_answered_moves_the_open_call_to_the_time_that_was_said(office: Office) -> None:
    deal_id = await make_deal(office)
    task_id = await office.add_task(deal_id, NOON + HOUR)
    sentence = understood(
        "no answer, tomorrow", LogCall(outcome="no_answer"), AssignTask(kind="call", due=local(25, 10))
    )
    said = await say(office, sentence, view=View(deal_id=deal_id))
    assert done(said) == ["log_call", "assign_task"]
    (task,) = await office.rows(Task)
    assert (task.id, task.status, task.due_at) == (task_id, TaskStatus.OPEN, local(25, 10))


async def test_a_missed_call_leaves_the_open_call_alone(office: Office) -> None:
    deal_id = await make_deal(office)
    task_id = await office.add_task(deal_id, NOON + HOUR)
    await say(office, understood("x", LogCall(outcome="missed", direction="in")), view=View(deal_id=deal_id))
    assert (await office.row(Task, task_id)).due_at == NOON + HOUR


async def test_everything_that_can_be_said_of_a_deal_is_done(office: Office) -> None:
    deal_id = await make_deal(office)
    visit = (await say(office, understood("x", MEASUREMENT), view=View(deal_id=deal_id))).lines[0].task_id
    sentence = understood(
        "x", LogMeeting(text="at the office", at=NOON - DAY), LogMessage(text="offer"), SetPhone(phone="577 11 22 33"),
        SetAddress(address="Chavchavadze 12"), FinishVisit(purpose="measurement"),
        AssignTask(title="draw", due=local(27, 10), assignee=office.ids["Levan"]), HandOver(to=office.ids["Dato"]),
        rest="blue",
    )  # fmt: skip
    said = await say(office, sentence, by="Ana", view=View(deal_id=deal_id))
    assert {line.status for line in said.lines} == {LineStatus.DONE}
    assert len(said.lines) == 7
    assert (await office.row(Task, visit or 0)).status is TaskStatus.DONE
    deal = await office.row(Deal, deal_id)
    assert (deal.responsible_id, deal.stage_id) == (office.ids["Dato"], await office.stage("approval"))
    kinds = [(row.kind, row.text, row.at) for row in await office.rows(Activity)]
    assert kinds == [(ActivityKind.MEETING, "at the office, blue", NOON - DAY), (ActivityKind.MESSAGE, "offer", NOON)]
    (customer,) = await office.rows(Customer)
    assert customer.address == "Chavchavadze 12"


async def test_a_task_in_view_is_done_or_postponed(office: Office) -> None:
    first = await office.add_task(None, NOON + HOUR, kind=TaskKind.TODO, title=typed("paper"))
    second = await office.add_task(None, NOON + HOUR, kind=TaskKind.TODO, title=typed("ink"))
    assert done(await say(office, understood("done", CompleteTask()), view=View(task_id=first))) == ["complete_task"]
    await say(office, understood("tomorrow", PostponeTask(due=local(25, 10))), view=View(task_id=second))
    assert (await office.row(Task, first)).status is TaskStatus.DONE
    assert (await office.row(Task, second)).due_at == local(25, 10)


async def test_a_reminder_for_oneself_needs_nobody(office: Office) -> None:
    said = await say(office, understood("remind me", AssignTask(title="buy paper", due=local(25, 10)), rest="A4"))
    assert (fates(said), said.rest) == (["assign_task done"], "A4")
    (task,) = await office.rows(Task)
    assert (task.title, task.customer_id, task.assignee_id) == ({"*": "buy paper"}, None, office.ids["Giorgi"])


async def test_a_new_customer_comes_with_her_deal_and_what_follows(office: Office) -> None:
    sentence = understood(
        "new customer Nino 577 11 22 33, 3 windows, call tomorrow",
        (CreateCustomer(full_name="Nino Gelashvili", phone="577 11 22 33", wish="3 windows"), "new customer Nino"),
        (AssignTask(kind="call", due=local(25, 10)), "call tomorrow"),
        who="Nino",
    )
    said = await say(office, sentence)
    assert fates(said) == ["create_customer done", "assign_task done"]
    (deal,) = await office.rows(Deal)
    assert (deal.wish, deal.source) == ("3 windows", "chat")
    (task,) = await office.rows(Task)
    assert task.deal_id == deal.id


async def test_a_known_phone_opens_its_customer_and_makes_no_double(office: Office) -> None:
    deal_id = await make_deal(office)
    sentence = understood(
        "new customer V 599123456, call tomorrow",
        (CreateCustomer(full_name="V", phone="599123456"), "new customer V 599123456"),
        (AssignTask(kind="call", due=local(25, 10)), "call tomorrow"),
    )
    said = await say(office, sentence)
    assert fates(said) == ["create_customer refused phone_taken", "assign_task done", "add_note done"]
    assert said.target is not None
    assert (said.target.customer_name, said.target.deal_id) == ("Vera", deal_id)
    assert len(await office.rows(Customer)) == 1
    perhaps = understood("V 599123456", (CreateCustomer(full_name="V", phone="599123456"), "V", PERHAPS))
    planned = await plan(office, perhaps)
    assert [type(line.command) for line in planned.lines] == [Find]


async def test_a_phone_of_somebody_elses_customer_is_refused_without_telling_whose(office: Office) -> None:
    await make_deal(office, by="Keti")
    sentence = understood(
        "x", CreateCustomer(full_name="V", phone="599123456"), AssignTask(kind="call", due=local(25, 10))
    )
    said = await say(office, sentence)
    assert fates(said) == ["create_customer refused phone_taken", "assign_task waiting customer"]
    assert said.target is None


async def test_a_specialist_does_what_his_buttons_do_and_nothing_else(office: Office) -> None:
    deal_id = await make_deal(office)
    await say(office, understood("x", MEASUREMENT), view=View(deal_id=deal_id))
    sentence = understood(
        "x", AddNote(text="3rd floor"), SetAmount(amount=Decimal(1)), MoveDeal(stage="payment"),
        BookVisit(purpose="installation", start=local(27, 11)), BookVisit(purpose="measurement", start=local(26, 13)),
        HandOver(to=office.ids["Dato"]),
    )  # fmt: skip
    said = await say(office, sentence, by="Levan", view=View(deal_id=deal_id))
    assert done(said) == ["add_note", "book_visit"]
    assert [line.problem for line in said.lines if line.status is LineStatus.REFUSED] == ["not_permitted"] * 4
    refused = [row.reason for row in await office.rows(AuditEntry) if row.action is AuditAction.REFUSED]
    assert refused == ["not_permitted"] * 4
    assert fates(await say(office, understood("x", CreateCustomer(full_name="N")), by="Levan")) == [
        "create_customer refused not_permitted"
    ]


async def test_a_text_in_which_nothing_was_understood_becomes_what_is_chosen(office: Office) -> None:
    deal_id = await make_deal(office)
    said = await say(office, understood("blue ones"), view=View(deal_id=deal_id))
    assert (said.lines, said.change_ids) == ((), ())
    after = await answer(office, take_as, said.sentence_id, AddNote(text="blue ones"))
    assert fates(after) == ["add_note done"]
    assert [row.text for row in await office.rows(Activity)] == ["blue ones"]


async def test_the_last_sentence_is_found_while_it_can_be_corrected(office: Office) -> None:
    await make_deal(office)
    said = await say(office, A3)
    async with office.reading("Giorgi") as work:
        last = await find_last_plan(work)
        assert last is not None
        assert last.sentence_id == said.sentence_id
    office.pass_time(HOUR)
    async with office.reading("Giorgi") as work:
        assert await find_last_plan(work) is None


async def test_a_huge_text_is_kept_whole(office: Office) -> None:
    deal_id = await make_deal(office)
    words = "w" * 4096
    said = await say(office, understood(words, AddNote(text=words)), view=View(deal_id=deal_id))
    assert done(said) == ["add_note"]
    too_long = await say(office, understood(words + "w", AddNote(text=words + "w")), view=View(deal_id=deal_id))
    assert fates(too_long) == ["add_note refused text_invalid"]


async def test_the_context_is_two_queries(office: Office) -> None:
    async with office.reading("Giorgi") as work:
        with office.counting() as queries:
            context = await load_context(work.session, work.actor, work.now, has_view=True)
    assert len(queries) == 2
    assert [stage.code for stage in context.stages][:2] == ["first_call", "measurement"]
    assert "too_expensive" in [reason.code for reason in context.loss_reasons]
    assert {one.name for one in context.colleagues} == {"Nino", "Ana", "Dato", "Keti", "Levan", "Zurab"}
    assert (context.me, context.has_view, context.working_time.is_open(NOON)) == (office.ids["Giorgi"], True, True)
    async with office.reading("Levan") as work:
        assert (await load_context(work.session, work.actor, work.now)).colleagues == ()


async def test_examples_are_of_the_persons_own_work(office: Office) -> None:
    async with office.reading("Giorgi") as work:
        assert [one.customer_name for one in await list_examples(work.session, work.actor)] == [None] * 3
    await make_deal(office, "Foreign", "577 00 11 22", by="Keti")
    await make_deal(office, "Later", "577 00 11 23")
    await office.add_task(await make_deal(office), NOON + HOUR)
    async with office.reading("Giorgi") as work:
        with office.counting() as queries:
            examples = await list_examples(work.session, work.actor)
    assert len(queries) == 1
    assert [one.customer_name for one in examples] == ["Vera", "Later", "Vera"]
