"""Time in which people work: opening hours by weekday and days off, and arithmetic in it.

Everything goes in and comes out as aware UTC datetimes; the zone is used only to know the local wall clock, so a day
with a clock change has the length that its wall clock shows.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
#: How far ahead an opening is looked for before the calendar counts as never open.
_HORIZON_DAYS = 400

Hours = tuple[time, time]


@dataclass(frozen=True, slots=True)
class WorkingTime:
    """`week[0]` is Monday; a day holds spans of local time, in order, not overlapping. An end of 00:00 is midnight."""

    zone: ZoneInfo
    week: tuple[tuple[Hours, ...], ...]
    days_off: frozenset[date] = field(default_factory=frozenset)

    def spans_of(self, day: date) -> list[tuple[datetime, datetime]]:
        """The open spans of a local day, as UTC moments."""
        if day in self.days_off:
            return []
        return [(self._moment(day, start), self._end(day, end)) for start, end in self.week[day.weekday()]]

    def is_open(self, moment: datetime) -> bool:
        return any(start <= moment < end for start, end in self.spans_of(moment.astimezone(self.zone).date()))

    def next_open(self, moment: datetime) -> datetime:
        """`moment` itself when it is working time, else the next opening; `moment` when there is none for a year."""
        return next((max(start, moment) for start, end in self._spans_from(moment)), moment)

    def add(self, start: datetime, duration: timedelta) -> datetime:
        """The moment when `duration` of working time has passed after `start`; wall time if it is never open."""
        left = duration
        for opening, closing in self._spans_from(start):
            begin = max(opening, start)
            if closing - begin >= left:
                return begin + left
            left -= closing - begin
        return start + duration

    def _spans_from(self, moment: datetime) -> Iterator[tuple[datetime, datetime]]:
        first = moment.astimezone(self.zone).date()
        for offset in range(_HORIZON_DAYS):
            for start, end in self.spans_of(first + timedelta(days=offset)):
                if end > moment:
                    yield start, end

    def _moment(self, day: date, at: time) -> datetime:
        return datetime.combine(day, at, self.zone).astimezone(UTC)

    def _end(self, day: date, at: time) -> datetime:
        return self._moment(day + timedelta(days=1), at) if at == time(0) else self._moment(day, at)


def parse_week(week: Mapping[str, Sequence[Sequence[str]]]) -> tuple[tuple[Hours, ...], ...]:
    """From the stored form `{"mon": [["10:00", "19:00"]], ...}`; days left out are closed. Raises ValueError."""
    return tuple(
        tuple((time.fromisoformat(start), time.fromisoformat(end)) for start, end in week.get(day, ()))
        for day in WEEKDAYS
    )


def make_week(start: time, end: time, days: Sequence[int]) -> dict[str, list[list[str]]]:
    """The stored form of the same hours on each of `days` (0 is Monday)."""
    hours = [start.strftime("%H:%M"), end.strftime("%H:%M")]
    return {WEEKDAYS[day]: [hours] for day in sorted(set(days))}
