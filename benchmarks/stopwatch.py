"""Takes times.

The machine's own pace of the moment is taken beside each scene, so that a busy machine spoils no ratio.
"""

from __future__ import annotations

import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from statistics import median

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncEngine

Run = Callable[[], Awaitable[object]]

#: The first runs compile statements and fill caches: they are not counted.
WARM_UP = 2


@dataclass(frozen=True, slots=True)
class Timing:
    """Seconds of one run, and of a bare `SELECT 1` through the same engine at the same time."""

    seconds: float
    yardstick: float

    @property
    def ratio(self) -> float:
        return self.seconds / self.yardstick


async def take_time(engine: AsyncEngine, run: Run, runs: int, *, per: int = 1) -> Timing:
    """The median of `runs`; one run deals with `per` things, and the time of one thing is told."""

    async def say_one() -> None:
        async with engine.connect() as connection:
            await connection.execute(text("SELECT 1"))

    for _ in range(WARM_UP):
        await run()
        await say_one()
    times, yardsticks = [], []
    for _ in range(runs):
        times.append(await _time(run))
        yardsticks.append(await _time(say_one))
    return Timing(median(times) / per, median(yardsticks))


async def _time(run: Run) -> float:
    started = time.perf_counter()
    await run()
    return time.perf_counter() - started
