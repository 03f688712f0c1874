"""Stages, reasons and the board. Cards and lists of deals are in `crm_core.cards.deals`."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from sqlalchemy import ColumnElement, case, func, or_, select
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
    if closed_since is not None:
        shown.append(or_(Deal.closed_at.is_(None), Deal.closed_at >= closed_since))
    piles = await _count_piles(session, shown)
    return Board(await _make_columns(session, piles), _make_people(piles))


@dataclass(frozen=True, slots=True)
class _Pile:
    """The deals of one person in one stage."""

    stage_id: int
    is_open: bool
    person: tuple[str, int]
    count: int
    sum: Decimal


async def _count_piles(session: AsyncSession, shown: list[ColumnElement[bool]]) -> list[_Pile]:
    is_open = Deal.closed_at.is_(None).label("is_open")
    keys = (Deal.stage_id, is_open, Deal.responsible_id)
    worth = func.sum(case((Deal.currency == select(Company.currency).scalar_subquery(), Deal.amount)))
    counted = select(*keys, func.count().label("count"), worth.label("worth")).where(*shown).group_by(*keys).subquery()
    query = select(counted, Employee.name).join(Employee, Employee.id == counted.c.responsible_id)
    return [
        _Pile(stage_id, still_open, (name, person_id), count, Decimal(total or 0))
        for stage_id, still_open, person_id, count, total, name in await session.execute(query)
    ]


async def _make_columns(session: AsyncSession, piles: list[_Pile]) -> tuple[BoardColumn, ...]:
    query = (
        select(Stage, Company.currency)
        .join(Company, Company.id == 1)
        .join(Pipeline, Pipeline.id == Stage.pipeline_id)
        .where(Stage.archived_at.is_(None), Pipeline.archived_at.is_(None))
        .order_by(Pipeline.position, Pipeline.id, Stage.position, Stage.id)
    )
    columns = []
    for stage, currency in await session.execute(query):
        own = [pile for pile in piles if pile.stage_id == stage.id]
        count, worth = sum(pile.count for pile in own), sum((pile.sum for pile in own), Decimal(0))
        columns.append(BoardColumn(make_stage_row(stage), count, worth, currency))
    return tuple(columns)


def _make_people(piles: list[_Pile]) -> tuple[BoardPerson, ...]:
    """Who has open deals, by name."""
    people = []
    for name, person_id in sorted({pile.person for pile in piles if pile.is_open}):
        own = [pile for pile in piles if pile.is_open and pile.person == (name, person_id)]
        worth = sum((pile.sum for pile in own), Decimal(0))
        people.append(BoardPerson(person_id, name, sum(pile.count for pile in own), worth))
    return tuple(people)


def make_stage_row(stage: Stage) -> StageRow:
    return StageRow(
        stage.id, stage.code, stage.name, stage.customer_label, stage.kind, stage.position, stage.pipeline_id
    )
