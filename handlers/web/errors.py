"""What a refusal of the core means in HTTP, and the one place where it becomes an answer."""

from __future__ import annotations

from http import HTTPStatus
from zoneinfo import ZoneInfo

import structlog
from aiohttp import web
from aiohttp.typedefs import Handler
from sqlalchemy.exc import SQLAlchemyError

from crm_core.automation.errors import PresetUnknown
from crm_core.company.errors import CurrencyUnknown, DateInvalid, HoursInvalid, LocaleUnknown, TimeZoneUnknown
from crm_core.customers.errors import ContactTaken, EmailInvalid, LinkInvalid, PhoneTaken, PlaceInvalid
from crm_core.deals.errors import (
    AlreadyInStage,
    AmountOutOfRange,
    LossReasonMissing,
    MarkGiven,
    MarkNotAsked,
    StageUnknown,
)
from crm_core.history.errors import UndoConflict, UndoTooLate, UndoUnknown
from crm_core.intake.errors import ConsentMissing, NotOpenYet
from crm_core.kernel.errors import (
    AlreadyHandled,
    ChangedMeanwhile,
    CrmError,
    NotPermitted,
    NotVisible,
    TextInvalid,
)
from crm_core.kernel.money import AmountInvalid
from crm_core.kernel.phone import PhoneInvalid
from crm_core.language.ports import InterpretationFailed, TranscriptionFailed
from crm_core.staff.errors import AlreadyEmployed, EmployeeGone, InvitationInvalid, OwnerNeeded, RoleInvalid
from crm_core.tasks.errors import NoSpecialist, NotAVisit, PastTime, SlotTaken, TaskClosed, VisitTooSoon
from handlers.views.errors import render_error, render_failure
from handlers.views.reader import Reader
from handlers.web.bodies import JSON_TYPE
from handlers.web.desk import DESK, choose_locale
from handlers.web.pages import render_page, security_headers

log = structlog.get_logger(__name__)

#: Missing and forbidden look the same; what somebody else was faster with is a conflict; what was typed wrongly, 422.
STATUSES: dict[type[CrmError], HTTPStatus] = {
    NotVisible: HTTPStatus.NOT_FOUND,
    NotPermitted: HTTPStatus.FORBIDDEN,
    ChangedMeanwhile: HTTPStatus.CONFLICT,
    AlreadyHandled: HTTPStatus.OK,
    TextInvalid: HTTPStatus.UNPROCESSABLE_ENTITY,
    AmountInvalid: HTTPStatus.UNPROCESSABLE_ENTITY,
    PhoneInvalid: HTTPStatus.UNPROCESSABLE_ENTITY,
    TimeZoneUnknown: HTTPStatus.UNPROCESSABLE_ENTITY,
    CurrencyUnknown: HTTPStatus.UNPROCESSABLE_ENTITY,
    LocaleUnknown: HTTPStatus.UNPROCESSABLE_ENTITY,
    HoursInvalid: HTTPStatus.UNPROCESSABLE_ENTITY,
    DateInvalid: HTTPStatus.UNPROCESSABLE_ENTITY,
    InvitationInvalid: HTTPStatus.NOT_FOUND,
    AlreadyEmployed: HTTPStatus.CONFLICT,
    OwnerNeeded: HTTPStatus.CONFLICT,
    RoleInvalid: HTTPStatus.UNPROCESSABLE_ENTITY,
    EmployeeGone: HTTPStatus.CONFLICT,
    PhoneTaken: HTTPStatus.CONFLICT,
    ContactTaken: HTTPStatus.CONFLICT,
    EmailInvalid: HTTPStatus.UNPROCESSABLE_ENTITY,
    PlaceInvalid: HTTPStatus.UNPROCESSABLE_ENTITY,
    LinkInvalid: HTTPStatus.NOT_FOUND,
    StageUnknown: HTTPStatus.NOT_FOUND,
    AlreadyInStage: HTTPStatus.CONFLICT,
    LossReasonMissing: HTTPStatus.UNPROCESSABLE_ENTITY,
    MarkGiven: HTTPStatus.CONFLICT,
    MarkNotAsked: HTTPStatus.CONFLICT,
    AmountOutOfRange: HTTPStatus.UNPROCESSABLE_ENTITY,
    TaskClosed: HTTPStatus.CONFLICT,
    PastTime: HTTPStatus.UNPROCESSABLE_ENTITY,
    SlotTaken: HTTPStatus.CONFLICT,
    NoSpecialist: HTTPStatus.CONFLICT,
    VisitTooSoon: HTTPStatus.CONFLICT,
    NotAVisit: HTTPStatus.UNPROCESSABLE_ENTITY,
    NotOpenYet: HTTPStatus.SERVICE_UNAVAILABLE,
    ConsentMissing: HTTPStatus.UNPROCESSABLE_ENTITY,
    PresetUnknown: HTTPStatus.NOT_FOUND,
    UndoTooLate: HTTPStatus.CONFLICT,
    UndoUnknown: HTTPStatus.NOT_FOUND,
    UndoConflict: HTTPStatus.CONFLICT,
    TranscriptionFailed: HTTPStatus.BAD_GATEWAY,
    InterpretationFailed: HTTPStatus.BAD_GATEWAY,
}


@web.middleware
async def refusals(request: web.Request, handler: Handler) -> web.StreamResponse:
    """Turn a refusal into JSON for programs and into a page for people, in the language they asked for."""
    try:
        return await handler(request)
    except CrmError as error:
        return await _answer(request, error)
    except (SQLAlchemyError, OSError):
        log.exception("web request failed", path=request.path)
        return _apologise(request)


def _apologise(request: web.Request) -> web.Response:
    """The database does not answer, so nothing of the company is known but the language of whoever asks."""
    desk = request.app[DESK]
    locale = choose_locale(request.query.get("lang"), request.headers.get("Accept-Language", ""), "en")
    t = Reader(locale, ZoneInfo("UTC"), desk.store.clock.now())
    status, words = HTTPStatus.SERVICE_UNAVAILABLE, render_failure(t).striptags()
    if request.content_type == JSON_TYPE:
        return web.json_response({"error": "unavailable", "message": words}, status=status, headers=security_headers())
    return render_page("refused.html", t, status=status, words=words)


async def _answer(request: web.Request, error: CrmError) -> web.Response:
    desk = request.app[DESK]
    t = desk.build_reader(request, await desk.get_company())
    status = STATUSES[type(error)]
    words = render_error(error, t)
    if JSON_TYPE in (request.content_type, request.headers.get("Accept")):
        answer = {"error": error.code, "message": words.striptags()}
        return web.json_response(answer, status=status, headers=security_headers())
    return render_page("refused.html", t, status=status, words=words.striptags())
