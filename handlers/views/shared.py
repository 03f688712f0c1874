"""What is passed on to the bot: forwarded words, contacts, voices. Whose it is is said first, then what it could be."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from markupsafe import Markup

from crm_core.cards.likely import Likely
from handlers.views.reader import Reader
from handlers.views.texts import bold, cut, join_lines, shorten, split_text

#: Of a note.
NOTE_LIMIT = 4096


def render_forwarded(author: str, at: datetime, text: str, likely: Sequence[Likely], t: Reader) -> Markup:
    """Nothing is done with somebody else's words until it is said what they are."""
    question = t.gettext("Whose is it? One tap keeps it as a note.") if likely else t.gettext("Whose is it?")
    return join_lines(
        t.gettext("↪️ {author}, {when}:", author=bold(author), when=t.moment(at)),
        t.gettext("“{text}”", text=shorten(text, 400)),
        "",
        question,
    )


def write_forwarded(author: str, at: datetime, text: str, t: Reader) -> list[str]:
    """The note that stays, with its author and date; a text of Telegram's greatest length takes two."""
    head = t.label("Forwarded: {author}, {when}", author=author, when=t.moment(at, words=False))
    return split_text(f"{head}\n{text}".rstrip(), NOTE_LIMIT)


def render_contact(name: str, phone: str, customer: str, t: Reader) -> Markup:
    """A contact sent while the card of somebody without a phone is in view."""
    return join_lines(
        Markup("👤 {} · {}").format(bold(shorten(name, 60)), phone),
        "",
        t.gettext("{name}: no phone yet. Add this one, or is it somebody new?", name=bold(shorten(customer, 60))),
    )


def say_own_message(t: Reader) -> Markup:
    return t.gettext("This message is mine. Reply to it, or press a button under it.")


def say_edited(t: Reader) -> Markup:
    return t.gettext("An edited message is not read again. Please write what is right as a new message.")


def say_voice_kept(t: Reader) -> Markup:
    return t.gettext("🎙 The voice message is kept as it is: here it is not turned into text.")


def say_voice_failed(t: Reader) -> Markup:
    return t.gettext("⚠️ The voice message could not be turned into text. The recording is kept.")


def said_heard(text: str, t: Reader) -> Markup:
    return t.gettext("🎙 Heard: “{text}”", text=cut(text, 600))
