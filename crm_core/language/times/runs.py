"""Where figures stand and which of them may tell a time.

Those that count things, name a flat or a deal, or belong to a longer number may not.
"""

from __future__ import annotations

from crm_core.kernel.search_key import make_search_key
from crm_core.language.name_cases import list_nominatives
from crm_core.language.name_lexicon import get_name_lexicon
from crm_core.language.times.lexicon import Sense, load, look_up
from crm_core.language.tokens import Script, Token

_SIGNS_IN_RUNS = frozenset(".:/-–")
_DASHES = frozenset("-–—")
_SHORT = 3
_LONG_NUMBER = 6
#: Minutes only after "in": "5 m" are metres.
_METRES = frozenset("mм")
_INFINITIVES = ("ть", "ться", "ти", "тись", "чь")
#: Beside a day rather hours than numbers of things, whatever word follows.
_USUAL_HOURS = frozenset(map(str, range(9, 20)))
#: After these a thing stands in the genitive, which ends so.
_FEW = frozenset("234")
_COUNTED_FEW = ("а", "я", "ы", "и", "ь")
_GENITIVES = ("а", "я", "ы", "и", "ого", "его", "ой", "ей")
#: "1.5 на 2", "2 by 3": sizes.
_IN_ONE = frozenset(("в", "v", "к", "k", "in", "to"))
_TIMES = frozenset(("на", "by", "x", "х", "*", "na"))
#: After a number these make a length of it.
_COUNTED_BY = frozenset(("unit", "unit_short", "oclock", "fortnight", "working_unit", "ord_end", "weekdays", "weekend"))


def find_runs(kept: list[Token], found: list[list[Sense]]) -> dict[int, list[tuple[int, str]]]:
    """Where figures may be read: {token: [(tokens, text)]}."""
    runs: dict[int, list[tuple[int, str]]] = {}
    at = 0
    while at < len(kept):
        if not kept[at].is_number:
            at += 1
            continue
        end = at + 1
        while end < len(kept) and kept[end].glued and (kept[end].is_number or kept[end].word in _SIGNS_IN_RUNS):
            end += 1
        length = _trim(kept, at, end)
        if not _is_barred(kept, found, at, at + length):
            _add_runs(runs, kept, at, length)
        at = end
    return runs


def _trim(kept: list[Token], at: int, end: int) -> int:
    """Signs at the end belong to the sentence, but for the point of "01.04."."""
    while end > at + 1 and not kept[end - 1].is_number:
        end -= 1
    return end - at


def _add_runs(runs: dict[int, list[tuple[int, str]]], kept: list[Token], at: int, length: int) -> None:
    texts = [token.text for token in kept[at : at + length]]
    behind = kept[at + length] if at + length < len(kept) else None
    dotted = behind is not None and behind.word == "." and behind.glued and length == 3 and texts[1] == "."
    runs[at] = [(length + dotted, "".join(texts) + "." * dotted)]
    dashes = [number for number, text in enumerate(texts) if text in _DASHES]
    if len(dashes) == 1:
        cut = dashes[0]
        first, last = texts[:cut], texts[cut + 1 :]
        trailing = "".join(first)
        runs[at].append((len(first), trailing))
        runs.setdefault(at + cut + 1, []).append((len(last), "".join(last)))


def _is_barred(kept: list[Token], found: list[list[Sense]], at: int, end: int) -> bool:
    """Whether the figures count or name something, or are part of a longer number."""
    lexicon = load()
    if at:
        before = kept[at - 1]
        if any(key in lexicon.labels for key in before.keys or (("en", before.word),)):
            return not any(sense.tags[0] in ("unit", "month") for sense in found[at - 1])
    if (
        _is_two_in_one(kept, at, end)
        or _is_long(kept, at, end)
        or (at > 1 and kept[at - 1].word in _TIMES and kept[at - 2].is_number)
    ):
        return True
    if end < len(kept) and kept[end].word in _METRES:
        return not (at and any(sense.tags[0] in ("through", "plus", "h", "oclock") for sense in found[at - 1]))
    if end + 1 < len(kept) and is_ending(kept[end]) and _is_counted(kept[end + 1], found[end + 1]):
        return True
    return end < len(kept) and _is_counted(kept[end], found[end])


