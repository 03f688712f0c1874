"""Sends a worded notification through Telegram, and tells the passing faults from the final ones."""

from __future__ import annotations

from datetime import timedelta

from aiogram import Bot
from aiogram.exceptions import (
    TelegramAPIError,
    TelegramBadRequest,
    TelegramForbiddenError,
    TelegramNotFound,
    TelegramRetryAfter,
)

from bot.delivery.pace import Rank, speaking_as
from bot.delivery.sending import Sent, TryLater, Undeliverable
from crm_core.notifications.models import Priority
from handlers.ui.screen import Screen

#: Parts of Telegram's own descriptions of a chat that cannot be written to any more.
_GONE = ("chat not found", "user is deactivated", "peer_id_invalid", "bot was blocked", "user not found")


class TelegramSender:
    """Uses the bot's own session, where the pace is kept."""

    def __init__(self, bot: Bot) -> None:
        self._bot = bot

    async def send(self, chat_id: int, screen: Screen, priority: Priority) -> Sent:
        """Digests arrive without a sound. Raises Undeliverable or TryLater."""
        rank = Rank.URGENT if priority is Priority.URGENT else Rank.NOTICE
        try:
            with speaking_as(rank):
                message = await self._bot.send_message(
                    chat_id,
                    screen.text,
                    reply_markup=screen.keyboard,
                    disable_notification=priority is Priority.DIGEST,
                )
        except TelegramRetryAfter as error:
            raise TryLater("asked for a pause", timedelta(seconds=error.retry_after)) from error
        except TelegramForbiddenError as error:
            raise Undeliverable(error.message, is_gone=True) from error
        except TelegramNotFound as error:  # also the answer to a wrong token: ours to repair, not the reader's fault
            raise TryLater(error.message) from error
        except TelegramBadRequest as error:
            gone = any(part in error.message.lower() for part in _GONE)
            raise Undeliverable(error.message, is_gone=gone) from error
        except TelegramAPIError as error:
            raise TryLater(str(error)) from error
        return Sent(chat_id, message.message_id)
