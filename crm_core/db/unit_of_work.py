"""The unit of work: one transaction that records its origin, what it changed, and what followed from it.

On the way in, the origin is written under a unique key, so that a repeated update stops there. On the way out,
reactions to the recorded events run in the same transaction, then the audit rows are written, then it commits. A
refusal that smells of somebody trying what is not his is written down in a transaction of its own.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy import text
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.exc import IntegrityError, OperationalError
from sqlalchemy.ext.asyncio import AsyncEngine, AsyncSession
from sqlalchemy.orm.exc import StaleDataError

from crm_core.db.audit import AuditTrail
from crm_core.db.journal import AuditAction, AuditEntry, Change
from crm_core.kernel.actor import Actor
from crm_core.kernel.clock import Clock
from crm_core.kernel.errors import AlreadyHandled, ChangedMeanwhile, CrmError, NotVisible
from crm_core.kernel.events import Event

#: Reactions to reactions to ... end here.
MAX_DEPTH = 6

#: PostgreSQL channel on which a commit with something to deliver or to remind of wakes the ticks.
WAKE_CHANNEL = "kavshiri_wake"


class ReactionsTooDeep(RuntimeError):
    """Reactions kept causing events; the transaction is given up."""


@dataclass(slots=True)
class Work:
    """What actions work with. `now` is one moment for the whole transaction; `change_id` is None when only reading."""

    session: AsyncSession
    actor: Actor
    now: datetime
    origin: str | None = None
    change_id: int | None = None
    events: list[Event] = field(default_factory=list)
    trail: AuditTrail | None = None
    #: Refused parts that smell of somebody trying what is not his: audited with the rest.
    refusals: list[CrmError] = field(default_factory=list)

    def record(self, event: Event) -> None:
        self.events.append(event)

    @asynccontextmanager
    async def attempt(self) -> AsyncIterator[None]:
        """A part that may be refused by itself. Its error goes on to the caller, who may swallow it: nothing of the
        part is left then, neither rows nor events nor audit rows. Rows loaded before may have to be loaded anew.
        """
        await self.session.flush()
        recorded = len(self.events)
        audited = self.trail.changes.copy() if self.trail is not None else {}
        try:
            async with self.session.begin_nested():
                yield
                await self.session.flush()
        except CrmError as error:
            del self.events[recorded:]
            if self.trail is not None:
                self.trail.changes = audited
            if error.audited:
                self.refusals.append(error)
            raise

    async def wake_ticks(self) -> None:
        """Tell every process, on commit, that rows wait for the ticks."""
        await self.session.execute(text(f"NOTIFY {WAKE_CHANNEL}"))


Reaction = Callable[[Work, Event], Awaitable[None]]


class Store:
    """Opens units of work on one database. `reactions` are tried in order for every event."""

    def __init__(self, engine: AsyncEngine, clock: Clock, reactions: Sequence[Reaction] = ()) -> None:
        self.engine = engine
        self.clock = clock
        self._reactions = tuple(reactions)

    @asynccontextmanager
    async def work(self, actor: Actor, origin: str | None = None) -> AsyncIterator[Work]:
        """A writing transaction. Leaving it commits; raising rolls back.

        Raises AlreadyHandled for a repeated origin and ChangedMeanwhile when another transaction was faster.
        """
        try:
            async with (
                AsyncSession(self.engine, expire_on_commit=False, autoflush=True) as session,
                session.begin(),
            ):
                trail = AuditTrail(session.sync_session)
                work = Work(session, actor, self.clock.now(), origin, trail=trail)
                work.change_id = await self._open_change(work)
                yield work
                await self._react(work)
                await session.flush()
                self._write_trail(work, trail)
        except StaleDataError as error:
            raise ChangedMeanwhile("row", None) from error
        except OperationalError as error:
            if getattr(error.orig, "sqlstate", None) in ("40001", "40P01"):
                raise ChangedMeanwhile("row", None) from error
            raise
        except CrmError as error:
            await self.write_refusal(actor, error, origin)
            raise

    @asynccontextmanager
    async def reading(self, actor: Actor) -> AsyncIterator[Work]:
        """A transaction that only reads; what it refuses is audited just the same."""
        try:
            async with AsyncSession(self.engine, expire_on_commit=False) as session, session.begin():
                await session.execute(text("SET TRANSACTION READ ONLY"))
                yield Work(session, actor, self.clock.now())
        except CrmError as error:
            await self.write_refusal(actor, error, None)
            raise

    async def write_refusal(self, actor: Actor, error: CrmError, origin: str | None) -> None:
        """An audit row for a refusal of the audited kinds; nothing for the others."""
        if not error.audited:
            return
        async with AsyncSession(self.engine) as session, session.begin():
            session.add(_make_refusal(actor, error, origin, self.clock.now()))

    async def _open_change(self, work: Work) -> int:
        row = {
            "origin": work.origin,
            "actor_kind": work.actor.kind,
            "actor_id": work.actor.id,
            "at": work.now,
        }
        query = insert(Change).values(row).on_conflict_do_nothing(index_elements=["origin"]).returning(Change.id)
        change_id = (await work.session.execute(query)).scalar_one_or_none()
        if change_id is None:
            raise AlreadyHandled(work.origin or "")
        return change_id

    async def _react(self, work: Work) -> None:
        for _ in range(MAX_DEPTH):
            events, work.events = work.events, []
            if not events:
                return
            for event in events:
                for reaction in self._reactions:
                    await reaction(work, event)
        if work.events:
            raise ReactionsTooDeep(work.events)

    def _write_trail(self, work: Work, trail: AuditTrail) -> None:
        for (thing, key), (action, before, after) in trail.changes.items():
            work.session.add(
                AuditEntry(
                    change_id=work.change_id,
                    at=work.now,
                    actor_kind=work.actor.kind,
                    actor_id=work.actor.id,
                    telegram_id=work.actor.telegram_id,
                    action=action,
                    thing=thing,
                    thing_id=key,
                    origin=work.origin,
                    before=before or None,
                    after=after,
                )
            )
        for error in work.refusals:
            work.session.add(_make_refusal(work.actor, error, work.origin, work.now))


def _make_refusal(actor: Actor, error: CrmError, origin: str | None, now: datetime) -> AuditEntry:
    thing, key = (error.thing, str(error.key)) if isinstance(error, NotVisible) else (error.code, None)
    return AuditEntry(
        at=now,
        actor_kind=actor.kind,
        actor_id=actor.id,
        telegram_id=actor.telegram_id,
        action=AuditAction.REFUSED,
        thing=thing,
        thing_id=key,
        reason=error.code,
        origin=origin,
    )


def get_violated(error: IntegrityError) -> str | None:
    """The name of the constraint that the database refused by, so that actions turn it into their own errors."""
    diagnostics = getattr(error.orig, "diag", None)
    return getattr(diagnostics, "constraint_name", None)
