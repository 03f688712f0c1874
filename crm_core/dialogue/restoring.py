"""A kept sentence as a plan again: lines from its row, and whom they are about as it stands now."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import timedelta

from crm_core.cards.customers import list_customers_by_id
from crm_core.db.unit_of_work import Work
from crm_core.dialogue.rows import Plan, Target, View
from crm_core.dialogue.stored import Kept, load_kept, load_lines
from crm_core.dialogue.targets import Chosen, choose_target, find_seen
from crm_core.history.undo import UNDO_MINUTES
from crm_core.learning.actions import lock_own_sentence
from crm_core.learning.models import Sentence
from crm_core.learning.queries import find_last_sentence, get_own_sentence


@dataclass(frozen=True, slots=True)
class Opened:
    """A sentence that is about to change. `seen` is whom it was about as the person saw it on the card."""

    sentence: Sentence
    plan: Plan
    seen: Target | None


async def get_plan(work: Work, sentence_id: int) -> Plan:
    """For showing. Raises NotVisible."""
    return await _restore(work, await get_own_sentence(work, sentence_id))


async def find_last_plan(work: Work) -> Plan | None:
    """What the person said last, while it can still be corrected."""
    sentence = await find_last_sentence(work, work.now - timedelta(minutes=UNDO_MINUTES))
    return None if sentence is None else await _restore(work, sentence)


async def open_sentence(work: Work, sentence_id: int) -> Opened:
    """For changing; locked. Raises NotVisible."""
    sentence = await lock_own_sentence(work, sentence_id)
    plan = await _restore(work, sentence)
    kept = load_kept(sentence.plan)
    seen = None
    if plan.target is not None and plan.target.deal_id == kept.deal_id:
        seen = replace(plan.target, stage_id=kept.stage_id, amount=kept.amount)
    return Opened(sentence, plan, seen)


async def _restore(work: Work, sentence: Sentence) -> Plan:
    kept = load_kept(sentence.plan)
    chosen = await _find_target(work, kept)
    target = chosen.target if chosen else None
    candidates = tuple(await list_customers_by_id(work.session, work.actor, kept.candidate_ids)) if not chosen else ()
    return Plan(
        sentence_id=sentence.id,
        text=sentence.text,
        language=sentence.language,
        lines=tuple(replace(line, target=target) for line in load_lines(sentence.plan["lines"])),
        target=target,
        candidates=candidates,
        deals=chosen.deals if chosen and kept.deal_ids else (),
        unknown_name=kept.unknown_name,
        rest=kept.rest,
        is_correction=kept.is_correction,
        change_ids=tuple(sentence.change_ids),
        is_taken_back=sentence.taken_back_at is not None,
        task_id=kept.task_id,
    )


async def _find_target(work: Work, kept: Kept) -> Chosen | None:
    if kept.customer_id is None:
        return None
    seen = await find_seen(work, View(customer_id=kept.customer_id))
    return None if seen.customer is None else await choose_target(work, seen.customer, deal_id=kept.deal_id)
