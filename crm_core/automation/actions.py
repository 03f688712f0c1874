"""Puts a trade's pipeline, reasons and rules into the company's own rows, which the owner then changes as he likes."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, TypeVar

from sqlalchemy import select

from crm_core.automation.models import AutomationRule
from crm_core.automation.presets import PipelineOfPreset, Preset, load_preset
from crm_core.company.actions import lock_company
from crm_core.db.base import Base
from crm_core.db.unit_of_work import Work
from crm_core.deals.models import LossReason, Pipeline, Stage
from crm_core.kernel.permissions import Right, check_right

Row = TypeVar("Row", bound=Base)


async def apply_preset(work: Work, name: str) -> None:
    """Add what is missing of the trade, by its codes, and leave what is there: applying twice changes nothing.

    Raises NotPermitted, PresetUnknown.
    """
    check_right(work.actor, Right.CONFIGURE)
    preset = load_preset(name)
    company = await lock_company(work)  # two owners pressing at once wait for each other
    company.trade = preset.code
    stages = await _add_pipeline(work, preset.pipeline)
    known = await _load_codes(work, LossReason)
    for position, reason in enumerate(preset.loss_reasons, 1):
        if reason.code not in known:
            work.session.add(LossReason(code=reason.code, name=reason.name, position=position))
    await _add_rules(work, preset, stages)
    await work.session.flush()


async def _add_pipeline(work: Work, preset: PipelineOfPreset) -> dict[str, int]:
    """Ids of the pipeline's stages by their codes."""
    pipelines = await _load_codes(work, Pipeline)
    pipeline = pipelines.get(preset.code)
    if pipeline is None:
        pipeline = Pipeline(code=preset.code, name=preset.name, position=len(pipelines) + 1)
        work.session.add(pipeline)
        await work.session.flush()
    known = await _load_codes(work, Stage, Stage.pipeline_id == pipeline.id)
    for position, wanted in enumerate(preset.stages, 1):
        if wanted.code not in known:
            known[wanted.code] = stage = Stage(
                pipeline_id=pipeline.id,
                code=wanted.code,
                name=wanted.name,
                customer_label=wanted.customer_label,
                kind=wanted.kind,
                position=position,
                probability=wanted.probability,
                rots_after_days=wanted.rots_after_days,
            )
            work.session.add(stage)
    await work.session.flush()
    return {code: stage.id for code, stage in known.items()}


async def _add_rules(work: Work, preset: Preset, stages: dict[str, int]) -> None:
    known = await _load_codes(work, AutomationRule)
    for wanted in preset.rules:
        if wanted.code not in known:
            rule = AutomationRule(
                code=wanted.code,
                name=wanted.name,
                trigger=wanted.trigger,
                stage_id=stages[wanted.stage] if wanted.stage else None,
                conditions=wanted.conditions,
                effects=list(wanted.effects),
            )
            work.session.add(rule)


async def _load_codes(work: Work, model: type[Row], *conditions: Any) -> dict[str, Row]:
    rows: Sequence[Row] = (await work.session.execute(select(model).where(*conditions))).scalars().all()
    return {row.code: row for row in rows}  # type: ignore[attr-defined]  # the three models have codes
