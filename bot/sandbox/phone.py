"""Phones for tests: people who act on a running sandbox, in this process or another, over HTTP.

Nothing here sleeps: waiting is done by the sandbox, which answers when the chat changes. What takes a
person's finger (typing, pressing, sharing) counts in `Phone.taps`; following a link does not.
"""

from __future__ import annotations

import io
import json
import time
from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from types import TracebackType
from typing import Any, Self

import aiohttp

from bot.sandbox.seen import (
    Answer,
    Button,
    Channel,
    Hidden,
    InlineAnswer,
    InlineResult,
    Json,
    Message,
    PhoneRefused,
    describe,
    read_button,
    read_inline,
    read_message,
)

__all__ = ["Answer", "Button", "Channel", "Hidden", "InlineAnswer", "InlineResult", "Message"]
__all__ += ["Phone", "PhoneRefused", "SandboxClient"]

PATIENCE = 10.0


class SandboxClient:
    """The control API of a sandbox at `base_url`; use it as an async context manager."""

    def __init__(self, base_url: str) -> None:
        self.follow(base_url)
        self._session: aiohttp.ClientSession | None = None

    async def __aenter__(self) -> Self:
        self._session = aiohttp.ClientSession()
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._session is not None:
            await self._session.close()

    def follow(self, base_url: str) -> None:
        """The sandbox was started again and listens elsewhere; its phones go on with it."""
        self._api = f"{base_url.rstrip('/')}/sandbox/api"

    async def ask(self, verb: str, path: str, **options: Any) -> Json:
        """One request; PhoneRefused carries the sandbox's sentence."""
        if self._session is None:
            raise RuntimeError("SandboxClient is used as `async with SandboxClient(…) as client`")
        async with self._session.request(verb, self._api + path, **options) as response:
            answer: Json = await response.json()
            if response.status != 200:
                raise PhoneRefused(response.status, str(answer.get("error", answer)))
            return answer

    async def read_file(self, unique_id: str) -> tuple[bytes, str]:
        """Content and content type of a file in a chat."""
        if self._session is None:
            raise RuntimeError("SandboxClient is used as `async with SandboxClient(…) as client`")
        async with self._session.get(f"{self._api}/files/{unique_id}") as response:
            if response.status != 200:
                raise PhoneRefused(response.status, await response.text())
            return await response.read(), response.content_type

    async def add_person(
        self,
        name: str,
        *,
        language: str = "en",
        phone: str,
        role: str = "",
        person_id: int | None = None,
        started: bool = False,
        hides_account: bool = False,
    ) -> Phone:
        """A phone for a new person, or for the one with this id."""
        asked = {"name": name, "language": language, "phone": phone, "role": role, "started": started}
        asked["hides_account"] = hides_account
        if person_id is not None:
            asked["person_id"] = person_id
        return Phone(self, await self.ask("POST", "/people", json=asked))

    async def list_phones(self) -> list[Phone]:
        state = await self.ask("GET", "/state")
        return [Phone(self, shown["person"]) for shown in state["people"]]

    async def find_phone(self, role: str) -> Phone | None:
        """The first person with this role, such as "owner"."""
        return next((phone for phone in await self.list_phones() if phone.role == role), None)

    async def add_group(self, title: str) -> int:
        """A group with the bot in it; gives the chat's id."""
        return int((await self.ask("POST", "/groups", json={"title": title}))["id"])

    async def now(self) -> datetime:
        return datetime.fromisoformat((await self.ask("GET", "/clock"))["now"])

    async def advance(self, by: timedelta) -> datetime:
        moved = await self.ask("POST", "/clock", json={"minutes": by.total_seconds() / 60})
        return datetime.fromisoformat(moved["now"])

    async def move_to(self, moment: datetime) -> None:
        await self.ask("POST", "/clock", json={"to": moment.isoformat()})

    async def next_morning(self, hour: str = "09:00") -> datetime:
        return datetime.fromisoformat((await self.ask("POST", "/clock", json={"next_morning": hour}))["now"])

    async def add_fault(self, kind: str, **fields: object) -> None:
        """Trouble for the bot's next calls; fields as in `faults.Fault`."""
        await self.ask("POST", "/faults", json={"faults": [{"kind": kind, **fields}]})

    async def clear_faults(self) -> None:
        await self.ask("POST", "/faults", json={"clear": True})

    async def double_updates(self, count: int = 1) -> None:
        """Deliver each of the next `count` updates twice."""
        await self.ask("POST", "/faults", json={"double_updates": count})

    async def set_pace(self, **pace: tuple[float, float]) -> None:
        """Widen Telegram's limits for tests: overall, chat, group as (burst, per second)."""
        await self.ask("POST", "/pace", json=pace)

    async def settled(self, timeout: float = PATIENCE) -> None:  # noqa: ASYNC109 - the sandbox keeps the time
        """Wait until the bot has confirmed every update, answered every button and fallen quiet."""
        if not (await self.ask("POST", "/settled", json={"timeout": timeout}))["settled"]:
            raise AssertionError(f"the bot was still busy after {timeout} s")


