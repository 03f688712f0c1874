"""Texts and their formatting, as Telegram takes, changes or refuses them."""

import pytest
from aiogram.exceptions import TelegramBadRequest
from aiogram.types import MessageEntity

from bot.sandbox.entities import parse_html
from bot.sandbox.wire import ApiError
from tests.sandbox.conftest import House


async def refused(house: House, text: str, **options: object) -> str:
    with pytest.raises(TelegramBadRequest) as refusal:
        await house.bot.send_message(house.nino.id, text, **options)  # type: ignore[arg-type]  # options differ
    return refusal.value.message


@pytest.mark.parametrize(
    ("source", "complaint"),
    [
        ("<b>open", 'Can\'t find end tag corresponding to start tag "b"'),
        ("🏟 🏟&lt;<abac>", 'Unsupported start tag "abac" at byte offset 13'),
        ("🏟 🏟&lt;<abacaba", "Unclosed start tag at byte offset 13"),
        ("🏟 🏟&lt;<i   =aba>", 'Empty attribute name in the tag "i" at byte offset 13'),
        ("🏟 🏟&lt;<i    aba  =  ", 'Unclosed start tag "i" at byte offset 13'),
        ("🏟 🏟&lt;<i    aba  =  190azAz-.,", "Unexpected end of name token at byte offset 27"),
        ('🏟 🏟&lt;<i    aba  =  "&lt;&gt;&quot;>', "Unclosed start tag at byte offset 13"),
        ("🏟 🏟&lt;</", "Unexpected end tag at byte offset 13"),
        ("🏟 🏟&lt;<i>a</i   ", "Unclosed end tag at byte offset 17"),
        ("<b><i>test</b></i>", 'Unmatched end tag at byte offset 10, expected "</i>", found "</b>"'),
        ("<span>a</span>", 'Tag "span" must have class "tg-spoiler" at byte offset 0'),
        ("<br>", 'Unsupported start tag "br" at byte offset 0'),
        ("a < b", 'Unsupported start tag "" at byte offset 2'),
        ('<tg-emoji emoji-id="x">a</tg-emoji>', "Invalid custom emoji identifier specified"),
    ],
)
async def test_wrong_html_is_refused_in_telegrams_words(house: House, source: str, complaint: str) -> None:
    told = await refused(house, source, parse_mode="HTML")
    assert told == f"Bad Request: can't parse entities: {complaint}"


@pytest.mark.parametrize(
    ("source", "text", "kinds"),
    [
        ("➡️ ➡️<i>➡️ ➡️</i>", "➡️ ➡️➡️ ➡️", [("italic", 5, 5)]),
        ("🏟 🏟<i>🏟 &gt;<b aba   =   caba>&lt🏟</b></i>", "🏟 🏟🏟 ><🏟", [("italic", 5, 7), ("bold", 9, 3)]),
        ("<strong>a</strong><em>b</em><ins>c</ins><del>d</del>", "abcd",
         [("bold", 0, 1), ("italic", 1, 1), ("underline", 2, 1), ("strikethrough", 3, 1)]),
        ('<span class="tg-spoiler">a</span><tg-spoiler>b</tg-spoiler>', "ab", [("spoiler", 0, 1), ("spoiler", 1, 1)]),
        ("<blockquote>a</blockquote><blockquote expandable>b</blockquote>", "ab",
         [("blockquote", 0, 1), ("expandable_blockquote", 1, 1)]),
        ('<pre><code class="language-sql">x</code></pre>', "x", [("pre", 0, 1)]),
        ("<pre><code>x</code></pre>", "x", [("pre", 0, 1), ("code", 0, 1)]),
        ("<a href='telegram.org'>x</a><a href='tel:+995'>y</a>", "xy", [("text_link", 0, 1)]),
        ("&ge;&lt;&gt;&amp;&quot;&laquo;&#65;&#x41;", '&ge;<>&"&laquo;AA', []),
        ("a<b></b>c", "ac", []),
        ("<i>a</    >", "a", [("italic", 0, 1)]),
    ],
)  # fmt: skip
def test_html_becomes_text_and_entities(source: str, text: str, kinds: list[tuple[str, int, int]]) -> None:
    parsed = parse_html(source)
    assert parsed.text == text
    assert [(e["type"], e["offset"], e["length"]) for e in parsed.entities] == kinds


