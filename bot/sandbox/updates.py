"""How updates reach the bot: long polling or webhook, at least once, in order within a chat.

An update stays until the bot confirms it, by a higher offset or by a 2xx answer, also across restarts.
"""

from __future__ import annotations

import asyncio
import re
import time
from contextlib import suppress
from datetime import datetime
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

import aiohttp
import structlog
from aiogram.methods import GetUpdates, SetWebhook

from bot.sandbox.store import QueuedUpdate, Store
from bot.sandbox.wire import ApiError, Json, bad_request

if TYPE_CHECKING:
    from collections.abc import Callable

log = structlog.get_logger(__name__)

OPT_IN = {"chat_member", "message_reaction", "message_reaction_count"}
WEBHOOK_ACTIVE = (
    "Conflict: can't use getUpdates method while webhook is active; use deleteWebhook to delete the webhook first"
)
OTHER_POLLER = "terminated by other getUpdates request; make sure that only one bot instance is running"
LOOPBACK = {"localhost", "127.0.0.1", "::1"}
FIRST_UPDATE = 100_000_001
LONGEST_PAUSE = 60.0


class UpdateQueue:
    """The updates of the one bot. `double_next` is how many of the coming ones are to be delivered twice."""

    def __init__(self, store: Store, now: Callable[[], datetime], webhook_pause: float) -> None:
        self._store = store
        self._now = now
        self._webhook_pause = webhook_pause
        self._poll: asyncio.Future[ApiError] | None = None
        self._busy: dict[int, asyncio.Task[None]] = {}
        self._pusher: asyncio.Task[None] | None = None
        self.double_next = 0
        self.handed_at = 0.0
        self.closing = False

    def put(self, chat_id: int, kind: str, body: Json) -> None:
        """Queue an update unless the bot has not asked for its kind."""
        allowed = self._store.settings.allowed_updates
        if kind in allowed or (not allowed and kind not in OPT_IN):
            number = self._store.next_number("update", FIRST_UPDATE)
            repeats = 1 if self.double_next > 0 else 0
            self.double_next -= repeats
            self._store.save_update(QueuedUpdate(number, chat_id, {"update_id": number, kind: body}, repeats))

    def list_pending(self) -> list[QueuedUpdate]:
        return [update for _, update in sorted(self._store.updates.items())]

    def _confirm(self, update: QueuedUpdate) -> None:
        if update.repeats > 0:
            update.repeats -= 1
            self._store.save_update(update)
        else:
            self._store.drop_update(update.update_id)

    async def poll(self, call: GetUpdates) -> list[Json]:
        """Long polling; a second poller ends the first with 409, a webhook forbids it."""
        if self._store.settings.webhook:
            raise ApiError(409, WEBHOOK_ACTIVE)
        self._end_poll(OTHER_POLLER)
        if call.allowed_updates is not None:
            self._allow(call.allowed_updates)
        repeated = self._take_confirmed(call.offset or 0)
        ended: asyncio.Future[ApiError] = asyncio.get_running_loop().create_future()
        self._poll = ended
        try:
            return await self._wait_for_batch(call, repeated, ended)
        finally:
            if self._poll is ended:
                self._poll = None

    def _take_confirmed(self, offset: int) -> list[QueuedUpdate]:
        """Forget what `offset` confirms; a negative one keeps only that many. Gives those to be repeated."""
        pending = self.list_pending()
        done = pending[: max(0, len(pending) + offset)] if offset < 0 else [u for u in pending if u.update_id < offset]
        for update in done:
            self._confirm(update)
        return [update for update in done if update.update_id in self._store.updates]

    async def _wait_for_batch(
        self, call: GetUpdates, repeated: list[QueuedUpdate], ended: asyncio.Future[ApiError]
    ) -> list[Json]:
        deadline = time.monotonic() + max(0, min(call.timeout or 0, 50))
        limit = min(max(call.limit or 100, 1), 100)
        while True:
            waiting = [update for update in self.list_pending() if update.update_id >= (call.offset or 0)]
            batch = (repeated or waiting)[:limit]
            left = deadline - time.monotonic()
            if batch or left <= 0 or self.closing:
                self.handed_at = time.monotonic()
                return [update.body for update in batch]
            changed = asyncio.ensure_future(self._store.changed.wait())
            either: set[asyncio.Future[Any]] = {changed, ended}
            await asyncio.wait(either, timeout=left, return_when=asyncio.FIRST_COMPLETED)
            changed.cancel()
            if ended.done():
                raise ended.result()

    def _end_poll(self, reason: str) -> None:
        if self._poll is not None and not self._poll.done():
            self._poll.set_result(ApiError(409, f"Conflict: {reason}"))

    def _allow(self, kinds: list[str]) -> None:
        if kinds != self._store.settings.allowed_updates:
            self._store.settings.allowed_updates = kinds
            self._store.save_settings()

    def set_webhook(self, call: SetWebhook) -> bool:
        """Switch to pushing. Plain http is taken only for loopback, as a local Bot API server does."""
        if not call.url:
            return self.delete_webhook(bool(call.drop_pending_updates))
        parts = urlsplit(call.url)
        if parts.scheme != "https" and not (parts.scheme == "http" and parts.hostname in LOOPBACK):
            raise bad_request("bad webhook: An HTTPS URL must be provided for webhook")
        if call.secret_token and not re.fullmatch(r"[A-Za-z0-9_-]{1,256}", call.secret_token):
            raise bad_request("secret token contains unallowed characters")
        if call.max_connections is not None and not 1 <= call.max_connections <= 100:
            raise bad_request("max_connections must be between 1 and 100")
        self._end_poll("terminated by setWebhook request")
        self._store.settings.webhook = {
            "url": call.url, "secret": call.secret_token, "max_connections": call.max_connections or 40,
        }  # fmt: skip
        if call.allowed_updates is not None:
            self._store.settings.allowed_updates = call.allowed_updates
        self._finish_setting(bool(call.drop_pending_updates))
        return True

    def delete_webhook(self, drop_pending: bool) -> bool:
        self._store.settings.webhook = {}
        self._finish_setting(drop_pending)
        return True

    def _finish_setting(self, drop_pending: bool) -> None:
        if drop_pending:
            for update in self.list_pending():
                self._store.drop_update(update.update_id)
        self._store.save_settings()

    def webhook_info(self) -> Json:
        hook = self._store.settings.webhook
        told: Json = {"url": hook.get("url", ""), "has_custom_certificate": False}
        told["pending_update_count"] = len(self._store.updates)
        for name in ("max_connections", "last_error_date", "last_error_message"):
            if name in hook:
                told[name] = hook[name]
        if self._store.settings.allowed_updates:
            told["allowed_updates"] = self._store.settings.allowed_updates
        return told

    def start(self) -> None:
        self._pusher = asyncio.create_task(self._push_forever())

    async def stop(self) -> None:
        self.closing = True
        self._store.announce({"kind": "closing"})
        tasks = [task for task in (self._pusher, *self._busy.values()) if task is not None]
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)

    async def _push_forever(self) -> None:
        async with aiohttp.ClientSession(timeout=aiohttp.ClientTimeout(total=60)) as session:
            while True:
                changed = self._store.changed
                most = int(self._store.settings.webhook.get("max_connections", 0))
                for update in self.list_pending():
                    if update.chat_id not in self._busy and len(self._busy) < most:
                        task = asyncio.create_task(self._push(session, update))
                        self._busy[update.chat_id] = task
                await changed.wait()

    async def _push(self, session: aiohttp.ClientSession, update: QueuedUpdate) -> None:
        """Deliver one update, pausing longer after each failure, until it is taken or no longer wanted."""
        pause = self._webhook_pause
        try:
            while update.update_id in self._store.updates and (hook := self._store.settings.webhook):
                fault = await self._post(session, hook, update.body)
                self.handed_at = time.monotonic()
                if fault is None:
                    self._confirm(update)
                    continue
                log.warning("sandbox webhook refused", update_id=update.update_id, fault=fault, next_try_in=pause)
                hook |= {"last_error_date": int(self._now().timestamp()), "last_error_message": fault}
                self._store.save_settings()
                await asyncio.sleep(pause)
                pause = min(pause * 2, LONGEST_PAUSE)
        finally:
            del self._busy[update.chat_id]
            if not self.closing:
                self._store.announce({"kind": "update"})

    @staticmethod
    async def _post(session: aiohttp.ClientSession, hook: Json, body: Json) -> str | None:
        """One delivery; None when it was taken, else what Telegram would say about it."""
        headers = {"X-Telegram-Bot-Api-Secret-Token": hook["secret"]} if hook.get("secret") else {}
        with suppress(TimeoutError):
            try:
                async with session.post(hook["url"], json=body, headers=headers) as response:
                    answer = await response.read()
            except aiohttp.ClientError:
                return "Connection refused"
            if b'name="method"' in answer or b'"method"' in answer:
                log.error("the sandbox does not carry out calls in a webhook's answer", answer=answer[:200])
            return None if 200 <= response.status < 300 else f"Wrong response from the webhook: {response.status}"
        return "Read timeout expired"