class Phone:
    """One person's phone."""

    def __init__(self, client: SandboxClient, person: Json) -> None:
        self._client = client
        self.id: int = person["id"]
        self.name: str = person["name"]
        self.number: str = person["phone"]
        self.role: str = person["role"]
        self.taps = 0

    async def _do(self, deed: str, tapped: int = 1, **asked: object) -> Json:
        answer = await self._client.ask("POST", f"/people/{self.id}/{deed}", json=asked)
        self.taps += tapped
        return answer

    async def send(self, text: str, *, to: Phone | None = None, author: Phone | Hidden | Channel | None = None) -> None:
        """Type and send: to the bot, or to another phone. With `author`, a forwarded text of his.

        All sending methods take `to` and `author` in this way.
        """
        await self._do("text", text=text, **_address(to, author))

    async def reply(self, message: Message, text: str) -> None:
        await self._do("text", text=text, reply_to=message.id)

    async def edit(self, message: Message, text: str) -> None:
        """Change an own message in the chat with the bot."""
        await self._do("edit", message_id=message.id, text=text)

    async def forward(self, message: Message, *, of: Phone | None = None, to: Phone | None = None) -> None:
        """Pass a message on from the chat with the bot, or with the phone `of`, to the bot or to the phone `to`."""
        await self._do("forward", message_id=message.id, of=of and of.id, **_address(to))

    async def send_sticker(
        self, emoji: str = "👍", *, to: Phone | None = None, author: Phone | Hidden | Channel | None = None
    ) -> None:
        await self._do("sticker", emoji=emoji, **_address(to, author))

    async def inline(self, query: str, *, offset: str = "", to: Phone | None = None) -> InlineAnswer:
        """Type the bot's name and `query` into a chat; what the bot offers there."""
        asked = await self._do("inline", query=query, offset=offset, **_address(to))
        told = await self._client.ask("GET", f"/inline/{asked['query_id']}", params={"timeout": PATIENCE})
        if told["answer"] is None:
            raise AssertionError(f"the bot offered {self.name} nothing for {query!r} in {PATIENCE} s")
        return read_inline(asked["query_id"], told)

    async def choose(self, result: InlineResult, *, to: Phone | None = None) -> None:
        """Send what the bot has offered into the chat with it, or with another phone."""
        await self._do("choose", query_id=result.query_id, result_id=result.id, **_address(to))

    async def open_link(self, link_or_payload: str = "") -> None:
        """Follow a deep link and press Start."""
        await self._do("start", tapped=0, payload=link_or_payload)

    async def press(self, label: str, message: Message | None = None, *, wait: bool = True) -> Answer | None:
        """Press an inline button of `message`, else of the newest message that has it, else a reply key.

        With `wait`, gives the bot's answer and fails when the button keeps spinning; None for a reply key.
        """
        for candidate in [message] if message else reversed(await self.chat()):
            button = candidate.find_button(label)
            if button is not None and button.data is not None:
                return await self.press_data(candidate.id, button.data, wait=wait)
        key = next((key for row in await self.reply_keyboard() for key in row if key.text == label), None)
        if message is not None or key is None:
            raise AssertionError(f"{self.name} has no button {label!r}; the chat:\n{await self.describe()}")
        if key.asks == "contact":
            await self.share_contact()
        elif key.asks == "location":
            await self.share_location(41.7151, 44.8271)
        else:
            await self.send(key.text)
        return None

    async def press_data(self, message_id: int, data: str, *, wait: bool = True) -> Answer | None:
        """Press with any data, as a forged app can."""
        query = (await self._do("press", message_id=message_id, data=data))["query_id"]
        if not wait:
            return None
        told = await self._client.ask("GET", f"/queries/{query}", params={"timeout": PATIENCE})
        if told["answer"] is None:
            raise AssertionError(f"the button {data!r} of {self.name} kept spinning for {PATIENCE} s")
        return Answer(**told["answer"])

    async def share_contact(
        self,
        of: Phone | tuple[str, str] | None = None,
        *,
        to: Phone | None = None,
        author: Phone | Hidden | Channel | None = None,
        reply_to: Message | None = None,
    ) -> None:
        """The own contact, another phone's, or a card (name, number) of somebody who is not here."""
        card = {"person": of.id} if isinstance(of, Phone) else of and {"name": of[0], "phone": of[1]}
        await self._do("contact", of=card, **_address(to, author, reply_to))

    async def share_location(
        self,
        latitude: float,
        longitude: float,
        *,
        title: str = "",
        address: str = "",
        to: Phone | None = None,
        author: Phone | Hidden | Channel | None = None,
        reply_to: Message | None = None,
    ) -> None:
        """A point on the map; with a title, a venue."""
        place: Json = {"latitude": latitude, "longitude": longitude, "title": title, "address": address}
        await self._do("location", **place, **_address(to, author, reply_to))

    async def _send_file(
        self, kind: str, content: bytes, name: str, caption: str, seconds: int, address: dict[str, Any]
    ) -> None:
        form = aiohttp.FormData(quote_fields=False)
        form.add_field("kind", kind)
        form.add_field("caption", caption)
        form.add_field("duration", str(seconds))
        for field, value in address.items():
            form.add_field(field, json.dumps(value))
        form.add_field("file", io.BytesIO(content), filename=name)
        await self._client.ask("POST", f"/people/{self.id}/file", data=form)
        self.taps += 1

    async def send_photo(
        self,
        content: bytes,
        name: str = "photo.png",
        caption: str = "",
        reply_to: Message | None = None,
        *,
        to: Phone | None = None,
        author: Phone | Hidden | Channel | None = None,
    ) -> None:
        await self._send_file("photo", content, name, caption, 0, _address(to, author, reply_to))

    async def send_document(
        self,
        content: bytes,
        name: str,
        caption: str = "",
        reply_to: Message | None = None,
        *,
        to: Phone | None = None,
        author: Phone | Hidden | Channel | None = None,
    ) -> None:
        await self._send_file("document", content, name, caption, 0, _address(to, author, reply_to))

    async def send_voice(
        self,
        content: bytes,
        reply_to: Message | None = None,
        *,
        seconds: int = 1,
        to: Phone | None = None,
        author: Phone | Hidden | Channel | None = None,
    ) -> None:
        await self._send_file("voice", content, "voice.ogg", "", seconds, _address(to, author, reply_to))

    async def block(self) -> None:
        await self._client.ask("PATCH", f"/people/{self.id}", json={"blocked": True})

    async def unblock(self) -> None:
        await self._client.ask("PATCH", f"/people/{self.id}", json={"blocked": False})

    async def set_language(self, language: str) -> None:
        await self._client.ask("PATCH", f"/people/{self.id}", json={"language": language})

    async def mark_read(self) -> None:
        await self._do("read", tapped=0)

    async def _look(self, after: int = -1, wait: float = 0.0, peer: Phone | None = None) -> Json:
        asked = {"after": after, "timeout": wait} | ({"with": peer.id} if peer else {})
        return await self._client.ask("GET", f"/people/{self.id}/chat", params=asked)

    async def chat(self, peer: Phone | None = None) -> list[Message]:
        """The messages by age: of the chat with the bot, or with another phone."""
        return [read_message(raw) for raw in (await self._look(peer=peer))["messages"]]

    async def screen(self) -> Message:
        """The newest message of the bot."""
        said = [message for message in await self.chat() if message.from_bot]
        if not said:
            raise AssertionError(f"the bot has said nothing to {self.name}")
        return said[-1]

    async def unread(self) -> int:
        shown = await self._look()
        return sum(raw["from_bot"] and raw["message_id"] > shown["person"]["read_upto"] for raw in shown["messages"])

    async def commands(self) -> list[str]:
        """The command menu as this person sees it: "command – description"."""
        return [f"{item['command']} – {item['description']}" for item in (await self._look())["commands"]]

    async def reply_keyboard(self) -> list[list[Button]]:
        keyboard = (await self._look())["person"]["keyboard"] or {"markup": {}}
        rows: Sequence[Sequence[Json]] = keyboard["markup"].get("keyboard", [])
        return [[read_button(key) for key in row] for row in rows]

    async def open_file(self, message: Message) -> bytes:
        if message.file is None:
            raise AssertionError("there is no file in this message")
        return (await self._client.read_file(message.file.unique_id))[0]

    async def wait_for(
        self,
        wanted: str | Callable[[Message], bool],
        timeout: float = PATIENCE,  # noqa: ASYNC109 - the sandbox keeps the time
        after: Message | None = None,
    ) -> Message:
        """The newest message of the bot that contains a text or fits; AssertionError shows the chat else.

        `after` leaves out that message and older ones.
        """
        fits = wanted if callable(wanted) else lambda message: wanted in message.text
        deadline = time.monotonic() + timeout
        shown = await self._look()
        while True:
            for raw in reversed(shown["messages"]):
                message = read_message(raw)
                if message.from_bot and message.id > (after.id if after else 0) and fits(message):
                    return message
            left = deadline - time.monotonic()
            if left <= 0:
                what = repr(wanted) if isinstance(wanted, str) else "such a message"
                raise AssertionError(
                    f"{self.name} did not get {what} in {timeout} s; the chat:\n{await self.describe()}"
                )
            shown = await self._look(shown["revision"], left)

    async def settled(self, timeout: float = PATIENCE) -> None:  # noqa: ASYNC109 - the sandbox keeps the time
        await self._client.settled(timeout)

    async def describe(self, last: int = 6) -> str:
        """The end of the chat as text, for the messages of failing tests."""
        return "\n".join(describe(message, self.name) for message in (await self.chat())[-last:]) or "  (empty)"


def _address(
    to: Phone | None, author: Phone | Hidden | Channel | None = None, reply_to: Message | None = None
) -> dict[str, Any]:
    """The fields of a request that say where something goes and whose it is; only those that are given."""
    whose: Json | None = None
    match author:
        case Phone(id=number):
            whose = {"person": number}
        case Hidden(name):
            whose = {"name": name}
        case Channel(title):
            whose = {"channel": title}
    given: dict[str, Any] = {"to": to and to.id, "author": whose, "reply_to": reply_to and reply_to.id}
    return {name: value for name, value in given.items() if value is not None}
