"""The door for the phones' page and for tests: `/sandbox/api/…` in JSON and `/sandbox/ws`.

Only this machine's own page may use it: a foreign Host or Origin is refused, so that no web site the
developer visits can drive the phones. Refusals are {"error": sentence} with status 400, 403, 404 or 409.
"""

from __future__ import annotations

import asyncio
import ipaddress
import json
import time
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import asdict
from datetime import datetime, timedelta
from datetime import time as clock_time
from urllib.parse import quote, urlsplit

from aiohttp import WSMsgType, web

from bot.sandbox import people, sending
from bot.sandbox.faults import Fault
from bot.sandbox.inline import ask_inline, choose
from bot.sandbox.limits import Pace
from bot.sandbox.sending import Sending, read_sending
from bot.sandbox.store import Person
from bot.sandbox.wire import ApiError, Json, Upload, read_parts
from bot.sandbox.words import calendar_names, page_words
from bot.sandbox.world import NotPossible, World

Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]
LARGEST_BODY = sending.LARGEST_FROM_PERSON + 1024 * 1024
LONGEST_WAIT = 30.0
QUIET = 0.15
SHOWN_INLINE = {
    "image/png",
    "image/jpeg",
    "image/gif",
    "image/webp",
    "application/pdf",
    "audio/ogg",
    "audio/mpeg",
}


Deed = Callable[[World, Person, Json, Sending], Json | None]


def _press(world: World, person: Person, asked: Json, _: Sending) -> Json:
    return {"query_id": people.press(world, person, int(asked["message_id"]), str(asked["data"]))}


def _ask_inline(world: World, person: Person, asked: Json, goes: Sending) -> Json:
    return {"query_id": ask_inline(world, person, str(asked["query"]), str(asked.get("offset") or ""), goes.to).id}


def _forward(world: World, person: Person, asked: Json, goes: Sending) -> None:
    of = int(asked["of"]) if asked.get("of") else None
    sending.forward(world, person, int(asked["message_id"]), of, goes.to)


#: What a person can do, by its name in the address.
DEEDS: dict[str, Deed] = {
    "start": lambda world, person, asked, _: sending.start(
        world, person, people.payload_of(str(asked.get("payload", "")))
    ),
    "text": lambda world, person, asked, goes: sending.write(world, person, str(asked["text"]), goes),
    "contact": lambda world, person, asked, goes: sending.share_contact(world, person, asked.get("of"), goes),
    "location": sending.share_location,
    "sticker": lambda world, person, asked, goes: sending.send_sticker(world, person, str(asked["emoji"]), goes),
    "edit": lambda world, person, asked, goes: sending.edit(
        world, person, int(asked["message_id"]), str(asked["text"]), goes.to
    ),
    "forward": _forward,
    "press": _press,
    "inline": _ask_inline,
    "choose": lambda world, person, asked, goes: choose(
        world, person, str(asked["query_id"]), str(asked["result_id"]), goes
    ),
    "read": lambda world, person, _asked, _goes: people.mark_read(world, person),
}


