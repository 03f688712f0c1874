"""What a web handler works with, and in which language it answers."""

from __future__ import annotations

from dataclasses import dataclass

from aiohttp import web

from crm_core.company.models import Company
from crm_core.company.queries import get_company
from crm_core.db.unit_of_work import Store
from crm_core.kernel.actor import LOCALES, Actor, ActorKind, build_system_actor
from handlers.ui.links import Links
from handlers.views.reader import Reader
from handlers.web.rates import Rates


@dataclass(frozen=True, slots=True)
class WebDesk:
    store: Store
    links: Links
    rates: Rates

    async def get_company(self) -> Company:
        async with self.store.reading(build_system_actor()) as work:
            return await get_company(work.session)

    def build_reader(self, request: web.Request, company: Company) -> Reader:
        locale = choose_locale(request.query.get("lang"), request.headers.get("Accept-Language", ""), company.locale)
        return Reader(locale, company.zone, self.store.clock.now(), company.region)


DESK = web.AppKey("DESK", WebDesk)


def build_visitor(t: Reader) -> Actor:
    """Somebody on the web: nobody knows who."""
    return Actor(ActorKind.VISITOR, None, t.locale, t.zone)


def choose_locale(asked: str | None, accepted: str, default: str) -> str:
    """`asked` in the address goes first, then the best of the Accept-Language header, then the company's own."""
    if asked in LOCALES:
        return asked
    best, weight = default, 0.0
    for part in accepted[:200].split(","):
        tag, _, parameter = part.strip().partition(";")
        quality = _read_quality(parameter)
        locale = tag.strip().lower()[:2]
        if locale in LOCALES and quality > weight:
            best, weight = locale, quality
    return best


def _read_quality(parameter: str) -> float:
    name, _, value = parameter.strip().partition("=")
    if name != "q":
        return 1.0
    try:
        return float(value)
    except ValueError:
        return 0.0
