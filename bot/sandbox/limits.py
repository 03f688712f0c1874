"""How often a bot may speak, by Telegram's published figures.

Real time counts here, never the movable clock: 30 messages a second in all, one a second in a chat with a
small burst, 20 a minute in a group. Source:
 https://core.telegram.org/bots/faq#my-bot-is-hitting-limits-how-do-i-avoid-this
"""

from __future__ import annotations

import math
import time
from collections.abc import Callable
from dataclasses import dataclass, field

from bot.sandbox.wire import ApiError


@dataclass
class Bucket:
    """Allowance that refills evenly: `burst` at once, `per_second` in the long run."""

    burst: float
    per_second: float
    level: float = field(init=False)
    at: float = 0.0

    def __post_init__(self) -> None:
        self.level = self.burst

    def wait(self, now: float, cost: int) -> float:
        """Seconds until `cost` fits; 0 when it fits already. Takes nothing."""
        self.level = min(self.burst, self.level + (now - self.at) * self.per_second)
        self.at = now
        return max(0.0, (cost - self.level) / self.per_second)


@dataclass(frozen=True)
class Pace:
    """(burst, per second) of each allowance; tests where people act faster than people may widen it."""

    overall: tuple[float, float] = (30, 30)
    chat: tuple[float, float] = (5, 1)
    group: tuple[float, float] = (20, 20 / 60)


class Limits:
    """Counts what is sent and refuses with 429 and `retry_after` in whole seconds."""

    def __init__(self, pace: Pace | None = None, monotonic: Callable[[], float] = time.monotonic) -> None:
        self._monotonic = monotonic
        self.set_pace(pace or Pace())

    def set_pace(self, pace: Pace) -> None:
        self._pace = pace
        self._overall = Bucket(*pace.overall)
        self._chats: dict[int, Bucket] = {}

    def check_sending(self, chat_id: int, count: int = 1) -> None:
        """Count `count` new messages to a chat, or raise ApiError 429 and count none."""
        now = self._monotonic()
        own = self._chats.get(chat_id)
        if own is None:
            own = self._chats[chat_id] = Bucket(*(self._pace.group if chat_id < 0 else self._pace.chat), at=now)
        pause = max(self._overall.wait(now, count), own.wait(now, min(count, int(own.burst))))
        if pause > 0:
            seconds = max(1, math.ceil(pause))
            raise ApiError(429, f"Too Many Requests: retry after {seconds}", retry_after=seconds)
        own.level -= count
        self._overall.level -= count
