"""Pauses that buttons name: "+2 h", "tomorrow", "in 3 days", "Monday".

A button carries the name, never a moment, so that a card from last month still means the future.
"""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo

from crm_core.kernel.working_time import WorkingTime

#: When a day is named without an hour.
MORNING = time(10)


class Pause(StrEnum):
    """Values of `NextCb.when` and `PostponeCb.when`."""

    TWO_HOURS = "2h"
    TOMORROW = "tom"
    THREE_DAYS = "3d"
    MONDAY = "mon"
    #: Not a pause: the person types the time.
    TYPED = "type"


def resolve_pause(pause: Pause, now: datetime, zone: ZoneInfo, working_time: WorkingTime) -> datetime:
    """The UTC moment that `pause` means for a person in `zone` at `now`. "+2 h" is said in wall time."""
    today = now.astimezone(zone).date()
    match pause:
        case Pause.TWO_HOURS:
            return (now + timedelta(hours=2)).replace(second=0, microsecond=0)
        case Pause.TOMORROW:
            return _morning(today + timedelta(days=1), zone, working_time)
        case Pause.THREE_DAYS:
            return _working_morning(today + timedelta(days=3), zone, working_time)
        case Pause.MONDAY:
            return _morning(today + timedelta(days=7 - today.weekday()), zone, working_time)
        case Pause.TYPED:
            raise ValueError(pause)


def _morning(day: date, zone: ZoneInfo, working_time: WorkingTime) -> datetime:
    """10:00 of the day, or its opening when the people do not work at ten."""
    moment = datetime.combine(day, MORNING, zone).astimezone(UTC)
    spans = working_time.spans_of(day)
    return spans[0][0] if spans and not working_time.is_open(moment) else moment


def _working_morning(day: date, zone: ZoneInfo, working_time: WorkingTime) -> datetime:
    """The morning of the first working day from `day` on."""
    for ahead in range(14):
        if working_time.spans_of(day + timedelta(days=ahead)):
            return _morning(day + timedelta(days=ahead), zone, working_time)
    return _morning(day, zone, working_time)


def pack_day(day: date) -> int:
    """YYMMDD, as callbacks carry it."""
    return int(day.strftime("%y%m%d"))


def unpack_day(packed: int) -> date | None:
    """The day of a callback; None for 0 or for what is no date."""
    try:
        return datetime.strptime(f"{packed:06d}", "%y%m%d").replace(tzinfo=UTC).date() if packed else None
    except ValueError:
        return None


def pack_clock(at: time) -> int:
    return at.hour * 100 + at.minute


def unpack_clock(packed: int) -> time | None:
    """The time of a callback (HHMM); None for what is no time."""
    return time(packed // 100, packed % 100) if 0 <= packed < 2400 and packed % 100 < 60 else None
