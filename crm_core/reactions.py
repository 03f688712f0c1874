"""What follows from events, in order, inside the transaction that caused them."""

from __future__ import annotations

from crm_core.automation.reactions import run_rules
from crm_core.db.unit_of_work import Reaction
from crm_core.notifications.reactions import notify

REACTIONS: tuple[Reaction, ...] = (run_rules, notify)
