"""What the rules know besides the words: the present moment on the person's wall, and whose hours count."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta

from crm_core.language.context import USUAL_WEEK, Context
from crm_core.language.times.calendar import Moment

#: Where nobody works at all, an hour before this is in the afternoon.
_EARLY = 7


@dataclass(frozen=True, slots=True)
class Frame:
    """`now` is naive local time."""

    now: Moment
    context: Context

    def aware(self, at: Moment) -> datetime:
        return at.replace(tzinfo=self.context.zone)

    def local(self, at: datetime) -> Moment:
        return at.astimezone(self.context.zone).replace(tzinfo=None)

    def later(self, length: timedelta) -> Moment:
        """So much time from now as clocks run, also over a change of the clocks."""
        return self.local(self.aware(self.now).astimezone(UTC) + length)

    def is_working(self, day: date, seconds: int) -> bool:
        """Whether people work at that time of day; on a day off, whether they would on a usual one."""
        at = time(seconds % 86400 // 3600, seconds % 3600 // 60)
        hours = self.context.working_time.week[day.weekday()] or USUAL_WEEK[0]
        return any(start <= at and (at < end or end == time(0)) for start, end in hours)

    def is_late(self, day: date, seconds: int) -> bool:
        """Whether a doubtful time of day in the first half means the second one."""
        early, late = self.is_working(day, seconds % 43200), self.is_working(day, seconds % 43200 + 43200)
        if early or late:
            return not early
        return seconds % 43200 < _EARLY * 3600
