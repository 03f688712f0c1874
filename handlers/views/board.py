"""The board: how many deals stand where, and what they are worth; and who has what."""

from __future__ import annotations

from collections.abc import Sequence

from markupsafe import Markup

from crm_core.deals.rows import Board, BoardColumn
from crm_core.reports.workload import Workload
from handlers.ui.callbacks import BoardCb, HomeCb, ListCb
from handlers.ui.pagination import build_pages
from handlers.ui.screen import Row, Screen, button
from handlers.views.reader import Reader
from handlers.views.texts import LABEL, bold, join_lines, shorten

#: People on one screen.
PAGE = 6


def render_board(board: Board, person: str | None, who: int, t: Reader) -> Screen:
    """All deals by stage, or those of one responsible (`who` is his id, `person` his name)."""
    title = t.label("Board") if person is None else t.label("Board: {name}", name=person)
    filled = [column for column in board.stages if column.count]
    text = join_lines(
        bold(title),
        "",
        *(_render_column(column, t) for column in board.stages),
        None if board.stages else t.gettext("There are no stages yet."),
    )
    stages = [
        button(
            f"{shorten(t.say(column.stage.name), LABEL)} · {t.number(column.count)}",
            BoardCb(stage=column.stage.id, who=who),
        )
        for column in filled
    ]
    rows = [stages[start : start + 2] for start in range(0, len(stages), 2)]
    last = [button(t.label("Who has what"), ListCb(what="people"))]
    if who:
        last.append(button(t.label("All deals"), BoardCb()))
    return Screen(text, [*rows, [*last, button(t.label("🏠 Home"), HomeCb())]])


def _render_column(column: BoardColumn, t: Reader) -> Markup:
    line = Markup("{}: {}").format(t.say(column.stage.name), bold(t.number(column.count)))
    return Markup("{} · {}").format(line, t.money(column.sum, column.currency)) if column.sum else line


def render_people(loads: Sequence[Workload], currency: str, t: Reader, page: int = 0) -> Screen:
    """Everybody with open deals, overdue tasks and today's; each name opens what is his."""
    page = min(page, max(0, (len(loads) - 1) // PAGE))
    shown = loads[page * PAGE : page * PAGE + PAGE]
    text = join_lines(bold(t.label("Who has what")), "", *(_render_load(load, currency, t) for load in shown))
    rows: list[Row] = [[button(shorten(load.name, LABEL), ListCb(what="person", who=load.id))] for load in shown]
    rows += build_pages(t, page, len(loads), lambda number: ListCb(what="people", page=number), PAGE)
    return Screen(text, [*rows, [button(t.label("Board"), BoardCb()), button(t.label("🏠 Home"), HomeCb())]])


def _render_load(load: Workload, currency: str, t: Reader) -> Markup:
    deals = t.ngettext("{n} deal", "{n} deals", load.deals)
    parts = [
        Markup("{} · {}").format(deals, t.money(load.deals_sum, currency)) if load.deals_sum else deals,
        t.gettext("today: {n}", n=t.number(load.today)),
    ]
    if load.overdue:
        parts.append(t.gettext("overdue: {n} 🔴", n=t.number(load.overdue)))
    return Markup("{}: {}").format(bold(load.name), Markup(", ").join(parts))


def render_person_load(load: Workload, currency: str, t: Reader) -> Screen:
    """One person's numbers, each a button."""
    numbers: list[Row] = [
        [button(t.label("Open deals: {n}", n=t.number(load.deals)), BoardCb(who=load.id))],
        [button(t.label("Overdue: {n}", n=t.number(load.overdue)), ListCb(what="overdue", who=load.id))],
        [button(t.label("Today: {n}", n=t.number(load.today)), ListCb(what="today", who=load.id))],
    ]
    return Screen(_render_load(load, currency, t), [*numbers, [button(t.label("‹ Back"), ListCb(what="people"))]])
