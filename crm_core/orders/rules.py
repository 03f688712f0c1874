"""How a deal's stages become the steps that its customer is told about."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from crm_core.deals.models import StageKind
from crm_core.kernel.wording import Wording
from crm_core.orders.rows import OrderFate, StepState

FATES = {StageKind.OPEN: OrderFate.OPEN, StageKind.WON: OrderFate.FULFILLED, StageKind.LOST: OrderFate.GIVEN_UP}


@dataclass(frozen=True, slots=True)
class LabelledStage:
    """A stage of the order's pipeline as far as the customer is concerned."""

    stage_id: int
    label: Wording
    kind: StageKind


def find_label(stages: Sequence[LabelledStage], stage_id: int) -> Wording:
    """What the customer is told: the stage's own label, else that of the last one before it that has any."""
    told: Wording = {}
    for stage in stages:
        if stage.label and (stage.kind is StageKind.OPEN or stage.stage_id == stage_id):
            told = stage.label
        if stage.stage_id == stage_id:
            break
    return told


def make_steps(stages: Sequence[LabelledStage], stage_id: int) -> tuple[tuple[Wording, StepState], ...]:
    """The way from the first stage to the good end; nothing for an order that was given up.

    Stages in a row with the same label are one step; stages without a label are not shown.
    """
    here = next((stage for stage in stages if stage.stage_id == stage_id), None)
    if here is None or here.kind is StageKind.LOST:
        return ()
    way = [stage for stage in stages if stage.kind is not StageKind.LOST]
    labels: list[Wording] = []
    reached = -1
    passed = False
    for stage in way:
        if stage.label and (not labels or labels[-1] != stage.label):
            labels.append(stage.label)
        if not passed:
            reached = len(labels) - 1
        passed = passed or stage.stage_id == stage_id
    return tuple((label, _state(index, reached, here.kind)) for index, label in enumerate(labels))


def _state(index: int, reached: int, kind: StageKind) -> StepState:
    if index < reached or (index == reached and kind is StageKind.WON):
        return StepState.DONE
    return StepState.CURRENT if index == reached else StepState.AHEAD
