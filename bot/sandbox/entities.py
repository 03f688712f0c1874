"""Formatted text as Telegram sees it: HTML in, plain text and entities out.

Offsets and lengths are UTF-16 code units, byte offsets in complaints are UTF-8, and the complaints read as
Telegram's own. Source: https://core.telegram.org/bots/api#html-style
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Any

from aiogram.client.default import Default
from aiogram.types import MessageEntity

from bot.sandbox.keyboards import find_url_fault
from bot.sandbox.wire import ApiError, Json, bad_request, plain

TAGS = {
    "b": "bold", "strong": "bold", "i": "italic", "em": "italic", "u": "underline", "ins": "underline",
    "s": "strikethrough", "strike": "strikethrough", "del": "strikethrough", "tg-spoiler": "spoiler",
    "span": "spoiler", "a": "text_link", "tg-emoji": "custom_emoji", "code": "code", "pre": "pre",
    "blockquote": "blockquote",
}  # fmt: skip
GIVEN_TYPES = {*TAGS.values(), "expandable_blockquote", "text_mention"}
FOUND_BY_TELEGRAM = re.compile(
    r"(?P<url>https?://[^\s<>\"]+[^\s<>\".,;:!?)])"
    r"|(?P<email>\b[\w.+-]+@[\w-]+(?:\.[\w-]+)+)"
    r"|(?P<phone_number>(?<![\w+])\+\d[\d ()-]{7,18}\d)"
    r"|(?P<bot_command>(?<![\w/])/[A-Za-z0-9_]{1,32}(?:@\w{3,32})?(?![\w/]))"
)
NAMED = {"lt": "<", "gt": ">", "amp": "&", "quot": '"'}
REFERENCE = re.compile(r"&(?:#(?P<dec>\d{1,7})|#x(?P<hex>[0-9a-fA-F]{1,6})|(?P<name>lt|gt|amp|quot));?")
ATTRIBUTE = re.compile(r"\s*(?P<name>[^\s=>]*)\s*(?P<equals>=?)\s*")
CONTROLS = re.compile("[\x00-\x08\x09\x0b\x0c\x0e-\x1f]")
DROPPED = re.compile("\r|[\u2028-\u202e]|[\u0333\u033f\u030a]")
INVISIBLE = re.compile(r"[\s\u00ad\u034f\u061c\u180b-\u180e\u200b-\u200f\u2060-\u206f\ufe00-\ufe0f\ufeff]*")


@dataclass(frozen=True)
class Formatted:
    """Text as a reader sees it, with entities in Bot API form, by offset."""

    text: str
    entities: list[Json] = field(default_factory=list)

    def as_fields(self, text: str = "text", entities: str = "entities") -> Json:
        return {text: self.text} | ({entities: self.entities} if self.entities else {})


@dataclass
class _Open:
    tag: str
    start: int
    text_at: int
    argument: str | None = None


def utf16_length(text: str) -> int:
    return len(text.encode("utf-16-le", "surrogatepass")) // 2


def clean(text: str) -> str:
    """What Telegram does to any text: control and direction overrides go, lone surrogates are refused."""
    try:
        text.encode()
    except UnicodeEncodeError as error:
        raise bad_request("strings must be encoded in UTF-8") from error
    return DROPPED.sub("", CONTROLS.sub(" ", text))


def format_text(
    text: str | None,
    parse_mode: str | Default | None,
    entities: list[MessageEntity] | None,
    limit: int,
    what: str,
) -> Formatted:
    """Parse, trim and measure a text of a bot.

    `limit` counts UTF-16 units after parsing; `what` is the field's name in the refusal of a too long one.
    """
    if isinstance(parse_mode, str) and parse_mode:
        if parse_mode.upper() != "HTML":
            raise bad_request("unsupported parse_mode: the sandbox knows only HTML")
        parsed = parse_html(text or "")
    else:
        parsed = Formatted(text or "", [_checked(entity, text or "") for entity in entities or []])
    trimmed = trim(parsed)
    if utf16_length(trimmed.text) > limit:
        raise bad_request(f"{what} is too long")
    return with_found(trimmed)


def trim(formatted: Formatted) -> Formatted:
    """Without white space around, except inside a leading entity; nothing but white space becomes empty."""
    text = clean(formatted.text)
    if INVISIBLE.fullmatch(text):
        return Formatted("")
    first = min((entity["offset"] for entity in formatted.entities), default=len(text))
    cut = min(len(text) - len(text.lstrip(" \n")), first)
    text = text[cut:].rstrip(" \n")
    end = utf16_length(text)
    kept = []
    for entity in formatted.entities:
        start = entity["offset"] - cut
        length = min(entity["length"], end - start)
        if length > 0:
            kept.append(entity | {"offset": start, "length": length})
    return Formatted(text, sorted(kept, key=lambda entity: (entity["offset"], -entity["length"])))


def with_found(formatted: Formatted) -> Formatted:
    """Add what Telegram finds by itself outside links and code: addresses, telephones, commands."""
    taken = [
        (entity["offset"], entity["offset"] + entity["length"])
        for entity in formatted.entities
        if entity["type"] in {"text_link", "code", "pre", "text_mention"}
    ]
    found: list[Json] = []
    for match in FOUND_BY_TELEGRAM.finditer(formatted.text):
        start = utf16_length(formatted.text[: match.start()])
        length = utf16_length(match.group())
        if all(start + length <= low or start >= high for low, high in taken):
            found.append({"type": match.lastgroup, "offset": start, "length": length})
    return Formatted(formatted.text, sorted([*formatted.entities, *found], key=lambda entity: int(entity["offset"])))


def _checked(entity: MessageEntity, text: str) -> Json:
    end = utf16_length(text)
    if entity.offset < 0:
        raise bad_request(f"receive an entity with incorrect offset {entity.offset}")
    if entity.offset > end:
        raise bad_request(f"entity begins after the end of the text at UTF-16 offset {entity.offset}")
    if entity.offset + entity.length > end:
        raise bad_request(
            f"entity beginning at UTF-16 offset {entity.offset} ends after the end of the text"
            f" at UTF-16 offset {entity.offset + entity.length}"
        )
    if entity.type == "text_link" and (fault := find_url_fault(entity.url or "")):
        raise bad_request(f"entity URL '{entity.url}' is invalid: {fault}")
    if entity.type not in {
        *GIVEN_TYPES,
        "url",
        "email",
        "phone_number",
        "bot_command",
        "hashtag",
        "cashtag",
        "mention",
    }:
        raise bad_request("can't parse MessageEntity: Unsupported type specified")
    return plain(entity)


def parse_html(source: str) -> Formatted:
    """Telegram's HTML to text and entities; ApiError 400 "can't parse entities: …" otherwise."""
    return _HtmlParser(source).parse()


