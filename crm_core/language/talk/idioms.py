"""Phrases with something else in the middle: "gave Vera a ring", "doesn't need the windows any more"."""

from __future__ import annotations

from crm_core.language.talk.lexicon import Senses
from crm_core.language.talk.reading import PEOPLE, Cue, Reading
from crm_core.language.talk.stage_names import find_stage

#: Tokens between the two halves, at most.
REACH = 5

_GAVE, _GIVE = ("gave", "given"), ("give", "gives", "giving")
_RINGS = frozenset(
    {"ring", "shout", "bell", "buzz", "call", "tinkle", "holler", "dingle", "phonecall", "callback", "ding", "bzz"}
)
_DENIED = ("don't", "doesn't", "dont", "doesnt", "didn't", "won't")
_NEEDED = ("need", "want", "needs", "wants")
_ENDED = ("anymore", "longer", "anymor", "nomore")
_OBJECTS = frozenset(
    {"window", "windows", "door", "doors", "glazing", "balcony", "it", "them", "em", "the", "any", "our", "us", "these", "those"}
    | {"frames", "nets", "blinds", "new", "her", "his", "their", "a", "all", "this", "that", "order", "deal", "loggia", "shutters"}
)  # fmt: skip


def join_idioms(reading: Reading) -> tuple[Cue, ...]:
    """The cues of a text, with these phrases in the place of the words that they are made of."""
    cues = reading.cues
    if reading.order[0] != "en":
        return cues
    for at in range(len(reading.tokens)):
        found = _read_ring(reading, at) or _read_tried(reading, at) or _read_back(reading, at) or _read_unneeded(reading, at)
        if found is None:
            continue
        senses, last = found
        kept = [cue for cue in cues if cue.last <= at or cue.first >= last]
        joined = Cue(senses, at, last, "en", clause=reading.clause_at(at))
        cues = tuple(sorted([*kept, joined], key=lambda cue: cue.first))
    return cues


def _read_ring(reading: Reading, at: int) -> tuple[Senses, int] | None:
    """ "Give Vera a shout": somebody between, and then what is given."""
    word = reading.word(at)
    if word not in _GAVE and word not in _GIVE:
        return None
    last = at + 1
    while last < min(len(reading.tokens), at + REACH) and reading.mention_at(last) is not None:
        last += 1
    while reading.word(last) in ("a", "another", "quick", "little", "anotha", "me", "them", "us"):
        last += 1
    if reading.word(last) not in _RINGS or reading.clause_at(last) != reading.clause_at(at):
        return None
    last += 1
    if reading.word(last) == "back":
        last += 1
    elif reading.word(last) == "to":
        last += 1
    return frozenset({"call_did"} if word in _GAVE else {"call_base"}), last


def _read_tried(reading: Reading, at: int) -> tuple[Senses, int] | None:
    """ "Tried Sopo": nobody who was reached is told of so."""
    somebody = reading.mention_at(at + 1)
    if reading.word(at) != "tried" or somebody is None or somebody.kind not in PEOPLE:
        return None
    return frozenset({"no_answer"}), at + 1


def _read_back(reading: Reading, at: int) -> tuple[Senses, int] | None:
    """ "Send Vera back to first call": a stage behind it."""
    if reading.word(at) not in _RETURNED:
        return None
    last = at + 1
    while last < min(len(reading.tokens), at + REACH) and reading.word(last) != "back":
        is_small = reading.marks_in(last, last + 1, "stop") or reading.word(last) in ("deal", "order")
        if reading.mention_at(last) is None and not is_small:
            return None
        last += 1
    if reading.word(last) != "back" or reading.word(last + 1) not in ("to", "into", "in", "on"):
        return None
    last += 2
    last += reading.word(last) == "the"
    if last >= len(reading.tokens) or find_stage(reading, last, min(last + 3, len(reading.tokens))) is None:
        return None
    return frozenset({"move_stage"}), last


_RETURNED = ("put", "move", "moved", "send", "drop", "bring", "take", "return", "push", "pull", "set", "shift", "roll")


def _read_unneeded(reading: Reading, at: int) -> tuple[Senses, int] | None:
    """ "Doesn't need windows anymore": what is sold here, and no visit or paper."""
    last = at + 1
    if reading.word(at) in ("does", "do", "did") and reading.word(last) == "not":
        last += 1
    elif reading.word(at) not in _DENIED:
        return None
    if reading.word(last) not in _NEEDED:
        return None
    last += 1
    first_object = last
    while last - first_object < REACH and reading.word(last) in _OBJECTS:
        last += 1
    if reading.word(last) in _ENDED:
        return frozenset({"refused_need"}), last + 1
    if reading.word(last) in ("any", "no") and reading.word(last + 1) in ("more", "longer"):
        return frozenset({"refused_need"}), last + 2
    is_any = reading.word(last - 1) == "any" and reading.word(last) in ("more", "longer")
    return (frozenset({"refused_need"}), last + 1) if is_any else None
