"""What was understood wrong, for the owner to read and to export."""

from __future__ import annotations

import json
from datetime import datetime
from typing import Any

from sqlalchemy import Select, func, select
from sqlalchemy.ext.asyncio import AsyncSession

from crm_core.db.paging import Page
from crm_core.db.unit_of_work import Work
from crm_core.kernel.actor import Actor
from crm_core.kernel.errors import NotVisible
from crm_core.kernel.permissions import Right, check_right
from crm_core.learning.models import Sentence
from crm_core.learning.rows import CorrectedSentence
from crm_core.staff.models import Employee


async def get_own_sentence(work: Work, sentence_id: int) -> Sentence:
    """For reading. Raises NotVisible, also for a colleague's sentence."""
    query = select(Sentence).where(Sentence.id == sentence_id, Sentence.employee_id == (work.actor.employee_id or 0))
    sentence = (await work.session.execute(query)).scalar_one_or_none()
    if sentence is None:
        raise NotVisible("sentences", sentence_id)
    return sentence


async def find_last_sentence(work: Work, since: datetime) -> Sentence | None:
    """What the actor said last, from that moment on."""
    query = select(Sentence).where(Sentence.employee_id == (work.actor.employee_id or 0), Sentence.at >= since)
    return (await work.session.execute(query.order_by(Sentence.id.desc()).limit(1))).scalar_one_or_none()


async def list_corrected(
    session: AsyncSession, actor: Actor, limit: int = 8, offset: int = 0
) -> Page[CorrectedSentence]:
    """Sentences that were corrected or taken back, the latest first; 2 queries. Raises NotPermitted (owners only)."""
    check_right(actor, Right.EXPORT)
    found = await session.execute(_select_rows().limit(limit).offset(offset))
    query = select(func.count()).select_from(Sentence).where(Sentence.corrected_at.is_not(None))
    total = (await session.execute(query)).scalar_one()
    return Page(tuple(_make_row(row) for row in found), total, offset, limit)


async def export_corrected(session: AsyncSession, actor: Actor) -> str:
    """All of them as JSON lines, UTF-8 text, the latest first; 1 query. Raises NotPermitted (owners only)."""
    check_right(actor, Right.EXPORT)
    rows = map(_make_row, await session.execute(_select_rows()))
    return "".join(json.dumps(_make_json(row), ensure_ascii=False) + "\n" for row in rows)


def _select_rows() -> Select[Sentence, str]:
    return (
        select(Sentence, Employee.name)
        .join(Employee, Employee.id == Sentence.employee_id)
        .where(Sentence.corrected_at.is_not(None))
        .order_by(Sentence.corrected_at.desc(), Sentence.id.desc())
    )


def _make_row(found: Any) -> CorrectedSentence:
    sentence, name = found
    return CorrectedSentence(
        id=sentence.id,
        text=sentence.text,
        language=sentence.language,
        proposal=tuple(sentence.proposal),
        became=tuple(sentence.became or ()),
        correction=sentence.correction,
        employee_id=sentence.employee_id,
        employee_name=name,
        said_at=sentence.at,
        corrected_at=sentence.corrected_at,
    )


def _make_json(row: CorrectedSentence) -> dict[str, Any]:
    return {
        "text": row.text,
        "language": row.language,
        "proposal": row.proposal,
        "became": row.became,
        "correction": row.correction,
        "by": row.employee_name,
        "said_at": row.said_at.isoformat(),
        "corrected_at": row.corrected_at.isoformat(),
    }
