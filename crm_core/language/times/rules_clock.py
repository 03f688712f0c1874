"""Times of day: "at 3", "15h30", "quarter to six", "полшестого", "без четверти три", "4-ის ნახევარზე", "8 вечера"."""

from __future__ import annotations

from dataclasses import replace

from crm_core.language.found import Grain, Part
from crm_core.language.times.calendar import DAY, Stretch, fixed, floor
from crm_core.language.times.figures import make_clock
from crm_core.language.times.frame import Frame
from crm_core.language.times.grammar import rule
from crm_core.language.times.values import Clock, Length, Made, Number, When, changed, of_clock

_MINUTE, _HALF_DAY, _WHOLE_DAY = 60, 43200, 86400
#: Night hours up to here are after midnight where the night is not the evening.
_DEEP_NIGHT = 5


def _hour(number: Number) -> Clock | None:
    if number.whole is None:
        return None
    return make_clock(number.whole, leading=number.digits > 1 and number.whole < 10) if number.digits < 3 else None


def _hhmm(number: Number) -> Clock | None:
    """ "330", "1030"."""
    if number.whole is None or number.digits not in (3, 4):
        return None
    hour, minute = divmod(number.whole, 100)
    return make_clock(hour, minute, leading=number.digits == 4 and hour < 10, exact=True) if 0 < hour < 24 else None


def _told(clock: Clock | None, *tags: str) -> Made | None:
    return of_clock(clock, *tags) if clock else None


@rule("nd|nw")
def read_bare_hour(frame: Frame, number: Number) -> Made | None:
    """A bare number is an hour only where a time is expected, or beside a day or a sign of an hour."""
    clock = _hour(number) or _hhmm(number)
    if clock is None:
        return None
    return ("bare_hour", "figure", "bare_hhmm" if number.digits > 2 else "bare_h"), When(clock=clock)


@rule("free")
def read_free_hour(frame: Frame, number: Number) -> Made | None:
    """A number that counts nothing behind it, for "tomorrow 10"."""
    clock = _hour(number)
    return (("free_hour",), When(clock=clock)) if clock else None


@rule("clockword")
def read_clock_word(frame: Frame, clock: Clock) -> Made:
    return of_clock(clock, "exact")


@rule("partword")
def read_part(frame: Frame, clock: Clock) -> Made:
    return of_clock(clock)


@rule("-at|about bare_h|bare_words", "-at -about bare_h", "-about -at bare_h", "bare_h -at_", "bare_h|bare_words -ish")
def read_hour_at(frame: Frame, when: When) -> Made:
    return of_clock(_clock_of(when), "at_hour")


@rule("-at|about bare_hhmm", "bare_hhmm -ish")
def read_digits_at(frame: Frame, when: When) -> Made | None:
    """ "at 1030", as English has it; a round number may be a price."""
    if frame.context.language != "en":
        return None
    tags, found = of_clock(_clock_of(when), "at_hour")
    return tags, changed(when, is_shy=_clock_of(when).grain is Grain.HOUR or "about" in tags) if isinstance(found, When) else found


@rule("clock_dot|clock_dash")
def read_bare_dotted(frame: Frame, clock: Clock | None) -> Made | None:
    """ "17.30", where a time is expected or a day stands beside."""
    return (("bare_dot",), When(clock=clock)) if clock else None


@rule("-at clock_dot|clock_dash", "clock_dot|clock_dash -at_", score=4)
def read_dotted_at(frame: Frame, clock: Clock | None) -> Made | None:
    return _told(clock, "at_hour")


def _clock_of(when: When) -> Clock:
    assert when.clock is not None
    return when.clock


@rule("-at|about nw n", "nw n -at_", score=1)
def read_words_at(frame: Frame, hour: Number, minute: Number) -> Made | None:
    return _read_words(hour, minute, "at_hour")


def _read_words(hour: Number, minute: Number, *tags: str) -> Made | None:
    """ "three twenty"; "twenty three" is a number."""
    if not hour.whole or hour.whole > 12 or minute.whole is None or not 10 <= minute.whole < 60:
        return None
    return _told(make_clock(hour.whole, minute.whole), *tags)


