"""What a line of a sentence may become: the value that a button carries or that was typed, under its field's name.

Buttons are forgeable: a value that is not among those offered is none.
"""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from crm_core.activities.models import CallOutcome
from crm_core.company.queries import get_company
from crm_core.dialogue.context import load_context
from crm_core.kernel.money import parse_amount
from crm_core.kernel.wording import check_text
from crm_core.language.commands import (
    AddNote,
    AssignTask,
    BookVisit,
    Command,
    CreateCustomer,
    HandOver,
    LogCall,
    LogMeeting,
    LogMessage,
    LoseDeal,
    MoveDeal,
    PostponeTask,
    SetAddress,
    SetAmount,
    SetEmail,
    SetPhone,
)
from crm_core.language.context import Context
from crm_core.language.times import find_times, parse_due
from crm_core.language.tokens import cut
from handlers.ui.desk import Desk
from handlers.ui.times import Pause, resolve_pause, unpack_clock, unpack_day
from handlers.views.understood import Typing

Values = dict[str, Any]

#: Where the words of a command are.
_WORDS: dict[type[Command], str] = {
    AddNote: "text",
    AssignTask: "title",
    CreateCustomer: "full_name",
    LogCall: "text",
    LogMeeting: "text",
    LogMessage: "text",
    SetAddress: "address",
    SetEmail: "email",
    SetPhone: "phone",
}
_LONGEST = 4096


def can_be_typed(command: Command, what: Typing) -> bool:
    if what is Typing.TIME:
        return isinstance(command, AssignTask | PostponeTask | BookVisit)
    return isinstance(command, SetAmount) or type(command) in _WORDS


def find_typed(command: Command) -> Typing | None:
    """What of a command is typed first, where it has no choices of its own."""
    if can_be_typed(command, Typing.TIME):
        return Typing.TIME
    return Typing.WORDS if can_be_typed(command, Typing.WORDS) and not isinstance(command, LogCall) else None


def read_typed(command: Command, text: str) -> Values:
    """Raises AmountInvalid, TextInvalid."""
    if isinstance(command, SetAmount):
        return {"amount": parse_amount(text), "most": None, "currency": None}
    return {_WORDS[type(command)]: check_text("text", text, _LONGEST)}


async def read_time(desk: Desk, command: Command, text: str) -> Values | None:
    """None when it is no time. An hour without a day is one of the day that was said already."""
    if not can_be_typed(command, Typing.TIME):
        return None
    working_time, zone = await desk.working_time(), desk.t.zone
    at = parse_due(text, desk.now, zone, working_time, desk.t.locale)
    if at is None:
        return None
    context = Context(desk.t.locale, desk.now, zone, working_time, expects_time=True)
    said = _get_time(command)
    if said is not None and all(one.is_dayless for one in find_times(cut(text), context)):
        moved = datetime.combine(said.astimezone(zone).date(), at.astimezone(zone).time(), zone)
        at = moved if moved > desk.now else at
    return _name_time(command, at)


def _get_time(command: Command) -> datetime | None:
    match command:
        case BookVisit(start=at) | AssignTask(due=at) | PostponeTask(due=at):
            return at
        case _:
            return None


def _name_time(command: Command, at: datetime) -> Values:
    return {"start": at, "is_day": False} if isinstance(command, BookVisit) else {"due": at}


def read_day(value: str) -> date | None:
    """YYMMDD."""
    return unpack_day(int(value)) if value.isascii() and value.isdecimal() and len(value) == 6 else None


async def read_pressed(desk: Desk, command: Command, value: str) -> Values | None:
    """None when no button of ours carries this value for this kind of command."""
    match command:
        case LogCall() | MoveDeal() | LoseDeal() | HandOver():
            async with desk.reading() as work:
                return _read_code(command, value, await load_context(work.session, desk.actor, desk.now))
        case BookVisit():
            async with desk.reading() as work:
                at = _unpack_moment(value, (await get_company(work.session)).zone)
            return None if at is None else _name_time(command, at)
        case AssignTask() | PostponeTask() if value in list(Pause) and value != Pause.TYPED:
            working_time = await desk.working_time()
            return _name_time(command, resolve_pause(Pause(value), desk.now, desk.t.zone, working_time))
        case _:
            return None


def _read_code(command: Command, value: str, context: Context) -> Values | None:
    match command:
        case LogCall(direction=direction) if value in list(CallOutcome):
            return {"outcome": value, "direction": "in" if value == CallOutcome.MISSED else direction}
        case MoveDeal() if any(value == stage.code for stage in context.stages):
            return {"stage": value}
        case LoseDeal() if any(value == reason.code for reason in context.loss_reasons):
            return {"reason": value}
        case HandOver():
            return next(({"to": one.id} for one in context.colleagues if str(one.id) == value), None)
        case _:
            return None


def _unpack_moment(value: str, zone: ZoneInfo) -> datetime | None:
    """YYMMDDHHMM by the company's clock."""
    if not (value.isascii() and value.isdecimal() and len(value) == 10):
        return None
    day, at = read_day(value[:6]), unpack_clock(int(value[6:]))
    return None if day is None or at is None else datetime.combine(day, at, zone).astimezone(UTC)


def read_id(value: str) -> int:
    """The id that a button carries; 0, which nothing has, for what is none."""
    return int(value) if value.isascii() and value.isdecimal() and len(value) <= 15 else 0
