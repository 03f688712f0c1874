"""The tick that carries the ledger's due notifications out.

Claim and commit; load and word with a short read; send with no transaction open; book the fate. Chats are served side
by side, the notifications of one chat in their order. Whatever goes wrong with one of them stops none of the others.
"""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import Sequence
from datetime import datetime, timedelta

import structlog
from sqlalchemy.ext.asyncio import AsyncSession

from bot.delivery.loading import Pointless, load_subject
from bot.delivery.recipients import Key, Reached, get_key, load_recipients
from bot.delivery.sending import Sender, Sent, TryLater, Undeliverable
from bot.metrics import CLAIMED, LAG, NOTIFICATIONS
from crm_core.db.unit_of_work import Store
from crm_core.kernel.actor import build_system_actor
from crm_core.kernel.errors import NotVisible
from crm_core.notifications.fates import mark_dead, mark_reached
from crm_core.notifications.ledger import (
    ClaimedNotification,
    claim_batch,
    mark_dropped,
    mark_retry,
    mark_sent,
    release,
)
from crm_core.notifications.pauses import MOST_FAULTS, PATIENCE, grow_pause
from handlers.ui.links import Links
from handlers.ui.screen import Screen
from handlers.views.notices import render_notice
from handlers.views.reader import Reader

log = structlog.get_logger(__name__)

BATCH = 100
#: Chats that are written to at the same time.
SIDE_BY_SIDE = 20
#: What has less of its lease left is given back: another carrier might already have it.
MARGIN = timedelta(seconds=15)

Counts = Counter[str]


async def deliver_due(store: Store, sender: Sender, links: Links, limit: int = BATCH) -> Counts:
    """Carry at most `limit` notifications; how many were sent, retried, dropped, dead, released."""
    async with AsyncSession(store.engine) as session, session.begin():
        batch = await claim_batch(session, store.clock.now(), limit)
    counts: Counts = Counter()
    if not batch:
        return counts
    async with AsyncSession(store.engine) as session:
        recipients = await load_recipients(session, batch)
    queues: dict[Key, list[ClaimedNotification]] = {}
    for claimed in batch:
        queues.setdefault(get_key(claimed), []).append(claimed)
    carrier = Carrier(store, sender, links, counts)
    CLAIMED.set(len(batch))
    try:
        await asyncio.gather(*(carrier.serve(recipients.get(key), queue) for key, queue in queues.items()))
    finally:
        CLAIMED.set(0)
    return counts


class Carrier:
    """Carries one batch."""

    def __init__(self, store: Store, sender: Sender, links: Links, counts: Counts) -> None:
        self._store = store
        self._sender = sender
        self._links = links
        self._counts = counts
        self._places = asyncio.Semaphore(SIDE_BY_SIDE)

    async def serve(self, reached: Reached | None, queue: Sequence[ClaimedNotification]) -> None:
        """One chat. When it has to rest, the rest of its queue rests with it, so that the order stays."""
        for number, claimed in enumerate(queue):
            async with self._places:
                rests_until = await self._carry(reached, claimed)
                if rests_until is not None:
                    await self._release(queue[number + 1 :], rests_until)
                    return

    async def _carry(self, reached: Reached | None, claimed: ClaimedNotification) -> datetime | None:
        """One notification to its fate; until when the chat rests, None: it goes on."""
        now = self._store.clock.now()
        if claimed.leased_until - now < MARGIN:
            await self._release([claimed], now)
            return now
        if reached is None or (claimed.expires_at is not None and claimed.expires_at <= now):
            await self._drop(claimed, "no_recipient" if reached is None else "expired")
            return None
        try:
            screen = await self._word(reached, claimed)
        except NotVisible:
            await self._drop(claimed, "not_visible")
        except Pointless as reason:
            await self._drop(claimed, str(reason))
        except Exception:
            log.exception("notification cannot be worded", id=claimed.id, kind=claimed.kind)
            await self._fail(claimed, "cannot be worded")
        else:
            return await self._send(reached, claimed, screen)
        return None

    async def _word(self, reached: Reached, claimed: ClaimedNotification) -> Screen:
        now = self._store.clock.now()
        async with AsyncSession(self._store.engine) as session:
            subject = await load_subject(session, claimed, reached.actor, now)
        t = Reader(reached.actor.locale, reached.actor.zone, now, reached.region)
        return render_notice(claimed.kind, subject, claimed.due_at, t, self._links)

    async def _send(self, reached: Reached, claimed: ClaimedNotification, screen: Screen) -> datetime | None:
        try:
            sent = await self._sender.send(reached.chat_id, screen, claimed.priority)
        except TryLater as error:
            return await self._retry(claimed, error)
        except Undeliverable as error:
            async with self._store.work(build_system_actor()) as work:
                await mark_dead(work, claimed.id, error.reason, is_gone=error.is_gone)
            self._count(claimed, "dead")
            log.warning("notification is dead", id=claimed.id, kind=claimed.kind, reason=error.reason)
            return None
        await self._book(reached, claimed, sent)
        return None

    async def _book(self, reached: Reached, claimed: ClaimedNotification, sent: Sent) -> None:
        now = self._store.clock.now()
        async with AsyncSession(self._store.engine) as session, session.begin():
            await mark_sent(session, claimed.id, sent.chat_id, sent.message_id, now)
        if reached.is_unreachable:
            async with self._store.work(build_system_actor()) as work:
                await mark_reached(work, employee_id=claimed.employee_id, customer_id=claimed.customer_id)
        LAG.observe(max(0.0, (now - claimed.due_at).total_seconds()))
        self._count(claimed, "sent")

    async def _retry(self, claimed: ClaimedNotification, error: TryLater) -> datetime | None:
        now = self._store.clock.now()
        if now - claimed.created_at > PATIENCE:
            async with self._store.work(build_system_actor()) as work:
                await mark_dead(work, claimed.id, f"given up: {error.reason}", is_gone=False)
            self._count(claimed, "dead")
            return None
        pause = grow_pause(claimed.attempts) if error.pause is None else error.pause
        async with AsyncSession(self._store.engine) as session, session.begin():
            await mark_retry(session, claimed.id, now + pause, error.reason)
        self._count(claimed, "retried")
        return now + pause

    async def _fail(self, claimed: ClaimedNotification, reason: str) -> None:
        """A fault of our own: tried again a few times, in case it passes."""
        if claimed.attempts >= MOST_FAULTS:
            async with self._store.work(build_system_actor()) as work:
                await mark_dead(work, claimed.id, reason, is_gone=False)
            self._count(claimed, "dead")
        else:
            await self._retry(claimed, TryLater(reason))

    async def _drop(self, claimed: ClaimedNotification, reason: str) -> None:
        async with AsyncSession(self._store.engine) as session, session.begin():
            await mark_dropped(session, claimed.id, reason)
        self._count(claimed, "dropped")

    async def _release(self, queue: Sequence[ClaimedNotification], until: datetime) -> None:
        if queue:
            async with AsyncSession(self._store.engine) as session, session.begin():
                await release(session, [claimed.id for claimed in queue], until)
            self._counts["released"] += len(queue)

    def _count(self, claimed: ClaimedNotification, fate: str) -> None:
        self._counts[fate] += 1
        NOTIFICATIONS.labels(claimed.kind, fate).inc()