@rule("nw -dash? nw")
def read_words(frame: Frame, hour: Number, minute: Number) -> Made | None:
    made = _read_words(hour, minute)
    return (("bare_hour", "bare_words"), made[1]) if made else None


@rule("nw -dash? nw -dash? nw")
def read_three_words(frame: Frame, hour: Number, zero: Number, minute: Number) -> Made | None:
    if zero.value != 0 or not minute.whole or minute.whole > 9 or not hour.whole or hour.whole > 12:
        return None
    return ("bare_hour", "bare_words"), When(clock=make_clock(hour.whole, minute.whole))


@rule("bare_h -oclock_mark")
def read_marked_hour(frame: Frame, when: When) -> Made:
    """ "9 საათიდან": what the ending says comes after it."""
    return ("figure", "marked_hour"), when


@rule("ord -oclock_mark -at_|by_", "ord -oclock_mark")
def read_ordinal_hour(frame: Frame, hour: int) -> Made | None:
    """ "პირველ საათზე"."""
    return _told(make_clock(hour), "at_hour") if 0 < hour <= 12 else None


@rule("hour -at_")
def bend_hour(frame: Frame, when: When) -> Made:
    return of_clock(_clock_of(when), "bent")


@rule("bare_hour -oclock_word", "bare_h -oclock_mark -at_", "-at|about bare_h -oclock|h", "-at -about bare_h -oclock")
def read_oclock(frame: Frame, when: When) -> Made:
    return of_clock(_clock_of(when), "at_hour")


@rule("nd -h")
def read_short_hour(frame: Frame, number: Number) -> Made | None:
    """ "16h"; "2h" is rather a length, so it wants a day or a sign of an hour beside it."""
    clock = _hour(number)
    if clock is None:
        return None
    if number.value > 12:
        return of_clock(clock, "at_hour")
    return ("bare_hour", "figure", "short_hour"), When(clock=clock)


@rule("nd -h nd -minutes?", score=1)
def read_short_hour_minute(frame: Frame, hour: Number, minute: Number) -> Made | None:
    """ "15h30": of the day's twenty-four hours."""
    made = read_hour_minute(frame, hour, minute)
    return of_clock(replace(_clock_of(made[1]), is_doubtful=False), "hm") if made and isinstance(made[1], When) else None


@rule("nd -oclock nd|n -minutes", "n -hour_and n -minutes -at_?", score=1)
def read_hour_minute(frame: Frame, hour: Number, minute: Number) -> Made | None:
    if hour.whole is None or minute.whole is None or (minute.digits and minute.digits != 2):
        return None
    return _told(make_clock(hour.whole, minute.whole, leading=hour.digits > 1 and hour.whole < 10, exact=True), "hm")


@rule("-at n -oclock n -minutes", "n -oclock_mark n -minutes -at_", score=2)
def read_hour_minute_words(frame: Frame, hour: Number, minute: Number) -> Made | None:
    if hour.whole is None or minute.whole is None:
        return None
    return _told(make_clock(hour.whole, minute.whole, exact=True), "hm")


@rule("bare_h -oclock")
def read_hours(frame: Frame, when: When) -> Made | None:
    """ "20 საათი", "8 часов": lengths, unless the part of the day is said or it is late."""
    clock = _clock_of(when)
    if clock.start > _HALF_DAY:
        return ("late_hours", "bare_hour", "figure"), when
    return ("bare_hour", "figure", "oclock_hour"), when


@rule("bare_h -oclock_nom")
def read_late_hours(frame: Frame, when: When) -> Made | None:
    return of_clock(_clock_of(when), "at_hour") if _clock_of(when).start > _HALF_DAY else None


@rule("-at -onehour")
def read_one(frame: Frame) -> Made:
    return of_clock(Clock(3600, is_doubtful=True), "at_hour")


@rule("-onehour")
def read_bare_one(frame: Frame) -> Made:
    return ("bare_hour", "one_hour"), When(clock=Clock(3600, is_doubtful=True))


# Halves and quarters


@rule("half_glued", "-at half_glued", "-at -about half_glued")
def read_half_glued(frame: Frame, hour: int) -> Made | None:
    return _before_hour(hour, 30)


