"""One command of a sentence, done by the areas' own actions: what a button would do, with the same rights and rules."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select

from crm_core.activities import actions as timeline
from crm_core.activities.models import CallOutcome, Direction
from crm_core.customers import actions as customers
from crm_core.customers.models import ContactKind, Customer
from crm_core.db.unit_of_work import Work
from crm_core.db.visibility import get_visible
from crm_core.deals import actions as deals
from crm_core.deals.models import Deal, Stage, StageChange, StageKind
from crm_core.deals.queries import list_loss_reasons, list_stages
from crm_core.dialogue.open_tasks import find_own_call, find_own_next, find_visit
from crm_core.dialogue.rows import Line, LineStatus, Missing, Target
from crm_core.kernel.actor import Role
from crm_core.kernel.errors import ChangedMeanwhile, NotPermitted
from crm_core.kernel.permissions import Right
from crm_core.kernel.wording import typed
from crm_core.language import commands as said
from crm_core.tasks import actions as tasks
from crm_core.tasks.models import TaskKind, VisitPurpose

SOURCE = "chat"

#: A specialist's screens have no buttons for these.
_NOT_FOR_SPECIALISTS = (
    said.CreateCustomer, said.OpenDeal, said.SetAmount, said.MoveDeal, said.LoseDeal, said.HandOver,
    said.SetPhone, said.SetEmail, said.SetAddress,
)  # fmt: skip


@dataclass(slots=True)
class Errand:
    """What the lines of one plan share while they are done. `target` grows when a line makes a customer or a deal.

    `seen` is the target as the person saw it when he was asked, None when nothing was asked.
    """

    work: Work
    target: Target | None
    lines: Sequence[Line]
    task_id: int | None = None
    seen: Target | None = None

    @property
    def about(self) -> Target:
        """Lines without a target do not come here: see `needs.find_missing`."""
        if self.target is None or self.target.customer_id is None:
            raise LookupError(self.lines)
        return self.target

    @property
    def place(self) -> dict[str, int | None]:
        """Where the areas' actions write: on the deal, else on the customer."""
        if self.target is None:
            return {}
        if self.target.deal_id is not None:
            return {"deal_id": self.target.deal_id}
        return {"customer_id": self.target.customer_id}

    def has(self, *kinds: type[said.Command]) -> bool:
        return any(isinstance(line.command, kinds) and line.status is not LineStatus.DROPPED for line in self.lines)


@dataclass(frozen=True, slots=True)
class Result:
    """`missing`: nothing was done, this is needed first. `command`: what it has turned out to be."""

    task_id: int | None = None
    missing: Missing | None = None
    command: said.Command | None = None


async def do_line(errand: Errand, line: Line) -> Result:
    """Raises whatever the areas' actions refuse with."""
    actor = errand.work.actor
    if actor.has_role(Role.SPECIALIST) and isinstance(line.command, _NOT_FOR_SPECIALISTS):
        raise NotPermitted(line.command.name)
    return await _DOERS[type(line.command)](errand, line.command, line) or Result()


async def _log_call(errand: Errand, call: said.LogCall, line: Line) -> Result:
    """It settles the person's own call with her, as the button does; not when the sentence says when to call next."""
    outcome, direction = CallOutcome(call.outcome), Direction(call.direction)
    task_id = None if direction is Direction.IN and outcome is CallOutcome.MISSED else await _find_call(errand)
    if outcome is CallOutcome.NO_ANSWER and _is_called_again(errand):
        task_id = None
    command = timeline.LogCall(
        outcome=outcome,
        direction=direction,
        duration_seconds=None if call.duration_minutes is None else call.duration_minutes * 60,
        text=call.text or None,
        task_id=task_id,
        at=call.at,
        **errand.place,
    )
    await timeline.log_call(errand.work, command)
    return Result(task_id)


async def _find_call(errand: Errand) -> int | None:
    return await find_own_call(errand.work, errand.about)


def _is_called_again(errand: Errand) -> bool:
    return any(
        isinstance(line.command, said.AssignTask)
        and line.command.kind == "call"
        and line.command.due is not None
        and line.command.assignee in (None, errand.work.actor.employee_id)
        and line.status is not LineStatus.DROPPED
        for line in errand.lines
    )


async def _log_meeting(errand: Errand, meeting: said.LogMeeting, _: Line) -> None:
    await timeline.log_meeting(
        errand.work, timeline.LogMeeting(text=meeting.text or None, at=meeting.at, **errand.place)
    )


async def _log_message(errand: Errand, message: said.LogMessage, _: Line) -> None:
    command = timeline.LogMessage(Direction(message.direction), text=message.text or None, **errand.place)
    await timeline.log_message(errand.work, command)


