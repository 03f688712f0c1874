"""The lists behind numbers: deals, tasks, calls, marks. Each line has a button that opens its thing."""

from __future__ import annotations

from collections.abc import Callable

from aiogram.filters.callback_data import CallbackData
from markupsafe import Markup

from crm_core.cards.rows import DealRow
from crm_core.db.paging import Page
from crm_core.reports.behind import CallRow, MarkRow
from crm_core.tasks.rows import TaskRow
from handlers.ui.callbacks import CustomerAct, CustomerCb, DealAct, DealCb, TaskAct, TaskCb
from handlers.ui.pagination import build_pages
from handlers.ui.screen import Row, Screen, button
from handlers.views.deals import label_deal, render_deal_line
from handlers.views.names import name_outcome
from handlers.views.reader import Reader
from handlers.views.tasks import label_task, render_task_line
from handlers.views.texts import LABEL, bold, join_lines, shorten

#: Lines on one screen: with the turns and the way back they make eight rows.
PAGE = 6

Turn = Callable[[int], CallbackData]


def name_list(what: str, day: str, t: Reader) -> str:
    """The list's title; plain text."""
    return {
        "overdue": t.label("Overdue"),
        "today": t.label("Today"),
        "requests": t.label("New requests: {day}", day=day),
        "calls": t.label("Calls: {day}", day=day),
        "moved": t.label("Deals moved: {day}", day=day),
        "won": t.label("Won: {day}", day=day),
        "lost": t.label("Lost: {day}", day=day),
        "done": t.label("Tasks done: {day}", day=day),
        "marks": t.label("Marks: {day}", day=day),
        "nostep": t.label("Without a next step"),
        "open": t.label("Open deals"),
    }[what]


def build_deal_screen(title: str, page: Page[DealRow], t: Reader, turn: Turn, back: CallbackData) -> Screen:
    lines = [
        Markup("{} · {}").format(render_deal_line(deal, t), shorten(deal.responsible_name, LABEL))
        for deal in page.items
    ]
    buttons = [button(label_deal(deal, t), DealCb(act=DealAct.OPEN, id=deal.id)) for deal in page.items]
    return _build(title, lines, buttons, page, t, turn, back)


def build_task_screen(title: str, page: Page[TaskRow], t: Reader, turn: Turn, back: CallbackData) -> Screen:
    lines = [
        Markup("{} · {}").format(render_task_line(task, t, day_known=False), shorten(task.assignee_name, LABEL))
        for task in page.items
    ]
    buttons = [button(label_task(task, t), TaskCb(act=TaskAct.OPEN, id=task.id, seen=0)) for task in page.items]
    return _build(title, lines, buttons, page, t, turn, back)


def build_call_screen(title: str, page: Page[CallRow], t: Reader, turn: Turn, back: CallbackData) -> Screen:
    lines = [_render_call(call, t) for call in page.items]
    buttons = [
        button(shorten(f"{t.clock(call.at)} {call.customer_name}", LABEL), _open_call(call)) for call in page.items
    ]
    return _build(title, lines, buttons, page, t, turn, back)


def build_mark_screen(title: str, page: Page[MarkRow], t: Reader, turn: Turn, back: CallbackData) -> Screen:
    lines = [_render_mark(mark) for mark in page.items]
    buttons = [
        button(
            shorten(f"{mark.value} · #{mark.number} {mark.customer_name}", LABEL),
            DealCb(act=DealAct.OPEN, id=mark.deal_id),
        )
        for mark in page.items
    ]
    return _build(title, lines, buttons, page, t, turn, back)


def _build(
    title: str,
    lines: list[Markup],
    buttons: Row,
    page: Page[DealRow] | Page[TaskRow] | Page[CallRow] | Page[MarkRow],
    t: Reader,
    turn: Turn,
    back: CallbackData,
) -> Screen:
    head = Markup("{} · {}").format(bold(title), t.number(page.total))
    text = join_lines(head, "", *(lines or [t.gettext("There are none.")]))
    rows: list[Row] = [[one] for one in buttons]
    rows += build_pages(t, page.offset // PAGE, page.total, turn, PAGE)
    return Screen(text, [*rows, [button(t.label("‹ Back"), back)]])


def _render_call(call: CallRow, t: Reader) -> Markup:
    line = Markup("{} {}").format(bold(t.clock(call.at)), shorten(call.customer_name, LABEL))
    outcome = Markup(" · {}").format(name_outcome(call.outcome, t)) if call.outcome else ""
    author = Markup(" · {}").format(call.author) if call.author else ""
    note = Markup("\n   {}").format(shorten(call.text)) if call.text else ""
    return Markup("{}{}{}{}").format(line, outcome, author, note)


def _open_call(call: CallRow) -> CallbackData:
    if call.deal_id is not None:
        return DealCb(act=DealAct.OPEN, id=call.deal_id)
    return CustomerCb(act=CustomerAct.OPEN, id=call.customer_id)


def _render_mark(mark: MarkRow) -> Markup:
    line = Markup("{} · #{} {}").format(bold(mark.value), mark.number, shorten(mark.customer_name, LABEL))
    return Markup("{}\n   {}").format(line, shorten(mark.comment)) if mark.comment else line
