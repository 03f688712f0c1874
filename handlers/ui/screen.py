"""A screen: what a person sees at once, text and buttons, and how it reaches the chat.

One screen is edited in place: a pressed button changes the message it hangs on, a typed message is answered anew.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from aiogram.exceptions import TelegramBadRequest
from aiogram.filters.callback_data import CallbackData
from aiogram.types import CallbackQuery, InlineKeyboardButton, InlineKeyboardMarkup, Message
from markupsafe import Markup

Row = list[InlineKeyboardButton]

#: Telegram's own limit of a message after its entities are parsed.
TEXT_LIMIT = 4096


@dataclass(frozen=True, slots=True)
class Screen:
    """Text in Telegram's HTML and rows of inline buttons."""

    text: Markup
    rows: list[Row] = field(default_factory=list)

    @property
    def keyboard(self) -> InlineKeyboardMarkup | None:
        return InlineKeyboardMarkup(inline_keyboard=self.rows) if self.rows else None

    def after(self, happened: Markup) -> Screen:
        """The same screen under a line that says what has just happened."""
        return Screen(Markup("{}\n\n{}").format(happened, self.text), self.rows)

    def with_rows(self, *rows: Row) -> Screen:
        return Screen(self.text, [*self.rows, *rows])


def button(label: str, data: CallbackData) -> InlineKeyboardButton:
    return InlineKeyboardButton(text=label, callback_data=data.pack())


def link_button(label: str, url: str) -> InlineKeyboardButton:
    return InlineKeyboardButton(text=label, url=url)


async def show(event: Message | CallbackQuery, screen: Screen, notice: str | None = None) -> None:
    """Answer a typed message with the screen, or turn the pressed message into it and stop the spinner.

    `notice` is the pop-up line of a pressed button. A message that cannot be edited any more is answered by a new one.
    """
    if isinstance(event, Message):
        await event.answer(screen.text, reply_markup=screen.keyboard)
        return
    await event.answer(notice)
    message = event.message
    if isinstance(message, Message) and message.text is not None:
        try:
            await message.edit_text(screen.text, reply_markup=screen.keyboard)
        except TelegramBadRequest as error:
            if "message is not modified" in error.message:
                return
        else:
            return
    if message is not None:
        await message.answer(screen.text, reply_markup=screen.keyboard)
