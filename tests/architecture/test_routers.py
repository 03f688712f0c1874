"""Every module of handlers that makes a router is heard: its router hangs in the dispatcher."""

import ast
from pathlib import Path

from aiogram import Router
from sqlalchemy.ext.asyncio import AsyncEngine

from tests.fakes.house import build_empty_house

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


async def test_every_router_is_registered_once(engine: AsyncEngine) -> None:
    house = await build_empty_house(engine)
    heard = list_heard_routers(house.dispatcher)
    house.take_down()
    assert list_named_routers() - set(heard) == set()
    assert len(set(heard)) == len(heard)
