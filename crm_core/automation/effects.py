"""What a rule can do: a closed registry. An effect is a validated set of parameters and one function.

Effects run in the transaction of what caused them, with the system's rights: the rule decides, not the role of whoever
pressed the button. A new effect is a class, a function, a line of the registry and a test.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field, model_validator
from sqlalchemy import exists, select

from crm_core.company.queries import get_working_time
from crm_core.db.unit_of_work import Work
from crm_core.deals.actions import MoveDeal, move_deal
from crm_core.deals.models import Deal, Mark, Participant, Stage, StageKind
from crm_core.kernel.actor import Role, build_system_actor
from crm_core.kernel.wording import Wording
from crm_core.kernel.working_time import WorkingTime
from crm_core.notifications.models import NotificationKind, Priority
from crm_core.notifications.outbox import queue
from crm_core.notifications.reactions import queue_for_customer
from crm_core.staff.models import Craft, Employee
from crm_core.staff.queries import list_employees
from crm_core.tasks.actions import CompleteTask, NewTask, complete_task, create_task
from crm_core.tasks.models import Task, TaskKind, TaskStatus, VisitPurpose


class Parameters(BaseModel):
    """Unknown names and wrong types are refused when a rule is written."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class Within(Parameters):
    """Working time: minutes or hours of it, or the same hour some working days later."""

    minutes: int | None = Field(None, gt=0, le=100_000)
    hours: int | None = Field(None, gt=0, le=2_000)
    days: int | None = Field(None, gt=0, le=365)

    @model_validator(mode="after")
    def _exactly_one(self) -> Within:
        if sum(value is not None for value in (self.minutes, self.hours, self.days)) != 1:
            raise ValueError("give one of minutes, hours, days")
        return self

    def after(self, now: datetime, working_time: WorkingTime) -> datetime:
        if self.days is not None:
            return add_working_days(now, self.days, working_time)
        return working_time.add(now, timedelta(minutes=self.minutes or 0, hours=self.hours or 0))


def add_working_days(now: datetime, days: int, working_time: WorkingTime) -> datetime:
    """The same local hour `days` working days later, or the next opening when that hour is not working time."""
    moment, left = now.astimezone(working_time.zone), days
    for _ in range(400):
        moment += timedelta(days=1)  # wall time: a day with a clock change is a day
        left -= bool(working_time.spans_of(moment.date()))
        if left == 0:
            break
    return working_time.next_open(moment.astimezone(now.tzinfo))


@dataclass(frozen=True, slots=True)
class Occasion:
    """What an effect acts on. `work` carries the system's rights; `mark` is set when the trigger was a mark."""

    work: Work
    deal: Deal
    mark: int | None = None

    def as_system(self) -> Work:
        """The same transaction, so that actions let rules do what the person who caused them may not."""
        return replace(self.work, actor=build_system_actor())


class CreateTask(Parameters):
    kind: TaskKind
    title: Wording
    assignee: Literal["responsible", "measurer", "installer", "owner"] = "responsible"
    within: Within
    deadline: bool = False
    #: Nothing to do when such a visit is booked already.
    unless_visit: VisitPurpose | None = None


class MoveTo(Parameters):
    """Only forward: a second measurement does not take a paid deal back."""

    to: str


class FinishTask(Parameters):
    """Completes the open task of this title on the deal, which another rule has made."""

    title: Wording


class NoParameters(Parameters):
    pass


async def _create_task(occasion: Occasion, wanted: CreateTask) -> None:
    work, deal = occasion.as_system(), occasion.deal
    if wanted.unless_visit is not None and await _has_visit(work, deal.id, wanted.unless_visit):
        return
    if await _find_open(work, deal.id, wanted.title) is not None:
        return
    assignee_id = await _find_assignee(work, deal, wanted.assignee)
    working_time = await get_working_time(work.session, await work.session.get_one(Employee, assignee_id))
    command = NewTask(
        kind=wanted.kind,
        title=wanted.title,
        due_at=wanted.within.after(work.now, working_time),
        assignee_id=assignee_id,
        deal_id=deal.id,
        customer_id=deal.customer_id,
        is_deadline=wanted.deadline,
    )
    await create_task(work, command)


