"""When something is due, from what a person types: "tomorrow 17:00", "завтра в 5", "ხვალ 17:00", "thu 11", "+2h".

Honest: when any word is not understood, or the words do not make one moment, the answer is None and the person is asked
again. An hour that could be both ("at 5") is the one in working time; a day without an hour begins when work begins.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from crm_core.kernel.working_time import WorkingTime
from crm_core.language.due_words import (
    AFTER,
    AT,
    DAYS,
    HALF_HOUR,
    HOURS,
    MONTHS,
    NEXT,
    NUMBERS,
    OF_CLOCK,
    PARTS,
    SILENT,
    UNITS,
    WEEKDAYS,
    WEEKS,
)

LONGEST = 100
_DAY_STARTS = time(10)
_TOKEN = re.compile(
    r"\d{4}-\d{1,2}-\d{1,2}|\d{1,2}[./]\d{1,2}(?:[./]\d{2,4})?|\d{1,2}[:-]\d{2}(?!\d)|\d+|[ap]\.m\.|o'clock|[^\W\d_]+|[+@]|\S"
)
_CLOCK = re.compile(r"^(\d{1,2})[:.-](\d{2})$")
_DATE = re.compile(r"^(\d{1,2})[./](\d{1,2})(?:[./](\d{2}|\d{4}))?$")
_ISO = re.compile(r"^(\d{4})-(\d{1,2})-(\d{1,2})$")
_ENDINGS = re.compile(r"^(?:ზე|ში|ის|ს|ე|th|st|nd|rd|го|е|ое)$")


@dataclass(slots=True)
class _Reading:
    """What has been understood so far."""

    today: date
    day: date | None = None
    clock: time | None = None
    #: Whether the hour says by itself which half of the day is meant.
    is_exact: bool = False
    part: tuple[time | None, bool | None] | None = None
    length: timedelta | None = None
    next_week: bool = False
    weekday: int | None = None


def parse_due(text: str, now: datetime, zone: ZoneInfo, working_time: WorkingTime) -> datetime | None:
    """An aware UTC moment, which may lie in the past only when a whole date with a year was typed; None when not
    understood. `zone` is the person's; `working_time` decides about doubtful hours.
    """
    if len(text) > LONGEST:
        return None
    words = [word.lower() for word in _TOKEN.findall(text.lower()) if word not in {",", "-", "–", "—", ";", "!"}]
    local = now.astimezone(zone)
    reading = _Reading(local.date())
    position = 0
    while position < len(words):
        taken = _take(reading, words, position)
        if taken == 0:
            return None
        position += taken
    return _resolve(reading, local, zone, working_time)


def _take(reading: _Reading, words: list[str], at: int) -> int:
    """How many words from `at` on were understood together; 0: none."""
    for read in (_take_length, _take_date, _take_clock, _take_day, _take_filler):
        taken = read(reading, words, at)
        if taken:
            return taken
    return 0


def _get(words: list[str], at: int) -> str:
    return words[at] if at < len(words) else ""


def _number(word: str) -> int | None:
    if word.isdecimal() and len(word) <= 4:
        return int(word)
    return NUMBERS.get(word)


def _take_length(reading: _Reading, words: list[str], at: int) -> int:
    """ "in 2 hours", "+2h", "через полчаса", "2 საათში", "in half an hour"."""
    start = at + 1 if words[at] in AFTER else at
    word = _get(words, start)
    if reading.length is not None:
        return 0
    if word in HALF_HOUR or (word == "half" and start > at):
        reading.length = timedelta(minutes=30)
        end = start + 1
        while _get(words, end) in ("an", *HOURS):
            end += 1
        return end - at
    number = _number(word)
    unit = UNITS.get(_get(words, start + 1)) if number is not None else None
    if number is not None and unit is not None and (start > at or _says_length(_get(words, start + 1))):
        reading.length = number * unit
        return start + 2 - at
    if start > at and word in UNITS:
        reading.length = UNITS[word]
        return start + 1 - at
    return 0


def _says_length(word: str) -> bool:
    """Without "in" before it, only an ending says that it is a length from now."""
    return word.endswith("ში")


def _take_date(reading: _Reading, words: list[str], at: int) -> int:
    """ "26.11", "26.11.2026", "2026-11-26", "26 november", "nov 26"."""
    if reading.day is not None:
        return 0
    iso, dotted = _ISO.match(words[at]), _DATE.match(words[at])
    if iso:
        return _set_day(reading, int(iso[3]), int(iso[2]), int(iso[1]), 1)
    if dotted and int(dotted[2]) <= 12:
        year = int(dotted[3]) + (2000 if len(dotted[3]) == 2 else 0) if dotted[3] else None
        return _set_day(reading, int(dotted[1]), int(dotted[2]), year, 1)
    following = _get(words, at + 1)
    skipped = 1 if _ENDINGS.match(following) else 0
    month_word = _get(words, at + 1 + skipped)
    if words[at].isdecimal() and month_word in MONTHS:
        taken = 2 + skipped
        return _set_day(reading, int(words[at]), MONTHS[month_word], *_take_year(words, at + taken, taken))
    if words[at] in MONTHS and following.isdecimal():
        taken = 3 if _ENDINGS.match(_get(words, at + 2)) else 2
        return _set_day(reading, int(following), MONTHS[words[at]], *_take_year(words, at + taken, taken))
    return 0


def _take_year(words: list[str], at: int, taken: int) -> tuple[int | None, int]:
    word = _get(words, at)
    return (int(word), taken + 1) if re.fullmatch(r"20\d\d", word) else (None, taken)


def _set_day(reading: _Reading, day: int, month: int, year: int | None, taken: int) -> int:
    """A date without a year is the next one there is."""
    for candidate in (year,) if year else range(reading.today.year, reading.today.year + 5):
        try:
            found = date(candidate, month, day)
        except ValueError:
            continue
        if year or found >= reading.today:
            reading.day = found
            return taken
    return 0


def _take_clock(reading: _Reading, words: list[str], at: int) -> int:
    """ "17:00", "17.30", "at 5", "5 pm", "17 часов", "5 საათზე", and a bare number beside a day."""
    if reading.clock is not None:
        return 0
    start = at + 1 if words[at] in AT else at
    word = _get(words, start)
    exact = _CLOCK.match(word)
    if exact:
        leading = word.startswith("0")
        return _set_clock(reading, int(exact[1]), int(exact[2]), leading, start + 1 - at)
    hour = _number(word)
    if hour is None or (word in ("a", "an") and start == at):
        return 0
    end = start + 1
    while _get(words, end) in OF_CLOCK or _ENDINGS.match(_get(words, end)):
        end += 1
    return _set_clock(reading, hour, 0, False, end - at)


def _set_clock(reading: _Reading, hour: int, minute: int, leading_zero: bool, taken: int) -> int:
    if hour > 23 or minute > 59:
        return 0
    reading.clock, reading.is_exact = time(hour, minute), leading_zero or hour == 0 or hour > 12
    return taken


def _take_day(reading: _Reading, words: list[str], at: int) -> int:
    """ "today", "day after tomorrow", "thu", "next friday", "next week"."""
    word = words[at]
    if words[at : at + 3] == ["day", "after", "tomorrow"]:
        reading.day = reading.today + timedelta(days=2)
        return 3
    if word in DAYS and reading.day is None:
        reading.day = reading.today + timedelta(days=DAYS[word])
        return 1
    if word in WEEKDAYS and reading.weekday is None:
        reading.weekday = WEEKDAYS[word]
        return 1
    if word in NEXT and _get(words, at + 1) in (*WEEKS, *WEEKDAYS):
        reading.next_week = True
        following = _get(words, at + 1)
        reading.weekday = 0 if following in WEEKS and following not in WEEKDAYS else WEEKDAYS[following]
        return 2
    return 0


def _take_filler(reading: _Reading, words: list[str], at: int) -> int:
    word = words[at]
    if word in PARTS and reading.part is None:
        reading.part = PARTS[word]
        return 1
    following = _get(words, at + 1)
    leads = word in AT and (following in WEEKDAYS or following in DAYS or following in NEXT or following in PARTS)
    in_the = word == "in" and following in ("the", *PARTS)
    return 1 if word in SILENT or leads or in_the or word == "." else 0


def _resolve(reading: _Reading, local: datetime, zone: ZoneInfo, working_time: WorkingTime) -> datetime | None:
    if reading.length is not None:
        return _resolve_length(reading, local, zone, working_time)
    if reading.weekday is not None and reading.day is None:
        return _resolve_weekday(reading, local, zone, working_time)
    if reading.day is not None:
        if reading.weekday is not None and reading.day.weekday() != reading.weekday:
            return None
        return _combine(reading, reading.day, local, zone, working_time)
    if reading.clock is None and reading.part is None:
        return None
    moment = _combine(reading, reading.today, local, zone, working_time)
    if moment > local:
        return moment
    return _combine(reading, reading.today + timedelta(days=1), local, zone, working_time)


def _resolve_length(reading: _Reading, local: datetime, zone: ZoneInfo, working_time: WorkingTime) -> datetime | None:
    """Hours and minutes count from now; whole days may have an hour of their own."""
    length = reading.length or timedelta()
    whole_days = length % timedelta(days=1) == timedelta()
    if reading.day is not None or reading.weekday is not None or not timedelta() < length < timedelta(days=4000):
        return None
    if not whole_days:
        return None if reading.clock or reading.part else (local.astimezone(UTC) + length)
    return _combine(reading, reading.today + length, local, zone, working_time)


def _resolve_weekday(reading: _Reading, local: datetime, zone: ZoneInfo, working_time: WorkingTime) -> datetime:
    """The nearest such day that is still ahead; with "next", that of the coming week."""
    weekday = reading.weekday or 0
    if reading.next_week:
        monday = reading.today + timedelta(days=7 - reading.today.weekday())
        return _combine(reading, monday + timedelta(days=weekday), local, zone, working_time)
    day = reading.today + timedelta(days=(weekday - reading.today.weekday()) % 7)
    moment = _combine(reading, day, local, zone, working_time)
    if moment > local and not (day == reading.today and reading.clock is None):
        return moment
    return _combine(reading, day + timedelta(days=7), local, zone, working_time)


def _combine(reading: _Reading, day: date, local: datetime, zone: ZoneInfo, working_time: WorkingTime) -> datetime:
    if reading.clock is not None:
        clock = _settle_hour(reading, day, zone, working_time)
    elif reading.part is not None:
        clock = reading.part[0] or _find_opening(day, zone, working_time)
    else:
        return _find_default(day, local, zone, working_time)
    return datetime.combine(day, clock, zone).astimezone(UTC)


def _settle_hour(reading: _Reading, day: date, zone: ZoneInfo, working_time: WorkingTime) -> time:
    clock = reading.clock or _DAY_STARTS
    if reading.is_exact:
        return clock
    early, late = clock.replace(hour=clock.hour % 12), clock.replace(hour=clock.hour % 12 + 12)
    if reading.part is not None and reading.part[1] is not None:
        return late if reading.part[1] else early
    if clock.hour == 12:
        return clock
    works_early, works_late = (
        working_time.is_open(datetime.combine(day, candidate, zone)) for candidate in (early, late)
    )
    if works_early or works_late:
        return early if works_early else late
    return late if clock.hour < 7 else early


def _find_default(day: date, local: datetime, zone: ZoneInfo, working_time: WorkingTime) -> datetime:
    """When work begins on that day; today, when it ends, or in an hour when it is over."""
    if day != local.date():
        return datetime.combine(day, _find_opening(day, zone, working_time), zone).astimezone(UTC)
    spans = working_time.spans_of(day)
    closing = spans[-1][1] if spans else local
    return closing if closing > local else (local + timedelta(hours=1)).astimezone(UTC)


def _find_opening(day: date, zone: ZoneInfo, working_time: WorkingTime) -> time:
    spans = working_time.spans_of(day)
    return spans[0][0].astimezone(zone).time() if spans else _DAY_STARTS
