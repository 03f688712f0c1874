"""What follows from events, in order, inside the transaction that caused them."""

from __future__ import annotations

from crm_core.automation.reactions import run_rules
from crm_core.db.unit_of_work import Reaction, Work
from crm_core.history.events import ChangeUndone
from crm_core.kernel.events import Event
from crm_core.notifications.reactions import notify
from crm_core.notifications.withdrawal import withdraw
from crm_core.tasks.reactions import follow_deals
from crm_core.tasks.recurring import plan_next


async def correct_notices(work: Work, event: Event) -> None:
    """What an undone change has said is taken back or put right."""
    if isinstance(event, ChangeUndone):
        await withdraw(work, event.change_id)


REACTIONS: tuple[Reaction, ...] = (follow_deals, plan_next, run_rules, notify, correct_notices)
