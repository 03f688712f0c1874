"""The one place where ports meet adapters: plain construction from top to bottom, torn down in reverse."""

from __future__ import annotations

import asyncio
import errno
import socket
from collections.abc import AsyncIterator, Awaitable
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from typing import cast
from urllib.parse import urlsplit

from aiogram import Bot, Dispatcher
from aiogram.client.default import DefaultBotProperties
from aiogram.client.session.aiohttp import AiohttpSession
from aiogram.client.telegram import PRODUCTION, TelegramAPIServer
from aiogram.enums import ParseMode
from aiogram.exceptions import TelegramNetworkError, TelegramNotFound, TelegramUnauthorizedError
from aiogram.fsm.storage.base import BaseEventIsolation, BaseStorage, DefaultKeyBuilder
from aiogram.fsm.storage.memory import SimpleEventIsolation
from aiohttp import web
from limits.aio.storage import MemoryStorage, RedisStorage, Storage
from sqlalchemy.exc import DBAPIError
from sqlalchemy.ext.asyncio import AsyncEngine

from bot.conversation_storage import PostgresStorage
from bot.delivery.pace import Pace
from bot.delivery.telegram import TelegramSender
from bot.embedded_postgres import EmbeddedPostgres, EmbeddedPostgresFailed
from bot.example import list_tries
from bot.interpreting import HttpInterpreter
from bot.listening import HttpTranscriber
from bot.sandbox.server import Sandbox
from bot.scheduler import Scheduler
from bot.settings import EXPECTED, Settings, SettingsInvalid
from bot.telegram import build_dispatcher
from bot.web import add_webhook, build_app
from crm_core.company.founding import found_company
from crm_core.company.queries import get_company
from crm_core.db import migrate
from crm_core.db.engine import build_engine
from crm_core.db.unit_of_work import Store
from crm_core.kernel.actor import build_system_actor
from crm_core.kernel.clock import Clock, MovableClock, SystemClock
from crm_core.language import understand as language
from crm_core.language.ports import Interpreter, Transcriber
from crm_core.reactions import REACTIONS
from handlers.ui.links import Links
from handlers.web import add_web_routes

#: A chat's lock in Redis is freed after so long when its process has died.
LOCK_SECONDS = 30

#: Of the stand-in's only bot; it opens nothing outside this machine.
SANDBOX_TOKEN = "4200000001:local-stand-in-for-telegram"  # noqa: S105


@dataclass(frozen=True, slots=True)
class Product:
    """What runs. `base_url` is the local address of the web application."""

    settings: Settings
    store: Store
    bot: Bot
    dispatcher: Dispatcher
    scheduler: Scheduler
    links: Links
    base_url: str
    sandbox: Sandbox | None


@asynccontextmanager
async def open_database(settings: Settings) -> AsyncIterator[tuple[AsyncEngine, str]]:
    """A migrated database with its company: the configured one, else the embedded one in the data folder. Also its URL.

    Raises SettingsInvalid when it cannot be had.
    """
    async with AsyncExitStack() as stack:
        if settings.database_url is not None:
            url = settings.database_url.get_secret_value()
        else:
            url = await _start_embedded(stack, settings)
        try:
            await asyncio.to_thread(migrate.upgrade, url)
        except DBAPIError as error:
            reason = str(error.orig).strip().splitlines()[0]
            raise SettingsInvalid(f"DATABASE_URL should be {EXPECTED['DATABASE_URL']} ({reason}).") from error
        engine = build_engine(url)
        stack.push_async_callback(engine.dispose)
        await found_company(engine, locale=settings.default_locale, timezone=settings.timezone)
        yield engine, url


async def _start_embedded(stack: AsyncExitStack, settings: Settings) -> str:
    embedded = EmbeddedPostgres(settings.data_dir / "postgres")
    stack.push_async_callback(embedded.stop)
    try:
        return await embedded.start()
    except EmbeddedPostgresFailed as error:
        raise SettingsInvalid(str(error)) from error


