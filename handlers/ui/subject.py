"""What a message in the chat is about, read from the buttons that hang on it.

Every card and every notice carries buttons that name its thing, so a reply to one needs no memory of ours. Nothing here
is trusted: the actions check what the person may touch.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from aiogram.filters.callback_data import CallbackData
from aiogram.types import MaybeInaccessibleMessageUnion, Message

from handlers.ui.callbacks import (
    CallCb,
    CustomerCb,
    DealCb,
    MoveCb,
    NextCb,
    PostponeCb,
    SentenceCb,
    TaskCb,
    VisitCb,
)

_KINDS: dict[str, type[CallbackData]] = {
    kind.__prefix__: kind
    for kind in (DealCb, MoveCb, CallCb, NextCb, TaskCb, PostponeCb, VisitCb, CustomerCb, SentenceCb)
}


@dataclass(frozen=True, slots=True)
class Subject:
    """One of the three; a deal is preferred to its task, a task to its customer."""

    deal_id: int | None = None
    task_id: int | None = None
    customer_id: int | None = None


def find_subject(message: MaybeInaccessibleMessageUnion | None) -> Subject | None:
    """The subject of the message that was replied to; None when there is none or it names nothing."""
    found = [_read_subject(pressed) for pressed in _list_buttons(message)]
    deals = {subject.deal_id for subject in found if subject.deal_id}
    if len(deals) == 1:
        return Subject(deal_id=deals.pop())
    tasks = {subject.task_id for subject in found if subject.task_id}
    if len(tasks) == 1 and not deals:
        return Subject(task_id=tasks.pop())
    customers = {subject.customer_id for subject in found if subject.customer_id}
    if len(customers) == 1 and not deals and not tasks:
        return Subject(customer_id=customers.pop())
    return None


def find_sentence(message: MaybeInaccessibleMessageUnion | None) -> int | None:
    """The sentence whose card the message is."""
    return next((one.id for one in _list_buttons(message) if isinstance(one, SentenceCb) and one.id), None)


def _list_buttons(message: MaybeInaccessibleMessageUnion | None) -> Iterator[CallbackData]:
    if not isinstance(message, Message) or message.reply_markup is None:
        return
    for row in message.reply_markup.inline_keyboard:
        for one in row:
            kind = _KINDS.get((one.callback_data or "").partition(":")[0])
            if kind is not None:
                try:
                    yield kind.unpack(one.callback_data or "")
                except (TypeError, ValueError):
                    continue


def _read_subject(pressed: CallbackData) -> Subject:
    match pressed:
        case DealCb(id=deal_id) | MoveCb(deal=deal_id) | NextCb(deal=deal_id):
            return Subject(deal_id=deal_id)
        case CallCb(deal=deal_id, customer=customer_id):
            return Subject(deal_id=deal_id or None, customer_id=customer_id or None)
        case TaskCb(id=task_id) | PostponeCb(task=task_id):
            return Subject(task_id=task_id)
        case VisitCb(what="b", id=deal_id):
            return Subject(deal_id=deal_id)
        case VisitCb(id=task_id):
            return Subject(task_id=task_id)
        case CustomerCb(id=customer_id):
            return Subject(customer_id=customer_id)
        case _:
            return Subject()
