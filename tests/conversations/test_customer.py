"""The customer's chat: how she comes in, what she sees, what she may do herself, and what is refused."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest
from aiogram.methods import SetMyCommands
from aiogram.types import ReplyKeyboardMarkup, ReplyKeyboardRemove

from crm_core.customers.actions import NewCustomer, create_customer
from crm_core.customers.links import make_customer_link
from crm_core.deals.actions import ChangeDeal, MoveDeal, change_deal, move_deal
from crm_core.intake.actions import IncomingRequest, RequestAccepted, receive_request
from crm_core.kernel.actor import build_system_actor
from crm_core.tasks.actions import BookVisit, MoveVisit, book_visit, move_visit
from crm_core.tasks.models import VisitPurpose
from handlers.ui.callbacks import DealAct, DealCb, OrderAct, OrderCb, TaskAct, TaskCb, UndoCb, VisitCb
from tests.fakes.house import MEASURER, NOON, SELLER, House
from tests.fakes.telegram import Person

PHONE = "+995599123456"
#: Thursday 26 November 2026, 11:00 in Tbilisi.
THURSDAY = datetime(2026, 11, 26, 7, tzinfo=UTC)


async def leave_request(house: House, phone: str = PHONE, wish: str = "4 windows, Saburtalo") -> RequestAccepted:
    async with house.store.work(build_system_actor()) as work:
        return await receive_request(work, IncomingRequest("Vera Gelashvili", phone, wish, consent=True))


async def move_to(house: House, deal_id: int, code: str) -> None:
    stage = await house.ask("SELECT id FROM stages WHERE code = :code", code=code)
    async with house.store.work(await house.actor(SELLER)) as work:
        await move_deal(work, MoveDeal(deal_id, int(str(stage[0][0]))))


async def book(house: House, deal_id: int, start: datetime = THURSDAY) -> int:
    async with house.store.work(await house.actor(SELLER)) as work:
        return (await book_visit(work, BookVisit(deal_id, VisitPurpose.MEASUREMENT, start))).id


async def join(house: House, telegram_id: int = 505, phone: str = PHONE, language: str = "en") -> Person:
    vera = house.person(telegram_id, "Vera", phone, language)
    await vera.say("/start")
    await vera.share_own_phone()
    vera.taps = 0
    return vera


def keys(person: Person) -> list[str]:
    """Under the message field now."""
    for shown in reversed(person.chat):
        markup = getattr(shown.sent, "reply_markup", None)
        if isinstance(markup, ReplyKeyboardMarkup):
            return [key.text for row in markup.keyboard for key in row]
        if isinstance(markup, ReplyKeyboardRemove):
            return []
    return []


async def list_refusals(house: House) -> list[tuple[object, ...]]:
    return await house.ask("SELECT reason FROM audit_entries WHERE action = 'refused' ORDER BY id")


# How she comes in


async def test_her_own_number_opens_what_the_company_has_under_it(house: House) -> None:
    accepted = await leave_request(house)
    vera = house.person(505, "Vera", PHONE)
    assert "Good Windows" in await vera.say("/start")
    assert keys(vera) == ["📱 Share my number"]
    seen = await vera.share_own_phone()
    assert "#1001" in seen
    assert "4 windows, Saburtalo" in seen
    assert "Request received" in seen
    assert keys(vera) == []
    points = await house.ask("SELECT customer_id, value FROM contact_points WHERE kind = 'telegram'")
    assert points == [(accepted.customer_id, "505")]


async def test_an_unknown_number_becomes_a_new_customer(house: House) -> None:
    vera = await join(house, phone="+995555000111")
    assert "no orders here yet" in vera.sees
    assert await house.ask("SELECT name, source FROM customers") == [("Vera", "telegram")]


async def test_somebody_elses_contact_opens_nothing(house: House) -> None:
    await leave_request(house)
    thief = house.person(666, "Thief", "+995555999999")
    await thief.say("/start")
    assert "somebody else's contact" in await thief.share_contact(PHONE, "Vera")
    assert keys(thief) == ["📱 Share my number"]
    assert await house.ask("SELECT count(*) FROM contact_points WHERE kind = 'telegram'") == [(0,)]


async def test_what_a_visitor_wants_is_kept_until_her_number_comes(house: House) -> None:
    vera = house.person(505, "Vera", PHONE)
    assert "5 <windows> & a door" in await vera.say("5 <windows> & a door")
    await vera.say("in Vake")
    seen = await vera.share_own_phone()
    assert "Your request is with us" in seen
    assert "Giorgi Beridze" in seen
    assert await house.ask("SELECT wish, source FROM deals") == [("5 <windows> & a door\nin Vake", "telegram")]
    assert await house.ask("SELECT count(*) FROM notifications WHERE kind = 'request_arrived'") == [(1,)]


async def test_a_number_shared_twice_by_telegram_makes_one_customer_and_one_request(house: House) -> None:
    vera = house.person(505, "Vera", PHONE)
    await vera.say("5 windows")
    await vera.share_own_phone()
    await vera.repeat()
    assert await house.ask("SELECT count(*) FROM customers") == [(1,)]
    assert await house.ask("SELECT count(*) FROM deals") == [(1,)]


async def test_her_personal_link_shows_the_order_without_a_tap(house: House) -> None:
    accepted = await leave_request(house)
    link = make_customer_link(await house.company(), accepted.customer_id, NOON)
    vera = house.person(505, "Vera")
    assert "#1001" in await vera.say(f"/start {link}")
    assert "#1001" in await vera.say(f"/start {link}")


async def test_foreign_forged_and_old_links_are_refused_alike_and_audited(house: House) -> None:
    accepted = await leave_request(house)
    company = await house.company()
    link = make_customer_link(company, accepted.customer_id, NOON)
    await join(house)
    stranger = await join(house, 606, "+995555000111")
    old = make_customer_link(company, accepted.customer_id, NOON - timedelta(days=200))
    visitor = house.person(707, "Visitor")
    answers = {
        await stranger.say(f"/start {link}"),
        await visitor.say(f"/start {link}"),
        await visitor.say(f"/start {link[:-1]}A"),
        await visitor.say(f"/start {old}"),
        await visitor.say("/start c1-zz-" + "A" * 16),
        await visitor.say("/start catalogue"),
    }
    assert len(answers) == 1
    assert "does not work" in answers.pop()
    assert await list_refusals(house) == [("link_invalid",)] * 6


# Where is my order?


async def test_her_order_is_told_in_her_words_with_one_tap(house: House) -> None:
    accepted = await leave_request(house)
    await book(house, accepted.deal_id)
    async with house.store.work(await house.actor(SELLER)) as work:
        await change_deal(work, ChangeDeal(accepted.deal_id, amount=Decimal(6000)))
    vera = await join(house)
    seen = await vera.say("/order")
    assert vera.taps == 1
    assert "Now: Measurement" in seen
    assert "● ◉ ○ ○ ○ ○" in seen
    assert "Next: Agreeing the price" in seen
    assert "📅 Measurement: Thu 26 Nov, 11:00–13:00" in seen
    assert "Who comes: Levan Maisuradze" in seen
    assert "₾6,000" in seen
    assert "Your manager: Giorgi Beridze" in seen
    for internal in ("Approval", "Sales", "deal", "First call"):
        assert internal not in seen


async def test_several_orders_are_listed_and_opened(house: House) -> None:
    first = await leave_request(house)
    await move_to(house, first.deal_id, "payment")
    await leave_request(house, wish="A door")
    vera = await join(house)
    assert "2 orders under way" in vera.sees
    assert "Awaiting payment" in await vera.press("#1001")
    assert "2 orders under way" in await vera.press("All my orders")
    assert len([shown for shown in vera.chat if "orders under way" in shown.plain]) == 1


async def test_a_lost_order_is_closed_without_a_reason_told(house: House) -> None:
    accepted = await leave_request(house)
    reason = await house.ask("SELECT id FROM loss_reasons WHERE code = 'too_expensive'")
    stage = await house.ask("SELECT id FROM stages WHERE code = 'lost'")
    async with house.store.work(await house.actor(SELLER)) as work:
        command = MoveDeal(accepted.deal_id, int(str(stage[0][0])), loss_reason_id=int(str(reason[0][0])))
        await move_deal(work, command)
    vera = await join(house)
    assert "This order is closed." in vera.sees
    assert "xpensive" not in vera.sees


# Moving a visit


async def test_a_visit_is_moved_in_three_taps_and_everybody_is_told(house: House) -> None:
    accepted = await leave_request(house)
    task_id = await book(house, accepted.deal_id)
    vera = await join(house)
    assert "These days are free" in await vera.press("Move the visit")
    assert "what time suits you" in await vera.press("Fri 27 Nov")
    seen = await vera.press("15:00")
    assert vera.taps == 3
    assert "Moved to Fri 27 Nov, 15:00–17:00" in seen
    moved = await house.ask("SELECT due_at, ends_at FROM tasks WHERE id = :id", id=task_id)
    assert moved == [(datetime(2026, 11, 27, 11, tzinfo=UTC), datetime(2026, 11, 27, 13, tzinfo=UTC))]
    told = await house.ask(
        "SELECT e.name FROM notifications n JOIN employees e ON e.id = n.employee_id "
        "WHERE n.kind = 'visit_moved' ORDER BY e.name"
    )
    assert told == [("Giorgi Beridze",), ("Levan Maisuradze",)]


async def test_a_moved_visit_is_put_back_by_undo_for_ten_minutes(house: House) -> None:
    accepted = await leave_request(house)
    task_id = await book(house, accepted.deal_id)
    vera = await join(house)
    await vera.press("Move the visit")
    await vera.press("Fri 27 Nov")
    await vera.press("15:00")
    undo = vera.last
    assert "Thu 26 Nov, 11:00" in await vera.press("Undo")
    assert await house.ask("SELECT due_at FROM tasks WHERE id = :id", id=task_id) == [(THURSDAY,)]
    await vera.press_data(UndoCb(change=1).pack(), on=undo)
    assert vera.alert
    assert ("undo_unknown",) in await list_refusals(house)


async def test_whoever_has_heard_of_the_move_hears_that_it_is_taken_back(house: House) -> None:
    accepted = await leave_request(house)
    await book(house, accepted.deal_id)
    vera = await join(house)
    await vera.press("Move the visit")
    await vera.press("Fri 27 Nov")
    await vera.press("15:00")
    async with house.store.engine.begin() as connection:
        await connection.exec_driver_sql("UPDATE notifications SET status = 'sent', sent_at = now()")
    await vera.press("Undo")
    told = await house.ask(
        "SELECT e.name, n.payload ->> 'was_at' FROM notifications n JOIN employees e ON e.id = n.employee_id "
        "WHERE n.kind = 'visit_moved' AND n.status = 'waiting' ORDER BY e.name"
    )
    moment = "2026-11-27T11:00:00+00:00"
    assert told == [("Giorgi Beridze", moment), ("Levan Maisuradze", moment)]


async def test_only_free_hours_are_offered_and_the_old_one_is_free_again(house: House) -> None:
    first = await leave_request(house)
    second = await leave_request(house, "+995555000111", "A door")
    await book(house, first.deal_id)
    await book(house, second.deal_id, THURSDAY + timedelta(hours=3))
    vera = await join(house)
    await vera.press("Move the visit")
    await vera.press("Thu 26 Nov")
    assert "11:00" not in vera.last.buttons
    assert {"10:00", "12:00", "16:00", "17:00"} <= set(vera.last.buttons)
    assert not {"13:00", "14:00", "15:00"} & set(vera.last.buttons)
    await vera.press("16:00")
    other = await join(house, 606, "+995555000111")
    await other.press("Move the visit")
    await other.press("Thu 26 Nov")
    assert {"11:00", "12:00"} <= set(other.last.buttons)
    assert not {"15:00", "16:00", "17:00"} & set(other.last.buttons)


async def test_an_hour_taken_meanwhile_is_not_given_twice(house: House) -> None:
    first = await leave_request(house)
    second = await leave_request(house, "+995555000111", "A door")
    await book(house, first.deal_id)
    other_visit = await book(house, second.deal_id, THURSDAY + timedelta(hours=3))
    vera = await join(house)
    await vera.press("Move the visit")
    await vera.press("Fri 27 Nov")
    async with house.store.work(await house.actor(SELLER)) as work:
        await move_visit(work, MoveVisit(other_visit, datetime(2026, 11, 27, 11, tzinfo=UTC)))
    seen = await vera.press("15:00")
    assert "This time has just been taken" in seen
    assert "15:00" not in vera.last.buttons
    assert "12:00" in vera.last.buttons


@pytest.mark.parametrize(
    ("day", "at"),
    [(261127, 300), (261127, 1207), (261127, 1800), (261129, 1200), (281128, 1200), (261120, 1500)],
    ids=["at night", "between the hours", "too late in the day", "on a day off", "in two years", "before it was there"],
)
async def test_an_hour_that_was_never_offered_is_refused_and_audited(house: House, day: int, at: int) -> None:
    accepted = await leave_request(house)
    task_id = await book(house, accepted.deal_id)
    vera = await join(house)
    await vera.press_data(VisitCb(what="m", id=task_id, day=day, at=at).pack())
    assert vera.alert == "This is not here, or it is not open to you."
    assert await list_refusals(house) == [("not_visible",)]
    assert await house.ask("SELECT due_at FROM tasks WHERE id = :id", id=task_id) == [(THURSDAY,)]


async def test_an_hour_pressed_twice_moves_the_visit_once_and_keeps_undo(house: House) -> None:
    accepted = await leave_request(house)
    task_id = await book(house, accepted.deal_id)
    vera = await join(house)
    hour = VisitCb(what="m", id=task_id, day=261127, at=1500).pack()
    await vera.press_data(hour)
    await vera.press_data(hour)
    assert await house.ask("SELECT count(*) FROM notifications WHERE kind = 'visit_moved'") == [(2,)]
    assert "Thu 26 Nov, 11:00" in await vera.press("Undo")


async def test_a_visit_two_hours_away_is_no_longer_moved_here(house: House) -> None:
    accepted = await leave_request(house)
    task_id = await book(house, accepted.deal_id)
    vera = await join(house)
    screen = vera.last
    house.clock.moment = THURSDAY - timedelta(minutes=119)
    await vera.press("Move the visit", on=screen)
    assert vera.alert is not None
    assert "too late" in vera.alert
    await vera.press_data(VisitCb(what="m", id=task_id, day=261127, at=1500).pack())
    assert await house.ask("SELECT due_at FROM tasks WHERE id = :id", id=task_id) == [(THURSDAY,)]
    assert not any("Move the visit" in label for label in vera.last.buttons) or await vera.say("/order")
    assert not any("Move the visit" in label for label in vera.last.buttons)


# What she writes


async def test_her_message_reaches_the_seller_and_she_is_told_so(house: House) -> None:
    accepted = await leave_request(house)
    vera = await join(house)
    seen = await vera.say("Can it be <b>white</b> & cheap?")
    assert "Giorgi Beridze" in seen
    assert "answered during working hours" in seen
    rows = await house.ask("SELECT deal_id, direction, text FROM activities WHERE kind = 'message'")
    assert rows == [(accepted.deal_id, "in", "Can it be <b>white</b> & cheap?")]
    told = await house.ask(
        "SELECT e.name FROM notifications n JOIN employees e ON e.id = n.employee_id WHERE n.kind = 'customer_message'"
    )
    assert told == [("Giorgi Beridze",)]


async def test_at_night_she_is_told_when_somebody_answers(house: House) -> None:
    await leave_request(house)
    vera = await join(house)
    house.clock.moment = NOON + timedelta(hours=10)
    assert "tomorrow, 10:00" in await vera.say("Hello?")


async def test_photos_of_an_album_are_kept_and_answered_once(house: House) -> None:
    await leave_request(house)
    vera = await join(house)
    before = len(vera.chat)
    for name in ("one", "two", "three"):
        await vera.send_photo(name, album="album-1")
    assert len(vera.chat) == before + 1
    files = await house.ask("SELECT file ->> 'id' FROM activities WHERE kind = 'file' ORDER BY id")
    assert files == [("one",), ("two",), ("three",)]


async def test_without_an_order_her_words_become_a_request(house: House) -> None:
    vera = await join(house)
    assert "Your request is with us" in await vera.say("A balcony door")
    assert await house.ask("SELECT wish FROM deals") == [("A balcony door",)]
    assert await house.ask("SELECT count(*) FROM customers") == [(1,)]


async def test_whoever_has_no_number_here_is_asked_for_it_before_her_request_goes_on(house: House) -> None:
    async with house.store.work(await house.actor(SELLER)) as work:
        customer = await create_customer(work, NewCustomer("Vera"))
    vera = house.person(505, "Vera", PHONE)
    await vera.say(f"/start {make_customer_link(await house.company(), customer.id, NOON)}")
    assert "share your phone number" in await vera.say("A balcony door")
    assert "Your request is with us" in await vera.share_own_phone()
    assert await house.ask("SELECT customer_id, wish FROM deals") == [(customer.id, "A balcony door")]


async def test_whoever_has_no_number_is_asked_for_it_before_a_call_or_a_file(house: House) -> None:
    async with house.store.work(await house.actor(SELLER)) as work:
        customer = await create_customer(work, NewCustomer("Vera"))
    vera = house.person(505, "Vera", PHONE)
    await vera.say(f"/start {make_customer_link(await house.company(), customer.id, NOON)}")
    await vera.press("Call me back")
    assert "share your phone number" in vera.last.plain
    assert "share your phone number" in await vera.say("/call")
    assert "share your phone number" in await vera.send_document("plan.pdf")
    assert await house.ask("SELECT count(*) FROM deals") == [(0,)]


async def test_a_message_of_nothing_to_read_is_refused_with_a_sentence(house: House) -> None:
    await leave_request(house)
    vera = await join(house)
    assert "must have something in it" in await vera.say("\u200f\u200b \u2060")
    assert await house.ask("SELECT count(*) FROM activities WHERE kind = 'message'") == [(0,)]


async def test_the_longest_message_comes_through_whole(house: House) -> None:
    await leave_request(house)
    vera = await join(house)
    text = "ж" * 4096
    await vera.say(text)
    assert await house.ask("SELECT text FROM activities WHERE kind = 'message'") == [(text,)]


async def test_call_me_back_is_a_call_within_the_deadline_and_only_one(house: House) -> None:
    accepted = await leave_request(house)
    async with house.store.engine.begin() as connection:
        await connection.exec_driver_sql("UPDATE tasks SET status = 'done', closed_at = now()")
    vera = await join(house)
    await vera.press("Call me back")
    assert "today, 12:15" in vera.sees
    await vera.say("/call")
    rows = await house.ask("SELECT deal_id, due_at, is_deadline FROM tasks WHERE status = 'open'")
    assert rows == [(accepted.deal_id, NOON + timedelta(minutes=15), True)]


# The mark


async def test_a_good_mark_is_thanked_for(house: House) -> None:
    accepted = await leave_request(house)
    await move_to(house, accepted.deal_id, "done")
    vera = await join(house)
    assert "Thank you for your mark" in await vera.press("5 ⭐")
    assert await house.ask("SELECT value FROM marks") == [(5,)]
    assert "Your mark: 5 / 5" in await vera.say("/order")
    await vera.press_data(OrderCb(act=OrderAct.MARK, id=accepted.deal_id, value=1).pack())
    assert vera.alert
    assert await house.ask("SELECT value FROM marks") == [(5,)]


async def test_a_low_mark_opens_a_complaint_and_asks_what_went_wrong(house: House) -> None:
    accepted = await leave_request(house)
    await move_to(house, accepted.deal_id, "done")
    vera = await join(house)
    seen = await vera.press("2 ⭐")
    assert "What went wrong?" in seen
    assert "We will call you by" in seen
    assert await house.ask("SELECT count(*) FROM tasks WHERE kind = 'complaint' AND status = 'open'") == [(1,)]
    assert "passed on" in await vera.say("The frame leaks")
    assert await house.ask("SELECT value, comment FROM marks") == [(2, "The frame leaks")]
    assert await house.ask("SELECT text FROM activities WHERE kind = 'feedback'") == [("The frame leaks",)]


async def test_words_after_the_end_reach_the_seller_and_can_be_made_a_new_order(house: House) -> None:
    accepted = await leave_request(house)
    await move_to(house, accepted.deal_id, "done")
    vera = await join(house)
    await vera.press("5 ⭐")
    assert "Passed on, order #1001" in await vera.say("Thank you! I need a door, too")
    assert await house.ask("SELECT count(*) FROM deals") == [(1,)]
    seen = await vera.press("I need something new")
    assert "Your request is with us" in seen
    wishes = "SELECT wish FROM deals ORDER BY id DESC"
    assert (await house.ask(wishes))[0] == ("Thank you! I need a door, too",)
    await vera.press_data("p:new:1")
    assert await house.ask("SELECT count(*) FROM deals") == [(2,)]


async def test_a_call_that_is_late_already_is_not_promised_for_the_past(house: House) -> None:
    accepted = await leave_request(house)
    await move_to(house, accepted.deal_id, "done")
    vera = await join(house)
    house.clock.moment = NOON + timedelta(hours=1)
    seen = await vera.press("1 ⭐")
    assert "as soon as possible" in seen
    assert "12:15" not in seen


@pytest.mark.parametrize("value", [0, 6, -1])
async def test_a_mark_outside_one_to_five_is_refused(house: House, value: int) -> None:
    accepted = await leave_request(house)
    await move_to(house, accepted.deal_id, "done")
    vera = await join(house)
    await vera.press_data(OrderCb(act=OrderAct.MARK, id=accepted.deal_id, value=value).pack())
    assert vera.alert == "This is not here, or it is not open to you."
    assert await list_refusals(house) == [("not_visible",)]
    assert await house.ask("SELECT count(*) FROM marks") == [(0,)]


# Language


async def test_her_language_changes_at_once_with_her_menu(house: House) -> None:
    await leave_request(house)
    vera = await join(house)
    await vera.press("Language")
    await vera.press("English")
    assert "Order #1001" in vera.sees
    assert await house.ask("SELECT locale FROM customers") == [("en",)]
    commands = [call for call in house.telegram.calls if isinstance(call, SetMyCommands)]
    assert [command.command for command in commands[-1].commands] == ["order", "call", "language", "help"]


async def test_a_visitors_choice_of_language_goes_with_her(house: House) -> None:
    vera = house.person(505, "Vera", PHONE, language="de")
    await vera.say("/language")
    await vera.press("Русский")
    await vera.share_own_phone()
    assert await house.ask("SELECT locale FROM customers") == [("ru",)]


# What is not hers


async def test_forged_buttons_are_refused_alike_and_audited(house: House) -> None:
    mine = await leave_request(house)
    other = await leave_request(house, "+995555000111", "A door")
    other_visit = await book(house, other.deal_id)
    vera = await join(house)
    before = vera.sees
    forged = [
        OrderCb(act=OrderAct.OPEN, id=other.deal_id),
        OrderCb(act=OrderAct.OPEN, id=99999),
        OrderCb(act=OrderAct.MARK, id=other.deal_id, value=5),
        VisitCb(what="m", id=other_visit),
        VisitCb(what="m", id=other_visit, day=261127, at=1500),
        VisitCb(what="b", id=mine.deal_id),
        DealCb(act=DealAct.OPEN, id=mine.deal_id),
        TaskCb(act=TaskAct.DONE, id=mine.task_id),
    ]
    alerts = set()
    for data in forged:
        await vera.press_data(data.pack())
        alerts.add(vera.alert)
    await vera.press_data(f"p:call:{other.deal_id}")
    alerts.add(vera.alert)
    await vera.press_data("p:lang:xx")
    assert len(alerts) == 1
    assert before != ""
    assert await list_refusals(house) == [("not_visible",)] * 9
    assert await house.ask("SELECT due_at FROM tasks WHERE id = :id", id=other_visit) == [(THURSDAY,)]


async def test_a_visitors_forged_buttons_open_nothing(house: House) -> None:
    accepted = await leave_request(house)
    visitor = house.person(707, "Visitor")
    await visitor.say("/start")
    await visitor.press_data(OrderCb(act=OrderAct.OPEN, id=accepted.deal_id).pack())
    assert visitor.alert
    assert await list_refusals(house) == [("not_visible",)]


@pytest.mark.parametrize(
    ("text", "label"),
    [("/help", "My orders"), ("/language", "Back"), ("/stop", "My orders"), ("/stop", "Call me back")],
)
async def test_a_visitors_buttons_lead_to_sharing_the_number(house: House, text: str, label: str) -> None:
    visitor = house.person(707, "Visitor")
    await visitor.say(text)
    await visitor.press(label)
    assert visitor.alert is None
    assert "share your phone number" in visitor.last.plain
    assert await list_refusals(house) == []


async def test_huge_and_broken_callback_data_is_answered(house: House) -> None:
    await leave_request(house)
    vera = await join(house)
    for data in (
        "r:o:99999999999999999999:0",
        "v:m:1:m:999999:9999",
        "p:call:٣",
        "zzz",
        "r:o:x:0",
        "p:call:" + "9" * 40,
    ):
        await vera.press_data(data)  # fails when the button is not answered just once
    assert await house.ask("SELECT count(*) FROM deals") == [(1,)]
    assert await house.ask("SELECT count(*) FROM marks") == [(0,)]


@pytest.mark.parametrize("text", ["/help", "/stop", "/nonsense", "/language", "/order", "/call"])
async def test_no_command_is_a_dead_end(house: House, text: str) -> None:
    await leave_request(house)
    for person in (await join(house), house.person(707, "Visitor")):
        before = len(person.chat)
        await person.say(text)
        assert len(person.chat) > before
        assert person.last.buttons or keys(person)


async def test_specialists_are_not_told_to_customers_beyond_their_names(house: House) -> None:
    accepted = await leave_request(house)
    await book(house, accepted.deal_id)
    vera = await join(house)
    assert str(MEASURER) not in vera.last.text
    assert all("tel:" not in data and "t.me" not in data for data in vera.last.buttons.values())