def _before_hour(hour: int | None, minutes: int) -> Made | None:
    """So many minutes before the full hour; half past five is "the half of the sixth"."""
    if not hour or hour > 24:
        return None
    start = (hour * 3600 - minutes * _MINUTE) % _WHOLE_DAY
    if start < 3600:
        start += _HALF_DAY
    return of_clock(Clock(start, Grain.MINUTE, is_doubtful=hour <= 12), "at_hour")


@rule("-at? -half first_genitive", score=1)
def read_half_of(frame: Frame, hour: int) -> Made | None:
    return _before_hour(hour, 30)


@rule("-at? -half ordf", "n -gen_? -half_at", "ord -half_at", score=1)
def read_half_of_number(frame: Frame, hour: Number | int) -> Made | None:
    return _before_hour(hour.whole if isinstance(hour, Number) else hour, 30)


@rule("-at? -quarter first_genitive", score=1)
def read_quarter_of(frame: Frame, hour: int) -> Made | None:
    return _before_hour(hour, 45)


@rule("-at? n -minutes first_genitive", score=2)
def read_minutes_of(frame: Frame, minutes: Number, hour: int) -> Made | None:
    return _before_hour(hour, 60 - minutes.whole) if minutes.whole and minutes.whole < 60 else None


@rule("n -gen_? n -minutes -at_", "n -gen_ n -minutes -at_?", score=2)
def read_minutes_of_number(frame: Frame, hour: Number, minutes: Number) -> Made | None:
    return _before_hour(hour.whole, 60 - minutes.whole) if minutes.whole and minutes.whole < 60 else None


@rule("-without n -minutes? n", score=2)
def read_without(frame: Frame, minutes: Number, hour: Number) -> Made | None:
    """ "без десяти три"."""
    return _before_hour(hour.whole, minutes.whole) if minutes.whole and minutes.whole < 60 else None


@rule("-without -quarter n", score=2)
def read_without_quarter(frame: Frame, hour: Number) -> Made | None:
    return _before_hour(hour.whole, 15)


@rule("-without n -minutes? -onehour", score=2)
def read_without_one(frame: Frame, minutes: Number) -> Made | None:
    return _before_hour(1, minutes.whole) if minutes.whole and minutes.whole < 60 else None


@rule("-without -quarter -onehour", score=2)
def read_quarter_to_one(frame: Frame) -> Made | None:
    return _before_hour(1, 15)


@rule("n -gen_? -lacks n -minutes?", score=2)
def read_lacking(frame: Frame, hour: Number, minutes: Number) -> Made | None:
    return _before_hour(hour.whole, minutes.whole) if minutes.whole and minutes.whole < 60 else None


@rule("-at? -half -past bare_h|hour", score=2)
def read_half_past(frame: Frame, when: When) -> Made | None:
    return _move(when, 30)


@rule("-at? -n? -quarter -past bare_h|hour", score=2)
def read_quarter_past(frame: Frame, when: When) -> Made | None:
    return _move(when, 15)


@rule("-at? -n? -quarter -till bare_h|hour", score=2)
def read_quarter_to(frame: Frame, when: When) -> Made | None:
    return _move(when, -15)


@rule("-half -till bare_h|hour", score=2)
def read_half_to(frame: Frame, when: When) -> Made | None:
    return _move(when, -30)


@rule("-at? n -past bare_h|hour", score=1)
def read_past(frame: Frame, minutes: Number, when: When) -> Made | None:
    return _move(when, minutes.whole or 0)


@rule("-at? n -till bare_h|hour", score=1)
def read_to(frame: Frame, minutes: Number, when: When) -> Made | None:
    """ "five to seven"; "5 to 7" and "9 to 11" are rather spans."""
    hour = _clock_of(when).start // 3600
    if minutes.digits and (minutes.value % 5 or minutes.value < hour <= minutes.value + 5):
        return None
    return _move(when, -(minutes.whole or 0))


@rule("len -past bare_h|hour", score=2)
def read_length_past(frame: Frame, length: Length, when: When) -> Made | None:
    return _move(when, _minutes(length))


