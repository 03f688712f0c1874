"""What a text says besides its verbs: times, sums, quantities, numbers to call, people. Each names its span."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, time, timedelta
from decimal import Decimal
from enum import StrEnum

from crm_core.language.tokens import Span


class Grain(StrEnum):
    """How precisely a time was said."""

    SECOND = "second"
    MINUTE = "minute"
    HOUR = "hour"
    DAY = "day"
    WEEK = "week"
    MONTH = "month"
    QUARTER = "quarter"
    YEAR = "year"


class Part(StrEnum):
    """A part of the day that was said without an hour."""

    MORNING = "morning"
    NOON = "noon"
    AFTERNOON = "afternoon"
    EVENING = "evening"
    NIGHT = "night"


class Phase(StrEnum):
    """A piece of a week, month or year: "the end of the month", "mid March"."""

    BEGINNING = "beginning"
    MIDDLE = "middle"
    END = "end"


class Rhythm(StrEnum):
    DAILY = "daily"
    WORKDAYS = "workdays"
    WEEKLY = "weekly"
    MONTHLY = "monthly"
    YEARLY = "yearly"


@dataclass(frozen=True, slots=True)
class Recurrence:
    """Every `every` days, weeks, months or years. `weekdays` (0 is Monday), `month_day` and `at` as far as said."""

    rhythm: Rhythm
    every: int = 1
    weekdays: tuple[int, ...] = ()
    month_day: int | None = None
    at: time | None = None


@dataclass(frozen=True, slots=True)
class TimeFound:
    """A moment or a span of time. Aware, in the person's zone; `end` exclusive, None for a moment.

    `is_latent`: a time only where one is expected ("7", "ten thirty"). `is_open`: from `start` on, without an end.
    `is_deadline`: "by Friday", "до пятницы"; in English `start` is then now and `end` the end of what was named, else
    both are those of what was named. `is_dayless`: an hour or a part of the day without a day, so it is the next one.
    `phase` is set for "end of the month", `start` and `end` are then those of the piece.
    `recurrence` is set for "every Monday at 9"; `start` is its first occurrence. Which single moment is meant, for a
    task or a visit, is told by `crm_core.language.times.settle`.
    """

    start: datetime
    end: datetime | None
    grain: Grain
    span: Span
    part: Part | None = None
    recurrence: Recurrence | None = None
    is_latent: bool = False
    is_open: bool = False
    is_deadline: bool = False
    is_dayless: bool = False
    phase: Phase | None = None


class AmountRole(StrEnum):
    """What a sum is of: the whole deal, one piece ("по 500", "500 each"), or only a part (paid, discount, debt)."""

    WHOLE = "whole"
    EACH = "each"
    PART = "part"


@dataclass(frozen=True, slots=True)
class AmountFound:
    """A sum of money; `most` is the upper end of a range ("5-6 thousand"), else None.

    `currency` is ISO 4217, None when none was said. `is_sure` is false for a bare number that could be something else,
    and for whatever is not the sum of the whole deal: see `role`.
    """

    amount: Decimal
    most: Decimal | None
    currency: str | None
    span: Span
    is_sure: bool = True
    is_about: bool = False
    role: AmountRole = AmountRole.WHOLE


@dataclass(frozen=True, slots=True)
class QuantityFound:
    """So many of something: "4 windows", "2 m", "140x120". `thing` as typed, without the number."""

    quantity: Decimal
    thing: str
    span: Span


@dataclass(frozen=True, slots=True)
class PhoneFound:
    """`value` is E.164; for a tail ("…4567", "ending in 4567") `is_tail`, and `value` is only its digits."""

    value: str
    span: Span
    is_tail: bool = False


@dataclass(frozen=True, slots=True)
class EmailFound:
    value: str
    span: Span


@dataclass(frozen=True, slots=True)
class AddressFound:
    """An address as typed: "Chavchavadze 12, flat 5", "ул. Руставели 20", "ჭავჭავაძის 12"."""

    value: str
    span: Span


@dataclass(frozen=True, slots=True)
class LengthFound:
    """A length of time that is no moment: "talked 10 min"."""

    length: timedelta
    span: Span


class MentionKind(StrEnum):
    #: A name in any script and case: "გიორგისთან", "Георгию", "Vera's".
    NAME = "name"
    #: "#1003", "deal 1003", "сделка 1003".
    DEAL_NUMBER = "deal_number"
    PHONE = "phone"
    PHONE_TAIL = "phone_tail"
    #: "her", "ему", "this one": whoever is in view.
    PRONOUN = "pronoun"
    #: Somebody who works here: "Levan" of the context's colleagues, "me".
    COLLEAGUE = "colleague"


@dataclass(frozen=True, slots=True)
class Mention:
    """Somebody or something meant. `text` as typed; `spellings` are the search keys it may have, the likeliest first.

    A name in a case gives several ("გიორგისთან" -> "giorgi", ...): see `crm_core.language.names`. For a number or a
    phone the only spelling is its digits. `colleague_id` is set for a colleague.
    """

    kind: MentionKind
    text: str
    spellings: tuple[str, ...]
    span: Span
    colleague_id: int | None = None
