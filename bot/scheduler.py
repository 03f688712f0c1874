"""The clock of the product: a table of ticks. What a tick does is a core function; here is only when.

A tick runs every period, at once when a commit says that rows wait (NOTIFY), and when the sandbox's clock is moved. One
process never runs a tick twice at a time; several processes are kept apart by the rows' locks and leases. A tick that
fails is logged and runs again at its next time, so an outage of the database ends by itself.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from datetime import timedelta

import psycopg
import structlog
from apscheduler.schedulers.asyncio import AsyncIOScheduler
from apscheduler.triggers.interval import IntervalTrigger
from psycopg import AsyncConnection
from sqlalchemy import make_url

from bot.delivery.carrier import BATCH, deliver_due
from bot.delivery.sending import Sender
from bot.metrics import TICK_FAULTS, TICK_SECONDS
from crm_core.db.origins import forget_origins
from crm_core.db.unit_of_work import WAKE_CHANNEL, Store
from crm_core.kernel.clock import MovableClock
from crm_core.notifications.reminders import fire_reminders
from crm_core.notifications.summaries import forget_conversations, queue_summaries
from handlers.ui.links import Links

log = structlog.get_logger(__name__)

FIRE_LIMIT = 200
LONGEST_PAUSE = 30.0
#: How long a running tick may finish when the product stops.
PATIENCE = 10.0


@dataclass(slots=True)
class Tick:
    """`run` returns how much it did; `full` of it means that more may wait, so it runs again at once."""

    name: str
    period: timedelta
    run: Callable[[], Awaitable[int]]
    full: int = 0
    #: Ticks that only look at days need no waking by commits.
    wakes: bool = True
    running: bool = field(default=False, init=False)
    asked: bool = field(default=False, init=False)


class Scheduler:
    """`database_url` is the engine's own URL: listening takes a connection of its own."""

    def __init__(self, store: Store, sender: Sender, links: Links, database_url: str) -> None:
        self._store = store
        self._conninfo = make_url(database_url).set(drivername="postgresql").render_as_string(hide_password=False)
        self._timer = AsyncIOScheduler(timezone="UTC")
        self._tasks: set[asyncio.Task[None]] = set()
        self._listener: asyncio.Task[None] | None = None
        self._loop: asyncio.AbstractEventLoop | None = None
        self.ticks: tuple[Tick, ...] = (
            Tick("reminders", timedelta(seconds=5), lambda: fire_reminders(store, limit=FIRE_LIMIT), full=FIRE_LIMIT),
            Tick("summaries", timedelta(seconds=30), lambda: queue_summaries(store)),
            Tick("delivery", timedelta(seconds=2), lambda: _deliver(store, sender, links), full=BATCH),
            Tick("forgetting", timedelta(hours=6), lambda: forget_conversations(store), wakes=False),
            Tick("origins", timedelta(hours=1), lambda: forget_origins(store), wakes=False),
        )

    async def start(self) -> None:
        """Begin ticking and listening; returns at once."""
        self._loop = asyncio.get_running_loop()
        for tick in self.ticks:
            self._timer.add_job(
                self._ask, IntervalTrigger(seconds=int(tick.period.total_seconds())), [tick], misfire_grace_time=None
            )
        self._timer.start()
        if isinstance(self._store.clock, MovableClock):
            self._store.clock.on_moved.append(self.wake)
        self._listener = asyncio.create_task(self._listen(), name="listen")
        self.wake()

    async def stop(self) -> None:
        """End listening, let running ticks finish for a while, then cut them off: their leases bring the rest back."""
        if isinstance(self._store.clock, MovableClock) and self.wake in self._store.clock.on_moved:
            self._store.clock.on_moved.remove(self.wake)
        if self._timer.running:
            self._timer.shutdown(wait=False)
        if self._listener is not None:
            self._listener.cancel()
            await asyncio.gather(self._listener, return_exceptions=True)
        if self._tasks:
            _, late = await asyncio.wait(self._tasks, timeout=PATIENCE)
            for task in late:
                task.cancel()
            await asyncio.gather(*late, return_exceptions=True)

    def wake(self) -> None:
        """Let every tick look at its rows now; may be called from any thread."""
        if self._loop is not None and not self._loop.is_closed():
            self._loop.call_soon_threadsafe(self._wake_all)

    def _wake_all(self) -> None:
        for tick in self.ticks:
            if tick.wakes:
                self._begin(tick)

    async def _ask(self, tick: Tick) -> None:
        self._begin(tick)

    def _begin(self, tick: Tick) -> None:
        """Start the tick; one that is running already runs once more afterwards."""
        tick.asked = True
        if tick.running:
            return
        tick.running = True
        task = asyncio.get_running_loop().create_task(self._run(tick), name=tick.name)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def _run(self, tick: Tick) -> None:
        try:
            while tick.asked:
                tick.asked = False
                started = time.monotonic()
                try:
                    done = await tick.run()
                except Exception:
                    TICK_FAULTS.labels(tick.name).inc()
                    log.exception("tick failed", tick=tick.name)
                    return
                TICK_SECONDS.labels(tick.name).observe(time.monotonic() - started)
                tick.asked = tick.asked or 0 < tick.full <= done
        finally:
            tick.running = False

    async def _listen(self) -> None:
        """Wake on every NOTIFY; a lost connection is made anew, with growing pauses, and then every tick is woken."""
        pause = 0.5
        while True:
            try:
                async with await AsyncConnection.connect(self._conninfo, autocommit=True) as connection:
                    await connection.execute(f"LISTEN {WAKE_CHANNEL}")
                    pause = 0.5
                    self._wake_all()
                    async for _ in connection.notifies():
                        self._wake_all()
            except (psycopg.Error, OSError) as error:
                log.warning("listening was interrupted", error=str(error).strip(), pause=pause)
            await asyncio.sleep(pause)
            pause = min(pause * 2, LONGEST_PAUSE)


async def _deliver(store: Store, sender: Sender, links: Links) -> int:
    """How many were claimed, less those given back: these wait for the next time."""
    counts = await deliver_due(store, sender, links)
    return sum(counts.values()) - counts["released"]
