"""The chat of everybody who works here: cards, calls, moves, tasks, visits, files; of owners and supervisors too."""

from aiogram import Router

from handlers.staff import (
    answering,
    assigning,
    attaching,
    calls,
    contacts,
    correcting,
    customers,
    deals,
    deciding,
    fields,
    files,
    finding,
    forwarded,
    home,
    inline,
    lists,
    moving,
    new,
    next_steps,
    saying,
    tasks,
    undoing,
    unknown,
    visits,
    voices,
)
from handlers.staff.refused import RefusedAnswers
from handlers.staff.stale import StaleCards
from handlers.ui.audience import ForStaff
from handlers.ui.desk import DeskMiddleware, LeavingQuestions


def build_router() -> Router:
    """Somebody else's words first, then commands, then buttons and answers; what nothing asked for comes last."""
    router = Router(name="staff")
    for observer in (router.message, router.callback_query):
        observer.filter(ForStaff())
        observer.middleware(DeskMiddleware())
        observer.middleware(LeavingQuestions())
    router.message.middleware(RefusedAnswers())
    router.callback_query.middleware(StaleCards())
    router.include_routers(
        inline.build_router(),
        forwarded.build_router(),
        home.build_router(),
        undoing.build_router(),
        lists.build_router(),
        deals.build_router(),
        moving.build_router(),
        calls.build_router(),
        next_steps.build_router(),
        tasks.build_router(),
        visits.build_router(),
        assigning.build_router(),
        fields.build_router(),
        customers.build_router(),
        contacts.build_router(),
        new.build_router(),
        files.build_router(),
        voices.build_router(),
        attaching.build_router(),
        finding.build_router(),
        answering.build_router(),
        correcting.build_router(),
        deciding.build_router(),
        saying.build_router(),
        unknown.build_router(),
    )
    return router
