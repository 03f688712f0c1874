"""How much may be said now: allowances that refill with time, in this process or shared by several through Redis.

Figures by Telegram: 30 messages a second over all chats, one a second in a chat with short bursts, 20 a minute in a
group. Source: https://core.telegram.org/bots/faq#my-bot-is-hitting-limits-how-do-i-avoid-this
"""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Protocol

import structlog
from limits import RateLimitItem, parse
from limits.aio.storage import RedisStorage
from limits.aio.storage.redis.redispy import RedispyBridge
from limits.aio.strategies import MovingWindowRateLimiter
from limits.errors import StorageError

log = structlog.get_logger(__name__)

#: Buckets that are full again are forgotten when there are more than this.
MOST_BUCKETS = 10_000


@dataclass(frozen=True, slots=True)
class Allowance:
    """`burst` messages at once, `per_second` in the long run, for everything that shares `key`."""

    key: str
    burst: float
    per_second: float


class Allowances(Protocol):
    async def take(self, wanted: Sequence[Allowance]) -> float:
        """Take one message from each and return 0; or take from none and return the seconds until another try."""
        ...

    async def close(self) -> None:
        """Give connections back, if there are any."""
        ...


class LocalAllowances:
    """Buckets in this process. Real time counts, never the movable clock."""

    def __init__(self, monotonic: Callable[[], float] = time.monotonic) -> None:
        self._monotonic = monotonic
        self._levels: dict[str, tuple[float, float]] = {}

    async def take(self, wanted: Sequence[Allowance]) -> float:
        now = self._monotonic()
        levels = {allowance: self._get_level(allowance, now) for allowance in wanted}
        pause = max((1 - level) / allowance.per_second for allowance, level in levels.items())
        if pause > 0:
            return pause
        for allowance, level in levels.items():
            self._levels[allowance.key] = (level - 1, now)
        if len(self._levels) > MOST_BUCKETS:
            self._forget(now)
        return 0.0

    async def close(self) -> None:
        self._levels.clear()

    def _get_level(self, allowance: Allowance, now: float) -> float:
        level, at = self._levels.get(allowance.key, (allowance.burst, now))
        return min(allowance.burst, level + (now - at) * allowance.per_second)

    def _forget(self, now: float) -> None:
        """Those untouched for two minutes are full again, whatever their size."""
        self._levels = {key: (level, at) for key, (level, at) in self._levels.items() if now - at < 120}


class SharedAllowances:
    """Moving windows in Redis, for several processes behind one bot. While Redis is away each process keeps its own."""

    def __init__(self, redis_url: str) -> None:
        self._storage = RedisStorage(
            f"async+{redis_url}" if redis_url.startswith("redis") else f"async+redis+{redis_url}",
            wrap_exceptions=True,
            implementation="redispy",
            key_prefix="kavshiri:pace",
        )
        self._windows = MovingWindowRateLimiter(self._storage)
        self._alone = LocalAllowances()

    async def take(self, wanted: Sequence[Allowance]) -> float:
        try:
            return await self._take(wanted)
        except StorageError as error:
            log.warning("redis is away, pacing alone", error=str(error.storage_error))
            return await self._alone.take(wanted)

    async def _take(self, wanted: Sequence[Allowance]) -> float:
        for number, allowance in enumerate(wanted):
            window = _make_window(allowance)
            if not await self._windows.hit(window, allowance.key):
                # what the earlier windows counted runs out by itself within their length
                reset = (await self._windows.get_window_stats(window, allowance.key)).reset_time
                return min(max(reset - time.time(), 0.05), 1.0 + number)
        return 0.0

    async def close(self) -> None:
        if isinstance(self._storage.bridge, RedispyBridge):
            await self._storage.bridge.storage.aclose()


def _make_window(allowance: Allowance) -> RateLimitItem:
    """The window in which `burst` messages are as many as its length allows in the long run."""
    seconds = max(1, round(allowance.burst / allowance.per_second))
    return parse(f"{round(allowance.burst)}/{seconds}second")