async def _has_visit(work: Work, deal_id: int, purpose: VisitPurpose) -> bool:
    query = exists().where(Task.deal_id == deal_id, Task.purpose == purpose, Task.status == TaskStatus.OPEN)
    return bool(await work.session.scalar(select(query)))


async def _find_open(work: Work, deal_id: int, title: Wording) -> Task | None:
    """The open task of the deal with exactly this title: rules do not double their tasks."""
    query = select(Task).where(Task.deal_id == deal_id, Task.status == TaskStatus.OPEN).order_by(Task.id)
    return next((task for task in (await work.session.execute(query)).scalars() if task.title == title), None)


async def _find_assignee(work: Work, deal: Deal, wanted: str) -> int:
    """Who is meant; the responsible when nobody takes that part."""
    if wanted == "owner":
        owners = await list_employees(work.session, roles=(Role.OWNER,))
        return owners[0].id if owners else deal.responsible_id
    if wanted != "responsible":
        query = select(Participant.employee_id).where(
            Participant.deal_id == deal.id, Participant.craft == Craft(wanted), Participant.archived_at.is_(None)
        )
        return (await work.session.execute(query)).scalar_one_or_none() or deal.responsible_id
    return deal.responsible_id


async def _move_deal(occasion: Occasion, wanted: MoveTo) -> None:
    work, deal = occasion.as_system(), occasion.deal
    query = select(Stage).where(
        Stage.pipeline_id == deal.pipeline_id, Stage.code == wanted.to, Stage.archived_at.is_(None)
    )
    target = (await work.session.execute(query)).scalar_one_or_none()
    present = await work.session.get_one(Stage, deal.stage_id)
    if target is None or present.kind is not StageKind.OPEN or target.position <= present.position:
        return
    await move_deal(work, MoveDeal(deal_id=deal.id, to_stage_id=target.id))


async def _finish_task(occasion: Occasion, wanted: FinishTask) -> None:
    task = await _find_open(occasion.work, occasion.deal.id, wanted.title)
    if task is not None:
        await complete_task(occasion.as_system(), CompleteTask(task_id=task.id))


async def _ask_mark(occasion: Occasion, _: NoParameters) -> None:
    work, deal = occasion.work, occasion.deal
    if await work.session.scalar(select(exists().where(Mark.deal_id == deal.id))):
        return
    await queue_for_customer(
        work,
        deal.customer_id,
        NotificationKind.CUSTOMER_MARK,
        {"deal_id": deal.id},
        unique_key=f"{deal.id}:{work.change_id}",
    )


async def _tell_owners(occasion: Occasion, _: NoParameters) -> None:
    """Of a mark; a rule with another trigger has nothing to tell."""
    if occasion.mark is None:
        return
    for owner in await list_employees(occasion.work.session, roles=(Role.OWNER,)):
        await queue(
            occasion.work,
            NotificationKind.LOW_MARK,
            {"deal_id": occasion.deal.id, "mark": occasion.mark},
            unique_key=str(occasion.deal.id),
            employee_id=owner.id,
            priority=Priority.URGENT,
        )


@dataclass(frozen=True, slots=True)
class Effect:
    parameters: type[Parameters]
    run: Callable[[Occasion, Any], Awaitable[None]]


EFFECTS: dict[str, Effect] = {
    "create_task": Effect(CreateTask, _create_task),
    "move_deal": Effect(MoveTo, _move_deal),
    "finish_task": Effect(FinishTask, _finish_task),
    "ask_mark": Effect(NoParameters, _ask_mark),
    "tell_owners": Effect(NoParameters, _tell_owners),
}


def check_effect(stored: dict[str, Any]) -> tuple[Effect, Parameters]:
    """The registered effect and its parameters. ValueError (pydantic's own included) names what is wrong."""
    name = stored.get("effect")
    effect = EFFECTS.get(name) if isinstance(name, str) else None
    if effect is None:
        raise ValueError(f"there is no effect {name!r}: one of {', '.join(EFFECTS)}")
    return effect, effect.parameters.model_validate({key: value for key, value in stored.items() if key != "effect"})


async def run_effect(occasion: Occasion, stored: dict[str, Any]) -> None:
    effect, parameters = check_effect(stored)
    await effect.run(occasion, parameters)
