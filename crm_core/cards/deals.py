"""A deal's card and lists of deals: a card is 3 queries, a list 1 (2 behind its end)."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from operator import eq, ge, le, lt
from typing import Any

from sqlalchemy import ColumnElement, Select, cast, func, literal, or_, select, true
from sqlalchemy import Text as TextType
from sqlalchemy.dialects.postgresql import JSONB, aggregate_order_by
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.sql.selectable import LateralFromClause

from crm_core.activities.models import Activity
from crm_core.activities.queries import list_last_events
from crm_core.cards.rows import DealCard, DealRow, TaskBrief
from crm_core.customers.models import ContactKind, ContactPoint, Customer
from crm_core.db.paging import Page, count_all, cut_page
from crm_core.db.visibility import visible_to
from crm_core.deals.models import Deal, LossReason, Mark, Participant, Stage, StageChange, StageKind
from crm_core.kernel.actor import Actor
from crm_core.kernel.errors import NotVisible
from crm_core.staff.models import Craft, Employee
from crm_core.tasks.models import Task, TaskStatus
from crm_core.tasks.queries import is_in_first_stage, is_without_next_step, list_open_tasks_of_deal
from crm_core.tasks.rows import TaskRow

_WORD = re.compile(r"[^\W_]+")

#: Further words narrow nothing.
MOST_WORDS = 5


@dataclass(frozen=True, slots=True)
class DealFilter:
    """Only what is given narrows the list; spans are half-open. `moved_*` is about moves between stages, not births.

    `closed_kind` (won or lost) looks at closed deals whatever `open_only` says. `words` are looked for by their
    beginnings in what was asked for, where it is, and what was written about it: endings differ in three languages.
    """

    stage_id: int | None = None
    responsible_id: int | None = None
    customer_id: int | None = None
    open_only: bool = True
    without_next_step: bool = False
    new_only: bool = False
    created_from: datetime | None = None
    created_to: datetime | None = None
    moved_from: datetime | None = None
    moved_to: datetime | None = None
    closed_kind: StageKind | None = None
    closed_from: datetime | None = None
    closed_to: datetime | None = None
    amount_from: Decimal | None = None
    amount_to: Decimal | None = None
    words: str | None = None


async def get_deal_card(session: AsyncSession, actor: Actor, deal_id: int) -> DealCard:
    """Raises NotVisible."""
    query = _select_card().where(Deal.id == deal_id, Deal.archived_at.is_(None), visible_to(actor, Deal))
    found = (await session.execute(query)).one_or_none()
    if found is None:
        raise NotVisible("deals", deal_id)
    tasks = await list_open_tasks_of_deal(session, deal_id)
    events = await list_last_events(session, actor, deal_id=deal_id)
    deal, customer, stage, responsible = found[:4]
    phones, has_telegram, participants, reason, mark = found[4:]
    return DealCard(
        id=deal.id,
        version=deal.version,
        number=deal.number,
        customer_id=customer.id,
        customer_name=customer.name,
        customer_has_telegram=has_telegram,
        phones=tuple(phones or ()),
        address=customer.address,
        latitude=customer.latitude,
        longitude=customer.longitude,
        pipeline_id=deal.pipeline_id,
        stage_id=deal.stage_id,
        stage=stage,
        stage_kind=deal.stage_kind,
        amount=deal.amount,
        currency=deal.currency,
        responsible_id=deal.responsible_id,
        responsible_name=responsible,
        next_task=_make_brief(tasks[0]) if tasks else None,
        stage_entered_at=deal.stage_entered_at,
        created_at=deal.created_at,
        wish=deal.wish,
        source=deal.source,
        loss_reason=reason,
        participants=tuple((Craft(craft), person, name) for craft, person, name in participants or ()),
        next_tasks=tasks,
        events=events,
        mark=mark,
    )


async def list_deals(
    session: AsyncSession, actor: Actor, deal_filter: DealFilter, limit: int = 8, offset: int = 0
) -> Page[DealRow]:
    """Those with the most urgent next step first, then those without one by age; closed ones from the latest."""
    conditions = [Deal.archived_at.is_(None), visible_to(actor, Deal), *_make_conditions(deal_filter)]
    found = (await session.execute(_select_rows(conditions, limit, offset))).all()
    total = await count_all(session, Deal.id, conditions, found, offset)
    return Page(tuple(_make_row(row) for row in found), total, offset, limit)


async def list_deals_of_customer(session: AsyncSession, actor: Actor, customer_id: int) -> tuple[DealRow, ...]:
    """Open and closed ones that the actor may see, for the customer's card; 1 query."""
    conditions = [Deal.archived_at.is_(None), visible_to(actor, Deal), Deal.customer_id == customer_id]
    return tuple(_make_row(row) for row in await session.execute(_select_rows(conditions, 50, 0)))


def _select_rows(conditions: list[ColumnElement[bool]], limit: int, offset: int) -> Select[*tuple[Any, ...]]:
    due = select(func.min(Task.due_at)).where(Task.deal_id == Deal.id, Task.status == TaskStatus.OPEN)
    first_due = due.correlate(Deal).scalar_subquery()
    order = (Deal.closed_at.desc().nulls_first(), first_due.nulls_last(), Deal.created_at, Deal.id)
    page = cut_page(Deal.id, conditions, order, limit, offset)
    step = find_next_task()
    return (
        select(Deal, Customer.name, Stage.name, Employee.name, *step.c, page.c.total)
        .select_from(page)
        .join(Deal, Deal.id == page.c.id)
        .join(Customer, Customer.id == Deal.customer_id)
        .join(Stage, Stage.id == Deal.stage_id)
        .join(Employee, Employee.id == Deal.responsible_id)
        .outerjoin(step, true())
        .order_by(page.c.place)
    )


