"""Buttons of the customer's chat."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime

from aiogram.types import KeyboardButton, ReplyKeyboardMarkup

from crm_core.orders.rows import OrderCard, OrderRow, OrderVisit
from handlers.ui.callbacks import OrderAct, OrderCb, PersonCb, VisitCb
from handlers.ui.screen import Row, button
from handlers.ui.times import pack_clock, pack_day
from handlers.views.names import LANGUAGES, name_purpose
from handlers.views.orders import label_order
from handlers.views.reader import Reader

#: The longest list of orders in one keyboard.
MOST = 7


def build_share_keyboard(t: Reader) -> ReplyKeyboardMarkup:
    """One button under the message field: Telegram itself sends the number of whoever presses it."""
    share = KeyboardButton(text=t.label("📱 Share my number"), request_contact=True)
    return ReplyKeyboardMarkup(keyboard=[[share]], resize_keyboard=True, is_persistent=True)


def build_order_rows(order: OrderCard, t: Reader) -> list[Row]:
    rows: list[Row] = []
    if order.asks_mark:
        rows += build_mark_rows(order.deal_id)
    movable = [visit for visit in order.visits if visit.can_move]
    for visit in movable:
        label = t.label("📅 Move the visit")
        if len(movable) > 1:
            label = f"{label}: {name_purpose(visit.purpose, t)}"
        rows.append([button(label, VisitCb(what="m", id=visit.task_id))])
    rows.append([button(t.label("☎️ Call me back"), PersonCb(act="call", value=str(order.deal_id)))])
    last = [button(t.label("🌐 Language"), PersonCb(act="lang"))]
    if order.has_others:
        last.insert(0, button(t.label("All my orders"), PersonCb(act="home")))
    return [*rows, last]


def build_mark_rows(deal_id: int) -> list[Row]:
    marks = [button(f"{value} ⭐", OrderCb(act=OrderAct.MARK, id=deal_id, value=value)) for value in range(1, 6)]
    return [marks[:3], marks[3:]]


def build_orders_rows(orders: Sequence[OrderRow], t: Reader) -> list[Row]:
    rows = [[button(label_order(order, t), OrderCb(act=OrderAct.OPEN, id=order.deal_id))] for order in orders[:MOST]]
    return [
        *rows,
        [
            button(t.label("☎️ Call me back"), PersonCb(act="call")),
            button(t.label("🌐 Language"), PersonCb(act="lang")),
        ],
    ]


def build_days_rows(deal_id: int, visit: OrderVisit, days: Sequence[date], t: Reader) -> list[Row]:
    buttons = [button(t.day(day), VisitCb(what="m", id=visit.task_id, day=pack_day(day))) for day in days]
    rows = [buttons[start : start + 2] for start in range(0, len(buttons), 2)]
    if not days:
        rows.append([button(t.label("☎️ Call me back"), PersonCb(act="call", value=str(deal_id)))])
    return [*rows, build_back_row(deal_id, t)]


def build_hours_rows(visit: OrderVisit, day: date, starts: Sequence[datetime], t: Reader) -> list[Row]:
    packed = pack_day(day)
    buttons = [
        button(
            t.clock(start),
            VisitCb(what="m", id=visit.task_id, day=packed, at=pack_clock(t.local(start).time())),
        )
        for start in starts
    ]
    rows = [buttons[start : start + 3] for start in range(0, len(buttons), 3)][:7]
    return [*rows, [button(t.label("‹ Another day"), VisitCb(what="m", id=visit.task_id))]]


def build_back_row(deal_id: int, t: Reader) -> Row:
    return [button(t.label("📦 Where is my order?"), OrderCb(act=OrderAct.OPEN, id=deal_id))]


def build_after_rows(deal_id: int | None, t: Reader) -> list[Row]:
    """Under an answer to what she did: back to her order, or to all of them."""
    return [build_back_row(deal_id, t) if deal_id else [button(t.label("📦 My orders"), PersonCb(act="home"))]]


def build_new_order_row(message_id: int, t: Reader) -> Row:
    """Under an answer to what she wrote about a finished order: the text of that message is a new request instead."""
    return [button(t.label("🆕 I need something new"), PersonCb(act="new", value=str(message_id)))]


def build_call_rows(t: Reader) -> list[Row]:
    return [[button(t.label("☎️ Call me back"), PersonCb(act="call"))], *build_after_rows(None, t)]


def build_language_rows(t: Reader) -> list[Row]:
    languages = [
        button(("✓ " if code == t.locale else "") + name, PersonCb(act="lang", value=code))
        for code, name in LANGUAGES.items()
    ]
    return [languages, [button(t.label("‹ Back"), PersonCb(act="home"))]]
