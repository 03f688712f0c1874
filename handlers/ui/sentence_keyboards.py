"""Buttons under what was understood: the answer to the one question, *Yes*, a tap to correct each line, *Undo*."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from zoneinfo import ZoneInfo

from aiogram.types import InlineKeyboardButton

from crm_core.activities.models import CallOutcome
from crm_core.cards.rows import CustomerRow
from crm_core.dialogue.rows import Line, LineStatus, Missing, Plan
from crm_core.language.commands import (
    AssignTask,
    BookVisit,
    HandOver,
    LogCall,
    LoseDeal,
    MoveDeal,
    PostponeTask,
)
from crm_core.language.context import Context
from handlers.ui.callbacks import CustomerAct, CustomerCb, DealAct, DealCb, SentenceAct, SentenceCb
from handlers.ui.keyboards import home_button
from handlers.ui.screen import Row, button
from handlers.ui.times import Pause, pack_clock, pack_day
from handlers.views.commands import label_command
from handlers.views.customers import label_customer
from handlers.views.deals import label_deal
from handlers.views.names import name_outcome
from handlers.views.reader import Reader
from handlers.views.texts import LABEL, shorten
from handlers.views.understood import Typing, label_candidate

#: Hours of a day that are offered.
HOURS = 12
#: Colleagues that are offered; others are named in words.
PEOPLE = 12


@dataclass(frozen=True, slots=True)
class Choices:
    """What there is to choose from. `zone` is the company's: its hours are what the buttons carry."""

    context: Context
    zone: ZoneInfo
    days: Sequence[date] = ()
    hours: Sequence[datetime] = ()


def build_plan_rows(plan: Plan, choices: Choices, t: Reader) -> list[Row]:
    """The question first: it is what the thumb looks for. Lines are corrected once it is known whom they are about."""
    line = plan.question
    rows = [] if line is None else _build_answers(plan, line, choices, t)
    if any(one.status is LineStatus.WAITING and one.missing is None for one in plan.lines):
        rows.append([_act(t.label("✅ Yes"), plan, SentenceAct.YES)])
    if line is None or line.missing is not Missing.CUSTOMER:
        rows += _build_corrections(plan, t)
    return [*rows, _build_last(plan, t)]


def _act(label: str, plan: Plan, act: SentenceAct, line: int = 0, value: object = "") -> InlineKeyboardButton:
    return button(label, SentenceCb(act=act, id=plan.sentence_id or 0, line=line, value=str(value)))


def _build_answers(plan: Plan, line: Line, choices: Choices, t: Reader) -> list[Row]:
    match line.missing:
        case Missing.CUSTOMER:
            return _build_people(plan, t)
        case Missing.DEAL:
            new = _act(t.label("➕ New deal"), plan, SentenceAct.DEAL)
            deals = [[_act(label_deal(deal, t), plan, SentenceAct.DEAL, value=deal.id)] for deal in plan.deals]
            return [*deals, [new]]
        case Missing.AMOUNT | Missing.TASK | None:
            return []
        case _:
            return build_value_rows(plan, line, choices, t)


def _build_people(plan: Plan, t: Reader) -> list[Row]:
    """Those who are called so; or the unknown one as a new customer; and always somebody else, typed."""
    rows = build_candidate_rows(plan, plan.candidates)
    if plan.unknown_name is not None:
        label = t.label("➕ New customer: {name}", name=shorten(plan.unknown_name, LABEL))
        rows.append([_act(label, plan, SentenceAct.NEW)])
    return [*rows, [_act(t.label("Find…"), plan, SentenceAct.ELSE)]]


def build_candidate_rows(plan: Plan, people: Sequence[CustomerRow]) -> list[Row]:
    return [[_act(label_candidate(row), plan, SentenceAct.WHO, value=row.id)] for row in people]


def build_value_rows(plan: Plan, line: Line, choices: Choices, t: Reader) -> list[Row]:
    """The values that a line's command may take, a tap each."""
    match line.command:
        case LogCall():
            values = [(one.value, name_outcome(one, t)) for one in CallOutcome]
        case MoveDeal():
            named = {stage.code: t.say(stage.name) for stage in choices.context.stages if stage.kind != "lost"}
            values = list(named.items())
        case LoseDeal():
            values = [(reason.code, t.say(reason.name)) for reason in choices.context.loss_reasons]
        case HandOver():
            values = [(str(one.id), one.name) for one in choices.context.colleagues[:PEOPLE]]
        case AssignTask() | PostponeTask():
            return _build_pauses(plan, line, t)
        case BookVisit():
            return _build_hours(plan, line, choices, t)
        case _:
            return []
    return _in_rows([_act(shorten(label, LABEL), plan, SentenceAct.SET, line.number, value) for value, label in values])


def _build_pauses(plan: Plan, line: Line, t: Reader) -> list[Row]:
    pauses = {
        Pause.TWO_HOURS: t.label("+2 h"),
        Pause.TOMORROW: t.label("Tomorrow"),
        Pause.THREE_DAYS: t.label("In 3 days"),
        Pause.MONDAY: t.label("On Monday"),
    }
    buttons = [_act(label, plan, SentenceAct.SET, line.number, pause.value) for pause, label in pauses.items()]
    return [*_in_rows(buttons), [_type_time(plan, line, t)]]