def test_surrogate_by_number_is_refused() -> None:
    with pytest.raises(ApiError, match="invalid Unicode"):
        parse_html("&#57311;")


async def test_text_arrives_trimmed_with_what_telegram_finds_in_it(house: House) -> None:
    sent = await house.bot.send_message(
        house.nino.id, "  \n call +995 599 12 34 56 or a@b.ge, https://x.ge/a. /help \n"
    )
    assert sent.text == "call +995 599 12 34 56 or a@b.ge, https://x.ge/a. /help"
    assert [(entity.type, entity.extract_from(sent.text)) for entity in sent.entities or []] == [
        ("phone_number", "+995 599 12 34 56"),
        ("email", "a@b.ge"),
        ("url", "https://x.ge/a"),
        ("bot_command", "/help"),
    ]


async def test_any_characters_come_back_intact_when_escaped(house: House) -> None:
    sent = await house.bot.send_message(house.nino.id, "&lt;b&gt;&amp;&quot; 👩‍🔧 \u200fשלום", parse_mode="html")
    assert sent.text == '<b>&" 👩‍🔧 \u200fשלום'
    assert (await house.nino.screen()).text == sent.text


async def test_control_and_override_characters_are_taken_out(house: House) -> None:
    sent = await house.bot.send_message(house.nino.id, "a\tb\r\nc\u202ed")
    assert sent.text == "a b\ncd"


async def test_length_counts_after_parsing(house: House) -> None:
    await house.bot.send_message(house.nino.id, f"<b>{'x' * 4096}</b>", parse_mode="HTML")
    assert await refused(house, "x" * 4097) == "Bad Request: message is too long"
    assert await refused(house, "🏟" * 2049) == "Bad Request: message is too long"


async def test_empty_texts_are_refused(house: House) -> None:
    assert await refused(house, "") == "Bad Request: message text is empty"
    assert await refused(house, " \n ") == "Bad Request: text must be non-empty"
    assert await refused(house, "\u200b\u2060") == "Bad Request: text must be non-empty"
    assert await refused(house, "<b> </b>", parse_mode="HTML") == "Bad Request: text must be non-empty"


async def test_other_parse_modes_are_refused_loudly(house: House) -> None:
    assert (await refused(house, "*a*", parse_mode="MarkdownV2")).startswith("Bad Request: unsupported parse_mode")


async def test_given_entities_must_lie_in_the_text(house: House) -> None:
    sent = await house.bot.send_message(
        house.nino.id, "hello", entities=[MessageEntity(type="bold", offset=0, length=5)]
    )
    assert sent.html_text == "<b>hello</b>"
    late = [MessageEntity(type="bold", offset=100, length=1)]
    assert "begins after the end of the text at UTF-16 offset 100" in await refused(house, "hello", entities=late)
    long = [MessageEntity(type="bold", offset=0, length=100)]
    assert "ends after the end of the text at UTF-16 offset 100" in await refused(house, "hello", entities=long)
    odd = [MessageEntity(type="blink", offset=0, length=1)]
    assert "Unsupported type specified" in await refused(house, "hello", entities=odd)
    link = [MessageEntity(type="text_link", offset=0, length=1, url="not-a-url")]
    assert "entity URL 'not-a-url' is invalid: Wrong HTTP URL" in await refused(house, "hello", entities=link)


async def test_lone_surrogates_are_refused(house: House) -> None:
    answer = await house.call("sendMessage", chat_id=house.nino.id, text="\ud83d")
    assert answer["description"] == "Bad Request: strings must be encoded in UTF-8"
