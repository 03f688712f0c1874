"""What a sentence was understood to say, each command as one short line: "Amount: ₾6,000".

Always as the command will be (or was) carried out: times resolved, names as they stand on the cards.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from babel.dates import get_day_names
from markupsafe import Markup

from crm_core.activities.models import CallOutcome
from crm_core.kernel.wording import Wording
from crm_core.language.commands import (
    AddNote,
    AssignTask,
    BookVisit,
    Command,
    CompleteTask,
    CreateCustomer,
    FinishVisit,
    HandOver,
    LogCall,
    LogMeeting,
    LogMessage,
    LoseDeal,
    MoveDeal,
    OpenDeal,
    PostponeTask,
    SetAddress,
    SetAmount,
    SetEmail,
    SetPhone,
)
from crm_core.language.context import Context
from crm_core.language.found import Recurrence, Rhythm
from crm_core.tasks.models import VisitPurpose
from crm_core.tasks.rows import TaskRow
from handlers.views.names import name_outcome, name_purpose
from handlers.views.reader import Reader
from handlers.views.tasks import name_task
from handlers.views.texts import SHORT, shorten


@dataclass(frozen=True, slots=True)
class Names:
    """What the codes and ids in commands are called: stages and reasons by code, people by id.

    `task` is the one that a command made, moved or finished, once it is done.
    """

    stages: Mapping[str, Wording]
    reasons: Mapping[str, Wording]
    people: Mapping[int, str]
    currency: str
    task: TaskRow | None = None

    def stage(self, code: str, t: Reader) -> str:
        return t.say(self.stages[code]) if code in self.stages else code

    def reason(self, code: str, t: Reader) -> str:
        return t.say(self.reasons[code]) if code in self.reasons else code

    def person(self, employee_id: int | None) -> str | None:
        return None if employee_id is None else self.people.get(employee_id)


def make_names(context: Context) -> Names:
    return Names(
        stages={stage.code: stage.name for stage in context.stages},
        reasons={reason.code: reason.name for reason in context.loss_reasons},
        people={one.id: one.name for one in context.colleagues},
        currency=context.currency,
    )


Words = Callable[[Any, Names, Reader], Markup]


def render_command(command: Command, names: Names, t: Reader) -> Markup:
    return _WORDS[type(command)](command, names, t)


def _join(*parts: Markup | str | None) -> Markup:
    return Markup(" · ").join(part for part in parts if part)


def _quote(text: str | None, t: Reader) -> Markup | None:
    return t.gettext("“{text}”", text=shorten(text, SHORT)) if text else None


def _tell(at: datetime | None, t: Reader) -> str | None:
    return None if at is None else t.moment(at)


def _say_call(call: LogCall, names: Names, t: Reader) -> Markup:
    outcome = name_outcome(CallOutcome(call.outcome), t)
    if call.outcome == "missed":
        head = t.gettext("Missed call")
    elif call.direction == "in":
        head = t.gettext("Incoming call: {outcome}", outcome=outcome)
    else:
        head = t.gettext("Call: {outcome}", outcome=outcome)
    minutes = call.duration_minutes
    length = t.nlabel("{n} min", "{n} min", minutes) if minutes else None
    return _join(head, length, _tell(call.at, t), _quote(call.text, t))


def _say_meeting(meeting: LogMeeting, names: Names, t: Reader) -> Markup:
    return _join(t.gettext("Meeting"), _tell(meeting.at, t), _quote(meeting.text, t))


def _say_message(message: LogMessage, names: Names, t: Reader) -> Markup:
    head = t.gettext("Sent") if message.direction == "out" else t.gettext("Received")
    return _join(head, _quote(message.text, t))


def _say_amount(said: SetAmount, names: Names, t: Reader) -> Markup:
    currency = said.currency or names.currency
    amount = t.money(said.amount, currency)
    if said.most is None:
        return t.gettext("Amount: {amount}", amount=amount)
    return t.gettext("Amount: {amount} (up to {most})", amount=amount, most=t.money(said.most, currency))


def _say_loss(lost: LoseDeal, names: Names, t: Reader) -> Markup:
    if lost.reason is None:
        return t.gettext("Lost")
    return t.gettext("Lost: {reason}", reason=names.reason(lost.reason, t))


def _say_task(task: AssignTask, names: Names, t: Reader) -> Markup:
    """A call names no title: "Call back: tomorrow, 10:00"."""
    when = None if task.due is None else t.moment(task.due)
    if task.kind == "call":
        head = t.gettext("To call") if when is None else t.gettext("To call: {when}", when=when)
        parts = [head, _quote(task.title, t)]
    else:
        parts = [t.gettext("Task: {title}", title=shorten(task.title, SHORT)), Markup("{}").format(when or "")]
    return _join(*parts, _say_rhythm(task.recurrence, t), names.person(task.assignee))


def _say_rhythm(recurrence: Recurrence | None, t: Reader) -> Markup | None:
    if recurrence is None:
        return None
    names = get_day_names("abbreviated", locale=t.locale)
    days = ", ".join(names[day] for day in recurrence.weekdays)
    rhythm = _name_rhythm(recurrence.rhythm, recurrence.every, t)
    return Markup("🔁 {}").format(f"{rhythm}: {days}" if days else rhythm)


def _name_rhythm(rhythm: Rhythm, every: int, t: Reader) -> str:
    match rhythm:
        case Rhythm.WORKDAYS:
            return t.label("on working days")
        case Rhythm.DAILY:
            return t.label("every day") if every == 1 else t.nlabel("every {n} day", "every {n} days", every)
        case Rhythm.WEEKLY:
            return t.label("every week") if every == 1 else t.nlabel("every {n} week", "every {n} weeks", every)
        case Rhythm.MONTHLY:
            return t.label("every month") if every == 1 else t.nlabel("every {n} month", "every {n} months", every)
        case Rhythm.YEARLY:
            return t.label("every year") if every == 1 else t.nlabel("every {n} year", "every {n} years", every)


def _say_visit(visit: BookVisit, names: Names, t: Reader) -> Markup:
    """Booked, it says who comes."""
    purpose = name_purpose(VisitPurpose(visit.purpose), t)
    person = names.person(visit.assignee) if names.task is None else names.task.assignee_name
    if visit.start is None:
        return _join(purpose, person)
    when = t.day(t.local(visit.start).date()) if visit.is_day else t.moment(visit.start)
    booked = t.gettext("{purpose}: {when}", purpose=purpose, when=when)
    return Markup("{}, {}").format(booked, person) if person else booked


def _say_finished(visit: FinishVisit, names: Names, t: Reader) -> Markup:
    return t.gettext("Visit done: {purpose}", purpose=name_purpose(VisitPurpose(visit.purpose), t))


def _say_done(task: CompleteTask, names: Names, t: Reader) -> Markup:
    if names.task is None:
        return t.gettext("The task is done")
    return t.gettext("Task done: {name}", name=shorten(name_task(names.task, t)))


def _say_postponed(task: PostponeTask, names: Names, t: Reader) -> Markup:
    name = None if names.task is None else shorten(name_task(names.task, t))
    return _join(t.gettext("New time of the task: {when}", when=t.moment(task.due)), name)


def _say_new(new: CreateCustomer, names: Names, t: Reader) -> Markup:
    head = t.gettext("New customer: {name}", name=shorten(new.full_name, 100))
    return _join(head, new.phone, new.email, new.address, _quote(new.wish, t))


_WORDS: dict[type[Command], Words] = {
    LogCall: _say_call,
    LogMeeting: _say_meeting,
    LogMessage: _say_message,
    AddNote: lambda note, _, t: t.gettext("Note: {text}", text=_quote(note.text, t)),
    SetAmount: _say_amount,
    MoveDeal: lambda moved, names, t: t.gettext("Stage: {stage}", stage=names.stage(moved.stage, t)),
    LoseDeal: _say_loss,
    AssignTask: _say_task,
    BookVisit: _say_visit,
    FinishVisit: _say_finished,
    CompleteTask: _say_done,
    PostponeTask: _say_postponed,
    HandOver: lambda over, names, t: t.gettext("Responsible: {name}", name=names.person(over.to) or "?"),
    SetPhone: lambda one, _, t: t.gettext("Phone: {phone}", phone=one.phone),
    SetEmail: lambda one, _, t: t.gettext("E-mail: {email}", email=one.email),
    SetAddress: lambda one, _, t: t.gettext("Address: {address}", address=shorten(one.address, SHORT)),
    CreateCustomer: _say_new,
    OpenDeal: lambda one, _, t: _join(t.gettext("New deal"), _quote(one.wish, t)),
}


def label_command(command: Command, t: Reader) -> str:
    """A few letters for a button: what of it can be put right, a time by itself."""
    match command:
        case AssignTask(due=datetime() as at) | PostponeTask(due=at):
            return _label_moment(at, t)
        case BookVisit(start=datetime() as start, is_day=is_day):
            return t.day(t.local(start).date()) if is_day else _label_moment(start, t)
        case BookVisit(purpose=purpose) | FinishVisit(purpose=purpose):
            return name_purpose(VisitPurpose(purpose), t)
        case _:
            return _name_field(command, t)


def _label_moment(at: datetime, t: Reader) -> str:
    return f"{t.day(t.local(at).date())} {t.clock(at)}"


def _name_field(command: Command, t: Reader) -> str:
    names = {
        LogCall: t.label("Call"),
        LogMeeting: t.label("Meeting"),
        LogMessage: t.label("Message"),
        AddNote: t.label("Note"),
        SetAmount: t.label("Amount"),
        MoveDeal: t.label("Stage"),
        LoseDeal: t.label("Reason"),
        AssignTask: t.label("Task"),
        CompleteTask: t.label("Task"),
        HandOver: t.label("Responsible"),
        SetPhone: t.label("Phone"),
        SetEmail: t.label("E-mail"),
        SetAddress: t.label("Address"),
        CreateCustomer: t.label("Customer"),
        OpenDeal: t.label("New deal"),
    }
    return names[type(command)]
