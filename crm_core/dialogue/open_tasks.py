"""The open task that a sentence means without naming it: the one that the same button would take."""

from __future__ import annotations

from sqlalchemy import Select, select

from crm_core.db.unit_of_work import Work
from crm_core.db.visibility import visible_to
from crm_core.dialogue.rows import Target
from crm_core.kernel.permissions import Right
from crm_core.tasks.models import Task, TaskKind, TaskStatus, VisitPurpose


async def find_own_call(work: Work, target: Target) -> int | None:
    """The person's own earliest call with her: it is what *Called* on her card completes."""
    query = _select_open(work, target).where(Task.kind == TaskKind.CALL, Task.assignee_id == work.actor.employee_id)
    return await _find_first(work, query)


async def find_own_next(work: Work, target: Target) -> int | None:
    """The person's own next task or visit with her."""
    return await _find_first(work, _select_open(work, target).where(Task.assignee_id == work.actor.employee_id))


async def find_visit(work: Work, target: Target, purpose: VisitPurpose) -> int | None:
    """The open visit for this purpose; a specialist's own one."""
    return await _find_first(work, _select_open(work, target).where(Task.purpose == purpose))


def _select_open(work: Work, target: Target) -> Select[int]:
    whose = Task.deal_id == target.deal_id if target.deal_id is not None else Task.customer_id == target.customer_id
    return (
        select(Task.id)
        .where(whose, Task.status == TaskStatus.OPEN, visible_to(work.actor, Task, Right.CHANGE))
        .order_by(Task.due_at, Task.id)
    )


async def _find_first(work: Work, query: Select[int]) -> int | None:
    return (await work.session.execute(query.limit(1))).scalar_one_or_none()
