"""The words that nothing took: kept as they were typed, without the small words and signs that joined the others."""

from __future__ import annotations

from collections.abc import Collection

from crm_core.language.talk.reading import PEOPLE, Clause, Cue, Reading

_TRIMMED = frozenset(",.;:-–—()!")


def write_out(reading: Reading, places: Collection[int], *, keep_people: bool = True) -> str:
    """The tokens as typed, in runs. A run of small words alone is left out; names too, unless they are kept."""
    hidden = set() if keep_people else list_people(reading)
    runs: list[list[int]] = []
    for at in sorted(set(places) - hidden):
        if runs and runs[-1][-1] == at - 1:
            runs[-1].append(at)
        else:
            runs.append([at])
    written = ""
    end = -1
    for run in runs:
        kept = _trim(reading, run)
        if not kept or not _says_something(reading, kept):
            continue
        text = reading.text[reading.tokens[kept[0]].start : reading.tokens[kept[-1]].end]
        written += (_find_joint(reading, end, kept[0]) if written else "") + text
        end = kept[-1]
    return written


def _find_joint(reading: Reading, before: int, at: int) -> str:
    """A comma where a sign or a line's end stood between, else a space."""
    between = reading.text[reading.tokens[before].end : reading.tokens[at].start]
    return ", " if any(sign in between for sign in ",;\n.!?") else " "


def list_people(reading: Reading) -> set[int]:
    """The tokens of those whom the sentence is about, with "with", "to", "for" before them."""
    places: set[int] = set()
    for mention in reading.found.mentions:
        if mention.kind not in PEOPLE:
            continue
        first, last = reading.place(mention.span)
        places.update(range(first, last))
        for mark in reading.marks:
            if mark.last == first and mark.says("preposition") and not _is_of_verb(reading, mark):
                places.update(range(mark.first, mark.last))
    return places


def _is_of_verb(reading: Reading, mark: Cue) -> bool:
    """ "Drop by", "follow up": the small word is part of what is to be done."""
    return any(cue.first < mark.first < cue.last and cue.says("todo") and mark.says("adverb") for cue in reading.cues)


def _trim(reading: Reading, run: list[int]) -> list[int]:
    first, last = 0, len(run)
    while first < last and _is_joint(reading, run[first], "leading"):
        first += 1
    while last > first and _is_joint(reading, run[last - 1], "trailing"):
        last -= 1
    return run[first:last]


def _is_joint(reading: Reading, at: int, sense: str) -> bool:
    return reading.tokens[at].text in _TRIMMED or bool(reading.marks_in(at, at + 1, "joins", sense))


def _says_something(reading: Reading, run: list[int]) -> bool:
    """More than small words and signs."""
    small: set[int] = set()
    for mark in reading.marks:
        if mark.says("stop", "joins", "link", "self", "they", "preposition"):
            small.update(range(mark.first, mark.last))
    return any(
        at not in small
        and (reading.tokens[at].is_word or reading.tokens[at].is_number or reading.tokens[at].script == "other")
        for at in run
    )


def is_whole(reading: Reading, clause: Clause, cue: Cue, places: set[int]) -> bool:
    """Besides the words of the move its clause has only names and small words."""
    small: set[int] = set()
    for mark in reading.marks_in(clause.first, clause.last, "stop", "link", "joins", "preposition", "greeting"):
        small.update(range(mark.first, mark.last))
    return not any(
        reading.tokens[at].is_word
        and at not in places
        and at not in small
        and not cue.first <= at < cue.last
        and reading.mention_at(at) is None
        for at in range(clause.first, clause.last)
    )
