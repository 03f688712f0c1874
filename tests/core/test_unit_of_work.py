"""One transaction: its origin, its trail, what follows from it, and what it refuses."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncEngine, AsyncSession

from crm_core.db.journal import AuditAction, AuditEntry, Change
from crm_core.db.unit_of_work import ReactionsTooDeep, Store, Work
from crm_core.kernel.actor import build_system_actor
from crm_core.kernel.clock import FrozenClock
from crm_core.kernel.errors import AlreadyHandled, ChangedMeanwhile, CrmError, NotVisible
from crm_core.kernel.events import Event
from crm_core.staff.models import Team

NOON = datetime(2026, 11, 23, 12, tzinfo=UTC)
SYSTEM = build_system_actor()


async def list_rows(engine: AsyncEngine, model: type[Any]) -> list[Any]:
    async with AsyncSession(engine) as session:
        return list((await session.scalars(select(model).order_by(model.id))).all())


async def add_team(store: Store, name: str, origin: str | None = None) -> int:
    async with store.work(SYSTEM, origin) as work:
        team = Team(name=name)
        work.session.add(team)
        await work.session.flush()
        return team.id


async def test_a_repeated_origin_is_handled_once(engine: AsyncEngine) -> None:
    store = Store(engine, FrozenClock(NOON))
    await add_team(store, "Sales", "tg:1:7")
    with pytest.raises(AlreadyHandled):
        await add_team(store, "Sales", "tg:1:7")
    assert [team.name for team in await list_rows(engine, Team)] == ["Sales"]


async def test_an_origin_whose_work_failed_may_come_again(engine: AsyncEngine) -> None:
    store = Store(engine, FrozenClock(NOON))
    with pytest.raises(ZeroDivisionError):
        async with store.work(SYSTEM, "tg:1:8"):
            1 / 0  # noqa: B018
    await add_team(store, "Sales", "tg:1:8")
    assert len(await list_rows(engine, Team)) == 1


async def test_an_insert_and_an_update_leave_their_columns_in_the_trail(engine: AsyncEngine) -> None:
    store = Store(engine, FrozenClock(NOON))
    team_id = await add_team(store, "Sales", "tg:1:1")
    async with store.work(SYSTEM, "tg:1:2") as work:
        team = await work.session.get_one(Team, team_id)
        team.name = "Shop"
        await work.session.flush()
        team.name = "Branch"
    inserted, updated = await list_rows(engine, AuditEntry)
    assert (inserted.action, inserted.thing, inserted.thing_id, inserted.before) == (
        AuditAction.INSERTED,
        "teams",
        str(team_id),
        None,
    )
    assert inserted.after["name"] == "Sales"
    assert (updated.action, updated.before, updated.after) == (
        AuditAction.UPDATED,
        {"name": "Sales"},
        {"name": "Branch"},
    )
    assert (updated.origin, updated.at, updated.change_id) == ("tg:1:2", NOON, inserted.change_id + 1)


@dataclass(frozen=True, slots=True)
class Named(Event):
    name: str


async def test_a_part_that_is_refused_leaves_neither_rows_nor_events_nor_audit_rows(engine: AsyncEngine) -> None:
    seen: list[Event] = []

    async def react(_: Work, event: Event) -> None:
        seen.append(event)

    store = Store(engine, FrozenClock(NOON), (react,))
    async with store.work(SYSTEM) as work:
        for name, refusal in (("First", None), ("Second", NotVisible("deals", 7)), ("Third", AlreadyHandled("x"))):
            with suppress(CrmError):
                async with work.attempt():
                    work.session.add(Team(name=name))
                    await work.session.flush()
                    work.record(Named(name))
                    if refusal is not None:
                        raise refusal
    assert [team.name for team in await list_rows(engine, Team)] == ["First"]
    assert seen == [Named("First")]
    entries = [(row.action, row.thing, row.thing_id) for row in await list_rows(engine, AuditEntry)]
    assert entries == [(AuditAction.INSERTED, "teams", "1"), (AuditAction.REFUSED, "deals", "7")]


async def test_what_is_not_visible_is_audited_and_nothing_else_is_written(engine: AsyncEngine) -> None:
    store = Store(engine, FrozenClock(NOON))
    with pytest.raises(NotVisible):
        async with store.work(SYSTEM, "tg:1:3") as work:
            work.session.add(Team(name="Never"))
            await work.session.flush()
            raise NotVisible("deals", 42)
    (refusal,) = await list_rows(engine, AuditEntry)
    assert (refusal.action, refusal.thing, refusal.thing_id, refusal.origin) == (
        AuditAction.REFUSED,
        "deals",
        "42",
        "tg:1:3",
    )
    assert await list_rows(engine, Team) == []
    assert await list_rows(engine, Change) == []


async def test_reading_cannot_write(engine: AsyncEngine) -> None:
    store = Store(engine, FrozenClock(NOON))
    with pytest.raises(Exception, match="read-only transaction"):
        async with store.reading(SYSTEM) as work:
            work.session.add(Team(name="Never"))
            await work.session.flush()


class Grown(Event):
    """Somebody wants more."""


async def test_reactions_run_in_the_same_transaction(engine: AsyncEngine) -> None:
    async def add_another(work: Work, event: Event) -> None:
        work.session.add(Team(name="Followed"))

    store = Store(engine, FrozenClock(NOON), [add_another])
    async with store.work(SYSTEM) as work:
        work.record(Grown())
    (entry,) = await list_rows(engine, AuditEntry)
    assert entry.after["name"] == "Followed"


async def test_reactions_without_end_give_the_work_up(engine: AsyncEngine) -> None:
    async def ask_for_more(work: Work, event: Event) -> None:
        work.session.add(Team(name="More"))
        work.record(Grown())

    store = Store(engine, FrozenClock(NOON), [ask_for_more])
    with pytest.raises(ReactionsTooDeep):
        async with store.work(SYSTEM) as work:
            work.record(Grown())
    assert await list_rows(engine, Team) == []


async def test_two_people_do_not_overwrite_each_other(engine: AsyncEngine) -> None:
    """Both load the same version; the second to save is told."""
    from crm_core.customers.models import Customer

    store = Store(engine, FrozenClock(NOON))
    async with store.work(SYSTEM) as work:
        customer = Customer(name="Vera", search_key="vera", created_at=NOON)
        work.session.add(customer)
    with pytest.raises(ChangedMeanwhile):
        async with store.work(SYSTEM) as slow:
            late = await slow.session.get_one(Customer, customer.id)
            async with store.work(SYSTEM) as quick:
                (await quick.session.get_one(Customer, customer.id)).name = "Vera Gelashvili"
            late.name = "Vera G."
    assert [row.name for row in await list_rows(engine, Customer)] == ["Vera Gelashvili"]
