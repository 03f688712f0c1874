"""The timeline: activities, moves between stages and marks, mixed by time, newest first."""

from __future__ import annotations

from typing import Any

from sqlalchemy import (
    ColumnElement,
    Select,
    Subquery,
    and_,
    cast,
    false,
    func,
    literal,
    null,
    or_,
    select,
    type_coerce,
    union_all,
)
from sqlalchemy import Text as TextType
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.ext.asyncio import AsyncSession

from crm_core.activities.models import Activity, ActivityKind, CallOutcome, Direction, FileKind
from crm_core.activities.rows import ActivityRow, TimelineKind
from crm_core.db.paging import Page
from crm_core.db.visibility import visible_to
from crm_core.deals.models import Deal, LossReason, Mark, Stage, StageChange
from crm_core.kernel.actor import Actor
from crm_core.kernel.errors import NotVisible
from crm_core.staff.models import Employee


async def list_timeline(
    session: AsyncSession,
    actor: Actor,
    *,
    customer_id: int | None = None,
    deal_id: int | None = None,
    limit: int = 10,
    offset: int = 0,
) -> Page[ActivityRow]:
    """What the actor may see of a customer's or a deal's history; 2 queries at most."""
    entries = _union(actor, customer_id, deal_id)
    query = select(entries).order_by(entries.c.at.desc(), entries.c.id.desc(), entries.c.kind)
    rows = tuple(make_row(row) for row in await session.execute(query.limit(limit).offset(offset)))
    if offset == 0 and len(rows) < limit:
        return Page(rows, len(rows), offset, limit)
    total = (await session.execute(select(func.count()).select_from(entries))).scalar_one()
    return Page(rows, total, offset, limit)


async def list_last_events(
    session: AsyncSession, actor: Actor, *, customer_id: int | None = None, deal_id: int | None = None, count: int = 3
) -> tuple[ActivityRow, ...]:
    """The head of the timeline, for a card; 1 query."""
    entries = _union(actor, customer_id, deal_id)
    query = select(entries).order_by(entries.c.at.desc(), entries.c.id.desc(), entries.c.kind).limit(count)
    return tuple(make_row(row) for row in await session.execute(query))


async def list_files(session: AsyncSession, actor: Actor, deal_id: int) -> list[ActivityRow]:
    """The files of a deal, the oldest first."""
    query = _select_activities().where(
        Activity.deal_id == deal_id,
        Activity.kind == ActivityKind.FILE,
        Activity.retracted_at.is_(None),
        visible_to(actor, Activity),
    )
    return [make_row(row) for row in await session.execute(query.order_by(Activity.at, Activity.id))]


async def get_activity(session: AsyncSession, actor: Actor, activity_id: int) -> ActivityRow:
    """One activity with its whole text; 1 query. Raises NotVisible."""
    query = _select_activities().where(
        Activity.id == activity_id, Activity.retracted_at.is_(None), visible_to(actor, Activity)
    )
    found = (await session.execute(query)).one_or_none()
    if found is None:
        raise NotVisible("activities", activity_id)
    return make_row(found)


def make_row(row: Any) -> ActivityRow:
    """From a row of the union, whose enums are plain text."""
    is_activity = row.kind not in tuple(TimelineKind)
    return ActivityRow(
        id=row.id,
        kind=ActivityKind(row.kind) if is_activity else TimelineKind(row.kind),
        direction=None if row.direction is None else Direction(row.direction),
        outcome=None if row.outcome is None else CallOutcome(row.outcome),
        duration_seconds=row.duration_seconds,
        text=row.text,
        file_kind=None if row.file_kind is None else FileKind(row.file_kind),
        file=row.file,
        author=row.author,
        at=row.at,
        stage=row.stage,
        reason=row.reason,
        mark=row.mark,
        deal_id=row.deal_id,
    )


def _union(actor: Actor, customer_id: int | None, deal_id: int | None) -> Subquery:
    parts = (
        _select_activities().where(Activity.retracted_at.is_(None), visible_to(actor, Activity)),
        _select_moves().where(StageChange.undone_at.is_(None), visible_to(actor, StageChange)),
        _select_marks().where(visible_to(actor, Mark)),
    )
    wheres = zip(parts, _list_conditions(actor, customer_id, deal_id), strict=True)
    return union_all(*(part.where(condition) for part, condition in wheres)).subquery("entries")


def _list_conditions(actor: Actor, customer_id: int | None, deal_id: int | None) -> list[ColumnElement[bool]]:
    """For activities, moves and marks, in this order. Customers do not read the company's words about them."""
    if actor.customer_id is not None:
        return [false(), false(), false()]
    if deal_id is not None:
        return [Activity.deal_id == deal_id, StageChange.deal_id == deal_id, Mark.deal_id == deal_id]
    live = select(Deal.id).where(Deal.customer_id == customer_id, Deal.archived_at.is_(None))
    activities = and_(Activity.customer_id == customer_id, or_(Activity.deal_id.is_(None), Activity.deal_id.in_(live)))
    return [activities, StageChange.deal_id.in_(live), Mark.deal_id.in_(live)]


def _select_activities() -> Select[*tuple[Any, ...]]:
    return select(
        Activity.id,
        cast(Activity.kind, TextType).label("kind"),
        cast(Activity.direction, TextType).label("direction"),
        cast(Activity.outcome, TextType).label("outcome"),
        Activity.duration_seconds,
        Activity.text,
        cast(Activity.file_kind, TextType).label("file_kind"),
        Activity.file,
        Employee.name.label("author"),
        Activity.at,
        _no_words().label("stage"),
        _no_words().label("reason"),
        cast(null(), Mark.value.type).label("mark"),
        Activity.deal_id,
    ).outerjoin(Employee, Employee.id == Activity.employee_id)


def _select_moves() -> Select[*tuple[Any, ...]]:
    return (
        select(
            StageChange.id,
            literal(TimelineKind.STAGE_CHANGE.value).label("kind"),
            *_nothing_of_activity(),
            Employee.name.label("author"),
            StageChange.at,
            type_coerce(Stage.name, JSONB).label("stage"),
            type_coerce(LossReason.name, JSONB).label("reason"),
            cast(null(), Mark.value.type).label("mark"),
            StageChange.deal_id,
        )
        .join(Stage, Stage.id == StageChange.to_stage_id)
        .outerjoin(LossReason, LossReason.id == StageChange.loss_reason_id)
        .outerjoin(Employee, Employee.id == StageChange.employee_id)
    )


def _select_marks() -> Select[*tuple[Any, ...]]:
    nothing = _nothing_of_activity()
    nothing[3] = Mark.comment.label("text")
    return select(
        Mark.id,
        literal(TimelineKind.MARK.value).label("kind"),
        *nothing,
        cast(null(), TextType).label("author"),
        Mark.at,
        _no_words().label("stage"),
        _no_words().label("reason"),
        Mark.value.label("mark"),
        Mark.deal_id,
    )


def _nothing_of_activity() -> list[Any]:
    """Empty columns between `kind` and `author`."""
    return [
        cast(null(), TextType).label("direction"),
        cast(null(), TextType).label("outcome"),
        cast(null(), Activity.duration_seconds.type).label("duration_seconds"),
        cast(null(), TextType).label("text"),
        cast(null(), TextType).label("file_kind"),
        cast(null(), JSONB).label("file"),
    ]


def _no_words() -> Any:
    return cast(null(), JSONB)
