"""A server on loopback that speaks OpenAI's interface as far as the product uses it, and answers what a test wants."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any

from aiohttp import web

Answer = Callable[[web.Request], Awaitable[web.StreamResponse]]


@dataclass
class FakeModels:
    """`asked` are the JSON bodies and forms of the requests, `keys` their Authorization headers."""

    url: str = ""
    answer: Answer | None = None
    asked: list[dict[str, Any]] = field(default_factory=list)
    keys: list[str | None] = field(default_factory=list)

    def answer_text(self, content: str | bytes, *, status: int = 200, **headers: str) -> None:
        async def reply(_: web.Request) -> web.StreamResponse:
            body = content.encode() if isinstance(content, str) else content
            return web.Response(body=body, status=status, headers=headers, content_type="application/json")

        self.answer = reply

    def answer_json(self, value: object) -> None:
        self.answer_text(json.dumps(value))

    def propose(self, *commands: dict[str, Any]) -> None:
        """As a chat server does: the commands as JSON inside the message."""
        self.say(json.dumps({"commands": commands}))

    def say(self, content: object) -> None:
        self.answer_json({"choices": [{"message": {"role": "assistant", "content": content}}]})

    def keep_silent(self) -> None:
        async def wait(_: web.Request) -> web.StreamResponse:
            await asyncio.Event().wait()
            raise AssertionError

        self.answer = wait

    def send_endlessly(self) -> None:
        async def send(request: web.Request) -> web.StreamResponse:
            response = web.StreamResponse(headers={"Content-Type": "application/json"})
            await response.prepare(request)
            while True:
                await response.write(b" " * 65536)

        self.answer = send

    async def on_request(self, request: web.Request) -> web.StreamResponse:
        self.keys.append(request.headers.get("Authorization"))
        if request.content_type == "application/json":
            self.asked.append(await request.json())
        else:
            form = await request.post()
            self.asked.append({name: _read(value) for name, value in form.items()} | {"path": request.path})
        assert self.answer is not None
        return await self.answer(request)


def _read(value: Any) -> Any:
    if not isinstance(value, web.FileField):
        return value
    with value.file as file:
        return value.filename, value.content_type, file.read()


@asynccontextmanager
async def serve_models() -> AsyncIterator[FakeModels]:
    fake = FakeModels()
    app = web.Application(client_max_size=64_000_000)
    app.router.add_post("/v1/audio/transcriptions", fake.on_request)
    app.router.add_post("/v1/chat/completions", fake.on_request)
    runner = web.AppRunner(app, shutdown_timeout=0.1)
    await runner.setup()
    try:
        site = web.TCPSite(runner, "127.0.0.1", 0)
        await site.start()
        host, port = runner.addresses[0][:2]
        fake.url = f"http://{host}:{port}"
        yield fake
    finally:
        await runner.cleanup()
