"""The sandbox as an aiohttp application: the Bot API for the bot, the control API and the page for people.

Mount it on a server of its own (`serve`) or put its routes into another application (`add_routes`).
Everything it serves is addressed relatively, so a prefix does no harm.
"""

from __future__ import annotations

import asyncio
import inspect
import time
from collections.abc import AsyncIterator, Callable, Mapping
from datetime import timedelta
from pathlib import Path

import structlog
from aiohttp import web

from bot.sandbox.control import Control, is_own
from bot.sandbox.faults import Fault
from bot.sandbox.files import MEGABYTE
from bot.sandbox.limits import Pace
from bot.sandbox.people import add_person
from bot.sandbox.setup import METHODS
from bot.sandbox.store import Person
from bot.sandbox.wire import ApiError, Json, parse_call, read_parts
from bot.sandbox.world import World
from crm_core.kernel.clock import MovableClock

log = structlog.get_logger(__name__)

LARGEST_CALL = 52 * MEGABYTE
PAGE = Path(__file__).parent / "page"
PAGE_POLICY = "default-src 'self'; frame-src *; img-src 'self' data: blob:; frame-ancestors 'self'"
PAGE_TYPES = {".html": "text/html", ".js": "text/javascript", ".css": "text/css", ".svg": "image/svg+xml"}


class Sandbox:
    """A local Telegram with one bot. `folder` keeps chats over restarts; `form_url` is shown with them."""

    def __init__(
        self,
        token: str,
        clock: MovableClock,
        zone: str,
        *,
        folder: Path | None = None,
        form_url: Callable[[], str | None] | str | None = None,
        tries: Mapping[str, list[str]] | None = None,
        pace: Pace | None = None,
        query_lifetime: float = 15.0,
        webhook_pause: float = 1.0,
    ) -> None:
        self.world = World(token, clock, zone, folder, pace, query_lifetime, webhook_pause)
        self._control = Control(self.world, form_url if callable(form_url) else lambda: form_url, tries or {})
        shift = float(self.world.store.counters.get("clock_shift", 0.0))
        if shift > clock.shift.total_seconds():
            clock.advance(timedelta(seconds=shift) - clock.shift)
        clock.on_moved.append(self._on_clock_moved)
        self._runner: web.AppRunner | None = None

    def _on_clock_moved(self) -> None:
        self.world.store.set_number("clock_shift", self.world.clock.shift.total_seconds())
        self.world.store.announce({"kind": "clock"})

    @property
    def bot_username(self) -> str:
        return str(self.world.bot["username"])

    @property
    def people(self) -> list[Person]:
        return list(self.world.store.people.values())

    def add_person(
        self,
        *,
        name: str,
        language: str,
        phone: str,
        role: str = "",
        person_id: int | None = None,
        started: bool = False,
    ) -> Person:
        """A phone for somebody; the one with this `person_id` when it is there already (after a restart)."""
        return add_person(self.world, name, language, phone, role, person_id=person_id, started=started)

    def add_routes(self, app: web.Application) -> None:
        """Put the sandbox into an application; it starts and stops with it."""
        app.router.add_routes(self._control.routes())
        app.router.add_route("*", "/bot{token}/{method}", self._on_call)
        app.router.add_get("/file/bot{token}/{path:.+}", self._on_download)
        app.router.add_get("/sandbox", self._to_page)
        app.router.add_get("/sandbox/{file:[a-z-]*(?:[.](?:html|js|css|svg))?}", self._on_page)
        app.cleanup_ctx.append(self._live)
        app.on_shutdown.append(self._on_shutdown)

    def build_app(self) -> web.Application:
        app = web.Application()
        self.add_routes(app)
        app.router.add_get("/", self._to_page)
        return app

    async def serve(self, host: str = "127.0.0.1", port: int = 0) -> str:
        """Listen on a port of its own (0: any free one) and give the base address."""
        self._runner = web.AppRunner(self.build_app(), access_log=None, shutdown_timeout=1.0)
        await self._runner.setup()
        site = web.TCPSite(self._runner, host, port)
        await site.start()
        bound = self._runner.addresses[0]
        return f"http://{host}:{bound[1]}"

    async def stop(self) -> None:
        if self._runner is not None:
            await self._runner.cleanup()
            self._runner = None

    async def _live(self, _: web.Application) -> AsyncIterator[None]:
        self.world.queue.start()
        yield
        self.world.clock.on_moved.remove(self._on_clock_moved)
        self.world.store.close()

    async def _on_shutdown(self, _: web.Application) -> None:
        await self._control.close()
        await self.world.queue.stop()

    async def _on_call(self, request: web.Request) -> web.StreamResponse:
        """One Bot API call, with the trouble that a test asked for."""
        method = request.match_info["method"]
        counted = method.lower() != "getupdates"
        self.world.in_flight += counted
        try:
            fault = self.world.faults.take(method)
            answer = await self._answer(request, method, fault)
        finally:
            self.world.in_flight -= counted
            if counted:
                self.world.active_at = time.monotonic()
                self.world.store.announce({"kind": "update"})
        if fault is not None and fault.kind == "drop_answer" and request.transport is not None:
            request.transport.abort()
        return web.json_response(answer, status=int(answer.get("error_code", 200)))

    async def _answer(self, request: web.Request, method: str, fault: Fault | None) -> Json:
        try:
            return {"ok": True, "result": await self._carry_out(request, method, fault)}
        except ApiError as error:
            log.warning("sandbox refused", method=method, code=error.code, description=error.description)
            return error.as_json()

    async def _carry_out(self, request: web.Request, method: str, fault: Fault | None) -> object:
        if request.match_info["token"] != self.world.token:
            raise ApiError(401, "Unauthorized")
        if fault is not None and fault.kind == "error":
            raise fault.as_error()
        if fault is not None and fault.kind == "delay":
            await asyncio.sleep(fault.seconds)
        covered = METHODS.get(method.lower())
        if covered is None:
            raise ApiError(404, f"Not Found: the sandbox does not know method {method}")
        raw = await read_parts(request, LARGEST_CALL)
        result = covered.act(self.world, parse_call(covered.model, covered.parameters, raw), raw.uploads)
        return await result if inspect.isawaitable(result) else result

    async def _on_download(self, request: web.Request) -> web.Response:
        store = self.world.store
        wanted = request.match_info["path"]
        file = next((file for file in store.files.values() if file.path == wanted), None)
        if request.match_info["token"] != self.world.token or file is None:
            return web.json_response(ApiError(404, "Not Found").as_json(), status=404)
        return web.Response(body=store.read_file(file), content_type="application/octet-stream")

    async def _to_page(self, request: web.Request) -> web.Response:
        raise web.HTTPFound(f"{request.path.rstrip('/').removesuffix('/sandbox')}/sandbox/")

    async def _on_page(self, request: web.Request) -> web.Response:
        """The page's own files, never cached and never framed by others."""
        file = PAGE / (request.match_info["file"] or "index.html")
        if not is_own(request) or not file.is_file():
            raise web.HTTPNotFound
        headers = {
            "Cache-Control": "no-store",
            "X-Content-Type-Options": "nosniff",
            "Content-Security-Policy": PAGE_POLICY,
        }
        return web.Response(
            body=file.read_bytes(), content_type=PAGE_TYPES[file.suffix], charset="utf-8", headers=headers
        )