def _build_hours(plan: Plan, line: Line, choices: Choices, t: Reader) -> list[Row]:
    """Free hours of the day that was said, else the days that have some; hours as the reader's clock shows them."""
    hours = [
        _act(t.clock(hour), plan, SentenceAct.SET, line.number, pack_moment(hour, choices.zone))
        for hour in choices.hours[:HOURS]
    ]
    days = [_act(t.day(day), plan, SentenceAct.DAY, line.number, pack_day(day)) for day in choices.days]
    return [*_in_rows(hours, 4), *_in_rows(days, 3), [_type_time(plan, line, t)]]


def pack_moment(at: datetime, zone: ZoneInfo) -> str:
    """YYMMDDHHMM by the company's clock."""
    local = at.astimezone(zone)
    return f"{pack_day(local.date()):06d}{pack_clock(local.time()):04d}"


def _type_time(plan: Plan, line: Line, t: Reader) -> InlineKeyboardButton:
    return _act(t.label("Type the time…"), plan, SentenceAct.TYPE, line.number, Typing.TIME.value)


def _build_corrections(plan: Plan, t: Reader) -> list[Row]:
    shown = [line for line in plan.writes if line.status is not LineStatus.DROPPED]
    return _in_rows(
        [
            _act(shorten(f"✏️ {label_command(line.command, t)}", 28), plan, SentenceAct.EDIT, line.number)
            for line in shown
        ]
    )


def _build_last(plan: Plan, t: Reader) -> Row:
    """*Undo* while there is something to take back, and the card it is about."""
    row = [_act(t.label("↩️ Undo"), plan, SentenceAct.UNDO)] if plan.change_ids and not plan.is_taken_back else []
    target = plan.target
    if target is not None and target.deal_id is not None:
        return [*row, button(t.label("Open the card"), DealCb(act=DealAct.OPEN, id=target.deal_id))]
    if target is not None and target.customer_id is not None:
        return [*row, button(t.label("Open the card"), CustomerCb(act=CustomerAct.OPEN, id=target.customer_id))]
    return [*row, *home_button(t)]


def build_line_rows(plan: Plan, line: Line, choices: Choices, t: Reader) -> list[Row]:
    """One line put right: its likely values, its words, another person, out with it."""
    rows = build_value_rows(plan, line, choices, t)
    more: Row = []
    if isinstance(line.command, LogCall | AssignTask):
        more.append(_act(t.label("Change the words"), plan, SentenceAct.TYPE, line.number))
    if isinstance(line.command, AssignTask | BookVisit) and choices.context.colleagues:
        more.append(_act(t.label("Another assignee…"), plan, SentenceAct.GIVE, line.number))
    other = _act(t.label("Another customer…"), plan, SentenceAct.ELSE)
    drop = _act(t.label("🗑 Take this out"), plan, SentenceAct.DROP, line.number)
    back = _act(t.label("‹ Back"), plan, SentenceAct.SHOW)
    return [*rows, *_in_rows([*more, other]), [drop, back]]


def build_assignee_rows(plan: Plan, line: Line, choices: Choices, t: Reader) -> list[Row]:
    """Whoever the reader may give work to; for a visit those with a craft."""
    people = [one for one in choices.context.colleagues if one.craft or not isinstance(line.command, BookVisit)]
    buttons = [_act(shorten(one.name, LABEL), plan, SentenceAct.GIVE, line.number, one.id) for one in people[:PEOPLE]]
    return [*_in_rows(buttons), [_act(t.label("‹ Back"), plan, SentenceAct.EDIT, line.number)]]


def build_offer_rows(plan: Plan, people: Sequence[CustomerRow], t: Reader, *, as_name: bool) -> list[Row]:
    """What a text could be in which nothing was understood: one of these people, or something of the deal in view."""
    target = plan.target
    rows: list[Row] = [[button(label_customer(row), CustomerCb(act=CustomerAct.OPEN, id=row.id))] for row in people]

    def take(label: str, what: str) -> InlineKeyboardButton:
        return _act(label, plan, SentenceAct.TAKE, value=what)

    if target is not None:
        number = f" · #{target.deal_number}" if target.deal_number is not None else ""
        about = shorten(f"{target.customer_name}{number}", LABEL)
        rows.append([take(t.label("📝 Note: {deal}", deal=about), "note")])
        rows.append([take(t.label("☑️ Task: {deal}", deal=about), "task")])
        rows.append([take(t.label("📞 Call: {deal}", deal=about), "call")])
    else:
        rows.append([take(t.label("📝 Note…"), "note"), take(t.label("📞 Call…"), "call")])
    if as_name:
        rows.append([take(t.label("➕ New customer: {name}", name=shorten(plan.text, LABEL)), "new")])
    rows.append([take(t.label("☑️ Task without a deal"), "free"), take(t.label("🔍 Find…"), "find")])
    return [*rows, home_button(t)]


def build_back_row(plan: Plan, t: Reader) -> Row:
    return [_act(t.label("‹ Back"), plan, SentenceAct.SHOW)]


def _in_rows(buttons: Row, width: int = 2) -> list[Row]:
    return [buttons[start : start + width] for start in range(0, len(buttons), width)]
