"""What happened to customers."""

from __future__ import annotations

from dataclasses import dataclass

from crm_core.kernel.events import Event


@dataclass(frozen=True, slots=True)
class CustomerCreated(Event):
    customer_id: int


@dataclass(frozen=True, slots=True)
class AddressChanged(Event):
    """The place where she is visited is known now, or is another one."""

    customer_id: int


@dataclass(frozen=True, slots=True)
class CustomerJoined(Event):
    """She opened the bot: her Telegram account is hers from now on."""

    customer_id: int