class _HtmlParser:
    """One pass over the source; positions in complaints are where the offending tag begins.

    `entities` has the latest closed first, so that a stable sort puts the outer of two of one extent first.
    """

    def __init__(self, source: str) -> None:
        self.source = source
        self.at = 0
        self.text: list[str] = []
        self.length = 0
        self.open: list[_Open] = []
        self.entities: list[Json] = []

    def parse(self) -> Formatted:
        while self.at < len(self.source):
            if self.source[self.at] != "<":
                self._take_text()
            elif self.source.startswith("</", self.at):
                self._close()
            else:
                self._begin()
        if self.open:
            raise self._fault(f'Can\'t find end tag corresponding to start tag "{self.open[-1].tag}"')
        for entity in self.entities:
            if entity["type"] == "code":
                entity.pop("language", None)
        self.entities.sort(key=lambda entity: (entity["offset"], -entity["length"]))
        return Formatted("".join(self.text), self.entities)

    def _take_text(self) -> None:
        end = self.source.find("<", self.at)
        end = len(self.source) if end < 0 else end
        piece = self._decode(self.source[self.at : end])
        self.text.append(piece)
        self.length += utf16_length(piece)
        self.at = end

    def _decode(self, piece: str) -> str:
        def character(match: re.Match[str]) -> str:
            if match["name"]:
                return NAMED[match["name"]]
            code = int(match["dec"]) if match["dec"] else int(match["hex"], 16)
            if 0xD800 <= code < 0xE000:
                raise self._fault("Text contains invalid Unicode characters after decoding HTML entities")
            return chr(code) if 0 < code <= 0x10FFFF else match.group()

        return REFERENCE.sub(character, piece)

    def _begin(self) -> None:
        begin = self.at
        match = re.compile(r"<([^\s>]*)").match(self.source, begin)
        tag = match.group(1).lower() if match else ""
        self.at = begin + 1 + len(tag)
        if self.at >= len(self.source):
            raise self._fault("Unclosed start tag", begin)
        if tag not in TAGS:
            raise self._fault(f'Unsupported start tag "{tag}"', begin)
        opened = _Open(tag, self.length, len(self.text))
        while not self._at_tag_end():
            name, value = self._attribute(tag, begin)
            _apply_attribute(opened, name, value)
        self.at += 1
        if tag == "span" and opened.argument != "spoiler":
            raise self._fault('Tag "span" must have class "tg-spoiler"', begin)
        self.open.append(opened)

    def _at_tag_end(self) -> bool:
        while self.source[self.at : self.at + 1].isspace():
            self.at += 1
        return self.source.startswith(">", self.at)

    def _attribute(self, tag: str, begin: int) -> tuple[str, str]:
        match = ATTRIBUTE.match(self.source, self.at)
        name, equals = (match["name"], match["equals"]) if match else ("", "")
        self.at = match.end() if match else len(self.source)
        if not name and equals:
            raise self._fault(f'Empty attribute name in the tag "{tag}"', begin)
        if self.at >= len(self.source):
            raise self._fault(f'Unclosed start tag "{tag}"', begin)
        if not equals:
            return name, ""
        quote = self.source[self.at]
        if quote in "'\"":
            end = self.source.find(quote, self.at + 1)
            if end < 0 or end + 1 >= len(self.source):
                raise self._fault("Unclosed start tag", begin)
            value, self.at = self._decode(self.source[self.at + 1 : end]), end + 1
            return name, value
        token_at = self.at
        while self.source[self.at : self.at + 1] and (self.source[self.at].isalnum() or self.source[self.at] in ".-"):
            self.at += 1
        if not re.match(r"[\s>]", self.source[self.at : self.at + 1]):
            raise self._fault("Unexpected end of name token", token_at)
        return name, self.source[token_at : self.at].lower()

    def _close(self) -> None:
        begin = self.at
        if not self.open:
            raise self._fault("Unexpected end tag", begin)
        match = re.compile(r"</([^\s>]*)\s*(>?)").match(self.source, begin)
        if match is None or not match[2]:
            raise self._fault("Unclosed end tag", begin)
        opened, name = self.open.pop(), match[1].lower()
        if name and name != opened.tag:
            where = f"Unmatched end tag at byte offset {self._byte(begin)}"
            raise self._fault(f'{where}, expected "</{opened.tag}>", found "</{name}>"')
        self.at = match.end()
        if self.length > opened.start and (shape := self._shape(opened)):
            self.entities.insert(0, shape | {"offset": opened.start, "length": self.length - opened.start})

    def _shape(self, opened: _Open) -> Json | None:
        """The entity's own fields; None for a link that leads nowhere, as Telegram drops it silently."""
        kind: dict[str, Any] = {"type": TAGS[opened.tag]}
        if opened.tag == "a":
            url = opened.argument or "".join(self.text[opened.text_at :])
            return None if find_url_fault(url) else kind | {"url": url}
        if opened.tag == "tg-emoji":
            if not (opened.argument or "").isdigit():
                raise self._fault("Invalid custom emoji identifier specified")
            return kind | {"custom_emoji_id": opened.argument}
        if opened.tag == "blockquote" and opened.argument is not None:
            return {"type": "expandable_blockquote"}
        if opened.tag == "pre":
            return self._pre(opened, kind)
        if opened.tag == "code" and opened.argument:
            return kind | {"language": opened.argument}
        return kind

    def _pre(self, opened: _Open, kind: Json) -> Json:
        """`<pre><code class="language-x">` of the same extent is one block with a language."""
        inner = self.entities[0] if self.entities else {}
        if inner.get("type") == "code" and "language" in inner:
            language = inner.pop("language")
            if (inner["offset"], inner["length"]) == (opened.start, self.length - opened.start):
                self.entities.pop(0)
                return kind | {"language": language}
        return kind

    def _byte(self, at: int) -> int:
        return len(self.source[:at].encode("utf-8", "surrogatepass"))

    def _fault(self, complaint: str, at: int | None = None) -> ApiError:
        place = "" if at is None else f" at byte offset {self._byte(at)}"
        return bad_request(f"can't parse entities: {complaint}{place}")


def _apply_attribute(opened: _Open, name: str, value: str) -> None:
    wanted = {"a": "href", "tg-emoji": "emoji-id", "blockquote": "expandable"}
    if name == wanted.get(opened.tag):
        opened.argument = value
    elif opened.tag == "span" and name == "class" and value.startswith("tg-"):
        opened.argument = value.removeprefix("tg-")
    elif opened.tag == "code" and name == "class" and value.startswith("language-"):
        opened.argument = value.removeprefix("language-")
