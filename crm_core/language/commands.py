"""The commands that a sentence may propose. Names of people are still text here: `crm_core.dialogue` finds the rows.

`who` is an index into `Understanding.mentions`, None for whoever is in view. Times are aware, in the person's zone.
Everything is frozen and can be stored as JSON: see `crm_core.language.json_form`.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import ClassVar, Literal

from crm_core.language.found import Recurrence


@dataclass(frozen=True, slots=True, kw_only=True)
class Command:
    """`name` is what it is called in JSON and in the learning file."""

    name: ClassVar[str]
    who: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class LogCall(Command):
    """A call happened. `at` when it was not just now; `text` is the rest of the words, untouched, when kept with it."""

    name: ClassVar[str] = "log_call"
    outcome: Literal["talked", "no_answer", "call_back", "missed"] = "talked"
    direction: Literal["in", "out"] = "out"
    duration_minutes: int | None = None
    at: datetime | None = None
    text: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class LogMeeting(Command):
    """They met: in the office, at the site, in a video call."""

    name: ClassVar[str] = "log_meeting"
    at: datetime | None = None
    text: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class LogMessage(Command):
    """Something was sent to the customer (`out`: an offer, photos, a contract) or came from her (`in`)."""

    name: ClassVar[str] = "log_message"
    direction: Literal["in", "out"] = "out"
    text: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class AddNote(Command):
    name: ClassVar[str] = "add_note"
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class SetAmount(Command):
    """`most`, when a range was said, is kept in words only: the deal gets the lower end until somebody corrects it."""

    name: ClassVar[str] = "set_amount"
    amount: Decimal
    most: Decimal | None = None
    currency: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class MoveDeal(Command):
    """To a stage of the context, by its code. Won stages too; a lost one is `LoseDeal`."""

    name: ClassVar[str] = "move_deal"
    stage: str


@dataclass(frozen=True, slots=True, kw_only=True)
class LoseDeal(Command):
    """`reason` is the code of a loss reason; None when none was said: then it is asked."""

    name: ClassVar[str] = "lose_deal"
    reason: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class AssignTask(Command):
    """`kind` "call" needs no title. `assignee` is a colleague's id, None for the one who speaks.

    `due` None: the time is asked. `title` is the words as typed, without time, name and "remind me".
    """

    name: ClassVar[str] = "assign_task"
    kind: Literal["call", "todo"] = "todo"
    title: str = ""
    due: datetime | None = None
    recurrence: Recurrence | None = None
    assignee: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class BookVisit(Command):
    """`start` None, or a day without an hour (`is_day`): the free hours are offered."""

    name: ClassVar[str] = "book_visit"
    purpose: Literal["measurement", "installation"]
    start: datetime | None = None
    is_day: bool = False
    assignee: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class FinishVisit(Command):
    """Measured, installed: the open visit for this purpose is done."""

    name: ClassVar[str] = "finish_visit"
    purpose: Literal["measurement", "installation"]


@dataclass(frozen=True, slots=True, kw_only=True)
class CompleteTask(Command):
    """ "Done", in reply to a task or a reminder."""

    name: ClassVar[str] = "complete_task"


@dataclass(frozen=True, slots=True, kw_only=True)
class PostponeTask(Command):
    """The task in view, or the customer's next one, to another time."""

    name: ClassVar[str] = "postpone_task"
    due: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class HandOver(Command):
    """The deal gets another responsible."""

    name: ClassVar[str] = "hand_over"
    to: int


@dataclass(frozen=True, slots=True, kw_only=True)
class SetPhone(Command):
    name: ClassVar[str] = "set_phone"
    phone: str


@dataclass(frozen=True, slots=True, kw_only=True)
class SetEmail(Command):
    name: ClassVar[str] = "set_email"
    email: str


@dataclass(frozen=True, slots=True, kw_only=True)
class SetAddress(Command):
    name: ClassVar[str] = "set_address"
    address: str


@dataclass(frozen=True, slots=True, kw_only=True)
class CreateCustomer(Command):
    """A new customer with a deal: said so ("new customer", "новый клиент"), or a name with a phone that nobody has."""

    name: ClassVar[str] = "create_customer"
    full_name: str
    phone: str | None = None
    email: str | None = None
    address: str | None = None
    wish: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class OpenDeal(Command):
    """A new deal of a customer who is known: offered when something is said of her deal, and she has none."""

    name: ClassVar[str] = "open_deal"
    wish: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Find(Command):
    """Look for customers and deals: a bare name, a phone's part, a number, "find …"."""

    name: ClassVar[str] = "find"
    text: str


Topic = Literal["today", "tasks", "overdue", "deals", "visits", "calls", "card", "debt", "board", "summary"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Ask(Command):
    """A question. `about` is what is shown; the rest narrows it. Reads only, so it is answered at once.

    `colleague` is whose ("what has Levan today"); `text` narrows deals by words ("windows"), `stage` by its code.
    """

    name: ClassVar[str] = "ask"
    about: Topic
    start: datetime | None = None
    end: datetime | None = None
    colleague: int | None = None
    stage: str | None = None
    least: Decimal | None = None
    most: Decimal | None = None
    text: str | None = None


#: By name, for reading stored and interpreted commands.
COMMANDS: dict[str, type[Command]] = {
    kind.name: kind
    for kind in (
        LogCall, LogMeeting, LogMessage, AddNote, SetAmount, MoveDeal, LoseDeal, AssignTask, BookVisit, FinishVisit,
        CompleteTask, PostponeTask, HandOver, SetPhone, SetEmail, SetAddress, CreateCustomer, OpenDeal, Find, Ask,
    )
}  # fmt: skip
