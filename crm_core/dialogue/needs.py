"""What a line still needs before it can be done: pure rules."""

from __future__ import annotations

from crm_core.dialogue.rows import Line, Missing, Target
from crm_core.language.commands import (
    Ask,
    AssignTask,
    BookVisit,
    CompleteTask,
    CreateCustomer,
    Find,
    FinishVisit,
    HandOver,
    LoseDeal,
    MoveDeal,
    OpenDeal,
    PostponeTask,
    SetAddress,
    SetAmount,
    SetEmail,
    SetPhone,
)

_OF_DEAL = (SetAmount, MoveDeal, LoseDeal, BookVisit, FinishVisit, HandOver)
_OF_CUSTOMER = (SetPhone, SetEmail, SetAddress, OpenDeal)


def find_missing(line: Line, target: Target | None, *, is_named: bool, has_several_deals: bool) -> Missing | None:
    """`is_named`: somebody was named, so that no target means that it is not known yet who."""
    command = line.command
    if isinstance(command, Find | Ask | CreateCustomer):
        return None
    if target is None:
        stands_alone = isinstance(command, AssignTask) and not is_named and (command.kind == "todo" or command.title)
        of_task = isinstance(command, CompleteTask | PostponeTask) and line.task_id is not None
        if not stands_alone and not of_task:
            return Missing.CUSTOMER
    elif target.deal_id is None and (
        isinstance(command, _OF_DEAL) or (has_several_deals and not isinstance(command, _OF_CUSTOMER))
    ):
        return Missing.DEAL
    return _find_missing_value(line, target)


def _find_missing_value(line: Line, target: Target | None) -> Missing | None:
    match line.command:
        case AssignTask(due=None) | BookVisit(start=None):
            return Missing.TIME
        case BookVisit(is_day=True):
            return Missing.HOUR
        case LoseDeal(reason=None):
            return Missing.REASON
        case SetAmount(currency=str(currency)) if target is not None and currency != target.currency:
            return Missing.AMOUNT
        case _:
            return None
