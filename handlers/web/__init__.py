"""The web edge for people outside: the company's request form and the page that opens a telephone's dialler."""

from __future__ import annotations

from aiohttp import web
from limits.aio.storage import MemoryStorage, Storage

from crm_core.db.unit_of_work import Store
from handlers.ui.links import Links
from handlers.web.desk import DESK, WebDesk
from handlers.web.dial import add_dial_routes
from handlers.web.errors import refusals
from handlers.web.pages import add_static_routes
from handlers.web.rates import Rates
from handlers.web.request_form import add_form_routes

__all__ = ["add_web_routes"]


def add_web_routes(app: web.Application, store: Store, links: Links, counters: Storage | None = None) -> None:
    """Add routes and the answers to refusals. `counters` keep the rates; several processes share them in Redis."""
    app[DESK] = WebDesk(store, links, Rates(counters or MemoryStorage()))
    app.middlewares.append(refusals)
    add_static_routes(app)
    add_form_routes(app)
    add_dial_routes(app)
