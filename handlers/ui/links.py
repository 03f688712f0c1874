"""Addresses that people follow: into the bot, to the dialler, to the map, to the request form."""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import quote


@dataclass(frozen=True, slots=True)
class Links:
    """`bot` is the bot's username; `web` the public address of our web server without a slash, if there is one."""

    bot: str
    web: str | None = None

    def start(self, payload: str) -> str:
        """Opens the bot with a payload of at most 64 characters A-Za-z0-9_-."""
        return f"https://t.me/{self.bot}?start={payload}"

    def dial(self, e164: str) -> str | None:
        """A page that opens the telephone's dialler: Telegram's buttons take no tel: addresses."""
        return f"{self.web}/dial/{e164.removeprefix('+')}" if self.web else None

    def map(self, latitude: float | None, longitude: float | None, address: str | None) -> str | None:
        """The place on a map; None when neither a point nor an address is known."""
        if latitude is not None and longitude is not None:
            return f"https://www.google.com/maps/search/?api=1&query={latitude:.6f},{longitude:.6f}"
        if address:
            return f"https://www.google.com/maps/search/?api=1&query={quote(address[:300])}"
        return None

    def form(self, key: str) -> str | None:
        return f"{self.web}/forms/{key}" if self.web else None
