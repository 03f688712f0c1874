"""Phrases with something else in the middle: "gave Vera a ring", "doesn't need the windows any more"."""

from __future__ import annotations

from dataclasses import replace

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
    {"window", "windows", "door", "doors", "glazing", "balcony", "it", "them", "em", "the", "any", "our", "us"}
    | {"these", "those", "frames", "nets", "blinds", "new", "her", "his", "their", "a", "all", "this", "that"}
    | {"order", "deal", "loggia", "shutters"}
)


def join_idioms(reading: Reading) -> tuple[Cue, ...]:
    """The cues of a text, with these phrases in the place of the words that they are made of."""
    cues = reading.cues
    if reading.order[0] != "en":
        return cues
    for at in range(len(reading.tokens)):
        found = next((one for read in _READERS if (one := read(reading, at)) is not None), None)
        if found is None:
            continue
        senses, last = found
        joined = _widen_asked(reading, Cue(senses, at, last, "en", clause=reading.clause_at(at)))
        kept = [cue for cue in cues if cue.last <= joined.first or cue.first >= last]
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
    last += reading.word(last) in ("back", "to")
    if word in _GAVE:
        return frozenset({"call_did"}), last
    is_to_me = any(reading.word(place) in ("me", "us") for place in range(at, last))
    return frozenset({"call_me"} if is_to_me else {"call_base"}), last


def _widen_asked(reading: Reading, joined: Cue) -> Cue:
    """ "Asked me to give her a ring", "says give me a bell": who is called asked for it."""
    if not joined.says("call_base", "call_me"):
        return joined
    first = joined.first
    for word in ("to", "me", "us"):
        first -= reading.word(first - 1) == word
    if first and reading.word(first - 1) in _ASKED:
        return replace(joined, senses=frozenset({"call_asked"}), first=first - 1)
    return joined


_ASKED = ("asked", "asks", "said", "says", "wants", "told", "wanted")


def _read_line(reading: Reading, at: int) -> tuple[Senses, int] | None:
    """ "Dropped Vera a line", "shot Nino an email"."""
    if reading.word(at) not in ("dropped", "shot", "fired", "drop", "shoot", "fire"):
        return None
    last = at + 1
    while last < min(len(reading.tokens), at + REACH) and reading.mention_at(last) is not None:
        last += 1
    if last == at + 1 or reading.word(last) not in ("a", "an", "off", "over", "another", "quick"):
        return None
    last += 1
    last += reading.word(last) in ("a", "an", "quick", "short")
    if reading.word(last) not in ("line", "text", "message", "email", "note", "sms", "whatsapp", "mail", "dm"):
        return None
    is_over = reading.word(at) in ("dropped", "shot", "fired")
    return frozenset({"send_did"} if is_over else {"todo"}), at + 1


def _read_caught(reading: Reading, at: int) -> tuple[Senses, int] | None:
    """ "Caught Nino on the phone"."""
    if reading.word(at) not in ("caught", "got", "had", "reached"):
        return None
    last = at + 1
    while last < min(len(reading.tokens), at + REACH) and reading.mention_at(last) is not None:
        last += 1
    if last == at + 1 or reading.word(last) != "on":
        return None
    last += 1 + (reading.word(last + 1) in ("the", "her", "his"))
    return (frozenset({"talked"}), last + 1) if reading.word(last) in ("phone", "line", "mobile", "blower") else None


def _read_tried(reading: Reading, at: int) -> tuple[Senses, int] | None:
    """ "Tried Sopo": nobody who was reached is told of so."""
    somebody = reading.mention_at(at + 1)
    if reading.word(at) != "tried" or somebody is None or somebody.kind not in PEOPLE:
        return None
    is_reached = reading.has_cue("answered", "talked", "wants", "agreed", "ask_for")
    return None if is_reached else (frozenset({"no_answer"}), at + 1)


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


_READERS = (_read_ring, _read_tried, _read_back, _read_line, _read_caught, _read_unneeded)
