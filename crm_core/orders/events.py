"""What the customer did about her order that somebody at the company wants to hear of."""

from __future__ import annotations

from dataclasses import dataclass

from crm_core.kernel.events import Event


@dataclass(frozen=True, slots=True)
class CustomerWrote(Event):
    """A message, a file or an explanation of a mark hangs on the deal's timeline."""

    activity_id: int
    deal_id: int
