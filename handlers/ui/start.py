"""What a link into the bot brings along: `/start <payload>`."""

from __future__ import annotations

from typing import Any

from aiogram.filters import Filter
from aiogram.types import Message


class StartedWith(Filter):
    """The command `/start` with a payload that begins with `prefix`; passes the rest on as `payload`."""

    def __init__(self, prefix: str) -> None:
        self.prefix = prefix

    async def __call__(self, event: Message) -> bool | dict[str, Any]:
        command, _, payload = (event.text or "").partition(" ")
        if command.partition("@")[0] != "/start" or not payload.strip().startswith(self.prefix):
            return False
        return {"payload": payload.strip().removeprefix(self.prefix)}
