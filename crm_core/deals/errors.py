"""Refusals about deals."""

from __future__ import annotations

from crm_core.kernel.errors import CrmError


class StageUnknown(CrmError, code="stage_unknown"):
    """There is no such stage in the deal's pipeline, or it is archived."""

    def __init__(self, stage: int | str | None) -> None:
        super().__init__(stage)
        self.stage = stage


class AlreadyInStage(CrmError, code="already_in_stage"):
    def __init__(self, deal_id: int, stage_id: int) -> None:
        super().__init__(deal_id, stage_id)
        self.deal_id = deal_id
        self.stage_id = stage_id


class LossReasonMissing(CrmError, code="loss_reason_missing"):
    """A deal is not lost without one of the company's reasons."""

    def __init__(self, deal_id: int, to_stage_id: int) -> None:
        super().__init__(deal_id, to_stage_id)
        self.deal_id = deal_id
        self.to_stage_id = to_stage_id


class MarkGiven(CrmError, code="mark_given"):
    """The customer has already said what she thinks of this deal."""

    def __init__(self, deal_id: int) -> None:
        super().__init__(deal_id)
        self.deal_id = deal_id


class MarkNotAsked(CrmError, code="mark_not_asked"):
    """Only a finished deal is given a mark, from 1 to 5."""

    def __init__(self, deal_id: int) -> None:
        super().__init__(deal_id)
        self.deal_id = deal_id


class AmountOutOfRange(CrmError, code="amount_out_of_range"):
    """A sum below zero or larger than can be stored."""
