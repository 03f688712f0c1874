"""The reads behind screens, for everybody who has the screen: the same calls as the handlers make."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from datetime import timedelta

from sqlalchemy.ext.asyncio import AsyncSession

from benchmarks.company import NOON, Company, Sample
from benchmarks.scenes import STAFF, SUPERVISING, Scene
from benchmarks.stopwatch import Run
from crm_core.activities.queries import list_timeline
from crm_core.cards.customers import find_customers, get_customer_card
from crm_core.cards.deals import DealFilter, get_deal_card, list_deals
from crm_core.deals.queries import get_board
from crm_core.kernel.actor import Actor, Role
from crm_core.reports.queries import get_day_report
from crm_core.reports.workload import list_workloads
from crm_core.tasks.queries import TaskFilter, count_home, list_tasks

Look = Callable[[AsyncSession, Actor, Sample], Awaitable[object]]

#: One surname in the three scripts.
SURNAMES = ("Beridze", "Беридзе", "ბერიძე")
PAGE = 8


def build_screens() -> list[Scene]:
    return [
        _build_scene(name, role, look)
        for name, (roles, look) in {**_CARDS, **_LISTS, **_NUMBERS}.items()
        for role in roles
    ]


def _build_scene(name: str, role: Role, look: Look) -> Scene:
    async def prepare(company: Company) -> Run:
        actor, sample = company.people[role], company.samples[role]

        async def run() -> object:
            async with company.store.reading(actor) as work:
                return await look(work.session, actor, sample)

        return run

    return Scene(name, role, prepare)


def _find(text: str) -> Look:
    return lambda session, actor, sample: find_customers(session, actor, text, PAGE)


_CARDS: dict[str, tuple[tuple[Role, ...], Look]] = {
    "deal card": (STAFF, lambda session, actor, sample: get_deal_card(session, actor, sample.deal_id)),
    "customer card": (STAFF, lambda session, actor, sample: get_customer_card(session, actor, sample.customer_id)),
    "timeline, a page": (
        STAFF,
        lambda session, actor, sample: list_timeline(session, actor, customer_id=sample.customer_id),
    ),
}

_LISTS: dict[str, tuple[tuple[Role, ...], Look]] = {
    "own tasks": (
        (Role.MANAGER, Role.SPECIALIST),
        lambda session, actor, sample: list_tasks(session, actor, TaskFilter(assignee_id=actor.id), PAGE),
    ),
    "overdue tasks of all": (
        SUPERVISING,
        lambda session, actor, sample: list_tasks(session, actor, TaskFilter(overdue=NOON), PAGE),
    ),
    "open deals": (STAFF, lambda session, actor, sample: list_deals(session, actor, DealFilter(), PAGE)),
    **{f"find {surname}": (STAFF, _find(surname)) for surname in SURNAMES},
    "find by 4 digits of a phone": (
        STAFF,
        lambda session, actor, sample: find_customers(session, actor, sample.phone[-4:], PAGE),
    ),
}

_NUMBERS: dict[str, tuple[tuple[Role, ...], Look]] = {
    "home": ((Role.MANAGER,), lambda session, actor, sample: count_home(session, actor, NOON)),
    "board": (
        SUPERVISING,
        lambda session, actor, sample: get_board(session, actor, closed_since=NOON - timedelta(days=30)),
    ),
    "people and their load": (SUPERVISING, lambda session, actor, sample: list_workloads(session, actor, NOON)),
    "daily summary": (
        SUPERVISING,
        lambda session, actor, sample: get_day_report(session, actor, NOON.date(), actor.zone, NOON),
    ),
}