def _is_two_in_one(kept: list[Token], at: int, end: int) -> bool:
    """ "2 в 1", "3 in 1"."""
    if at < 2 or end != at + 1 or kept[at].text != "1" or kept[at - 1].word not in _IN_ONE:
        return False
    first = kept[at - 2]
    return first.is_number and len(first.text) == 1 and not (first.glued and at > 2)


def _is_long(kept: list[Token], at: int, end: int) -> bool:
    """Figures after figures: a telephone number, unless one of them is a year."""
    first, last = at, end
    while first and kept[first - 1].is_number:
        first -= 1
    while last < len(kept) and kept[last].is_number:
        last += 1
    plain = [token.text for token in kept[first:last] if token.is_number]
    if last - first == end - at and len(plain) == 1:
        return len(plain[0]) > 4
    if any(not token.is_number for token in kept[first:last]):
        return False
    has_year = any(len(text) == 4 and text[:2] in ("19", "20") for text in plain)
    return not has_year and len(plain) > 1 and sum(map(len, plain)) >= _LONG_NUMBER


def _is_counted(token: Token, senses: list[Sense]) -> bool:
    if token.word in "%$€₾₽£°*" and token.script is Script.SIGN:
        return True
    if not token.is_word or senses or is_ending(token):
        return False
    lexicon = load()
    for language, key in token.keys:
        stems = lexicon.counted[language]
        if language == "en":
            if key in stems or (len(key) > 3 and token.text.islower() and key.endswith(lexicon.counted_ends["en"])):
                return True
        elif any(key.startswith(one) and len(key) - len(one) <= (3 if len(one) > 2 else 0) for one in stems):
            return token.script is not Script.LATIN or len(key) > _SHORT
        elif (
            token.script is Script.CYRILLIC and token.word.endswith(lexicon.counted_ends["ru"]) and token.text.islower()
        ):
            return (language, key) not in lexicon.events
    return False


def is_ending(token: Token) -> bool:
    """Of an ordinal in figures: "18-го", "3rd"."""
    return any(sense.tags[0] == "ord_end" for sense in look_up(token))


def is_named(token: Token) -> bool:
    """Floors, flats and what else is counted by ordinals."""
    labels = load().labels
    return any(key in labels for key in token.keys) or _is_counted(token, look_up(token))


def _is_given_name(token: Token) -> bool:
    names, key = get_name_lexicon(), make_search_key(token.text)
    if names.is_ordinary(token):
        return False
    return any(form in names.names for language, _ in token.keys for form in list_nominatives(key, language))


def _is_no_thing(token: Token, number: str) -> bool:
    """Whether what follows a number is rather somebody or something to do than what the number counts."""
    if _is_given_name(token) or (number in _USUAL_HOURS and token.script is not Script.GEORGIAN):
        return True
    if token.script is Script.GEORGIAN or not number.isdigit():
        return False
    if token.script is Script.CYRILLIC:
        return number in _FEW and not token.word.endswith(_COUNTED_FEW)
    return not token.word.endswith("s")


def names_nothing(kept: list[Token], found: list[list[Sense]], end: int) -> bool:
    """Whether "15-го" is a day: no word in the genitive follows whose number it could be."""
    if is_free(kept, found, end):
        return True
    return not found[end] and not kept[end].word.endswith(_GENITIVES)


def is_free(kept: list[Token], found: list[list[Sense]], end: int) -> bool:
    """Whether no other word follows that the number could count."""
    if end >= len(kept):
        return True
    if kept[end].script is Script.SIGN or (kept[end].text[:1].isupper() and not found[end]):
        return True
    if kept[end].script is Script.CYRILLIC and kept[end].word.endswith(_INFINITIVES):
        return True
    if not found[end] and kept[end].is_word and _is_no_thing(kept[end], kept[end - 1].text):
        return True
    return bool(found[end]) and all(sense.tags[0] not in _COUNTED_BY for sense in found[end])
