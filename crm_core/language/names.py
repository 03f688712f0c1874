"""Who is meant in a text: names in any script and case, short names, organisations, colleagues, "her", "#1003".

A word is taken for a name when a name is known to be said so, or when it stands where only a name may stand: a capital
inside a sentence, beside "called" or "customer". What other readers took, and ordinary words, are no names.
"""

from __future__ import annotations

from collections.abc import Sequence

from crm_core.language.colleagues import find_colleague
from crm_core.language.context import Context
from crm_core.language.found import Mention, MentionKind
from crm_core.language.name_places import Around
from crm_core.language.name_words import MOST_SPELLINGS, NameWord, read_name_key, read_name_word
from crm_core.language.organisations import find_organisations
from crm_core.language.references import find_references
from crm_core.language.tokens import LANGUAGES_OF, Span, Token, cut

#: "First, father's, last".
MOST_WORDS = 3

#: A text of so many words that says nothing else is a name to look for.
MOST_BARE_WORDS = 3


def find_mentions(
    tokens: Sequence[Token], text: str, context: Context, taken: Sequence[Span] = ()
) -> tuple[Mention, ...]:
    """Everybody and everything mentioned, in order, not overlapping. Never raises.

    `taken` are spans that are times, sums, phones or addresses: there are no names in them.
    """
    all_tokens = tuple(tokens)
    found = list(find_references(all_tokens, text, context, taken))
    busy = [*taken, *(mention.span for mention in found)]
    organisations = list(find_organisations(all_tokens, text, busy))
    found += organisations
    around = Around(all_tokens, [*busy, *(mention.span for mention in organisations)])
    if not found and is_bare_name(around):
        return (_mention_words(all_tokens, text, [token for token in all_tokens if token.is_word]),)
    at = 0
    while at < len(all_tokens):
        length = _measure_name(around, at)
        if not length:
            at += 1
            continue
        run = around.tokens[at : at + length]
        found.append(find_colleague(around, at, length, text, context) or _mention_words(run, text, run))
        at += length
    return tuple(sorted(found, key=lambda mention: mention.span))


def list_spellings(words: str | Sequence[str], language: str) -> tuple[str, ...]:
    """The search keys that a name, written in any case, may have in the nominative; the likeliest first.

    `words` are one name of one or more words. Latin letters are read in all three languages, `language` first.
    """
    text = words if isinstance(words, str) else " ".join(words)
    read = []
    for token in cut(text):
        if token.is_word:
            order = LANGUAGES_OF[token.script]
            first = tuple(sorted(order, key=lambda one: one != language))
            read.append(read_name_key(token.text, first, token.word.isascii()))
    return _join(read)


def is_bare_name(around: Around) -> bool:
    """A text of one to three words, none of which means anything else, is somebody to look for."""
    words = [number for number, token in enumerate(around.tokens) if token.is_word]
    if not words or len(words) > MOST_BARE_WORDS:
        return False
    if any(not token.is_word and token.text not in "-.'\"«»„“”" for token in around.tokens):
        return False
    if any(not around.is_free(number) or around.says_something(number) for number in words):
        return False
    read = [around.read(number) for number in words]
    is_known = any(word.is_first for word in read)
    return not is_known or len(words) == 1 or all(word.is_first or word.is_like_surname for word in read)


def _measure_name(around: Around, at: int) -> int:
    """How many tokens from `at` on are one name; 0 when none begins here."""
    if not around.begins_name(at):
        return 0
    length = 1
    if around.is_glued_ending(at + 1):
        return 3
    while length < MOST_WORDS and around.goes_on(at, at + length):
        length += 2 if around.is_hyphen(at + length) else 1
    return length + (2 if around.is_glued_ending(at + length) else 0)


def _mention_words(run: Sequence[Token], text: str, words: Sequence[Token]) -> Mention:
    span = Span(run[0].start, run[-1].end)
    read = [read_name_word(token) for token in words if token.is_word and not _is_ending(words, token)]
    return Mention(MentionKind.NAME, span.cut(text), _join(read), span)


def _is_ending(words: Sequence[Token], token: Token) -> bool:
    """The case ending of "Alfa-s" and "გიორგი-ს" is no word of the name."""
    return token.glued and len(token.text) <= 4 and token is words[-1] and len(words) > 1 and token.text.islower()


def _join(read: Sequence[NameWord]) -> tuple[str, ...]:
    """Spellings of a name of several words: the likeliest of each with the likeliest of the others."""
    read = [word for word in read if word.spellings]
    if not read:
        return ()
    if len(read) == 1:
        return read[0].spellings
    joined: dict[str, None] = {}
    for rank in range(MOST_SPELLINGS):
        for other in range(rank + 1):
            ranks = [other if number else rank - other for number in range(len(read))]
            joined[
                " ".join(one.spellings[min(at, len(one.spellings) - 1)] for one, at in zip(read, ranks, strict=True))
            ] = None
    return tuple(joined)[:MOST_SPELLINGS]