async def _add_note(errand: Errand, note: said.AddNote, _: Line) -> None:
    await timeline.add_note(errand.work, timeline.AddNote(note.text, **errand.place))


async def _set_amount(errand: Errand, command: said.SetAmount, _: Line) -> None:
    deal = await _get_deal(errand)
    own = {line.command.amount for line in errand.lines if isinstance(line.command, said.SetAmount)}
    seen = errand.seen
    if seen is not None and seen.deal_id == deal.id and deal.amount not in own | {seen.amount}:
        raise ChangedMeanwhile("deals", deal.id)
    await deals.change_deal(errand.work, deals.ChangeDeal(deal.id, amount=command.amount))


async def _get_deal(errand: Errand) -> Deal:
    return await get_visible(
        errand.work.session, errand.work.actor, Deal, errand.about.deal_id or 0, Right.CHANGE, lock=True
    )


async def _move_deal(errand: Errand, command: said.MoveDeal, _: Line) -> Result:
    deal = await _get_deal(errand)
    stages = await list_stages(errand.work.session, deal.pipeline_id)
    stage = next((one for one in stages if one.code == command.stage), None)
    if stage is None:
        return Result(missing=Missing.STAGE)
    if stage.kind is StageKind.LOST:
        return Result(missing=Missing.REASON, command=said.LoseDeal(who=command.who))
    await _check_stage(errand, deal)
    await deals.move_deal(errand.work, deals.MoveDeal(deal.id, stage.id))
    return Result()


async def _check_stage(errand: Errand, deal: Deal) -> None:
    """A colleague may have moved it since the person was asked; his own moves and the rules' are no surprise."""
    seen = errand.seen
    if seen is None or seen.deal_id != deal.id or seen.stage_id == deal.stage_id:
        return
    query = select(StageChange.employee_id).where(StageChange.deal_id == deal.id, StageChange.undone_at.is_(None))
    mover = (await errand.work.session.execute(query.order_by(StageChange.id.desc()).limit(1))).scalar_one_or_none()
    if mover is not None and mover != errand.work.actor.employee_id:
        raise ChangedMeanwhile("deals", deal.id)


async def _lose_deal(errand: Errand, command: said.LoseDeal, _: Line) -> Result:
    deal = await _get_deal(errand)
    stages = await list_stages(errand.work.session, deal.pipeline_id)
    lost = next((one for one in stages if one.kind is StageKind.LOST), None)
    reasons = await list_loss_reasons(errand.work.session)
    reason = next((one for one in reasons if one.code == command.reason), None)
    if reason is None or lost is None:
        return Result(missing=Missing.REASON, command=said.LoseDeal(who=command.who))
    await _check_stage(errand, deal)
    await deals.move_deal(errand.work, deals.MoveDeal(deal.id, lost.id, loss_reason_id=reason.id))
    return Result()


async def _assign_task(errand: Errand, command: said.AssignTask, _: Line) -> Result:
    """A call that nobody answered is moved rather than doubled. What is planned about a deal that the same sentence
    loses is planned about the customer, for a lost deal keeps no tasks.
    """
    work, due = errand.work, command.due
    if due is None:
        return Result(missing=Missing.TIME)
    moves = command.kind == "call" and command.recurrence is None and _is_called_again(errand)
    if moves and _was_not_answered(errand):
        task_id = await _find_call(errand)
        if task_id is not None:
            await tasks.postpone_task(work, tasks.PostponeTask(task_id, due))
            return Result(task_id)
    place = errand.place
    if errand.target is not None and errand.has(said.LoseDeal):
        place = {"customer_id": errand.target.customer_id}
    task = await tasks.create_task(
        work,
        tasks.NewTask(
            kind=TaskKind(command.kind),
            title=typed(command.title) if command.title else {},
            due_at=due,
            assignee_id=command.assignee or work.actor.employee_id,
            deal_id=place.get("deal_id"),
            customer_id=place.get("customer_id"),
            recurrence=command.recurrence,
        ),
    )
    return Result(task.id)


def _was_not_answered(errand: Errand) -> bool:
    return any(
        isinstance(line.command, said.LogCall)
        and line.command.outcome == "no_answer"
        and line.status is not LineStatus.DROPPED
        for line in errand.lines
    )


async def _book_visit(errand: Errand, command: said.BookVisit, _: Line) -> Result:
    """A specialist moves his own visit, and books none."""
    work, purpose, start = errand.work, VisitPurpose(command.purpose), command.start
    if start is None:
        return Result(missing=Missing.TIME)
    if work.actor.has_role(Role.SPECIALIST):
        own = await find_visit(work, errand.about, purpose)
        if own is None:
            raise NotPermitted(command.name)
        return Result((await tasks.move_visit(work, tasks.MoveVisit(own, start))).id)
    booking = tasks.BookVisit(errand.about.deal_id or 0, purpose, start, command.assignee)
    return Result((await tasks.book_visit(work, booking)).id)


