"""Where "now" comes from, so that nobody asks the machine directly and tests and the sandbox can move time."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Protocol


class Clock(Protocol):
    """Tells the present moment as an aware UTC datetime."""

    def now(self) -> datetime: ...


class SystemClock:
    """The machine's own time."""

    def now(self) -> datetime:
        return datetime.now(UTC)


class MovableClock:
    """The machine's time plus a shift that only grows: for the sandbox and for tests.

    `on_moved` are called after every move, so that ticks look at their rows at once.
    """

    def __init__(self, shift: timedelta = timedelta()) -> None:
        self._shift = shift
        self.on_moved: list[Callable[[], None]] = []

    @property
    def shift(self) -> timedelta:
        return self._shift

    def now(self) -> datetime:
        return datetime.now(UTC) + self._shift

    def advance(self, by: timedelta) -> None:
        """Move forward; a step back is refused with ValueError, since rows already written lie in the past."""
        if by < timedelta():
            msg = "the clock moves only forward"
            raise ValueError(msg)
        self._shift += by
        for notify in self.on_moved:
            notify()

    def move_to(self, moment: datetime) -> None:
        """Move forward to an aware moment."""
        self.advance(moment - self.now())


class FrozenClock:
    """Stands still until told otherwise: for tests that compare exact moments."""

    def __init__(self, moment: datetime) -> None:
        self.moment = moment

    def now(self) -> datetime:
        return self.moment
