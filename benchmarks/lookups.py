"""The look-up of whom a sentence means, in a company of some size: how many queries it takes and how long.

Everything here is one look-up of all mentions of a sentence, as the dialogue makes it.
"""

from __future__ import annotations

import asyncio
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import uvloop
from sqlalchemy import event, select
from sqlalchemy.ext.asyncio import AsyncEngine

from benchmarks.company import Company, open_company
from benchmarks.scenes import Scene
from benchmarks.stopwatch import Run, Timing, take_time
from bot.logs import configure_logs
from crm_core.cards.meant import find_meant
from crm_core.deals.models import Deal
from crm_core.kernel.actor import Role
from crm_core.language.found import Mention, MentionKind
from crm_core.language.names import list_spellings
from crm_core.language.tokens import Span

#: Who asks: the owner sees everybody, a seller has to be asked for rights.
ASKING = (Role.OWNER, Role.MANAGER)
#: What is said: one surname in three scripts, cases and slips, a name that nobody has.
SAID: dict[str, tuple[tuple[str, str], ...]] = {
    "a first name, ka": (("გიორგისთან", "ka"),),
    "a surname, ru": (("Беридзе", "ru"),),
    "both names, en": (("Giorgi Beridze", "en"),),
    "with a slip": (("Beridzw", "en"),),
    "nobody": (("Wolfeschlegel", "en"),),
    "two people": (("Вере", "ru"), ("Нино Капанадзе", "ru")),
}
_NOWHERE = Span(0, 0)


@dataclass(frozen=True, slots=True)
class LookupCost:
    """`queries` are the statements of one look-up."""

    said: str
    who: Role
    queries: int
    timing: Timing


def measure_lookups(customers: int, activities: int, runs: int) -> list[LookupCost]:
    """In a company of so many customers; in a process of its own."""
    configure_logs("WARNING")
    with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
        return runner.run(_measure(customers, activities, runs))


async def _measure(customers: int, activities: int, runs: int) -> list[LookupCost]:
    with tempfile.TemporaryDirectory(prefix="kavshiri-bench-") as folder:
        async with open_company(Path(folder), customers, activities) as company:
            return [
                await _measure_one(company, said, who, mentions, runs)
                for who in ASKING
                for said, mentions in (await list_mentions(company, who)).items()
            ]


async def _measure_one(company: Company, said: str, who: Role, mentions: tuple[Mention, ...], runs: int) -> LookupCost:
    actor = company.people[who]
    async with company.store.reading(actor) as work:
        with _count_queries(company.engine) as statements:
            await find_meant(work.session, actor, mentions)
    timing = await take_time(company.engine, _look_up(company, who, mentions), runs)
    return LookupCost(said, who, len(statements), timing)


async def list_mentions(company: Company, who: Role) -> dict[str, tuple[Mention, ...]]:
    """`SAID`, and a telephone's end and a deal's number that the person may see."""
    sample = company.samples[who]
    async with company.store.reading(company.people[who]) as work:
        number = (await work.session.scalars(select(Deal.number).where(Deal.id == sample.deal_id))).one()
    tail, said = sample.phone[-4:], f"#{number}"
    named = {words: tuple(_make_name(*one) for one in names) for words, names in SAID.items()}
    return named | {
        "4 digits of a phone": (Mention(MentionKind.PHONE_TAIL, tail, (tail,), _NOWHERE),),
        "a deal's number": (Mention(MentionKind.DEAL_NUMBER, said, (str(number),), _NOWHERE),),
    }


def _make_name(name: str, language: str) -> Mention:
    return Mention(MentionKind.NAME, name, list_spellings(name, language), _NOWHERE)


def _look_up(company: Company, who: Role, mentions: tuple[Mention, ...]) -> Run:
    actor = company.people[who]

    async def run() -> object:
        async with company.store.reading(actor) as work:
            return await find_meant(work.session, actor, mentions)

    return run


@contextmanager
def _count_queries(engine: AsyncEngine) -> Iterator[list[str]]:
    statements: list[str] = []

    def note(_connection: Any, _cursor: Any, statement: str, *_rest: Any) -> None:
        statements.append(statement)

    event.listen(engine.sync_engine, "before_cursor_execute", note)
    try:
        yield statements
    finally:
        event.remove(engine.sync_engine, "before_cursor_execute", note)


def build_lookups() -> list[Scene]:
    """For the table of all benchmarks: a name that many have, and one with a slip."""
    return [_build_scene(said, who) for said in ("both names, en", "with a slip") for who in ASKING]


def _build_scene(said: str, who: Role) -> Scene:
    async def prepare(company: Company) -> Run:
        return _look_up(company, who, (await list_mentions(company, who))[said])

    return Scene(f"who is meant: {said}", who, prepare)
