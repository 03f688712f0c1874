"""The clock of a conversation moved on, and what the ticks then say to people's phones."""

from __future__ import annotations

from datetime import timedelta

from bot.delivery.carrier import deliver_due
from bot.delivery.telegram import TelegramSender
from crm_core.notifications.reminders import fire_reminders
from crm_core.notifications.summaries import queue_summaries
from handlers.ui.links import Links
from tests.fakes.house import House

LINKS = Links("kavshiri_bot", "https://crm.test")


async def pass_time(house: House, **span: float) -> None:
    """`span` as of timedelta; then every tick once."""
    house.clock.moment += timedelta(**span)
    await tick(house)


async def tick(house: House) -> None:
    await fire_reminders(house.store)
    await queue_summaries(house.store)
    await deliver_due(house.store, TelegramSender(house.bot), LINKS)
