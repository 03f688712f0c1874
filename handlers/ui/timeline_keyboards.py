"""Buttons under a timeline: what it only hints at opens by its number, files as well as long texts."""

from __future__ import annotations

from collections.abc import Callable

from aiogram.filters.callback_data import CallbackData
from aiogram.types import InlineKeyboardButton

from crm_core.activities.models import ActivityKind
from crm_core.activities.rows import ActivityRow
from crm_core.db.paging import Page
from handlers.ui.callbacks import NoteCb
from handlers.ui.keyboards import back_button
from handlers.ui.pagination import PAGE, build_pages
from handlers.ui.screen import Row, button
from handlers.views.reader import Reader
from handlers.views.texts import SHORT, shorten


def build_timeline_rows(
    page: Page[ActivityRow], turn: Callable[[int], CallbackData], back: CallbackData, t: Reader
) -> list[Row]:
    """The entries that open, the pages, and the way back; `turn` makes the callback of a page counted from 0."""
    numbered = enumerate(page.items, 1)
    opening = [one for number, entry in numbered if (one := _open_button(number, entry, t)) is not None]
    in_rows = [opening[start : start + 3] for start in range(0, len(opening), 3)]
    return [*in_rows, *build_pages(t, page.offset // PAGE, page.total, turn), back_button(t, back)]


def _open_button(number: int, entry: ActivityRow, t: Reader) -> InlineKeyboardButton | None:
    """A file is sent again, a text longer than its line is shown whole."""
    if not isinstance(entry.kind, ActivityKind):
        return None
    if entry.kind is ActivityKind.FILE:
        return button(t.label("📎 Open {n}", n=number), NoteCb(id=entry.id))
    if entry.text and shorten(entry.text, SHORT) != entry.text:
        return button(t.label("{n} in full", n=number), NoteCb(id=entry.id))
    return None