@asynccontextmanager
async def compose(settings: Settings) -> AsyncIterator[Product]:
    """Build the whole product: the web application listens, the ticks run; nobody takes updates yet.

    Raises SettingsInvalid when a setting turns out to be wrong.
    """
    async with AsyncExitStack() as stack:
        listening = stack.enter_context(_bind(settings))
        base_url = f"http://{_bracket(settings.web_host)}:{listening.getsockname()[1]}"
        await _check_redis(settings)
        clock: Clock = SystemClock() if settings.bot_token else MovableClock()
        await asyncio.to_thread(language.load, clock.now())
        engine, url = await stack.enter_async_context(open_database(settings))
        store = Store(engine, clock, REACTIONS)
        app = build_app(engine)
        sandbox = await _add_sandbox(settings, store, app, base_url)
        pace = Pace(settings.redis_url.get_secret_value() if settings.redis_url else None)
        stack.push_async_callback(pace.close)
        bot = _build_bot(settings, sandbox, base_url, pace)
        stack.push_async_callback(bot.session.close)
        username = sandbox.bot_username if sandbox else await _ask_name(bot)
        links = Links(username, _get_public_url(settings, base_url))
        storage, isolation = _build_storage(settings, store)
        stack.push_async_callback(storage.close)
        dispatcher = build_dispatcher(
            store,
            storage,
            links,
            default_locale=settings.default_locale,
            isolation=isolation,
            transcriber=_build_transcriber(stack, settings),
            interpreter=_build_interpreter(stack, settings),
        )
        add_web_routes(app, store, links, _build_counters(settings))
        if settings.webhook_url is not None and settings.webhook_secret is not None:
            add_webhook(app, bot, dispatcher, settings.webhook_secret.get_secret_value())
        await _serve(stack, app, listening)
        scheduler = Scheduler(store, TelegramSender(bot), links, url)
        await scheduler.start()
        stack.push_async_callback(scheduler.stop)
        yield Product(settings, store, bot, dispatcher, scheduler, links, base_url, sandbox)


def _bind(settings: Settings) -> socket.socket:
    """The web application's socket, taken before anything else is started."""
    try:
        family, kind, protocol, _, address = socket.getaddrinfo(
            settings.web_host, settings.web_port, type=socket.SOCK_STREAM
        )[0]
        listening = socket.socket(family, kind, protocol)
        listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listening.bind(address)
    except socket.gaierror as error:
        raise SettingsInvalid(f"WEB_HOST should be {EXPECTED['WEB_HOST']}.") from error
    except OSError as error:
        if error.errno == errno.EADDRNOTAVAIL:
            raise SettingsInvalid(f"WEB_HOST should be {EXPECTED['WEB_HOST']}.") from error
        raise SettingsInvalid(
            f"WEB_PORT should be a free port: {settings.web_host}:{settings.web_port} is not ({error.strerror})."
        ) from error
    return listening


async def _check_redis(settings: Settings) -> None:
    """Raise SettingsInvalid when there should be a Redis server and none answers."""
    if settings.redis_url is None:
        return
    import redis.asyncio as redis

    client = redis.from_url(settings.redis_url.get_secret_value())
    try:
        await cast("Awaitable[bool]", client.ping())
    except redis.RedisError as error:
        raise SettingsInvalid(f"REDIS_URL should be {EXPECTED['REDIS_URL']} ({error}).") from error
    finally:
        await client.aclose()


def _bracket(host: str) -> str:
    return f"[{host}]" if ":" in host else host


async def _add_sandbox(settings: Settings, store: Store, app: web.Application, base_url: str) -> Sandbox | None:
    """The local stand-in for Telegram, when there is no bot token."""
    if settings.bot_token is not None or not isinstance(store.clock, MovableClock):
        return None
    async with store.reading(build_system_actor()) as work:
        company = await get_company(work.session)
    sandbox = Sandbox(
        SANDBOX_TOKEN,
        store.clock,
        company.timezone,
        folder=settings.data_dir / "sandbox",
        form_url=f"{base_url}/forms/{company.form_key}",
        tries=list_tries(),
    )
    sandbox.add_routes(app)
    return sandbox


