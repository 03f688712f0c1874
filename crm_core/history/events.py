"""What *Undo* did."""

from __future__ import annotations

from dataclasses import dataclass

from crm_core.kernel.events import Event


@dataclass(frozen=True, slots=True)
class ChangeUndone(Event):
    change_id: int
