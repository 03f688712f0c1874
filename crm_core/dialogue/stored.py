"""A plan as JSON in its sentence's row, and back: what is a row elsewhere is kept as its id and loaded anew."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from crm_core.dialogue.rows import Line, LineStatus, Missing, Plan
from crm_core.language.commands import Command
from crm_core.language.json_form import dump_command, load_command


@dataclass(frozen=True, slots=True)
class Kept:
    """What the row says of a plan besides its lines. `stage_id` and `amount` are as the person saw them."""

    customer_id: int | None = None
    deal_id: int | None = None
    task_id: int | None = None
    stage_id: int | None = None
    amount: Decimal | None = None
    candidate_ids: tuple[int, ...] = ()
    deal_ids: tuple[int, ...] = ()
    unknown_name: str | None = None
    rest: str = ""
    is_correction: bool = False


def change_command(command: Command, values: dict[str, Any]) -> Command:
    """The command with other values, checked. Raises ValueError."""
    stored = dump_command(command)
    return load_command(stored | {"arguments": stored["arguments"] | values})


def dump_proposal(lines: Sequence[Line]) -> list[dict[str, Any]]:
    """For the learning file: commands with their confidences and words."""
    return [
        dump_command(line.command) | {"confidence": round(line.confidence, 3), "words": line.words} for line in lines
    ]


def dump_lines(lines: Sequence[Line]) -> list[dict[str, Any]]:
    return [
        {
            "number": line.number,
            "command": dump_command(line.command),
            "confidence": line.confidence,
            "missing": line.missing,
            "status": line.status,
            "problem": line.problem,
            "words": line.words,
            "task_id": line.task_id,
            "is_rest": line.is_rest,
        }
        for line in lines
    ]


def load_lines(stored: Sequence[dict[str, Any]]) -> tuple[Line, ...]:
    """Without their target, which is loaded anew."""
    return tuple(
        Line(
            number=one["number"],
            command=load_command(one["command"]),
            confidence=one["confidence"],
            missing=Missing(one["missing"]) if one["missing"] else None,
            status=LineStatus(one["status"]),
            problem=one["problem"],
            words=one["words"],
            task_id=one["task_id"],
            is_rest=one["is_rest"],
        )
        for one in stored
    )


def dump_plan(plan: Plan) -> dict[str, Any]:
    target = plan.target
    return {
        "lines": dump_lines(plan.lines),
        "customer_id": target.customer_id if target else None,
        "deal_id": target.deal_id if target else None,
        "task_id": plan.task_id,
        "stage_id": target.stage_id if target else None,
        "amount": str(target.amount) if target and target.amount is not None else None,
        "candidate_ids": [row.id for row in plan.candidates],
        "deal_ids": [row.id for row in plan.deals],
        "unknown_name": plan.unknown_name,
        "rest": plan.rest,
        "is_correction": plan.is_correction,
    }


def load_kept(stored: dict[str, Any]) -> Kept:
    amount = stored["amount"]
    return Kept(
        customer_id=stored["customer_id"],
        deal_id=stored["deal_id"],
        task_id=stored["task_id"],
        stage_id=stored["stage_id"],
        amount=None if amount is None else Decimal(amount),
        candidate_ids=tuple(stored["candidate_ids"]),
        deal_ids=tuple(stored["deal_ids"]),
        unknown_name=stored["unknown_name"],
        rest=stored["rest"],
        is_correction=stored["is_correction"],
    )
