"""Every module of handlers that makes a router is heard: its router hangs in the dispatcher."""

import ast
from pathlib import Path

from aiogram import Dispatcher, Router
from aiogram.fsm.storage.memory import MemoryStorage
from sqlalchemy.ext.asyncio import AsyncEngine

from bot.telegram import build_dispatcher
from crm_core.db.unit_of_work import Store
from crm_core.kernel.clock import SystemClock
from handlers.ui.links import Links

HANDLERS = Path(__file__).resolve().parents[2] / "handlers"


def list_named_routers() -> set[str]:
    """The names given to routers in the source."""
    names = set()
    for path in HANDLERS.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text())):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "Router":
                names |= {word.value.value for word in node.keywords if isinstance(word.value, ast.Constant)}
    return {str(name) for name in names}


def list_heard_routers(router: Router) -> list[str]:
    return [router.name, *(name for child in router.sub_routers for name in list_heard_routers(child))]


def build(engine: AsyncEngine) -> Dispatcher:
    links = Links("kavshiri_bot")
    return build_dispatcher(Store(engine, SystemClock()), MemoryStorage(), links, default_locale="en")


async def test_every_router_is_registered_once(session_engine: AsyncEngine) -> None:
    heard = list_heard_routers(build(session_engine))
    assert list_named_routers() - set(heard) == set()
    assert len(set(heard)) == len(heard)
