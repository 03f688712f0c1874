"""What buttons carry: the thing, the action and what the person saw, packed into 64 bytes at most.

Buttons are stateless: a card from last month works after ten restarts. Everything in them is forgeable and is checked
by the actions. `seen` is the version of the row that the person saw, so that an old card never overwrites silently.
"""

from __future__ import annotations

from enum import StrEnum

from aiogram.filters.callback_data import CallbackData


class DealAct(StrEnum):
    OPEN = "o"
    TIMELINE = "t"
    STAGES = "s"  # choose a stage
    AMOUNT = "a"  # ask for the amount
    NOTE = "n"  # ask for a note
    CALL = "c"  # choose the outcome of a call
    NEXT = "x"  # choose the next step
    FILES = "f"  # the files, sent again
    PEOPLE = "p"  # responsible and participants
    LINK = "l"  # the customer's personal link
    VISIT = "v"  # book a visit: choose purpose
    ADDRESS = "d"  # ask for the address


class DealCb(CallbackData, prefix="d"):
    """Things to do with a deal. `page` for the timeline."""

    act: DealAct
    id: int
    page: int = 0


class MoveCb(CallbackData, prefix="dm"):
    """Move a deal: `seen` is the stage the person saw, `reason` a loss reason (0: not asked yet)."""

    deal: int
    to: int
    seen: int
    reason: int = 0


class CallCb(CallbackData, prefix="dc"):
    """Log a call on a deal, or (`deal` 0) on a customer; `task` (0: none) is the task it completes.

    `outcome` is a CallOutcome value.
    """

    deal: int
    outcome: str
    task: int = 0
    customer: int = 0


class NextCb(CallbackData, prefix="dn"):
    """The next step of a deal: a call after a named pause (`when`, see handlers.ui.times), or "type" to type it."""

    deal: int
    when: str


class CustomerAct(StrEnum):
    OPEN = "o"
    TIMELINE = "t"
    DEAL = "d"  # a new deal
    NAME = "n"
    PHONE = "p"
    ADDRESS = "a"
    NOTE = "w"
    CALL = "c"  # choose the outcome of a call


class CustomerCb(CallbackData, prefix="c"):
    act: CustomerAct
    id: int
    page: int = 0


class TaskAct(StrEnum):
    OPEN = "o"
    DONE = "d"
    CALLED = "c"  # done, talked
    NO_ANSWER = "n"  # logs the call and moves the task on
    POSTPONE = "p"  # choose until when
    REASSIGN = "r"  # choose to whom
    TITLE = "t"  # ask for another title
    TIME = "m"  # ask for another time
    CANCEL = "x"
    NUDGE = "g"
    WAIT = "w"
    MEASURED = "s"
    INSTALLED = "i"
    FILES = "f"
    ABSENT = "b"  # nobody opened the door
    EDIT = "e"  # choose what to change


class TaskCb(CallbackData, prefix="t"):
    """Things to do with a task; `seen` is the version the person saw."""

    act: TaskAct
    id: int
    seen: int = 0


class PostponeCb(CallbackData, prefix="tp"):
    """Postpone a task by a named pause (`when`, see handlers.ui.times)."""

    task: int
    when: str
    seen: int = 0


class AssignCb(CallbackData, prefix="ta"):
    """Hand a task (`what` "t"), a deal ("d") or a deal's craft ("m" measurer, "i" installer) to an employee.

    `to` 0 asks whom, with `page` of the list.
    """

    what: str
    id: int
    to: int
    seen: int = 0
    page: int = 0


class VisitCb(CallbackData, prefix="v"):
    """Book or move a visit in steps: `day` is YYMMDD, `at` HHMM local company time; 0 while not chosen.

    `what`: "b" books (`id` is the deal; `purpose` m/i), "m" moves (`id` is the task).
    """

    what: str
    id: int
    purpose: str = "m"
    day: int = 0
    at: int = 0


class NoteCb(CallbackData, prefix="y"):
    """One entry of the timeline in full."""

    id: int


class AttachCb(CallbackData, prefix="f"):
    """Attach the files that wait in the conversation to this deal."""

    deal: int


class RefileCb(CallbackData, prefix="fr"):
    """Move an attached file (an activity) and those that came with it to another deal; `deal` 0 asks to which."""

    file: int
    deal: int = 0


class SharedAct(StrEnum):
    NOTE = "n"  # a note on the deal `to`
    LIST = "l"  # choose another deal
    DEAL = "d"  # a new deal of the customer `to`
    NEW = "c"  # a new customer with a deal
    PHONE = "p"  # one more phone of the customer `to`


class SharedCb(CallbackData, prefix="w"):
    """What becomes of a forwarded text or a shared contact: `text` is the number of the message it came in."""

    act: SharedAct
    text: int
    to: int = 0


class PlaceCb(CallbackData, prefix="fp"):
    """An attached location (an activity) becomes the customer's address."""

    file: int


class SentenceAct(StrEnum):
    SHOW = "o"
    YES = "y"  # everything that waits
    UNDO = "u"  # everything that was done
    EDIT = "e"  # choose what becomes of a line
    DROP = "x"  # take a line out
    SET = "s"  # `value` for the line: a code, an id, a named pause or a moment, by the kind of its command
    TYPE = "t"  # type the line's value; "time" for its time
    DAY = "d"  # the free hours of a day
    GIVE = "g"  # choose another assignee
    WHO = "w"  # the customer meant
    DEAL = "l"  # the deal meant
    ELSE = "p"  # somebody else: type whom
    NEW = "n"  # the unknown name becomes a customer
    TAKE = "a"  # `value` says as what: note, call, task, free (a task of nobody), new, find


class SentenceCb(CallbackData, prefix="s"):
    """Things to do with what was understood of a sentence: `id` is its row, `line` one of its lines (0: none)."""

    act: SentenceAct
    id: int
    line: int = 0
    value: str = ""


class AskedCb(CallbackData, prefix="k"):
    """A page of the list that answers a question: `text` is the number of its message; it waits in the conversation."""

    text: int
    page: int = 0


class LearnCb(CallbackData, prefix="e"):
    """The sentences that were corrected: `act` "list" (with `page`) or "file"."""

    act: str
    page: int = 0


class UndoCb(CallbackData, prefix="u"):
    change: int


class ListCb(CallbackData, prefix="l"):
    """A list behind a number. `what` names it, `day` is YYMMDD or 0, `who` an employee or 0."""

    what: str
    day: int = 0
    who: int = 0
    page: int = 0


class HomeCb(CallbackData, prefix="h"):
    """To a person's main screen, dropping a question that waits for an answer."""


class NewCb(CallbackData, prefix="n"):
    """A new customer and deal: `step` of the conversation, `value` chosen in it."""

    step: str
    value: str = ""


class BoardCb(CallbackData, prefix="b"):
    """The board (`stage` 0) or the deals of one stage; `who` filters by the responsible."""

    stage: int = 0
    who: int = 0
    page: int = 0


class OwnerCb(CallbackData, prefix="o"):
    """First start, settings, invitations, people: `act` and its value."""

    act: str
    value: str = ""


class OrderAct(StrEnum):
    OPEN = "o"
    MARK = "m"


class OrderCb(CallbackData, prefix="r"):
    """The customer's own order: `id` is the deal, `value` the mark."""

    act: OrderAct
    id: int
    value: int = 0


class PersonCb(CallbackData, prefix="p"):
    """The customer's own: "lang" with a locale, "home", "call" with a deal, "new" with the number of a message."""

    act: str
    value: str = ""


class CancelCb(CallbackData, prefix="x"):
    """Leave a question unanswered; nothing is changed."""
