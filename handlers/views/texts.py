"""Fitting texts into a message: what was typed comes back intact, and is shortened only where there is more to see."""

from __future__ import annotations

from decimal import Decimal

from markupsafe import Markup

from handlers.views.reader import Reader

#: Telegram's limit of a message, in UTF-16 units.
TEXT_LIMIT = 4096
#: In cards; the whole text is one tap away.
LONG = 300
#: In lists and timelines.
SHORT = 120
#: On buttons.
LABEL = 40


def shorten(text: str, limit: int = SHORT) -> str:
    """One line of at most `limit` characters; an ellipsis tells that there is more."""
    line = " ".join(text.split())
    return line if len(line) <= limit else line[: limit - 1].rstrip() + "…"


def cut(text: str, limit: int = LONG) -> str:
    """Like `shorten`, keeping the lines."""
    return text if len(text) <= limit else text[: limit - 1].rstrip() + "…"


def count_units(text: str) -> int:
    """The length as Telegram counts it: an emoji is two."""
    return len(text.encode("utf-16-le")) // 2


def split_text(text: str, limit: int) -> list[str]:
    """The text in parts of at most `limit` units; nothing is lost between them."""
    parts, part, length = [], "", 0
    for sign in text:
        units = count_units(sign)
        if length + units > limit:
            parts.append(part)
            part, length = "", 0
        part, length = part + sign, length + units
    return [*parts, part]


def bold(text: object) -> Markup:
    return Markup("<b>{}</b>").format(text)


def join_lines(*lines: Markup | str | None) -> Markup:
    """The lines under each other, escaped; empty ones ("") make a gap, None is left out."""
    return Markup("\n").join(line for line in lines if line is not None)


def tell_amount(amount: Decimal | None, currency: str, t: Reader) -> str | None:
    return None if amount is None else t.money(amount, currency)
