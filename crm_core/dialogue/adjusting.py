"""A done line with other values, where that is a change of its own: another sum, another time, somebody else to do it.

Whoever was told the former value hears of the new one as of any other change. *Undo* then takes back both in turn.
"""

from __future__ import annotations

from dataclasses import replace

from crm_core.db.unit_of_work import Work
from crm_core.db.visibility import get_visible
from crm_core.deals.actions import ChangeDeal, change_deal
from crm_core.deals.models import Deal
from crm_core.dialogue.rows import Line
from crm_core.history.errors import UndoConflict
from crm_core.kernel.permissions import Right
from crm_core.kernel.wording import typed
from crm_core.language.commands import AssignTask, BookVisit, Command, SetAmount
from crm_core.tasks.actions import (
    ChangeTask,
    PostponeTask,
    ReassignTask,
    change_task,
    get_open_task,
    postpone_task,
    reassign_task,
)
from crm_core.tasks.models import VisitPurpose
from crm_core.tasks.visits import BookVisit as Booking
from crm_core.tasks.visits import book_visit


def can_adjust(line: Line, wanted: Command) -> bool:
    """Whether `wanted` is the done line's own command with such other values as can be changed afterwards."""
    match line.command, wanted:
        case SetAmount(currency=before), SetAmount(currency=after):
            return before == after and line.target is not None and line.target.deal_id is not None
        case BookVisit(purpose=before), BookVisit(purpose=after, start=start, is_day=False):
            return before == after and start is not None and line.task_id is not None
        case AssignTask() as before, AssignTask() as after:
            same = replace(before, due=None, assignee=None, title="") == replace(
                after, due=None, assignee=None, title=""
            )
            return (
                same and after.due is not None and line.task_id is not None and bool(before.title) == bool(after.title)
            )
        case _:
            return False


async def adjust(work: Work, line: Line, wanted: Command) -> Line:
    """The line as it is then. Raises UndoConflict when somebody has changed the thing since."""
    match line.command, wanted:
        case SetAmount() as before, SetAmount() as after:
            await _change_amount(work, line, before, after)
        case BookVisit() as before, BookVisit() as after:
            await _move_visit(work, line, before, after)
        case AssignTask() as before, AssignTask() as after:
            await _change_task(work, line, before, after)
    return replace(line, command=wanted)


async def _change_amount(work: Work, line: Line, before: SetAmount, after: SetAmount) -> None:
    deal_id = (line.target.deal_id if line.target else None) or 0
    deal = await get_visible(work.session, work.actor, Deal, deal_id, Right.CHANGE, lock=True)
    if deal.amount != before.amount:
        raise UndoConflict
    await change_deal(work, ChangeDeal(deal.id, amount=after.amount))


async def _move_visit(work: Work, line: Line, before: BookVisit, after: BookVisit) -> None:
    visit = await get_open_task(work, line.task_id or 0, None)
    if visit.due_at != before.start or visit.deal_id is None or after.start is None:
        raise UndoConflict
    assignee = after.assignee if after.assignee != before.assignee else None
    await book_visit(work, Booking(visit.deal_id, VisitPurpose(after.purpose), after.start, assignee))


async def _change_task(work: Work, line: Line, before: AssignTask, after: AssignTask) -> None:
    task = await get_open_task(work, line.task_id or 0, None)
    if task.due_at != before.due:
        raise UndoConflict
    if after.title != before.title:
        await change_task(work, ChangeTask(task.id, typed(after.title)))
    if after.due is not None and after.due != before.due:
        await postpone_task(work, PostponeTask(task.id, after.due))
    if after.assignee != before.assignee:
        await reassign_task(work, ReassignTask(task.id, after.assignee or work.actor.employee_id or 0))
