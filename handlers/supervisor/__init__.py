"""Conversations of those who supervise: alarms, the board, who has what, the day in numbers and the lists behind it."""

from aiogram import Router

from handlers.supervisor import alerts, board, lists, summary
from handlers.ui.desk import DeskMiddleware, LeavingQuestions


def build_router() -> Router:
    router = Router(name="supervisor")
    router.message.middleware(DeskMiddleware())
    router.callback_query.middleware(DeskMiddleware())
    router.callback_query.middleware(LeavingQuestions())
    for topic in (alerts, board, lists, summary):
        router.include_router(topic.build_router())
    return router
