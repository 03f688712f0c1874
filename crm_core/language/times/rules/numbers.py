"""Numbers and lengths of time: "2.5 hours", "полтора часа", "ერთი საათი და 20 წუთი"."""

from __future__ import annotations

from crm_core.language.found import Grain
from crm_core.language.times.calendar import (
    GRAINS,
)
from crm_core.language.times.frame import Frame
from crm_core.language.times.grammar import rule
from crm_core.language.times.values import (
    Length,
    Made,
    Number,
    measure,
)


@rule("tens -dash? ones")
def add_numbers(frame: Frame, tens: Number, ones: Number) -> Made:
    return ("n", "nw", "twenties"), Number(tens.value + ones.value)


@rule("tens -dash? ord_ones")
def add_ordinals(frame: Frame, tens: Number, ones: int) -> Made:
    return ("ord",), int(tens.value) + ones


@rule("tens -dash? ord_free")
def add_last_ordinals(frame: Frame, tens: Number, ones: int) -> Made | None:
    return (("ord", "ord_free"), int(tens.value) + ones) if ones < 10 else None


@rule("nd -ord_end")
def read_ordinal(frame: Frame, number: Number) -> Made | None:
    return (("ord", "ordf"), number.whole) if number.whole else None


@rule("-ord_prefix nd")
def read_prefixed(frame: Frame, number: Number) -> Made | None:
    return (("ord", "ordf"), number.whole) if number.whole else None


@rule("n unit")
def count_units(frame: Frame, number: Number, unit: Grain) -> Made | None:
    length = measure(number.value, unit)
    return (("len", "counted"), length) if length else None


@rule("n unit_short")
def count_short_units(frame: Frame, number: Number, unit: str) -> Made | None:
    length = measure(number.value, Grain(unit))
    return (("len_short",), length) if length else None


@rule("n -and_half unit", "nw -and -half unit")
def count_half_more(frame: Frame, number: Number, unit: Grain) -> Made | None:
    length = measure(number.value + 0.5, unit)
    return (("len",), length) if length else None


@rule("n unit -and_half")
def count_and_half(frame: Frame, number: Number, unit: Grain) -> Made | None:
    return count_half_more(frame, number, unit)


@rule("nd -cardinal_")
def read_cardinal(frame: Frame, number: Number) -> Made | None:
    """ "10-ти"."""
    return (("n", "nd", "free"), number)


@rule("unit@2 nw|nd@1")
def count_minutes_about(frame: Frame, number: Number, unit: Grain) -> Made | None:
    """ "минут двадцать" is about twenty minutes."""
    if unit is not Grain.MINUTE or frame.context.language == "en":
        return None
    length = measure(number.value, unit)
    return (("len_short",), length) if length else None


@rule("-for? -about len|len_short")
def count_about(frame: Frame, length: Length) -> Made:
    """ "for about 15 minutes" is a length, no hour."""
    return ("len_about",), length


@rule("-half unit")
def halve(frame: Frame, unit: Grain) -> Made | None:
    length = measure(0.5, unit)
    return (("len",), length) if length else None


@rule("n -fortnight")
def count_fortnights(frame: Frame, number: Number) -> Made:
    return ("len",), Length(((Grain.WEEK, int(2 * number.value)),))


@rule("n -at_ -more")
def read_more_than(frame: Frame, number: Number) -> Made:
    """ "5-ზე მეტი" is more than five."""
    return ("nothing",), number


@rule("nd -quote")
def count_minutes(frame: Frame, number: Number) -> Made | None:
    length = measure(number.value, Grain.MINUTE)
    return (("len_short",), length) if length else None


@rule("len|len_short -and|comma? len|len_short", score=1)
def add_lengths(frame: Frame, coarse: Length, fine: Length) -> Made | None:
    if GRAINS.index(coarse.grain) <= GRAINS.index(fine.parts[0][0]):
        return None
    return ("len",), Length(coarse.parts + fine.parts)
