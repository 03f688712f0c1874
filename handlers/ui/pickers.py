"""Choosing from what there is: a stage, a reason, a person, a day and an hour of a visit, a language."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from zoneinfo import ZoneInfo

from aiogram.filters.callback_data import CallbackData

from crm_core.cards.rows import DealCard
from crm_core.deals.models import StageKind
from crm_core.deals.rows import LossReasonRow, StageRow
from crm_core.staff.models import Craft
from crm_core.staff.rows import EmployeeRow
from crm_core.tasks.models import VisitPurpose
from handlers.ui.callbacks import AssignCb, DealAct, DealCb, MoveCb, PersonCb, VisitCb
from handlers.ui.pagination import build_pages
from handlers.ui.screen import Row, button
from handlers.ui.times import pack_clock, pack_day
from handlers.views.names import LANGUAGES, name_craft, name_purpose
from handlers.views.reader import Reader
from handlers.views.texts import shorten

#: Persons on a page of a picker.
PEOPLE = 10
PURPOSES = {"m": VisitPurpose.MEASUREMENT, "i": VisitPurpose.INSTALLATION}
CRAFTS = {"m": Craft.MEASURER, "i": Craft.INSTALLER}


def build_stage_rows(card: DealCard, stages: Sequence[StageRow], t: Reader) -> list[Row]:
    """All stages but the present one, in the order of the board; the next one is marked."""
    current = next((stage.position for stage in stages if stage.id == card.stage_id), -1)
    following = next((s.id for s in stages if s.position > current and s.kind is not StageKind.LOST), None)
    buttons = [
        button(
            f"{'➡️ ' if stage.id == following else ''}{t.say(stage.name)}",
            MoveCb(deal=card.id, to=stage.id, seen=card.stage_id),
        )
        for stage in stages
        if stage.id != card.stage_id
    ]
    return [*_in_rows(buttons, 2), _back_to_deal(card.id, t)]


def build_reason_rows(card: DealCard, to_stage_id: int, reasons: Sequence[LossReasonRow], t: Reader) -> list[Row]:
    buttons = [
        button(t.say(reason.name), MoveCb(deal=card.id, to=to_stage_id, seen=card.stage_id, reason=reason.id))
        for reason in reasons
    ]
    return [*_in_rows(buttons, 2), _back_to_deal(card.id, t)]


def build_people_rows(
    people: Sequence[EmployeeRow], asked: AssignCb, back: CallbackData, t: Reader, *, but: int | None = None
) -> list[Row]:
    """Whom to hand it to; those off shift stand last, marked. `asked` is the button that opened the picker."""
    choices = sorted((one for one in people if one.id != but), key=lambda one: (not one.on_shift, one.name))
    page = choices[asked.page * PEOPLE : (asked.page + 1) * PEOPLE]
    buttons = [
        button(
            shorten(one.name if one.on_shift else t.label("{name} (off shift)", name=one.name), 60),
            asked.model_copy(update={"to": one.id, "page": 0}),
        )
        for one in page
    ]
    turn = build_pages(t, asked.page, len(choices), lambda to: asked.model_copy(update={"page": to}), PEOPLE)
    return [*_in_rows(buttons, 2), *turn, [button(t.label("‹ Back"), back)]]


def build_deal_people_rows(card: DealCard, t: Reader) -> list[Row]:
    """Who of the deal's people to change."""
    return [
        [button(t.label("Change the responsible…"), AssignCb(what="d", id=card.id, to=0))],
        [
            button(t.label("{craft}…", craft=name_craft(craft, t)), AssignCb(what=code, id=card.id, to=0))
            for code, craft in CRAFTS.items()
        ],
        _back_to_deal(card.id, t),
    ]


def build_purpose_rows(deal_id: int, t: Reader) -> list[Row]:
    return [
        [
            button(name_purpose(purpose, t), VisitCb(what="b", id=deal_id, purpose=code))
            for code, purpose in PURPOSES.items()
        ],
        _back_to_deal(deal_id, t),
    ]


def build_no_address_rows(deal_id: int, t: Reader) -> list[Row]:
    """After a visit that nobody could find."""
    return [
        [button(t.label("📍 Type the address"), DealCb(act=DealAct.ADDRESS, id=deal_id))],
        [button(t.label("Open the deal"), DealCb(act=DealAct.OPEN, id=deal_id))],
    ]


def build_day_rows(asked: VisitCb, days: Sequence[date], back: CallbackData, t: Reader) -> list[Row]:
    """Days with free time, and the same typed."""
    buttons = [button(t.day(day), asked.model_copy(update={"day": pack_day(day)})) for day in days]
    typed = button(t.label("Type the time…"), asked.model_copy(update={"at": -1}))
    return [*_in_rows(buttons, 2), [typed, button(t.label("‹ Back"), back)]]


def build_slot_rows(asked: VisitCb, slots: Sequence[datetime], zone: ZoneInfo, t: Reader) -> list[Row]:
    """Hours as the reader's clock shows them; the buttons carry the company's."""
    buttons = [
        button(t.clock(slot), asked.model_copy(update={"at": pack_clock(slot.astimezone(zone).time())}))
        for slot in slots[:18]
    ]
    return [*_in_rows(buttons, 3), [button(t.label("‹ Back"), asked.model_copy(update={"day": 0}))]]


def build_language_rows(t: Reader) -> list[Row]:
    return [
        [button(f"{'✓ ' if locale == t.locale else ''}{name}", PersonCb(act="lang", value=locale))]
        for locale, name in LANGUAGES.items()
    ]


def _back_to_deal(deal_id: int, t: Reader) -> Row:
    return [button(t.label("‹ Back"), DealCb(act=DealAct.OPEN, id=deal_id))]


def _in_rows(buttons: Row, width: int) -> list[Row]:
    return [buttons[start : start + width] for start in range(0, len(buttons), width)]
