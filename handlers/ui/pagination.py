"""The row of buttons that turns the pages of a list."""

from __future__ import annotations

from collections.abc import Callable

from aiogram.filters.callback_data import CallbackData

from handlers.ui.screen import Row, button
from handlers.views.reader import Reader

#: Entries on a page, so that a list with its pages and *Home* has at most eight rows of buttons.
PAGE = 6


def build_pages(t: Reader, page: int, total: int, turn: Callable[[int], CallbackData], size: int = PAGE) -> list[Row]:
    """No row when everything fits; `turn` makes the callback of a page counted from 0."""
    last = max(0, (total - 1) // size)
    row: Row = []
    if page > 0:
        row.append(button(t.label("‹ Previous"), turn(page - 1)))
    if page < last:
        row.append(button(t.label("Next ›"), turn(page + 1)))
    return [row] if row else []
