"""Stages, reasons and the board. Cards and lists of deals are in `crm_core.cards.deals`."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal
from typing import Any

from sqlalchemy import ColumnElement, and_, case, func, or_, select
from sqlalchemy.ext.asyncio import AsyncSession

from crm_core.company.models import Company
from crm_core.db.visibility import visible_to
from crm_core.deals.errors import StageUnknown
from crm_core.deals.models import Deal, LossReason, Pipeline, Stage, StageKind
from crm_core.deals.rows import Board, BoardColumn, BoardPerson, LossReasonRow, StageRow
from crm_core.kernel.actor import Actor
from crm_core.staff.models import Employee


async def list_stages(session: AsyncSession, pipeline_id: int | None = None) -> list[StageRow]:
    """In order; of all pipelines when none is named."""
    query = (
        select(Stage)
        .join(Pipeline, Pipeline.id == Stage.pipeline_id)
        .where(Stage.archived_at.is_(None), Pipeline.archived_at.is_(None))
        .order_by(Pipeline.position, Pipeline.id, Stage.position, Stage.id)
    )
    if pipeline_id is not None:
        query = query.where(Stage.pipeline_id == pipeline_id)
    return [make_stage_row(stage) for stage in (await session.execute(query)).scalars()]


async def list_loss_reasons(session: AsyncSession) -> list[LossReasonRow]:
    query = select(LossReason.id, LossReason.code, LossReason.name).where(LossReason.archived_at.is_(None))
    return [LossReasonRow(*row) for row in await session.execute(query.order_by(LossReason.position, LossReason.id))]


async def find_stage(session: AsyncSession, code: str, pipeline_id: int | None = None) -> StageRow | None:
    """The stage by its code, in the first pipeline that has one."""
    return next((stage for stage in await list_stages(session, pipeline_id) if stage.code == code), None)


async def get_first_stage(session: AsyncSession, pipeline_id: int | None = None) -> StageRow:
    """Where deals are born: the first open stage of the first pipeline. Raises StageUnknown when there is none yet."""
    stages = await list_stages(session, pipeline_id)
    first = next((stage for stage in stages if stage.kind is StageKind.OPEN), None)
    if first is None:
        raise StageUnknown(None)
    return first


async def get_board(
    session: AsyncSession,
    actor: Actor,
    responsible_id: int | None = None,
    *,
    closed_since: datetime | None = None,
) -> Board:
    """What the actor may see of the board; 2 queries. Won and lost columns count what was closed from `closed_since` on
    (all when None). Sums are in the company's currency and leave out deals in other ones.
    """
    shown = [Deal.archived_at.is_(None), visible_to(actor, Deal)]
    if responsible_id is not None:
        shown.append(Deal.responsible_id == responsible_id)
    columns = await _count_stages(session, shown, closed_since)
    return Board(columns, await _count_people(session, shown))


async def _count_stages(
    session: AsyncSession, shown: list[ColumnElement[bool]], closed_since: datetime | None
) -> tuple[BoardColumn, ...]:
    conditions = [Deal.stage_id == Stage.id, *shown]
    if closed_since is not None:
        conditions.append(or_(Deal.closed_at.is_(None), Deal.closed_at >= closed_since))
    query = (
        select(Stage, func.count(Deal.id), _sum_amounts(), Company.currency)
        .select_from(Stage)
        .join(Company, Company.id == 1)
        .join(Pipeline, Pipeline.id == Stage.pipeline_id)
        .outerjoin(Deal, and_(*conditions))
        .where(Stage.archived_at.is_(None), Pipeline.archived_at.is_(None))
        .group_by(Stage.id, Company.currency, Pipeline.position, Pipeline.id)
        .order_by(Pipeline.position, Pipeline.id, Stage.position, Stage.id)
    )
    return tuple(
        BoardColumn(make_stage_row(stage), count, Decimal(total), currency)
        for stage, count, total, currency in await session.execute(query)
    )


async def _count_people(session: AsyncSession, shown: list[ColumnElement[bool]]) -> tuple[BoardPerson, ...]:
    query = (
        select(Employee.id, Employee.name, func.count(Deal.id), _sum_amounts())
        .select_from(Employee)
        .join(Company, Company.id == 1)
        .join(Deal, and_(Deal.responsible_id == Employee.id, Deal.closed_at.is_(None), *shown))
        .group_by(Employee.id)
        .order_by(Employee.name, Employee.id)
    )
    return tuple(BoardPerson(row[0], row[1], row[2], Decimal(row[3])) for row in await session.execute(query))


def _sum_amounts() -> Any:
    return func.coalesce(func.sum(case((Deal.currency == Company.currency, Deal.amount))), 0)


def make_stage_row(stage: Stage) -> StageRow:
    return StageRow(
        stage.id, stage.code, stage.name, stage.customer_label, stage.kind, stage.position, stage.pipeline_id
    )