async def _finish_visit(errand: Errand, command: said.FinishVisit, _: Line) -> Result:
    task_id = await find_visit(errand.work, errand.about, VisitPurpose(command.purpose))
    if task_id is None:
        return Result(missing=Missing.TASK)
    await tasks.complete_task(errand.work, tasks.CompleteTask(task_id))
    return Result(task_id)


async def _complete_task(errand: Errand, _: said.CompleteTask, line: Line) -> Result:
    task_id = await _find_task(errand, line)
    if task_id is None:
        return Result(missing=Missing.TASK)
    await tasks.complete_task(errand.work, tasks.CompleteTask(task_id))
    return Result(task_id)


async def _postpone_task(errand: Errand, command: said.PostponeTask, line: Line) -> Result:
    task_id = await _find_task(errand, line)
    if task_id is None:
        return Result(missing=Missing.TASK)
    await tasks.postpone_task(errand.work, tasks.PostponeTask(task_id, command.due))
    return Result(task_id)


async def _find_task(errand: Errand, line: Line) -> int | None:
    if line.task_id is not None or errand.target is None:
        return line.task_id
    return await find_own_next(errand.work, errand.target)


async def _hand_over(errand: Errand, command: said.HandOver, _: Line) -> None:
    await deals.reassign_deal(errand.work, deals.ReassignDeal(errand.about.deal_id or 0, command.to))


async def _set_phone(errand: Errand, command: said.SetPhone, _: Line) -> None:
    await _add_contact(errand, ContactKind.PHONE, command.phone)


async def _set_email(errand: Errand, command: said.SetEmail, _: Line) -> None:
    await _add_contact(errand, ContactKind.EMAIL, command.email)


async def _add_contact(errand: Errand, kind: ContactKind, value: str) -> None:
    await customers.add_contact(errand.work, customers.AddContact(errand.about.customer_id or 0, kind, value))


async def _set_address(errand: Errand, command: said.SetAddress, _: Line) -> None:
    change = customers.ChangeCustomer(errand.about.customer_id or 0, address=command.address)
    await customers.change_customer(errand.work, change)


async def _create_customer(errand: Errand, command: said.CreateCustomer, _: Line) -> None:
    """With her deal, as *New* does it."""
    newcomer = customers.NewCustomer(
        command.full_name, phone=command.phone, email=command.email, address=command.address, source=SOURCE
    )
    customer = await customers.create_customer(errand.work, newcomer)
    await _start_deal(errand, customer, command.phone, command.wish)


async def _open_deal(errand: Errand, command: said.OpenDeal, _: Line) -> None:
    customer_id = errand.about.customer_id or 0
    customer = await get_visible(errand.work.session, errand.work.actor, Customer, customer_id, Right.CHANGE)
    await _start_deal(errand, customer, errand.about.phone, command.wish)


async def _start_deal(errand: Errand, customer: Customer, phone: str | None, wish: str | None) -> None:
    deal = await deals.create_deal(errand.work, deals.NewDeal(customer.id, wish=wish or None, source=SOURCE))
    await errand.work.session.refresh(deal, ["number"])
    stage = await errand.work.session.get_one(Stage, deal.stage_id)
    errand.target = Target(
        customer.id, customer.name, phone, deal.id, deal.number, stage.name, stage.id, deal.amount, deal.currency
    )


_DOERS: dict[type[said.Command], Callable[[Errand, Any, Line], Awaitable[Result | None]]] = {
    said.LogCall: _log_call,
    said.LogMeeting: _log_meeting,
    said.LogMessage: _log_message,
    said.AddNote: _add_note,
    said.SetAmount: _set_amount,
    said.MoveDeal: _move_deal,
    said.LoseDeal: _lose_deal,
    said.AssignTask: _assign_task,
    said.BookVisit: _book_visit,
    said.FinishVisit: _finish_visit,
    said.CompleteTask: _complete_task,
    said.PostponeTask: _postpone_task,
    said.HandOver: _hand_over,
    said.SetPhone: _set_phone,
    said.SetEmail: _set_email,
    said.SetAddress: _set_address,
    said.CreateCustomer: _create_customer,
    said.OpenDeal: _open_deal,
}

#: In this order they are done, whatever the order of the words: what is looked up first, what takes rights away last.
ORDER = (
    said.CreateCustomer, said.OpenDeal, said.SetPhone, said.SetEmail, said.SetAddress,
    said.LogCall, said.LogMeeting, said.LogMessage, said.AddNote, said.SetAmount,
    said.FinishVisit, said.CompleteTask, said.PostponeTask, said.MoveDeal, said.LoseDeal,
    said.BookVisit, said.AssignTask, said.HandOver,
)  # fmt: skip
