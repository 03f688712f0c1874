"""`/forms/<key>`: the company's request form, for people without JavaScript and for sites that send JSON.

The same form sent twice is taken once and answered alike; whether the number was known is told to nobody. A page with
an error gives back everything that was typed.
"""

from __future__ import annotations

import hmac
from collections.abc import Mapping
from dataclasses import dataclass
from http import HTTPStatus
from typing import Any

import structlog
from aiohttp import web

from crm_core.intake.actions import IncomingRequest, receive_request
from crm_core.kernel.errors import AlreadyHandled, CrmError
from crm_core.kernel.phone import parse_phone
from handlers.views.errors import render_error
from handlers.views.reader import Reader
from handlers.views.request_form import (
    Problem,
    render_example_phone,
    render_problem,
    render_too_often,
    render_unreadable,
)
from handlers.web.bodies import JSON_TYPE, BodyRefused, read_fields
from handlers.web.desk import DESK, WebDesk, build_visitor
from handlers.web.errors import STATUSES
from handlers.web.pages import render_page, security_headers
from handlers.web.rates import TooOften
from handlers.web.submission import TRAP, Submission, open_submission, read_submission

log = structlog.get_logger(__name__)

#: Any site may send requests by its own script: nothing is read by them, and no cookie counts here.
CORS = {
    "Access-Control-Allow-Origin": "*",
    "Access-Control-Allow-Methods": "POST",
    "Access-Control-Allow-Headers": "Content-Type, Accept-Language",
}


@dataclass(frozen=True, slots=True)
class Counter:
    """Where one visitor stands: the form of this company, in this language."""

    request: web.Request
    desk: WebDesk
    t: Reader
    company_name: str
    is_embedded: bool

    @property
    def wants_json(self) -> bool:
        return self.request.content_type == JSON_TYPE

    @property
    def address(self) -> str:
        query = f"?lang={self.t.locale}{'&embed=1' if self.is_embedded else ''}"
        return f"{self.request.rel_url.path.removesuffix('/thanks')}{{}}{query}"


def add_form_routes(app: web.Application) -> None:
    app.router.add_get("/forms/{key}", on_open)
    app.router.add_post("/forms/{key}", on_send)
    app.router.add_options("/forms/{key}", on_ask_cors)
    app.router.add_get("/forms/{key}/thanks", on_thanks)


async def on_ask_cors(_: web.Request) -> web.Response:
    return web.Response(status=HTTPStatus.NO_CONTENT, headers=CORS)


async def on_open(request: web.Request) -> web.Response:
    counter = await _step_up(request)
    return _show_form(counter, open_submission()) if isinstance(counter, Counter) else counter


async def on_thanks(request: web.Request) -> web.Response:
    counter = await _step_up(request)
    if not isinstance(counter, Counter):
        return counter
    return _show(counter, "thanks.html", bot=counter.desk.links.start("hello"), again=counter.address.format(""))


async def on_send(request: web.Request) -> web.Response:
    counter = await _step_up(request)
    if not isinstance(counter, Counter):
        return counter
    try:
        await counter.desk.rates.take_address(request.remote or "")
        fields = await read_fields(request)
    except BodyRefused as refused:
        return _refuse_body(counter, refused.status)
    except TooOften as often:
        return _refuse_often(counter, open_submission(), often)
    submission = read_submission(fields)
    if "switch" in fields and not counter.wants_json:
        return _show_form(counter, submission)
    problems = submission.find_problems(counter.t.region)
    if problems:
        return _refuse_fields(counter, submission, problems)
    try:
        await _take(counter, submission)
    except TooOften as often:
        return _refuse_often(counter, submission, often)
    except CrmError as error:
        return _refuse(counter, submission, error)
    return _accept(counter)


async def _step_up(request: web.Request) -> Counter | web.Response:
    """A page that says "no such form" when the key is not the company's, or nobody is there yet to answer."""
    desk = request.app[DESK]
    company = await desk.get_company()
    t = desk.build_reader(request, company)
    key = request.match_info["key"]
    if company.claimed_at is None or not hmac.compare_digest(key.encode("utf-8", "replace"), company.form_key.encode()):
        if request.content_type == JSON_TYPE:
            return _answer_json({"error": "not_found"}, HTTPStatus.NOT_FOUND)
        return render_page("missing.html", t, status=HTTPStatus.NOT_FOUND)
    return Counter(request, desk, t, company.name, bool(request.query.get("embed")))


