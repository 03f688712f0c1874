"""The command line: `kavshiri run | migrate | seed | understand | migration` (also `python -m bot …`)."""

from __future__ import annotations

import argparse
import asyncio
import os
import sys
from collections.abc import Callable, Coroutine
from typing import Any

import uvloop

from bot.logs import configure_logs
from bot.settings import Settings, SettingsInvalid, load_settings

Command = Callable[[Settings, argparse.Namespace], Coroutine[Any, Any, None]]


def build_parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="kavshiri", description="A CRM that is talked to in Telegram.")
    commands = parser.add_subparsers(required=True, metavar="command")

    running = commands.add_parser("run", help="run the product (the sandbox when there is no BOT_TOKEN)")
    running.add_argument("--empty", action="store_true", help="the sandbox without its example company")
    running.set_defaults(command=on_run)

    migrating = commands.add_parser("migrate", help="bring the database's schema up to date")
    migrating.set_defaults(command=on_migrate)

    seeding = commands.add_parser(
        "seed", help="fill the database with a believable company for trials and measurements"
    )
    seeding.add_argument("--customers", type=_count, default=500, metavar="N")
    seeding.add_argument("--activities-per-customer", type=_count, default=8, metavar="M")
    seeding.add_argument("--seed", type=int, default=1, metavar="S", help="the same number makes the same company")
    seeding.set_defaults(command=on_seed)

    understanding = commands.add_parser(
        "understand", help="read sentences from standard input and tell as JSON how they are understood"
    )
    understanding.add_argument("--lang", default="ka", metavar="L", help="ka, ru or en: the language looked at first")
    understanding.add_argument("--now", metavar="T", help="the moment at which they are said; the present one if not")
    understanding.add_argument("--zone", metavar="Z", help="the time zone in which they are said")
    understanding.add_argument("--view", action="store_true", help="as if a customer's card were in view")
    understanding.set_defaults(command=None)

    drafting = commands.add_parser("migration", help="write a migration file from the models' changes (for developers)")
    drafting.add_argument("message")
    drafting.set_defaults(command=on_draft)
    return parser


def _count(typed: str) -> int:
    number = int(typed)
    if not 0 <= number <= 10_000_000:
        raise argparse.ArgumentTypeError("a number from 0 to 10000000")
    return number


async def on_run(settings: Settings, given: argparse.Namespace) -> None:
    from bot.runner import run

    await run(settings, with_example=not given.empty)


async def on_migrate(settings: Settings, _: argparse.Namespace) -> None:
    from bot.compose import open_database

    async with open_database(settings):
        sys.stdout.write("The database is up to date.\n")


async def on_seed(settings: Settings, given: argparse.Namespace) -> None:
    from bot.compose import open_database
    from crm_core.db.unit_of_work import Store
    from crm_core.kernel.clock import SystemClock
    from crm_core.seeding import seed

    async with open_database(settings) as (engine, _):
        await seed(Store(engine, SystemClock()), given.customers, given.activities_per_customer, given.seed)
    sys.stdout.write(f"There are {given.customers} more customers.\n")


def on_understand(given: argparse.Namespace) -> int:
    """Starts nothing and reads no settings."""
    from bot.understanding import ArgumentInvalid, answer

    try:
        answer(given)
    except ArgumentInvalid as wrong:
        sys.stderr.write(f"{wrong}\n")
        return 2
    except BrokenPipeError:  # whoever read the answers has had enough
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    return 0


async def on_draft(settings: Settings, given: argparse.Namespace) -> None:
    from bot.compose import open_database
    from crm_core.db import migrate
    from crm_core.tables import metadata

    async with open_database(settings) as (_, url):
        await asyncio.to_thread(migrate.draft, url, metadata, given.message)


def main() -> int:
    """Exit status: 0 when all went well, 2 when a setting is wrong (one sentence on standard error says which)."""
    given = build_parser().parse_args()
    if given.command is None:
        return on_understand(given)
    try:
        settings = load_settings()
        configure_logs(settings.log_level)
        with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
            runner.run(given.command(settings, given))
    except SettingsInvalid as wrong:
        sys.stderr.write(f"{wrong}\n")
        return 2
    return 0


if __name__ == "__main__":
    sys.exit(main())
