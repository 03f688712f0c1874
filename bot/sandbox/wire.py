"""How a Bot API call is read and refused.

Parameters arrive as a query string, JSON, a form or multipart; they are checked against aiogram's own method
models, and whatever the sandbox does not know is refused rather than ignored, so that nothing works here that
would be silently different at Telegram.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from json import JSONDecodeError
from typing import Any, get_args

from aiogram.methods import TelegramMethod
from aiohttp import BodyPartReader, MultipartReader, web
from pydantic import BaseModel, ValidationError
from pydantic.fields import FieldInfo

Json = dict[str, Any]
Method = TelegramMethod[Any]

EMPTY_FIELDS = {"chat_id": "chat_id is empty", "text": "message text is empty"}


class ApiError(Exception):
    """A refusal in Telegram's words: `code` is also the HTTP status."""

    def __init__(self, code: int, description: str, retry_after: int | None = None) -> None:
        super().__init__(description)
        self.code = code
        self.description = description
        self.retry_after = retry_after

    def as_json(self) -> Json:
        answer: Json = {"ok": False, "error_code": self.code, "description": self.description}
        if self.retry_after is not None:
            answer["parameters"] = {"retry_after": self.retry_after}
        return answer


def bad_request(description: str) -> ApiError:
    return ApiError(400, f"Bad Request: {description}")


@dataclass(frozen=True)
class Upload:
    """A file as it came over HTTP."""

    name: str
    mime: str
    content: bytes


@dataclass(frozen=True)
class RawCall:
    """Parameters before validation: plain values by name and uploaded files by part name."""

    values: Json
    uploads: dict[str, Upload]


async def read_parts(request: web.Request, limit: int) -> RawCall:
    """Read a body of any form Telegram accepts; more than `limit` bytes is a 413."""
    values: Json = dict(request.query)
    uploads: dict[str, Upload] = {}
    try:
        body = request.clone(client_max_size=limit)
        if request.content_type.startswith("multipart/"):
            await _read_multipart(await body.multipart(), values, uploads, limit)
        elif request.content_type == "application/json":
            values |= await body.json()
        else:
            values |= {name: value for name, value in (await body.post()).items() if isinstance(value, str)}
    except web.HTTPRequestEntityTooLarge as error:
        raise ApiError(413, "Request Entity Too Large") from error
    except (ValueError, TypeError) as error:
        raise bad_request(f"can't parse the request's body: {error}") from error
    return RawCall(values, uploads)


async def _read_multipart(reader: MultipartReader, values: Json, uploads: dict[str, Upload], limit: int) -> None:
    left = limit
    while (part := await reader.next()) is not None:
        if not isinstance(part, BodyPartReader) or part.name is None:
            continue
        content = bytearray()
        while chunk := await part.read_chunk():
            content += chunk
            left -= len(chunk)
            if left < 0:
                raise ApiError(413, "Request Entity Too Large")
        if part.filename is None:
            values[part.name] = content.decode()
        else:
            mime = part.headers.get("Content-Type", "application/octet-stream")
            uploads[part.name] = Upload(part.filename, mime, bytes(content))


def parse_call(model: type[Method], supported: frozenset[str], raw: RawCall) -> Method:
    """Turn raw parameters into aiogram's method; ApiError 400 names the first thing that is wrong."""
    values: Json = {}
    for name, value in raw.values.items():
        if name not in model.model_fields:
            raise bad_request(f'{model.__api_method__} has no parameter "{name}"')
        if name not in supported:
            raise bad_request(f'the sandbox does not know parameter "{name}" of {model.__api_method__}')
        values[name] = _typed(model.model_fields[name], value) if isinstance(value, str) else value
    for name in raw.uploads.keys() & supported:
        values[name] = f"attach://{name}"
    for name, complaint in EMPTY_FIELDS.items():
        field = model.model_fields.get(name)
        if field is not None and field.is_required() and values.get(name) in {None, ""}:
            raise bad_request(complaint)
    try:
        call = model.model_validate(values)
    except ValidationError as error:
        first = error.errors()[0]
        where = ".".join(str(step) for step in first["loc"])
        raise bad_request(f'can\'t parse "{where}": {first["msg"]}') from error
    if (unknown := _find_unknown(call, "")) is not None:
        raise bad_request(f'{model.__api_method__} has no field "{unknown}"')
    return call


def _typed(field: FieldInfo, value: str) -> Any:
    """A form carries only text: numbers, flags and structures are JSON in it, texts are themselves."""
    kinds = {field.annotation, *get_args(field.annotation)}
    if str in kinds:
        return int(value) if int in kinds and re.fullmatch(r"-?\d{1,19}", value) else value
    try:
        return json.loads(value)
    except JSONDecodeError:
        return value


def _find_unknown(value: object, path: str) -> str | None:
    """The dotted name of the first field that aiogram's types do not have."""
    if isinstance(value, BaseModel):
        for name in value.model_extra or {}:
            return f"{path}{name}"
        children = [(name, getattr(value, name)) for name in value.model_fields_set]
    elif isinstance(value, list):
        children = [(str(place), item) for place, item in enumerate(value)]
    else:
        return None
    return next(filter(None, (_find_unknown(child, f"{path}{name}.") for name, child in children)), None)


def plain(model: BaseModel) -> Json:
    """A Bot API object as JSON, only with what was given."""
    return model.model_dump(mode="json", exclude_none=True, exclude_unset=False, by_alias=True)


def find_upload(source: object, uploads: Mapping[str, Upload]) -> Upload | None:
    """The file behind `attach://name`, or None when the value is something else."""
    if isinstance(source, str) and source.startswith("attach://"):
        name = source.removeprefix("attach://")
        if name not in uploads:
            raise bad_request(f'attached file "{name}" not found')
        return uploads[name]
    return None
