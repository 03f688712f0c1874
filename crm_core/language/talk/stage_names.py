"""Stages and loss reasons by the names a company gives them, in any of its languages and in any case."""

from __future__ import annotations

from functools import lru_cache

from crm_core.language.context import Context, ReasonNamed, StageNamed
from crm_core.language.talk.reading import Reading, find_phrase
from crm_core.language.tokens import Token, cut

#: A word of a name in another case has so many letters more or less at its end.
ENDING = 3


Keys = tuple[tuple[tuple[str, str], ...], ...]


@lru_cache(maxsize=256)
def _make_names(names: tuple[tuple[str, str], ...]) -> tuple[Keys, ...]:
    return tuple(tuple(token.keys for token in cut(name) if token.is_word) for _, name in names)


def find_named(reading: Reading, first: int, last: int, named: StageNamed | ReasonNamed) -> tuple[int, int] | None:
    """Where between two tokens a stage or a reason is named as the company calls it: its tokens."""
    for keys in _make_names(tuple(sorted(named.name.items()))):
        for at in range(first, last - len(keys) + 1 if keys else first):
            if all(_is_form(reading.tokens[at + number], own) for number, own in enumerate(keys)):
                return at, at + len(keys)
    return None


def _is_form(token: Token, keys: tuple[tuple[str, str], ...]) -> bool:
    return any(
        language == spoken and _shares_stem(typed, key) for language, key in keys for spoken, typed in token.keys
    )


def _shares_stem(typed: str, key: str) -> bool:
    if typed == key:
        return True
    stem = key.rstrip("aeiouI") or key
    return len(stem) >= 4 and typed.startswith(stem) and len(typed) - len(stem) <= ENDING


def find_stage(reading: Reading, first: int, last: int) -> tuple[StageNamed, set[int]] | None:
    """The stage named between two tokens, longest name first; by the company's names before usual words."""
    for stage in reading.context.stages:
        place = find_named(reading, first, last, stage)
        if place is not None:
            return stage, set(range(*place))
    usual = {stage.code: stage for stage in reading.context.stages}
    for at in range(first, last):
        match = find_phrase(reading, "stages", at)
        code = next((code for code in sorted(match.value) if code in usual), None) if match else None
        if match and code is not None and at + match.length <= last:
            return usual[code], set(range(at, at + match.length))
    return None


def find_next_stage(context: Context, code: str) -> str | None:
    """The stage after the one with this code."""
    codes = [stage.code for stage in context.stages]
    if code not in codes or codes.index(code) + 1 >= len(codes):
        return None
    following = context.stages[codes.index(code) + 1]
    return following.code if following.kind != "lost" else None
