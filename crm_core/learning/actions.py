"""Keeping sentences. Only whoever said a sentence changes what becomes of it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import select

from crm_core.db.unit_of_work import Work
from crm_core.kernel.errors import NotVisible
from crm_core.learning.models import Sentence

TEXT_LIMIT = 4096

Commands = Sequence[dict[str, Any]]


async def keep_sentence(work: Work, text: str, language: str, proposal: Commands, plan: dict[str, Any]) -> Sentence:
    """Raises NotVisible when the actor is nobody who works here."""
    if work.actor.employee_id is None:
        raise NotVisible("sentences", None)
    sentence = Sentence(
        employee_id=work.actor.employee_id,
        at=work.now,
        language=language[:2],
        text=text.replace("\x00", "")[:TEXT_LIMIT],
        proposal=list(proposal),
        plan=plan,
        change_ids=[],
    )
    work.session.add(sentence)
    await work.session.flush()
    return sentence


async def lock_own_sentence(work: Work, sentence_id: int) -> Sentence:
    """Locked, so that two taps come one after the other. Raises NotVisible, also for a colleague's sentence."""
    query = select(Sentence).where(Sentence.id == sentence_id, Sentence.employee_id == (work.actor.employee_id or 0))
    query = query.with_for_update().execution_options(populate_existing=True)
    sentence = (await work.session.execute(query)).scalar_one_or_none()
    if sentence is None:
        raise NotVisible("sentences", sentence_id)
    return sentence


def mark_corrected(work: Work, sentence: Sentence, became: Commands, words: str | None = None) -> None:
    """Something in it was understood wrong: it is kept for the owner to learn from."""
    sentence.became, sentence.corrected_at = list(became), work.now
    if words is not None:
        sentence.correction = words.replace("\x00", "")[:TEXT_LIMIT]