@rule("len -till bare_h|hour", score=2)
def read_length_to(frame: Frame, length: Length, when: When) -> Made | None:
    return _move(when, -_minutes(length))


def _minutes(length: Length) -> int:
    return length.parts[0][1] if length.grain is Grain.MINUTE and len(length.parts) == 1 else 0


def _move(when: When, minutes: int) -> Made | None:
    clock = when.clock
    if clock is None or clock.is_part or clock.grain is not Grain.HOUR or not 0 < abs(minutes) < 60:
        return None
    start = (clock.start + minutes * _MINUTE) % _WHOLE_DAY
    return of_clock(replace(clock, start=start, grain=Grain.MINUTE), "at_hour")


# Halves of the day and zones


@rule("bare_hour|hour|bare_dot ampm", "bare_hour ampm_letter", "hour ampm_letter", score=1)
def read_half_day(frame: Frame, when: When, half: str) -> Made | None:
    return _told(in_half(_clock_of(when), half == "pm"), "sure_hour")


@rule("ampm bare_hour", "ampm bare_hour -at_", score=1)
def read_half_day_before(frame: Frame, half: str, when: When) -> Made | None:
    return _told(in_half(_clock_of(when), half == "pm"), "sure_hour")


def in_half(clock: Clock, late: bool) -> Clock | None:
    if clock.start >= _HALF_DAY + 3600:
        return replace(clock, is_doubtful=False) if late else None
    return replace(clock, start=clock.start % _HALF_DAY + _HALF_DAY * late, is_doubtful=False)


@rule("bare_hour|hour -on|of_in|at partword", "-at bare_hour partword", score=1)
def read_hour_in_part(frame: Frame, when: When, part: Clock) -> Made | None:
    return _told(join_part(_clock_of(when), part), "sure_hour")


@rule("bare_hour|hour partword", score=1)
def read_hour_of_part(frame: Frame, when: When, part: Clock) -> Made | None:
    """ "3:18 утра" is of this very morning while it lasts."""
    clock = join_part(_clock_of(when), part)
    today = floor(frame.now, Grain.DAY)
    seconds = (frame.now - today).total_seconds()
    if clock and clock.grain is Grain.MINUTE and part.end and part.start <= min(clock.start, seconds) and seconds < part.end:
        days = fixed(Stretch(today, today + DAY), Grain.DAY)
        return ("time", "mixed", "sure_hour"), When(days=days, clock=clock, sorts=frozenset(("this_part",)))
    return _told(clock, "sure_hour")


@rule("oclock_hour|late_hours|hour|one_hour day_part", "-at|towards|until|since|after bare_h|one_hour day_part", score=1)
def read_hour_of_day_part(frame: Frame, when: When, part: Clock) -> Made | None:
    """ "3 часа дня", "в 3 дня"; "2 дня" are two days."""
    return _told(join_part(_clock_of(when), part), "sure_hour")


@rule("partword bare_hour", "partword -at|comma hour", "partword -at? bare_h -at_", score=1)
def read_part_hour(frame: Frame, part: Clock, when: When) -> Made | None:
    return _told(join_part(_clock_of(when), part), "sure_hour")


def join_part(clock: Clock, part: Clock, *, tonight: bool = False) -> Clock | None:
    """ "8 in the evening", "2 часа ночи", "დღის 12": the half of the day that the part says."""
    if clock.is_part or clock.end is not None:
        return None
    if not clock.is_doubtful:
        return clock
    hour = clock.start // 3600 % 12
    if hour == 0 and part.part in (Part.EVENING, Part.NIGHT):
        return replace(clock, start=clock.start % _HALF_DAY + 2 * _HALF_DAY, is_doubtful=False)
    if part.part is Part.NIGHT and not tonight:
        late = hour > _DEEP_NIGHT
        return replace(clock, start=clock.start % _HALF_DAY + _HALF_DAY * late, is_doubtful=False)
    return in_half(clock, part.part is not Part.MORNING)


@rule("hour zone", "bare_hour zone", score=1)
def read_zone(frame: Frame, when: When, offset: int) -> Made | None:
    clock = _clock_of(when)
    return of_clock(replace(clock, offset=offset, is_doubtful=False), "zoned")
