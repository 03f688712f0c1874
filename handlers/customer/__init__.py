"""Conversations of customers, and of visitors who have not said yet who they are."""

from __future__ import annotations

from aiogram import Router

from handlers.customer import inline, marks, orders, person, start, strays, visits, writing
from handlers.customer.visitor import VisitorLanguage
from handlers.ui.audience import ForCustomers
from handlers.ui.desk import DeskMiddleware


def build_router() -> Router:
    """Employees never get here. The last rooms take whatever no other has understood, so that there is no dead end."""
    router = Router(name="customer")
    for observer in (router.message, router.callback_query):
        observer.filter(ForCustomers())
        observer.middleware(VisitorLanguage())
        observer.middleware(DeskMiddleware())
    router.include_routers(
        start.router,
        inline.router,
        orders.router,
        visits.router,
        marks.router,
        person.router,
        writing.router,
        strays.router,
    )
    return router
