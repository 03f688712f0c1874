"""What a sentence is understood against. Built by `crm_core.dialogue` from the database, or by hand for trying."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, time
from zoneinfo import ZoneInfo

from crm_core.kernel.wording import Wording
from crm_core.kernel.working_time import WorkingTime

#: Ten to seven from Monday to Saturday, where the company's hours are not known.
USUAL_WEEK = (((time(10), time(19)),),) * 6 + ((),)


@dataclass(frozen=True, slots=True)
class StageNamed:
    """A stage that can be said: by its name in any language or, for the usual codes, by the lexicon's synonyms.

    `kind` is "open", "won" or "lost".
    """

    id: int
    code: str
    kind: str
    name: Wording


@dataclass(frozen=True, slots=True)
class ReasonNamed:
    id: int
    code: str
    name: Wording


@dataclass(frozen=True, slots=True)
class Colleague:
    """`craft` is "measurer", "installer" … for specialists."""

    id: int
    name: str
    craft: str | None = None


@dataclass(frozen=True, slots=True)
class Context:
    """`now` is aware. `has_view`: a card is in view or was replied to, so "her" and no name at all mean its customer.

    `expects_time`: a question "when?" is open, so that latent times ("7", "ten thirty") count.
    """

    language: str
    now: datetime
    zone: ZoneInfo
    working_time: WorkingTime
    currency: str = "GEL"
    region: str = "GE"
    me: int | None = None
    colleagues: tuple[Colleague, ...] = ()
    stages: tuple[StageNamed, ...] = ()
    loss_reasons: tuple[ReasonNamed, ...] = ()
    has_view: bool = False
    expects_time: bool = False

    @property
    def local_now(self) -> datetime:
        return self.now.astimezone(self.zone)


#: The window company's stages and reasons, for the command line and for tests without a database.
USUAL_STAGES = tuple(
    StageNamed(number, code, kind, {"ka": ka, "ru": ru, "en": en})
    for number, (code, kind, ka, ru, en) in enumerate(
        (
            ("first_call", "open", "პირველი ზარი", "Первый звонок", "First call"),
            ("measurement", "open", "აზომვა", "Замер", "Measurement"),
            ("approval", "open", "შეთანხმება", "Согласование", "Approval"),
            ("payment", "open", "გადახდა", "Оплата", "Payment"),
            ("installation", "open", "მონტაჟი", "Монтаж", "Installation"),
            ("done", "won", "დასრულებული", "Готово", "Done"),
            ("lost", "lost", "დაკარგული", "Отказ", "Lost"),
        ),
        1,
    )
)

USUAL_REASONS = tuple(
    ReasonNamed(number, code, {"ka": ka, "ru": ru, "en": en})
    for number, (code, ka, ru, en) in enumerate(
        (
            ("too_expensive", "ძვირია", "Дорого", "Too expensive"),
            ("chose_others", "სხვა კომპანია აირჩია", "Другая компания", "Chose others"),
            ("no_need", "აღარ სჭირდება", "Больше не нужно", "No need any more"),
            ("too_long", "ვადა არ აწყობს", "Не подходят сроки", "Takes too long"),
            ("no_answer", "არ პასუხობს", "Не отвечает", "Does not answer"),
            ("not_our_service", "ამას არ ვაკეთებთ", "Этим не занимаемся", "Not what we do"),
            ("duplicate", "დუბლიკატი", "Дубль", "Duplicate"),
            ("other", "სხვა მიზეზი", "Другая причина", "Other reason"),
        ),
        1,
    )
)


def build_usual_context(language: str, now: datetime, zone: ZoneInfo) -> Context:
    """A context without a company: usual hours, lari, the stages of the window trade."""
    return Context(
        language=language,
        now=now,
        zone=zone,
        working_time=WorkingTime(zone, USUAL_WEEK),
        stages=USUAL_STAGES,
        loss_reasons=USUAL_REASONS,
    )
