"""What was understood of a sentence, as it stands after its corrections: what a following message may correct again."""

from __future__ import annotations

from dataclasses import replace

from crm_core.dialogue.rows import Line, LineStatus, Plan
from crm_core.language.tokens import Span
from crm_core.language.understanding import Proposal, Understanding


def recall(plan: Plan, fresh: Understanding) -> Understanding:
    """`fresh` is the sentence's text understood anew; its commands give way to those of the plan.

    Once it is known who is meant, nobody is named any more: a correction keeps her, unless it names another.
    """
    lines = [line for line in plan.lines if line.status is not LineStatus.DROPPED and not line.is_rest]
    is_known = plan.target is not None
    return replace(
        fresh,
        proposals=tuple(_propose(line, fresh, is_known) for line in lines),
        mentions=() if is_known else fresh.mentions,
    )


def _propose(line: Line, fresh: Understanding, is_known: bool) -> Proposal:
    command = replace(line.command, who=None) if is_known else line.command
    spans: tuple[Span, ...] = next((one.spans for one in fresh.proposals if type(one.command) is type(command)), ())
    return Proposal(command, line.confidence, spans)