class Control:
    """The routes; `shown` is what the page is told besides the world: form_url, tries by language."""

    def __init__(self, world: World, form_url: Callable[[], str | None], tries: Mapping[str, list[str]]) -> None:
        self._world = world
        self._form_url = form_url
        self._tries = tries
        self._sockets: set[web.WebSocketResponse] = set()

    def routes(self) -> list[web.RouteDef]:
        api = "/sandbox/api"
        table: list[tuple[str, str, Handler]] = [
            ("GET", f"{api}/state", self.show_state),
            ("GET", f"{api}/words/{{language}}", self.show_words),
            ("POST", f"{api}/people", self.add_person),
            ("PATCH", f"{api}/people/{{id}}", self.change_person),
            ("GET", f"{api}/people/{{id}}/chat", self.show_chat),
            ("POST", f"{api}/people/{{id}}/file", self.send_file),
            ("POST", f"{api}/people/{{id}}/{{deed}}", self.act),
            ("POST", f"{api}/groups", self.add_group),
            ("GET", f"{api}/queries/{{query}}", self.show_query),
            ("GET", f"{api}/inline/{{query}}", self.show_inline),
            ("GET", f"{api}/files/{{unique}}", self.show_file),
            ("GET", f"{api}/clock", self.show_clock),
            ("POST", f"{api}/clock", self.move_clock),
            ("POST", f"{api}/faults", self.set_faults),
            ("POST", f"{api}/pace", self.set_pace),
            ("POST", f"{api}/settled", self.wait_settled),
            ("GET", "/sandbox/ws", self.listen),
        ]
        return [web.route(verb, path, self._guarded(handler)) for verb, path, handler in table]

    def _guarded(self, handler: Handler) -> Handler:
        async def guard(request: web.Request) -> web.StreamResponse:
            if not is_own(request):
                return _refusal(403, "the sandbox answers only its own page on this machine")
            try:
                return await handler(request)
            except NotPossible as error:
                return _refusal(409, str(error))
            except ApiError as error:
                return _refusal(404 if "not found" in error.description else 400, error.description)
            except (KeyError, ValueError, TypeError) as error:
                return _refusal(400, f"the request is not understood: {error!r}")

        return guard

    def _person(self, request: web.Request) -> Person:
        return self._world.get_person(int(request.match_info["id"]))

    async def show_state(self, _: web.Request) -> web.Response:
        persons = [people.show_chat(self._world, person) for person in self._world.store.people.values()]
        told = {
            "people": persons,
            "bot": self._world.bot,
            "form_url": self._form_url(),
            "clock": self._clock(),
        }
        return web.json_response(told)

    async def show_words(self, request: web.Request) -> web.Response:
        language = request.match_info["language"]
        if language not in people.LANGUAGES:
            raise NotPossible("the page speaks ka, ru and en")
        words = page_words(language, self._world.zone, self._world.clock.now())
        told = {"words": words, "calendar": calendar_names(language)}
        return web.json_response(told | {"tries": list(self._tries.get(language, ()))})

    async def add_person(self, request: web.Request) -> web.Response:
        asked = await request.json()
        known = {"name", "language", "phone", "role", "username", "person_id", "started", "hides_account"}
        if strange := sorted(asked.keys() - known):
            raise NotPossible(f"a person has no {', '.join(strange)}")
        return web.json_response(asdict(people.add_person(self._world, **asked)))

    async def add_group(self, request: web.Request) -> web.Response:
        return web.json_response(people.add_group(self._world, str((await request.json())["title"])))

    async def change_person(self, request: web.Request) -> web.Response:
        person, asked = self._person(request), await request.json()
        if "language" in asked:
            if asked["language"] not in people.LANGUAGES:
                raise NotPossible("phones speak ka, ru and en")
            person.language = asked["language"]
            self._world.store.save_person(person)
        if "blocked" in asked:
            self._world.set_blocked(person, bool(asked["blocked"]))
        return web.json_response(people.show_chat(self._world, person))

    async def show_chat(self, request: web.Request) -> web.Response:
        """The chat at once, or with `after` once anything is newer than that revision (`timeout` s)."""
        person = self._person(request)
        peer = int(request.query["with"]) if "with" in request.query else None
        after = int(request.query.get("after", -1))
        deadline = time.monotonic() + min(float(request.query.get("timeout", 0)), LONGEST_WAIT)
        while self._world.store.revision <= after and await self._changed_before(deadline):
            pass
        return web.json_response(people.show_chat(self._world, person, peer))

    async def _changed_before(self, deadline: float) -> bool:
        """Wait for the next change; False when time is up or the sandbox closes."""
        try:
            async with asyncio.timeout(max(0.0, deadline - time.monotonic())):
                await self._world.store.changed.wait()
        except TimeoutError:
            return False
        return not self._world.queue.closing

    async def act(self, request: web.Request) -> web.Response:
        """Something a person does: see `DEEDS`. `to` names another person to whom it goes instead of the bot."""
        deed = DEEDS.get(request.match_info["deed"])
        if deed is None:
            return _refusal(404, f"nobody can do {request.match_info['deed']!r} here")
        person, asked = self._person(request), await request.json()
        answer = deed(self._world, person, asked, read_sending(asked)) or {}
        return web.json_response(answer | {"revision": self._world.store.revision})

    async def send_file(self, request: web.Request) -> web.Response:
        raw = await read_parts(request, LARGEST_BODY)
        kind = str(raw.values.get("kind", ""))
        if kind not in {"photo", "document", "voice"}:
            raise NotPossible("a file goes as photo, document or voice")
        upload: Upload = raw.uploads["file"]
        author = json.loads(raw.values.get("author") or "null")
        duration = int(raw.values.get("duration") or 1)
        goes = read_sending(raw.values | {"author": author})
        caption = str(raw.values.get("caption", ""))
        sending.send_file(self._world, self._person(request), kind, upload, caption, duration, goes)
        return web.json_response({"revision": self._world.store.revision})

    async def show_query(self, request: web.Request) -> web.Response:
        """The answer to a pressed button, waiting up to `timeout` seconds; null when none came."""
        deadline = time.monotonic() + min(float(request.query.get("timeout", 0)), LONGEST_WAIT)
        query = self._world.queries[request.match_info["query"]]
        while query.answer is None and await self._changed_before(deadline):
            pass
        return web.json_response({"answer": query.answer})

    async def show_inline(self, request: web.Request) -> web.Response:
        """What the bot offers to an inline query, waiting up to `timeout` seconds; null when nothing came."""
        deadline = time.monotonic() + min(float(request.query.get("timeout", 0)), LONGEST_WAIT)
        query = self._world.inline_queries[request.match_info["query"]]
        while query.answer is None and await self._changed_before(deadline):
            pass
        return web.json_response({"answer": query.answer, "is_cached": query.is_cached})

    async def show_file(self, request: web.Request) -> web.Response:
        """An upload, shown in the page only when its kind cannot carry a script."""
        file = self._world.store.files.get(request.match_info["unique"])
        if file is None:
            return _refusal(404, "there is no such file")
        mime = "image/jpeg" if file.kind == "photo" and not file.mime.startswith("image/") else file.mime
        shown = mime in SHOWN_INLINE
        way = "inline" if shown else "attachment"
        headers = {
            "Content-Type": mime if shown else "application/octet-stream",
            "Content-Disposition": f"{way}; filename*=UTF-8''{quote(file.name)}",
            "X-Content-Type-Options": "nosniff",
            "Content-Security-Policy": "default-src 'none'; style-src 'unsafe-inline'",
        }
        return web.Response(body=self._world.store.read_file(file), headers=headers)

    def _clock(self) -> Json:
        now = self._world.clock.now()
        return {
            "now": now.isoformat(),
            "local": now.astimezone(self._world.zone).isoformat(),
            "zone": str(self._world.zone),
        }

    async def show_clock(self, _: web.Request) -> web.Response:
        return web.json_response(self._clock())

    async def move_clock(self, request: web.Request) -> web.Response:
        """{"minutes": n} forward, {"to": ISO moment}, or {"next_morning": "09:00"} in the sandbox's zone."""
        asked = await request.json()
        clock, zone = self._world.clock, self._world.zone
        if "minutes" in asked:
            clock.advance(timedelta(minutes=float(asked["minutes"])))
        elif "to" in asked:
            clock.move_to(datetime.fromisoformat(asked["to"]))
        else:
            clock.move_to(next_morning(clock.now().astimezone(zone), asked["next_morning"]))
        return web.json_response(self._clock())

    async def set_faults(self, request: web.Request) -> web.Response:
        """{"faults": [Fault fields], "double_updates": n, "clear": true}, each optional."""
        asked = await request.json()
        if asked.get("clear"):
            self._world.faults.clear()
        for fault in asked.get("faults", ()):
            self._world.faults.add(Fault(**fault))
        self._world.queue.double_next += int(asked.get("double_updates", 0))
        return web.json_response({})

    async def set_pace(self, request: web.Request) -> web.Response:
        """{"overall": [burst, per second], "chat": …, "group": …}; what is left out is Telegram's own."""
        asked = await request.json()
        self._world.limits.set_pace(Pace(**{name: (float(b), float(s)) for name, (b, s) in asked.items()}))
        return web.json_response({})

    async def wait_settled(self, request: web.Request) -> web.Response:
        """Wait until the bot owes nothing and has been quiet for a moment: {"settled": whether in time}."""
        deadline = time.monotonic() + min(float((await request.json()).get("timeout", 10)), LONGEST_WAIT)
        world = self._world
        while (now := time.monotonic()) < deadline:
            last = max(world.active_at, world.queue.handed_at)
            if not world.is_busy() and now - last >= QUIET:
                return web.json_response({"settled": True})
            await self._changed_before(min(deadline, now + QUIET))
        return web.json_response({"settled": False})

    async def listen(self, request: web.Request) -> web.WebSocketResponse:
        """Every change as an event; the page asks for the whole state after each connection."""
        socket = web.WebSocketResponse(heartbeat=20)
        await socket.prepare(request)
        events: asyncio.Queue[Json] = asyncio.Queue()
        self._world.store.listeners.append(events.put_nowait)
        self._sockets.add(socket)
        sender = asyncio.create_task(self._send_events(socket, events))
        try:
            async for message in socket:
                if message.type is WSMsgType.ERROR:
                    break
        finally:
            self._world.store.listeners.remove(events.put_nowait)
            self._sockets.discard(socket)
            sender.cancel()
        return socket

    async def _send_events(self, socket: web.WebSocketResponse, events: asyncio.Queue[Json]) -> None:
        while not socket.closed:
            event = await events.get()
            if event["kind"] not in {"update", "closing"}:
                await socket.send_str(json.dumps(event))

    async def close(self) -> None:
        for socket in list(self._sockets):
            await socket.close()


def next_morning(local: datetime, hour: str) -> datetime:
    """The next moment when the wall clock shows `hour` ("09:00"), strictly later than the aware `local`."""
    at = clock_time.fromisoformat(hour)
    day = local.date() if local.time() < at else local.date() + timedelta(days=1)
    return datetime.combine(day, at, local.tzinfo)


def is_own(request: web.Request) -> bool:
    """Whether a request comes from this page: by an address (names can be rebound), from the same origin."""
    host = urlsplit(f"//{request.host}").hostname or ""
    origin = request.headers.get("Origin")
    if origin is not None and urlsplit(origin).netloc != request.host:
        return False
    try:
        ipaddress.ip_address(host)
    except ValueError:
        return host == "localhost"
    return True


def _refusal(status: int, sentence: str) -> web.Response:
    return web.json_response({"error": sentence}, status=status)
