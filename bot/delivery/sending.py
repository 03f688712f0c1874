"""What carries a notification to a person: a port. Telegram is one sender; e-mail and SMS would be others."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import Protocol

from crm_core.notifications.models import Priority
from handlers.ui.screen import Screen


@dataclass(frozen=True, slots=True)
class Sent:
    """Where the message now stands."""

    chat_id: int
    message_id: int


class Undeliverable(Exception):
    """It will never arrive. `is_gone`: the person cannot be reached at all (blocked the bot, left Telegram)."""

    def __init__(self, reason: str, *, is_gone: bool) -> None:
        super().__init__(reason)
        self.reason = reason
        self.is_gone = is_gone


class TryLater(Exception):
    """It did not arrive this time. `pause` is what the other side asked for; None: choose one."""

    def __init__(self, reason: str, pause: timedelta | None = None) -> None:
        super().__init__(reason)
        self.reason = reason
        self.pause = pause


class Sender(Protocol):
    async def send(self, chat_id: int, screen: Screen, priority: Priority) -> Sent:
        """Send one message. Raises Undeliverable or TryLater."""
        ...
