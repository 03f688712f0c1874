"""How often one address of the network, and one phone number, may send requests."""

from __future__ import annotations

import math
import time

from limits import RateLimitItem, parse
from limits.aio.storage import Storage
from limits.aio.strategies import FixedWindowRateLimiter

#: Several people may share an address, and behind a proxy all of them do: it is there against floods only.
PER_ADDRESS = parse("60 per 10 minutes")
#: A person corrects herself once or twice; more is a mistake of a machine, or somebody else's phone.
PER_PHONE = parse("5 per 1 hour")


class TooOften(Exception):
    """Refused for now; `wait` is in seconds."""

    def __init__(self, wait: int) -> None:
        super().__init__(wait)
        self.wait = wait

    @property
    def minutes(self) -> int:
        return math.ceil(self.wait / 60)


class Rates:
    """Counts in windows of fixed length, which need one counter each whatever comes."""

    def __init__(self, storage: Storage) -> None:
        self._limiter = FixedWindowRateLimiter(storage)

    async def take_address(self, address: str) -> None:
        """Raises TooOften. The address is the connection's own: headers about it can be written by anybody."""
        await self._take(PER_ADDRESS, "form", "address", address)

    async def take_phone(self, e164: str) -> None:
        """Raises TooOften."""
        await self._take(PER_PHONE, "form", "phone", e164)

    async def _take(self, rate: RateLimitItem, *key: str) -> None:
        if await self._limiter.hit(rate, *key):
            return
        window = await self._limiter.get_window_stats(rate, *key)
        raise TooOften(max(1, math.ceil(window.reset_time - time.time())))
