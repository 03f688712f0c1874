"""Conversations of the owner: the first start, settings, people.

They go before all others, which need a company that is set up.
"""

from aiogram import Router

from handlers.owner import joining, learning, person, settings, setup, team
from handlers.ui.desk import DeskMiddleware, LeavingQuestions


def build_router() -> Router:
    router = Router(name="owner")
    router.message.middleware(DeskMiddleware())
    router.callback_query.middleware(DeskMiddleware())
    router.callback_query.middleware(LeavingQuestions())
    for topic in (joining, setup, settings, learning, team, person):
        router.include_router(topic.build_router())
    return router