def _make_conditions(deal_filter: DealFilter) -> list[ColumnElement[bool]]:
    wanted: list[tuple[Any, Any, Callable[[Any, Any], Any]]] = [
        (deal_filter.stage_id, Deal.stage_id, eq),
        (deal_filter.responsible_id, Deal.responsible_id, eq),
        (deal_filter.customer_id, Deal.customer_id, eq),
        (deal_filter.created_from, Deal.created_at, ge),
        (deal_filter.created_to, Deal.created_at, lt),
        (deal_filter.closed_kind, Deal.stage_kind, eq),
        (deal_filter.closed_from, Deal.closed_at, ge),
        (deal_filter.closed_to, Deal.closed_at, lt),
        (deal_filter.amount_from, Deal.amount, ge),
        (deal_filter.amount_to, Deal.amount, le),
    ]
    conditions = [compare(column, value) for value, column, compare in wanted if value is not None]
    if deal_filter.open_only and deal_filter.closed_kind is None:
        conditions.append(Deal.closed_at.is_(None))
    if deal_filter.without_next_step:
        conditions.append(is_without_next_step())
    if deal_filter.new_only:
        conditions.append(is_in_first_stage())
    if deal_filter.moved_from is not None or deal_filter.moved_to is not None:
        conditions.append(_was_moved(deal_filter.moved_from, deal_filter.moved_to))
    conditions += [_mentions(word) for word in _WORD.findall(deal_filter.words or "")[:MOST_WORDS]]
    return conditions


def _mentions(word: str) -> ColumnElement[bool]:
    """Any word there begins as this one does."""
    stem = word[:4] if len(word) > 4 else word[: max(3, len(word) - 1)]
    begins = rf"\m{stem}"
    place = select(Customer.id).where(Customer.id == Deal.customer_id, Customer.address.regexp_match(begins, flags="i"))
    notes = select(Activity.id).where(
        Activity.deal_id == Deal.id, Activity.retracted_at.is_(None), Activity.text.regexp_match(begins, flags="i")
    )
    return or_(Deal.wish.regexp_match(begins, flags="i"), place.exists(), notes.exists())


def _was_moved(start: datetime | None, end: datetime | None) -> ColumnElement[bool]:
    moves = select(StageChange.id).where(
        StageChange.deal_id == Deal.id, StageChange.from_stage_id.is_not(None), StageChange.undone_at.is_(None)
    )
    if start is not None:
        moves = moves.where(StageChange.at >= start)
    if end is not None:
        moves = moves.where(StageChange.at < end)
    return moves.exists()


def find_next_task() -> LateralFromClause:
    """The earliest open task of `Deal`: task_id, title, due_at, kind, purpose."""
    return (
        select(
            Task.id.label("task_id"),
            Task.title.label("title"),
            Task.due_at.label("due_at"),
            Task.kind.label("kind"),
            Task.purpose.label("purpose"),
        )
        .where(Task.deal_id == Deal.id, Task.status == TaskStatus.OPEN)
        .order_by(Task.due_at, Task.id)
        .limit(1)
        .correlate(Deal)
        .lateral("next_task")
    )


def _make_row(row: Any) -> DealRow:
    deal, customer, stage, responsible, task_id, title, due_at, kind, purpose, _ = row
    return DealRow(
        id=deal.id,
        number=deal.number,
        customer_id=deal.customer_id,
        customer_name=customer,
        stage_id=deal.stage_id,
        stage=stage,
        stage_kind=deal.stage_kind,
        amount=deal.amount,
        currency=deal.currency,
        responsible_id=deal.responsible_id,
        responsible_name=responsible,
        next_task=None if task_id is None else TaskBrief(task_id, title, due_at, kind, purpose),
        stage_entered_at=deal.stage_entered_at,
        created_at=deal.created_at,
    )


def _make_brief(task: TaskRow) -> TaskBrief:
    return TaskBrief(task.id, task.title, task.due_at, task.kind, task.purpose)


def _select_card() -> Select[*tuple[Any, ...]]:
    contacts = select(ContactPoint).where(
        ContactPoint.customer_id == Deal.customer_id, ContactPoint.archived_at.is_(None)
    )
    phones = contacts.where(ContactPoint.kind == ContactKind.PHONE).with_only_columns(
        func.array_agg(aggregate_order_by(ContactPoint.value, ContactPoint.id))
    )
    telegram = contacts.where(ContactPoint.kind == ContactKind.TELEGRAM).with_only_columns(literal(1))
    person = select(Employee.id, Employee.name).subquery("person")
    entry = func.jsonb_build_array(cast(Participant.craft, TextType), person.c.id, person.c.name, type_=JSONB)
    participants = (
        select(func.jsonb_agg(aggregate_order_by(entry, Participant.id), type_=JSONB))
        .join(person, person.c.id == Participant.employee_id)
        .where(Participant.deal_id == Deal.id, Participant.archived_at.is_(None))
    )
    mark = select(Mark.value).where(Mark.deal_id == Deal.id)
    return (
        select(
            Deal,
            Customer,
            Stage.name,
            Employee.name,
            phones.correlate(Deal).scalar_subquery(),
            telegram.correlate(Deal).exists(),
            participants.correlate(Deal).scalar_subquery(),
            LossReason.name,
            mark.correlate(Deal).scalar_subquery(),
        )
        .join(Customer, Customer.id == Deal.customer_id)
        .join(Stage, Stage.id == Deal.stage_id)
        .join(Employee, Employee.id == Deal.responsible_id)
        .outerjoin(LossReason, LossReason.id == Deal.loss_reason_id)
    )
