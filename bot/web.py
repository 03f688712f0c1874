"""The aiohttp application: health, metrics and the webhook; `handlers/web` and the sandbox add their own routes."""

from __future__ import annotations

import asyncio
import hmac
from collections.abc import Awaitable, Callable

from aiogram import Bot, Dispatcher
from aiogram.types import Update
from aiohttp import web
from prometheus_client import CONTENT_TYPE_LATEST, generate_latest
from pydantic import ValidationError
from sqlalchemy import text
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.ext.asyncio import AsyncEngine

WEBHOOK_PATH = "/telegram/webhook"
SECRET_HEADER = "X-Telegram-Bot-Api-Secret-Token"  # noqa: S105  # a header's name
HEALTH_SECONDS = 3.0

Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]


def build_app(engine: AsyncEngine) -> web.Application:
    """An application with `/health` and `/metrics`; the other routes are added by whoever composes the product."""
    app = web.Application(client_max_size=1024 * 1024)
    app.router.add_get("/health", _build_health(engine))
    app.router.add_get("/metrics", _on_metrics)
    return app


def add_webhook(app: web.Application, bot: Bot, dispatcher: Dispatcher, secret: str) -> None:
    """Take updates at `WEBHOOK_PATH`, each acknowledged only after it was handled; a fault makes Telegram repeat."""

    async def on_webhook(request: web.Request) -> web.Response:
        given = request.headers.get(SECRET_HEADER, "")
        if not hmac.compare_digest(given.encode(), secret.encode()):
            return web.Response(status=401)
        try:
            update = Update.model_validate(await request.json(), context={"bot": bot})
        except (ValueError, ValidationError):
            return web.Response(status=400)
        await asyncio.shield(dispatcher.feed_update(bot, update))
        return web.Response()

    app.router.add_post(WEBHOOK_PATH, on_webhook)


def _build_health(engine: AsyncEngine) -> Handler:
    async def on_health(_: web.Request) -> web.Response:
        """200 when the database answers, else 503."""
        try:
            async with asyncio.timeout(HEALTH_SECONDS), engine.connect() as connection:
                await connection.execute(text("SELECT 1"))
        except (SQLAlchemyError, OSError, TimeoutError):
            return web.json_response({"status": "down", "database": "unreachable"}, status=503)
        return web.json_response({"status": "ok", "database": "ok"})

    return on_health


async def _on_metrics(_: web.Request) -> web.Response:
    return web.Response(body=generate_latest(), headers={"Content-Type": CONTENT_TYPE_LATEST})
