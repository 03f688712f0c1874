"""Pages of HTML: templates, the headers that keep a browser from doing more than it should, and the style sheet."""

from __future__ import annotations

import hashlib
from functools import cache
from http import HTTPStatus
from pathlib import Path

from aiohttp import web
from jinja2 import Environment, FileSystemLoader, StrictUndefined

from handlers.views.reader import LOCALE_NAMES, Reader

FOLDER = Path(__file__).parent
STYLE_PATH = "/static/kavshiri.css"

_ENVIRONMENT = Environment(
    loader=FileSystemLoader(FOLDER / "templates"),
    autoescape=True,
    undefined=StrictUndefined,
    trim_blocks=True,
    lstrip_blocks=True,
)

_POLICY = (
    "default-src 'none'; style-src 'self'; img-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors {}"
)


def render_page(
    template: str,
    t: Reader,
    *,
    status: HTTPStatus = HTTPStatus.OK,
    embeddable: bool = False,
    headers: dict[str, str] | None = None,
    **values: object,
) -> web.Response:
    """`embeddable` pages may stand in a frame of any site; the others in none."""
    text = _ENVIRONMENT.get_template(template).render(
        t=t,
        gettext=t.gettext,
        ngettext=t.ngettext,
        languages=LOCALE_NAMES,
        style=f"{STYLE_PATH}?{_fingerprint()}",
        **values,
    )
    own = {
        "Content-Security-Policy": _POLICY.format("*" if embeddable else "'none'"),
        "Content-Language": t.locale,
    }
    return web.Response(
        text=text,
        content_type="text/html",
        status=status,
        headers=security_headers() | own | (headers or {}),
    )


def security_headers() -> dict[str, str]:
    return {
        "X-Content-Type-Options": "nosniff",
        "Referrer-Policy": "no-referrer",
        "Cache-Control": "no-store",
    }


def add_static_routes(app: web.Application) -> None:
    app.router.add_get(STYLE_PATH, _on_style)


async def _on_style(_: web.Request) -> web.Response:
    return web.Response(
        body=_read_style(),
        content_type="text/css",
        charset="utf-8",
        headers={"X-Content-Type-Options": "nosniff", "Cache-Control": "public, max-age=86400"},
    )


@cache
def _read_style() -> bytes:
    return (FOLDER / "static" / "kavshiri.css").read_bytes()


@cache
def _fingerprint() -> str:
    """Another one whenever the style sheet changes, so that browsers may keep it."""
    return hashlib.sha256(_read_style()).hexdigest()[:12]
