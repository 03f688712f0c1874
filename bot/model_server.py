"""A server that speaks OpenAI's HTTP interface, wherever it runs: one bounded request, one bounded answer.

Nothing is followed elsewhere (a redirect is a failure), nothing is decompressed, no answer is read beyond its limit,
and the key goes into one header of this request only.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

import aiohttp
import structlog

log = structlog.get_logger(__name__)

#: A JSON answer is text: whoever sends more sends something else.
MOST_ANSWER_BYTES = 1_000_000
CONNECT_SECONDS = 5.0


class ModelServerFailed(Exception):
    """`reason` is a code: timeout, unreachable, refused, malformed, too_large."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


class ModelServer:
    """`address` is the whole address of one endpoint. Close it when done."""

    def __init__(self, address: str, key: str | None, *, seconds: float) -> None:
        self._address = address
        headers = {"Accept": "application/json", "Accept-Encoding": "identity"}
        if key is not None:
            headers["Authorization"] = f"Bearer {key}"
        self._session = aiohttp.ClientSession(
            headers=headers,
            cookie_jar=aiohttp.DummyCookieJar(),
            timeout=aiohttp.ClientTimeout(total=seconds, sock_connect=min(seconds, CONNECT_SECONDS)),
            auto_decompress=False,
        )

    async def close(self) -> None:
        await self._session.close()

    async def ask(self, *, json_body: Mapping[str, Any] | None = None, form: aiohttp.FormData | None = None) -> Any:
        """The parsed JSON of the answer. Raises ModelServerFailed."""
        try:
            async with self._session.post(self._address, json=json_body, data=form, allow_redirects=False) as response:
                if response.status != 200:
                    log.warning("model server refused", status=response.status)
                    raise ModelServerFailed("refused")
                content = await _read(response)
        except TimeoutError as error:
            raise ModelServerFailed("timeout") from error
        except (aiohttp.ClientError, OSError, ValueError) as error:
            raise ModelServerFailed("unreachable") from error
        return parse_json(content)


async def _read(response: aiohttp.ClientResponse) -> bytes:
    content = bytearray()
    async for chunk in response.content.iter_chunked(65536):
        content += chunk
        if len(content) > MOST_ANSWER_BYTES:
            raise ModelServerFailed("too_large")
    return bytes(content)


def parse_json(content: bytes | str) -> Any:
    """Strict JSON: no NaN, no endless nesting. Raises ModelServerFailed("malformed")."""
    try:
        return json.loads(content, parse_constant=_refuse)
    except (ValueError, RecursionError) as error:
        raise ModelServerFailed("malformed") from error


def _refuse(constant: str) -> None:
    raise ValueError(constant)


def complete_address(url: str, endpoint: str) -> str:
    """`url` may be the server's root, its ".../v1" or the endpoint itself; `endpoint` is like "chat/completions"."""
    clean = url.rstrip("/")
    if clean.endswith(f"/{endpoint}"):
        return clean
    last = clean.rsplit("/", 1)[-1]
    is_version = last[:1] == "v" and last[1:].isdigit()
    return f"{clean}/{endpoint}" if is_version else f"{clean}/v1/{endpoint}"
