""" "No answer" with a slip of the finger: a call that nobody may have answered is never sure to be one that was.

A "not" that belongs to no other phrase, and behind it a word near to one of those that are said of answering.
"""

from __future__ import annotations

from dataclasses import replace
from functools import cache
from typing import TYPE_CHECKING

from crm_core.kernel.actor import LOCALES
from crm_core.language.commands import LogCall
from crm_core.language.spelling import is_near, make_key
from crm_core.language.talk.lexicon import get_layer, load_known_keys, load_senses

if TYPE_CHECKING:
    from crm_core.language.talk.draft import Draft
    from crm_core.language.talk.reading import Reading

#: What it is held to be, until somebody says yes.
HEARD_WRONG = 0.7

_FEWEST = 3
_SLIPS = 2


@cache
def _load_words() -> dict[str, frozenset[str]]:
    """{language: keys of the words that stand in phrases like "no answer", "didn't pick up"}."""
    return {
        language: frozenset(
            key
            for phrase, senses in load_senses("acts")[language].items()
            if senses & {"no_answer", "answered"}
            for word in phrase.split()
            if len(key := make_key(word, language)) > _FEWEST
        )
        for language in LOCALES
    }


def hear_slips(reading: Reading, drafts: list[Draft]) -> None:
    calls = [one for one in drafts if isinstance(one.command, LogCall) and one.command.outcome == "talked"]
    if not calls:
        return
    taken = {at for draft in drafts for at in draft.taken}
    for mark in reading.marks:
        if not mark.says("negation") or mark.first in taken:
            continue
        at = mark.last
        while at < len(reading.tokens) and at - mark.last < _SLIPS:
            if at not in taken and _is_like_answer(reading, at):
                call = min(calls, key=lambda one: abs(one.clause - mark.clause))
                if isinstance(call.command, LogCall):
                    call.command = replace(call.command, outcome="no_answer", direction="out", duration_minutes=None)
                call.taken |= set(range(mark.first, at + 1))
                call.cap(HEARD_WRONG)
                return
            at += 1


def _is_like_answer(reading: Reading, at: int) -> bool:
    token = reading.tokens[at]
    if not token.is_word or reading.mention_at(at) is not None or get_layer("acts").find(reading.tokens, at):
        return False
    known = load_known_keys()
    words = _load_words()
    return any(
        key in words[language] or (key not in known[language] and _is_alike(key, meant))
        for language, key in token.keys
        for meant in words[language]
    )


def _is_alike(typed: str, meant: str) -> bool:
    """Two slips in a long word, one in a short one, or letters left out: "ansr"."""
    if len(typed) < _FEWEST or typed[0] != meant[0]:
        return False
    if is_near(typed, meant, _SLIPS if len(meant) > 5 else 1):
        return True
    left = iter(meant)
    return len(meant) - len(typed) <= _FEWEST and all(letter in left for letter in typed)
