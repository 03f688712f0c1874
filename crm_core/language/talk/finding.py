"""What is looked for: a bare name, a number or its part, "find …"."""

from __future__ import annotations

from crm_core.language.commands import Find
from crm_core.language.found import MentionKind
from crm_core.language.talk.draft import CLEAR, Draft
from crm_core.language.talk.leftover import write_out
from crm_core.language.talk.newcomers import is_newcomer
from crm_core.language.talk.reading import PEOPLE, Cue, Reading

_LEAST_DIGITS, _MOST_DIGITS = 3, 15


def read_find(reading: Reading) -> list[Draft]:
    """A bare name, a number or its part, "find …"."""
    opening = next((cue for cue in reading.cues if cue.says("find") and _is_opening(reading, cue)), None)
    everything = set(range(len(reading.tokens)))
    if opening is not None:
        text = write_out(reading, everything - set(range(opening.first, opening.last)))
        return [Draft(Find(text=text), CLEAR, everything)] if text else []
    words = [token for token in reading.tokens if token.is_word or token.is_number]
    digits = sum(len(token.text) for token in words)
    if words and all(token.is_number for token in words) and _LEAST_DIGITS <= digits <= _MOST_DIGITS:
        signs = {token.text for token in reading.tokens} - {token.text for token in words}
        if signs <= set("+-()#№ ."):
            return [Draft(Find(text=reading.text.strip()), CLEAR, everything)]
    if is_newcomer(reading):
        return []
    named = {
        at
        for mention in reading.found.mentions
        if mention.kind in {*PEOPLE, MentionKind.COLLEAGUE}
        for at in range(*reading.place(mention.span))
    }
    named |= {at for email in reading.found.emails for at in range(*reading.place(email.span))}
    named |= {at for phone in reading.found.phones for at in range(*reading.place(phone.span))}
    named |= _list_parts_of_numbers(reading) if named else set()
    bare = all(
        at in named
        or not (reading.tokens[at].is_word or reading.tokens[at].is_number or reading.tokens[at].text == "?")
        for at in everything
    )
    if named and bare and len({mention.text for mention in reading.people()}) == 1:
        return [Draft(Find(text=reading.text.strip(" \t\n.,!")), CLEAR, everything)]
    return []


def _list_parts_of_numbers(reading: Reading) -> set[int]:
    """ "Davit 577": digits behind the name that are no sum for certain."""
    last = len(reading.tokens) - 1
    sums = any(one.is_sure for one in reading.found.amounts)
    is_part = reading.tokens[last].is_number and len(reading.tokens[last].text) == _LEAST_DIGITS
    return {last} if is_part and not sums else set()


def _is_opening(reading: Reading, cue: Cue) -> bool:
    """In Georgian the verb may stand last: "ნინო იპოვე"."""
    if cue.language == "ka" and cue.last == len(reading.tokens) and reading.mention_at(cue.first - 1) is not None:
        return True
    return not any(
        reading.tokens[at].is_word and not reading.marks_in(at, at + 1, "link", "greeting", "asks")
        for at in range(cue.first)
    )
