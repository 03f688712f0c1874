"""Organisations: "შპს ალფა", "ООО «Альфа»", "Alfa LLC", "company Alfa"."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import cache

from crm_core.language.found import Mention, MentionKind
from crm_core.language.name_lexicon import get_name_lexicon
from crm_core.language.name_words import read_name_word
from crm_core.language.tokens import Span, Token
from crm_core.language.vocabulary import load_lexicons

_QUOTES = frozenset("«»\"“”„'")
_GLUE = frozenset("-&.")

#: Words of an organisation's name besides its legal form.
MOST_WORDS = 3


@cache
def _load_words(part: str) -> frozenset[str]:
    return frozenset(word for lexicon in load_lexicons("names").values() for word in lexicon[part].casefold().split())


def find_organisations(tokens: tuple[Token, ...], text: str, taken: Sequence[Span]) -> Iterator[Mention]:
    """Names beside a legal form or the word "company", in order."""
    at = 0
    while at < len(tokens):
        found = _read_behind(tokens, at, text, taken) or _read_before(tokens, at, text, taken)
        if found is None:
            at += 1
            continue
        yield found
        while at < len(tokens) and tokens[at].start < found.span.end:
            at += 1


def _is_form(tokens: tuple[Token, ...], at: int) -> bool:
    """A legal form; the short ones of Latin letters only when they are written large."""
    if not 0 <= at < len(tokens) or tokens[at].word not in _load_words("organisation"):
        return False
    token = tokens[at]
    return not token.word.isascii() or token.text[0].isupper() or len(token.text) > 3


def _read_behind(tokens: tuple[Token, ...], at: int, text: str, taken: Sequence[Span]) -> Mention | None:
    """The legal form stands first, or "company" before a name that is written large or in quotes."""
    is_form = _is_form(tokens, at)
    if not is_form and tokens[at].word not in _load_words("company"):
        return None
    words, end, is_quoted = _gather(tokens, at + 1, taken)
    if not words or not (is_form or is_quoted or words[0].text[0].isupper()):
        return None
    span = Span(tokens[at].start if is_form else words[0].start, end)
    return _mention(words, span, text)


def _read_before(tokens: tuple[Token, ...], at: int, text: str, taken: Sequence[Span]) -> Mention | None:
    """The legal form stands last: "Alfa Glass LLC"."""
    words: list[Token] = []
    place = at
    while place < len(tokens) and _is_free_word(tokens[place], taken) and not _is_form(tokens, place):
        if not tokens[place].text[0].isupper() and len(words) == 0:
            return None
        words.append(tokens[place])
        place += 1
    if not words or len(words) > MOST_WORDS or not _is_form(tokens, place) or _is_form(tokens, at - 1):
        return None
    return _mention(words, Span(words[0].start, tokens[place].end), text)


def _gather(tokens: tuple[Token, ...], at: int, taken: Sequence[Span]) -> tuple[list[Token], int, bool]:
    """The words of the name from `at` on, where it ends, and whether it stands in quotes."""
    is_quoted = at < len(tokens) and tokens[at].text in _QUOTES
    words: list[Token] = []
    place, end = at + is_quoted, 0
    while place < len(tokens) and len(words) < MOST_WORDS:
        token = tokens[place]
        if token.text in _QUOTES and is_quoted:
            return words, token.end, True
        is_glue = token.text in _GLUE and place + 1 < len(tokens) and tokens[place + 1].glued and bool(words)
        if not is_glue:
            if not _is_free_word(token, taken) or (words and not is_quoted and not _goes_on(token, words)):
                break
            words.append(token)
            end = token.end
        place += 1
    return words, end, False


def _goes_on(token: Token, words: list[Token]) -> bool:
    return token.glued or (token.text[0].isupper() and words[0].text[0].isupper())


def _is_free_word(token: Token, taken: Sequence[Span]) -> bool:
    if not token.is_word or any(token.span.overlaps(span) for span in taken):
        return False
    return not get_name_lexicon().is_ordinary(token)


def _mention(words: list[Token], span: Span, text: str) -> Mention:
    """Looked for without the legal form, which everybody writes otherwise."""
    own = [token for number, token in enumerate(words) if number == 0 or not (token.glued and len(token.text) <= 4)]
    plain = [read_name_word(token).spellings for token in own]
    if len(plain) == 1:
        return Mention(MentionKind.NAME, span.cut(text), plain[0], span)
    joined = dict.fromkeys(" ".join(forms[min(rank, len(forms) - 1)] for forms in plain) for rank in range(3))
    return Mention(MentionKind.NAME, span.cut(text), tuple(joined), span)
