"""Conversations of the owner: the first start, settings, people. They go before all others, which need a set-up company."""

from aiogram import Router

from handlers.owner import joining, person, settings, setup, team


def build_router() -> Router:
    router = Router(name="owner")
    router.include_routers(joining.router, setup.router, settings.router, team.router, person.router)
    return router
