"""Reads what a form or a site sends: small, text only, in whatever state it comes.

Everything is checked before it is believed: the size before it is read, the encoding before it is a string, NULs and
lone surrogates (which no database takes) before they are anybody's name.
"""

from __future__ import annotations

import codecs
import json
import re
from collections.abc import Mapping
from http import HTTPStatus
from typing import Any
from urllib.parse import parse_qsl

from aiohttp import web

LARGEST_BODY = 64 * 1024
MOST_FIELDS = 30
JSON_TYPE = "application/json"
FORM_TYPE = "application/x-www-form-urlencoded"

_UNSTORABLE = re.compile("[\x00\ud800-\udfff]")


class BodyRefused(Exception):
    """It cannot be read at all; `status` says why."""

    def __init__(self, status: HTTPStatus) -> None:
        super().__init__(status)
        self.status = status


async def read_fields(request: web.Request) -> dict[str, str]:
    """The fields of a form or of a JSON object, as clean text; a ticked box or `true` is "1". Raises BodyRefused."""
    if request.content_type not in (JSON_TYPE, FORM_TYPE):
        raise BodyRefused(HTTPStatus.UNSUPPORTED_MEDIA_TYPE)
    body = await _read_body(request)
    try:
        codec = codecs.lookup(request.charset or "utf-8")
        text = body.decode(codec.name)
        fields = json.loads(text) if request.content_type == JSON_TYPE else _parse_form(text, codec.name)
    except (LookupError, ValueError, RecursionError) as error:
        raise BodyRefused(HTTPStatus.BAD_REQUEST) from error
    if not isinstance(fields, Mapping) or len(fields) > MOST_FIELDS:
        raise BodyRefused(HTTPStatus.BAD_REQUEST)
    return {str(name): clean(_as_text(value)) for name, value in fields.items()}


def clean(text: str) -> str:
    return _UNSTORABLE.sub("", text)


async def _read_body(request: web.Request) -> bytes:
    if (request.content_length or 0) > LARGEST_BODY:
        raise BodyRefused(HTTPStatus.REQUEST_ENTITY_TOO_LARGE)
    body = bytearray()
    async for chunk in request.content.iter_any():
        body += chunk
        if len(body) > LARGEST_BODY:
            raise BodyRefused(HTTPStatus.REQUEST_ENTITY_TOO_LARGE)
    return bytes(body)


def _parse_form(text: str, encoding: str) -> dict[str, str]:
    """The last value of each name. ValueError when the escapes are no text or the fields are too many."""
    pairs = parse_qsl(text, keep_blank_values=True, encoding=encoding, errors="strict", max_num_fields=MOST_FIELDS)
    return dict(pairs)


def _as_text(value: Any) -> str:
    match value:
        case bool():
            return "1" if value else ""
        case str():
            return value
        case int():
            return str(value)
        case _:
            return ""
