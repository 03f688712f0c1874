"""Buttons under lists and questions: what is chosen from several, the pages, and whose a file could be."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta

from crm_core.cards.rows import CustomerRow, DealRow
from crm_core.db.paging import Page
from crm_core.tasks.rows import TaskRow
from handlers.ui.callbacks import (
    AttachCb,
    CustomerAct,
    CustomerCb,
    DealAct,
    DealCb,
    ListCb,
    NewCb,
    RefileCb,
)
from handlers.ui.keyboards import back_button, build_open_task_row, cancel_button, home_button, undo_button
from handlers.ui.pagination import build_pages
from handlers.ui.screen import Row, button
from handlers.ui.times import pack_day
from handlers.views.customers import label_customer
from handlers.views.deals import label_deal
from handlers.views.reader import Reader


def build_task_list_rows(page: Page[TaskRow], asked: ListCb, t: Reader) -> list[Row]:
    """A button for each task, and the pages."""
    rows = [build_open_task_row(task, t) for task in page.items]
    return [*rows, *_build_turns(asked, page.total, t), home_button(t)]


def build_deal_list_rows(page: Page[DealRow], asked: ListCb, t: Reader) -> list[Row]:
    rows = [[button(label_deal(deal, t), DealCb(act=DealAct.OPEN, id=deal.id))] for deal in page.items]
    return [*rows, *_build_turns(asked, page.total, t), home_button(t)]


def _build_turns(asked: ListCb, total: int, t: Reader) -> list[Row]:
    return build_pages(t, asked.page, total, lambda to: asked.model_copy(update={"page": to}))


def build_visit_day_rows(visits: Sequence[TaskRow], day: date, t: Reader) -> list[Row]:
    """A button for each visit, and the days around."""

    def turn(label: str, to: date) -> Row:
        return [button(label, ListCb(what="myvisits", day=pack_day(to)))]

    rows = [build_open_task_row(visit, t) for visit in visits]
    around = turn(f"‹ {t.day(day - timedelta(days=1))}", day - timedelta(days=1))
    around += turn(f"{t.day(day + timedelta(days=1))} ›", day + timedelta(days=1))
    return [*rows[:6], around, home_button(t)]


def build_attached_rows(t: Reader, deal_id: int, change_id: int | None, file_id: int) -> list[Row]:
    """Under a file that is attached: to its deal, to another one, or back. An album is known by any of its files."""
    to_deals = [
        button(t.label("Open the deal"), DealCb(act=DealAct.OPEN, id=deal_id)),
        button(t.label("Another deal…"), RefileCb(file=file_id)),
    ]
    undo = undo_button(t, change_id)
    return [to_deals, undo] if undo else [to_deals]


def build_attach_choice(deals: Sequence[DealRow], t: Reader) -> list[Row]:
    """Whose the files are."""
    rows = [[button(label_deal(deal, t), AttachCb(deal=deal.id))] for deal in deals]
    return [*rows, cancel_button(t)]


def build_refile_choice(deals: Sequence[DealRow], file_id: int, deal_id: int, t: Reader) -> list[Row]:
    """Whose the file is, if not of this deal."""
    rows = [[button(label_deal(deal, t), RefileCb(file=file_id, deal=deal.id))] for deal in deals]
    return [*rows, back_button(t, DealCb(act=DealAct.OPEN, id=deal_id))]


def build_new_rows(step: str, t: Reader) -> list[Row]:
    """Under the questions of a new customer: the name must be there, the rest is skipped at will."""
    back, following = {"phone": ("name", "wish"), "wish": ("phone", "done")}.get(step, ("", ""))
    rows: list[Row] = []
    if following:
        rows.append([button(t.label("Skip"), NewCb(step=following)), *back_button(t, NewCb(step=back))])
    return [*rows, cancel_button(t)]


def build_found_rows(people: Sequence[CustomerRow], t: Reader) -> list[Row]:
    rows = [[button(label_customer(row), CustomerCb(act=CustomerAct.OPEN, id=row.id))] for row in people]
    return [*rows, home_button(t)]
