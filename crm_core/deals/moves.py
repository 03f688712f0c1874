"""Moving a deal to another stage of its pipeline."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import select

from crm_core.db.unit_of_work import Work
from crm_core.db.visibility import get_visible
from crm_core.deals.errors import AlreadyInStage, LossReasonMissing, StageUnknown
from crm_core.deals.events import DealMoved
from crm_core.deals.models import Deal, LossReason, Stage, StageChange, StageKind
from crm_core.kernel.errors import ChangedMeanwhile
from crm_core.kernel.permissions import Right


@dataclass(frozen=True, slots=True)
class MoveDeal:
    """`seen_stage_id` is the stage that the person saw it in (None: do not ask)."""

    deal_id: int
    to_stage_id: int
    seen_stage_id: int | None = None
    loss_reason_id: int | None = None


async def move_deal(work: Work, command: MoveDeal) -> Deal:
    """To any other stage, also back, also out of won and lost; written into the deal's history.

    Raises NotVisible, ChangedMeanwhile, AlreadyInStage, StageUnknown, LossReasonMissing.
    """
    deal = await get_visible(work.session, work.actor, Deal, command.deal_id, Right.CHANGE, lock=True)
    if command.seen_stage_id is not None and deal.stage_id != command.seen_stage_id:
        raise ChangedMeanwhile("deals", deal.id)
    if deal.stage_id == command.to_stage_id:
        raise AlreadyInStage(deal.id, deal.stage_id)
    stage = await _get_stage(work, deal, command.to_stage_id)
    reason_id = await _check_reason(work, deal, stage, command.loss_reason_id)
    former = deal.stage_id
    deal.stage_id, deal.stage_kind, deal.stage_entered_at = stage.id, stage.kind, work.now
    deal.loss_reason_id = reason_id
    deal.closed_at = None if stage.kind is StageKind.OPEN else work.now
    work.session.add(
        StageChange(
            deal_id=deal.id,
            from_stage_id=former,
            to_stage_id=stage.id,
            loss_reason_id=reason_id,
            employee_id=work.actor.employee_id,
            at=work.now,
        )
    )
    await work.session.flush()
    work.record(DealMoved(deal.id, former, stage.id, stage.kind))
    return deal


async def _get_stage(work: Work, deal: Deal, stage_id: int) -> Stage:
    query = select(Stage).where(
        Stage.id == stage_id, Stage.pipeline_id == deal.pipeline_id, Stage.archived_at.is_(None)
    )
    stage = (await work.session.execute(query)).scalar_one_or_none()
    if stage is None:
        raise StageUnknown(stage_id)
    return stage


async def _check_reason(work: Work, deal: Deal, stage: Stage, reason_id: int | None) -> int | None:
    """The reason when the stage demands one, else None."""
    if stage.kind is not StageKind.LOST:
        return None
    query = select(LossReason.id).where(LossReason.id == reason_id, LossReason.archived_at.is_(None))
    known = None if reason_id is None else (await work.session.execute(query)).scalar_one_or_none()
    if known is None:
        raise LossReasonMissing(deal.id, stage.id)
    return known
