"""`/dial/<digits>`: Telegram's buttons take no `tel:` addresses, so they open this page, which opens the dialler."""

from __future__ import annotations

import re
from http import HTTPStatus

import phonenumbers
from aiohttp import web

from handlers.web.desk import DESK
from handlers.web.pages import render_page

#: The digits of an E.164 number: ITU-T E.164, 15 at most.
_DIGITS = re.compile(r"[1-9][0-9]{5,14}", re.ASCII)


def add_dial_routes(app: web.Application) -> None:
    app.router.add_get("/dial/{digits}", on_dial)


async def on_dial(request: web.Request) -> web.Response:
    """Whoever opens it knows the number already: nothing is looked up."""
    desk = request.app[DESK]
    t = desk.build_reader(request, await desk.get_company())
    digits = request.match_info["digits"]
    if not _DIGITS.fullmatch(digits):
        return render_page("missing.html", t, status=HTTPStatus.NOT_FOUND)
    number = f"+{digits}"
    shown = phonenumbers.format_number(phonenumbers.parse(number), phonenumbers.PhoneNumberFormat.INTERNATIONAL)
    return render_page("dial.html", t, number=number, shown=shown)