async def _take(counter: Counter, submission: Submission) -> None:
    """Raises TooOften. A machine in the trap, like a form sent twice, is answered as everybody and leaves no trace."""
    if submission.is_trapped:
        log.info("form filled by a machine", remote=counter.request.remote)
        return
    t = counter.t
    arrived = IncomingRequest(
        name=submission.name.strip(),
        phone=submission.phone.strip(),
        wish=submission.get_wish(),
        source="web",
        locale=t.locale,
        consent=submission.consent,
    )
    try:
        async with counter.desk.store.work(build_visitor(t), submission.origin) as work:
            await counter.desk.rates.take_phone(parse_phone(arrived.phone, t.region))
            await receive_request(work, arrived)
    except AlreadyHandled:
        log.info("form sent again", origin=submission.origin)


def _accept(counter: Counter) -> web.Response:
    if counter.wants_json:
        return _answer_json({"accepted": True, "bot": counter.desk.links.start("hello")}, HTTPStatus.CREATED)
    return web.Response(
        status=HTTPStatus.SEE_OTHER, headers=security_headers() | {"Location": counter.address.format("/thanks")}
    )


def _refuse_fields(counter: Counter, submission: Submission, problems: Mapping[str, Problem]) -> web.Response:
    words = {name: render_problem(name, problem, counter.t) for name, problem in problems.items()}
    if counter.wants_json:
        errors = {
            name: {"code": problem.value, "message": words[name].unescape()} for name, problem in problems.items()
        }
        return _answer_json({"error": "invalid", "errors": errors}, HTTPStatus.UNPROCESSABLE_ENTITY)
    return _show_form(counter, submission, status=HTTPStatus.UNPROCESSABLE_ENTITY, problems=words)


def _refuse(counter: Counter, submission: Submission, error: CrmError) -> web.Response:
    """For a program the refusal goes its usual way; a person gets back what she has typed."""
    if counter.wants_json:
        raise error
    words = render_error(error, counter.t)
    return _show_form(counter, submission, status=STATUSES[type(error)], notice=words)


def _refuse_often(counter: Counter, submission: Submission, often: TooOften) -> web.Response:
    headers = {"Retry-After": str(often.wait)}
    words = render_too_often(often.minutes, counter.t)
    if counter.wants_json:
        answer = {"error": "too_often", "message": words.unescape(), "retry_after": often.wait}
        return _answer_json(answer, HTTPStatus.TOO_MANY_REQUESTS, headers)
    return _show_form(counter, submission, status=HTTPStatus.TOO_MANY_REQUESTS, notice=words, headers=headers)


def _refuse_body(counter: Counter, status: HTTPStatus) -> web.Response:
    words = render_unreadable(counter.t)
    if counter.wants_json:
        return _answer_json({"error": "unreadable", "message": words.unescape()}, status)
    return _show_form(counter, open_submission(), status=status, notice=words)


def _show_form(counter: Counter, submission: Submission, **options: Any) -> web.Response:
    values: dict[str, Any] = {"problems": {}, "notice": None} | options
    return _show(
        counter,
        "request_form.html",
        submission=submission,
        trap=TRAP,
        example=render_example_phone(counter.t),
        action=counter.address.format(""),
        **values,
    )


def _show(counter: Counter, template: str, **values: Any) -> web.Response:
    return render_page(
        template,
        counter.t,
        embeddable=True,
        is_embedded=counter.is_embedded,
        company=counter.company_name,
        path=counter.request.rel_url.path,
        **values,
    )


def _answer_json(
    answer: Mapping[str, object], status: HTTPStatus, headers: Mapping[str, str] | None = None
) -> web.Response:
    return web.json_response(answer, status=status, headers=security_headers() | CORS | dict(headers or {}))
