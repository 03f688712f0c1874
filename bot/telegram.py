"""The dispatcher: middlewares and routers in order, and the one place where errors become sentences."""

from __future__ import annotations

from datetime import datetime
from zoneinfo import ZoneInfo

import structlog
from aiogram import Dispatcher, Router
from aiogram.fsm.storage.base import BaseEventIsolation, BaseStorage
from aiogram.fsm.storage.memory import SimpleEventIsolation
from aiogram.types import CallbackQuery, ErrorEvent, Message, Update
from markupsafe import Markup

from bot.middlewares.actor import ActorMiddleware, choose_locale
from bot.middlewares.idempotency import IdempotencyMiddleware
from bot.middlewares.locale import LocaleMiddleware
from bot.middlewares.privacy import PrivateChatsOnly
from bot.middlewares.throttling import ThrottlingMiddleware
from crm_core.db.unit_of_work import Store
from crm_core.kernel.actor import Actor
from crm_core.kernel.errors import CrmError, NotVisible
from crm_core.language.ports import Interpreter, Transcriber
from handlers import customer, owner, staff, supervisor
from handlers.ui.links import Links
from handlers.views.errors import render_error, render_failure
from handlers.views.reader import Reader

log = structlog.get_logger(__name__)

#: Telegram's limit for the text of a pop-up.
ALERT_LIMIT = 200


def build_dispatcher(
    store: Store,
    storage: BaseStorage,
    links: Links,
    *,
    default_locale: str,
    isolation: BaseEventIsolation | None = None,
    transcriber: Transcriber | None = None,
    interpreter: Interpreter | None = None,
) -> Dispatcher:
    """Everything a chat update needs, by name: `store`, `links`, `actor`, `t`, `origin` and aiogram's own.

    `transcriber` and `interpreter` are None when they are off.
    """
    dispatcher = Dispatcher(
        storage=storage,
        events_isolation=isolation or SimpleEventIsolation(),
        store=store,
        links=links,
        default_locale=default_locale,
        transcriber=transcriber,
        interpreter=interpreter,
    )
    dispatcher.update.outer_middleware(PrivateChatsOnly())
    dispatcher.update.outer_middleware(IdempotencyMiddleware(store))
    dispatcher.update.outer_middleware(ActorMiddleware(store, default_locale))
    dispatcher.update.outer_middleware(LocaleMiddleware(store.clock))
    dispatcher.update.outer_middleware(ThrottlingMiddleware())
    dispatcher.include_routers(
        _build_error_router(),
        owner.build_router(),
        supervisor.build_router(),
        staff.build_router(),
        customer.build_router(),
        _build_last_router(),
    )
    return dispatcher


def _build_error_router() -> Router:
    router = Router(name="errors")
    router.errors.register(on_error)
    return router


def _build_last_router() -> Router:
    router = Router(name="last")
    router.callback_query.register(on_foreign_button)
    return router


async def on_foreign_button(event: CallbackQuery, actor: Actor, store: Store) -> None:
    """A button that nobody offered to this person: refused and audited like every other attempt at what is not his."""
    async with store.reading(actor):
        raise NotVisible("button", event.data)


async def on_error(event: ErrorEvent, store: Store, default_locale: str, t: Reader | None = None) -> bool:
    """Say what to do, in the person's language; in his Telegram's while the database cannot tell who he is."""
    error = event.exception
    t = t or _guess_reader(event.update, store.clock.now(), default_locale)
    pressed, written = event.update.callback_query, event.update.message
    if isinstance(error, CrmError):
        log.info("refused", code=error.code, update=event.update.update_id)
        text = render_error(error, t)
    else:
        log.error("update failed", update=event.update.model_dump(exclude_none=True, mode="json"), exc_info=error)
        text = render_failure(t)
    await _tell(pressed, written, text)
    return True


def _guess_reader(update: Update, now: datetime, default_locale: str) -> Reader:
    person = getattr(update.event, "from_user", None)
    locale = choose_locale(person.language_code if person else None, default_locale)
    return Reader(locale, ZoneInfo("UTC"), now)


async def _tell(pressed: CallbackQuery | None, written: Message | None, text: Markup) -> None:
    if pressed is not None:
        plain = text.striptags()
        await pressed.answer(plain[:ALERT_LIMIT], show_alert=True)
    elif written is not None:
        await written.answer(text)
