"""English as it is typed in a hurry: "spok 2 natia 4 abt 15 mins" is read as "spoke to natia for about 15 mins".

Only what the readers look at is changed: places and the text stay as typed. Texts in other languages are left alone.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from functools import cache

from crm_core.language.spelling import make_key
from crm_core.language.tokens import LANGUAGES_OF, Script, Token
from crm_core.language.vocabulary import load_lexicon

_PART = "typed"


@cache
def _load_words() -> dict[str, str]:
    """{as typed: as meant}."""
    listed: dict[str, str] = load_lexicon("en", _PART)["words"]
    return {typed: meant for meant, forms in listed.items() for typed in forms.split()}


@cache
def _load_list(name: str) -> frozenset[str]:
    return frozenset(str(load_lexicon("en", _PART)[name]).split())


def respell(tokens: tuple[Token, ...], order: tuple[str, ...]) -> tuple[Token, ...]:
    """The same tokens, with the words that are meant."""
    if order[0] != "en":
        return tokens
    tokens = tuple(_join_pieces(tokens))
    meant = [_mean(token, _load_words()[token.word]) if token.word in _load_words() else token for token in tokens]
    for at, token in enumerate(meant):
        word = _read_figure(meant, at) if token.is_number and len(token.text) == 1 and not token.glued else None
        if word is not None:
            meant[at] = replace(_mean(token, word), text=word)
    return tuple(meant)


def _join_pieces(tokens: tuple[Token, ...]) -> Iterator[Token]:
    """ "2moro", "l8r", "b4": letters and a figure that are one word."""
    at = 0
    while at < len(tokens):
        last = at + 1
        while last < len(tokens) and tokens[last].glued and (tokens[last].is_word or tokens[last].is_number):
            last += 1
        word = (
            _load_pieces().get("".join(token.word for token in tokens[at:last])) if 1 < last - at <= _PIECES else None
        )
        if word is None:
            yield tokens[at]
            at += 1
            continue
        typed = "".join(token.text for token in tokens[at:last])
        yield replace(_mean(tokens[at], word), text=typed, end=tokens[last - 1].end)
        at = last


_PIECES = 3


@cache
def _load_pieces() -> dict[str, str]:
    listed: dict[str, str] = load_lexicon("en", _PART)["pieces"]
    return {typed: meant for meant, forms in listed.items() for typed in forms.split()}


def _mean(token: Token, word: str) -> Token:
    keys = tuple((language, make_key(word, language)) for language in LANGUAGES_OF[Script.LATIN])
    return replace(token, word=word, script=Script.LATIN, keys=keys)


def _read_figure(tokens: list[Token], at: int) -> str | None:
    """ "2" for "to", "4" for "for", "1" for "one": only between the words that these stand between."""
    before = tokens[at - 1].word if at else ""
    after = tokens[at + 1] if at + 1 < len(tokens) else None
    figure = tokens[at].text
    if figure == "1":
        return "one" if before in ("this", "that") else None
    if after is None or figure not in "24":
        return None
    said = {token.word for token in tokens[:at]}
    if figure == "2":
        is_led = before in _load_list("before_to") or bool(said & _load_list("moving") and _names_stage(after))
        return "to" if is_led and _may_be_somebody(after) else None
    if after.word == "about" and said & _load_list("talking"):
        return "for"
    if after.is_number and not after.glued and said & _load_list("talking"):
        return "for"
    return "for" if before in _load_list("before_for") and _may_be_somebody(after) else None


def _may_be_somebody(token: Token) -> bool:
    """No thing that is counted and no unit: "sent 2 quotes", "measurement 4 pm"."""
    is_plural = token.word.endswith("s") and token.word not in ("us", "his")
    return token.is_word and not token.glued and not is_plural and token.word not in _load_list("counted")


def _names_stage(token: Token) -> bool:
    return token.word in _load_list("stages")
