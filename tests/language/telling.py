"""Understandings in short words, so that a table of sentences can be read: "call out talked; amount 6000; lose?"."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from zoneinfo import ZoneInfo

from crm_core.language.commands import (
    AddNote,
    Ask,
    AssignTask,
    BookVisit,
    Command,
    CreateCustomer,
    Find,
    FinishVisit,
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
from crm_core.language.context import Colleague, Context, build_usual_context
from crm_core.language.understanding import Understanding

ZONE = ZoneInfo("Asia/Tbilisi")
#: A Tuesday, at three in the afternoon.
NOW = datetime(2026, 11, 24, 15, 0, tzinfo=ZONE)
COLLEAGUES = (Colleague(1, "Tamar Lomidze"), Colleague(2, "Levan Abashidze"), Colleague(3, "ნიკა", "measurer"))


def build_context(language: str, *, has_view: bool = False) -> Context:
    usual = build_usual_context(language, NOW, ZONE)
    return replace(usual, me=1, colleagues=COLLEAGUES, has_view=has_view)


def read_table(table: str) -> list[tuple[str, str]]:
    """`sentence => what it comes to`, one a line."""
    rows = [line.partition("=>") for line in table.strip().splitlines() if line.strip() and not line.startswith("#")]
    return [(text.strip().replace("\\n", "\n"), told.strip()) for text, _, told in rows]


def tell(understanding: Understanding) -> str:
    return "; ".join(tell_command(one.command) + "?" * (not one.is_sure) for one in understanding.proposals)


def tell_command(command: Command) -> str:
    parts = _list_parts(command)
    return " ".join(str(part) for part in parts if part not in (None, "", False))


def _at(moment: datetime | None, *, is_day: bool = False) -> str:
    if moment is None:
        return ""
    return moment.astimezone(ZONE).strftime("%d" if is_day else "%d %H:%M")


def _to(colleague: int | None) -> str:
    return f">{next(one.name for one in COLLEAGUES if one.id == colleague).split()[0]}" if colleague else ""


def _list_parts(command: Command) -> list[object]:
    match command:
        case LogCall():
            minutes = f"{command.duration_minutes}m" if command.duration_minutes else ""
            at = f"@{_at(command.at)}" if command.at else ""
            return ["call", command.direction, command.outcome, minutes, at, _quote(command.text)]
        case LogMeeting():
            return ["meeting", f"@{_at(command.at)}" if command.at else "", _quote(command.text)]
        case LogMessage():
            return ["message", command.direction, _quote(command.text)]
        case AddNote():
            return ["note", _quote(command.text)]
        case SetAmount():
            return ["amount", f"{command.amount:f}", f"to {command.most:f}" if command.most else "", command.currency]
        case AssignTask():
            due = "every " * bool(command.recurrence) + _at(command.due)
            return [command.kind, _quote(command.title), due, _to(command.assignee)]
        case BookVisit():
            return [command.purpose, _at(command.start, is_day=command.is_day) or "when", _to(command.assignee)]
        case _:
            return _list_other_parts(command)


def _list_other_parts(command: Command) -> list[object]:
    match command:
        case MoveDeal() | LoseDeal() | FinishVisit():
            return _list_steps(command)
        case PostponeTask():
            return ["postpone", _at(command.due)]
        case HandOver():
            return ["hand over", _to(command.to)]
        case SetPhone() | SetEmail() | SetAddress():
            return _list_contacts(command)
        case CreateCustomer():
            values = [command.phone, command.email, command.address and f"at {command.address}", _quote(command.wish)]
            return ["create", _quote(command.full_name), *values]
        case Find():
            return ["find", _quote(command.text)]
        case Ask():
            return _list_question(command)
        case _:
            return ["done"]


def _list_steps(command: MoveDeal | LoseDeal | FinishVisit) -> list[object]:
    if isinstance(command, MoveDeal):
        return ["stage", command.stage]
    return ["lose", command.reason] if isinstance(command, LoseDeal) else ["finished", command.purpose]


def _list_contacts(command: SetPhone | SetEmail | SetAddress) -> list[object]:
    if isinstance(command, SetPhone):
        return ["phone", command.phone]
    return ["email", command.email] if isinstance(command, SetEmail) else ["address", _quote(command.address)]


def _list_question(command: Ask) -> list[object]:
    start, end = _at(command.start, is_day=True), _at(command.end, is_day=True)
    bounds = [command.least and f">{command.least:f}", command.most and f"<{command.most:f}"]
    who = "her" if command.who is not None else ""
    stage = command.stage and f"[{command.stage}]"
    period = f"{start}-{end}" if start else ""
    return ["ask", command.about, who, period, _to(command.colleague), stage, *bounds, _quote(command.text)]


def _quote(text: str | None) -> str:
    return f'"{text}"' if text else ""
