"""Runs the product from its start to Ctrl-C: takes updates, tells the terminal what a person needs to know."""

from __future__ import annotations

import asyncio
import signal
import sys

import structlog
from aiogram.exceptions import TelegramAPIError

from bot.compose import Product, compose
from bot.example import hand_out_phones, set_up_example
from bot.polling import poll
from bot.settings import Settings
from bot.web import WEBHOOK_PATH
from crm_core.kernel.actor import build_system_actor
from crm_core.staff.actions import issue_owner_invitation
from handlers.ui.commands import set_default_commands

log = structlog.get_logger(__name__)


async def run(settings: Settings, *, with_example: bool) -> None:
    """Until SIGINT or SIGTERM. `with_example`: the sandbox has a company with its people from the first start."""
    stopping = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGINT, signal.SIGTERM):
        loop.add_signal_handler(number, stopping.set)
    async with compose(settings) as product:
        if product.sandbox is not None and with_example:
            await set_up_example(product.store, product.sandbox, settings.default_locale)
        elif product.sandbox is not None:
            hand_out_phones(product.sandbox, settings.default_locale, started=False)
        taking = asyncio.ensure_future(_take_updates(product))
        await _announce(product)
        stopped = asyncio.ensure_future(stopping.wait())
        await asyncio.wait({taking, stopped}, return_when=asyncio.FIRST_COMPLETED)
        stopped.cancel()
        taking.cancel()
        await asyncio.gather(taking, return_exceptions=True)
        if not stopping.is_set():
            taking.result()


async def _take_updates(product: Product) -> None:
    """Webhook when WEBHOOK_URL is given, else long polling. Commands in the menu are set on the way."""
    await _set_commands(product)
    settings = product.settings
    if settings.webhook_url is None or settings.webhook_secret is None:
        await product.bot.delete_webhook()
        await poll(product.bot, product.dispatcher)
        return
    await product.bot.set_webhook(
        settings.webhook_url + WEBHOOK_PATH,
        secret_token=settings.webhook_secret.get_secret_value(),
        allowed_updates=product.dispatcher.resolve_used_update_types(),
    )
    await asyncio.Event().wait()


async def _set_commands(product: Product) -> None:
    try:
        await set_default_commands(product.bot)
    except TelegramAPIError as error:
        log.warning("commands were not set", error=str(error))


async def _announce(product: Product) -> None:
    """The lines for the terminal: where it runs, and the owner's one-time link while there is no owner."""
    async with product.store.work(build_system_actor()) as work:
        token = await issue_owner_invitation(work)
    if product.sandbox is not None:
        sys.stdout.write(f"Kavshiri runs. Phones for trying: {product.base_url}/sandbox/  (Ctrl-C stops it)\n")
    else:
        sys.stdout.write(f"Kavshiri runs as @{product.links.bot}. Ctrl-C stops it.\n")
    if token is not None:
        sys.stdout.write(f"The owner's link, good for one use: {product.links.start('o_' + token)}\n")
    sys.stdout.flush()