def _build_bot(settings: Settings, sandbox: Sandbox | None, base_url: str, pace: Pace) -> Bot:
    api = PRODUCTION
    if sandbox is not None:
        api = TelegramAPIServer.from_base(base_url)
    elif settings.bot_api_url is not None:
        api = TelegramAPIServer.from_base(settings.bot_api_url)
    session = AiohttpSession(api=api)
    session.middleware(pace)
    token = sandbox.world.token if sandbox else settings.bot_token.get_secret_value() if settings.bot_token else ""
    return Bot(
        token,
        session=session,
        default=DefaultBotProperties(parse_mode=ParseMode.HTML, link_preview_is_disabled=True),
    )


def _build_storage(settings: Settings, store: Store) -> tuple[BaseStorage, BaseEventIsolation]:
    """Where conversations stand and what keeps a chat's updates in order: Redis for several replicas, else here."""
    if settings.redis_url is None:
        return PostgresStorage(store.engine, store.clock), SimpleEventIsolation()
    from aiogram.fsm.storage.redis import RedisStorage as ConversationsInRedis

    storage = ConversationsInRedis.from_url(
        settings.redis_url.get_secret_value(), key_builder=DefaultKeyBuilder(with_bot_id=True, with_destiny=True)
    )
    return storage, storage.create_isolation(lock_kwargs={"timeout": LOCK_SECONDS})


def _build_transcriber(stack: AsyncExitStack, settings: Settings) -> Transcriber | None:
    if settings.transcriber_url is None:
        return None
    key = settings.transcriber_key.get_secret_value() if settings.transcriber_key else None
    transcriber = HttpTranscriber(settings.transcriber_url, key, settings.transcriber_model)
    stack.push_async_callback(transcriber.close)
    return transcriber


def _build_interpreter(stack: AsyncExitStack, settings: Settings) -> Interpreter | None:
    if settings.interpreter_url is None or settings.interpreter_model is None:
        return None
    key = settings.interpreter_key.get_secret_value() if settings.interpreter_key else None
    interpreter = HttpInterpreter(settings.interpreter_url, key, settings.interpreter_model)
    stack.push_async_callback(interpreter.close)
    return interpreter


def _build_counters(settings: Settings) -> Storage:
    """What counts the requests of the form's visitors: shared in Redis by several replicas."""
    if settings.redis_url is None:
        return MemoryStorage()
    return RedisStorage(f"async+{settings.redis_url.get_secret_value()}", implementation="redispy")


async def _ask_name(bot: Bot) -> str:
    """The bot's user name; SettingsInvalid when Telegram does not know the token or cannot be reached."""
    try:
        return (await bot.me()).username or ""
    except (TelegramUnauthorizedError, TelegramNotFound) as error:
        raise SettingsInvalid(f"BOT_TOKEN should be {EXPECTED['BOT_TOKEN']}; this one is unknown.") from error
    except TelegramNetworkError as error:
        raise SettingsInvalid(
            f"Telegram cannot be reached: check the network, or BOT_API_URL, which should be {EXPECTED['BOT_API_URL']}."
        ) from error


def _get_public_url(settings: Settings, base_url: str) -> str | None:
    """Where people's browsers reach the web application: the webhook's host, or here when trying."""
    if settings.webhook_url is not None:
        parts = urlsplit(settings.webhook_url)
        return f"{parts.scheme}://{parts.netloc}"
    return None if settings.bot_token else base_url


async def _serve(stack: AsyncExitStack, app: web.Application, listening: socket.socket) -> None:
    runner = web.AppRunner(app, access_log=None, shutdown_timeout=5.0)
    await runner.setup()
    stack.push_async_callback(runner.cleanup)
    await web.SockSite(runner, listening).start()
