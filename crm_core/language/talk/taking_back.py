"""How people take back what they said: "no", "вернее", "not … but …"; and what is denied by it."""

from __future__ import annotations

from decimal import Decimal

from crm_core.language.numbers import read_number
from crm_core.language.talk.reading import Cue, Reading
from crm_core.language.tokens import Span

#: A longer message says something of its own.
MOST_WORDS = 14

#: Words that may stand beside a value that is put right; any other tells something new.
_OF_VALUES = ("price_word", "not_price", "must", "book", "move_stage")


def find_marker(reading: Reading) -> Cue | None:
    """The word at the beginning that takes back, or "not … but …" anywhere."""
    if sum(token.is_word for token in reading.tokens) > MOST_WORDS:
        return None
    opening = next(
        (mark for mark in reading.marks if mark.first == 0 and mark.says("correction", "weak_correction")), None
    )
    inside = any(cue.first <= 0 < cue.last for cue in reading.cues)
    if opening is not None and opening.says("correction") and not inside:
        return opening
    pairs = [mark for mark in reading.marks if mark.says("instead") and not _is_told(reading, mark)]
    if pairs and (opening is not None or pairs[0].first > 0) and _has_pair(reading, pairs):
        return pairs[0]
    return None


def _is_told(reading: Reading, mark: Cue) -> bool:
    """The "not" of something that happened, not that of a value: "called her, no answer", "был у неё, не открыла"."""
    said = [cue for cue in reading.cues if not cue.says(*_OF_VALUES)]
    return any(cue.last <= mark.first or (cue.first <= mark.first and mark.last < cue.last) for cue in said)


def _has_pair(reading: Reading, pairs: list[Cue]) -> bool:
    """ "not 6 but 7", "7, а не 6": something denied, and something else instead of it."""
    first = pairs[0]
    if first.first == 0:
        return any(mark.first > 0 and mark.says("but") for mark in reading.marks) or _is_set_against(reading, first)
    is_between = reading.tokens[first.first - 1].is_word or reading.tokens[first.first - 1].is_number
    is_number = is_between and bool(reading.found.amounts) and reading.tokens[-1].is_number
    return first.last - first.first > 1 or reading.word(first.first - 1) == "," or is_number


def _is_set_against(reading: Reading, mark: Cue) -> bool:
    """ "Not 6, 7 thousand", "not today, tomorrow": a value, a comma and another value, and no more words."""
    comma = next((at for at in range(mark.last, len(reading.tokens)) if reading.word(at) == ","), None)
    if comma is None or comma == mark.last:
        return False
    values = {at for span in reading.found.list_values() for at in range(*reading.place(span))}
    values |= {at for at, token in enumerate(reading.tokens) if token.is_number}
    plain = [at for at in range(mark.last, len(reading.tokens)) if reading.tokens[at].is_word and at not in values]
    if any(not reading.marks_in(at, at + 1, "preposition", "stop") for at in plain):
        return False
    return bool(values & set(range(mark.last, comma))) and bool(values & set(range(comma, len(reading.tokens))))


def is_only_correction(reading: Reading) -> bool:
    """Said without the message that it corrects, it says nothing: "no, Friday"."""
    marker = find_marker(reading)
    if marker is None or marker.first > 0 or any(not cue.says(*_OF_VALUES) for cue in reading.cues):
        return False
    return bool(reading.found.times or reading.found.amounts or reading.found.mentions or find_number(reading))


def list_denied(reading: Reading) -> set[int]:
    """The tokens behind "not", up to "but" or the next sign."""
    denied: set[int] = set()
    for mark in reading.marks:
        if not mark.says("instead"):
            continue
        if mark.language == "ka" and reading.word(mark.first) in ("კი", "ki"):
            denied.update(_list_before(reading, mark.first))
            continue
        if mark.language == "ka" and not mark.first and not _has_pair(reading, [mark]):
            continue
        at = mark.last
        while at < len(reading.tokens) and reading.tokens[at].text not in ",;.":
            if any(other.first == at and other.says("but", "joins") for other in reading.marks):
                break
            denied.add(at)
            at += 1
        if mark.language == "ka" and mark.first and not (denied & set(range(mark.last, len(reading.tokens)))):
            denied.update(_list_before(reading, mark.first))
    return denied


def _list_before(reading: Reading, at: int) -> set[int]:
    """ "ვერა კი არა, ნინო": what stands before, up to a sign."""
    places: set[int] = set()
    while at and reading.tokens[at - 1].text not in ",;.":
        at -= 1
        places.add(at)
    return places


def is_taken_back(reading: Reading, span: Span, denied: set[int]) -> bool:
    first, last = reading.place(span)
    return all(at in denied for at in range(first, last))


def find_number(reading: Reading, denied: set[int] | None = None) -> Decimal | None:
    """The last number that nothing else explains."""
    gone = denied or set()
    for at in range(len(reading.tokens) - 1, -1, -1):
        if at in gone or any(reading.tokens[at].span.overlaps(one.span) for one in reading.found.phones):
            continue
        if at and reading.tokens[at].is_number and reading.tokens[at - 1].is_number and at - 1 not in gone:
            continue
        read = read_number(reading.tokens, at, reading.order)
        if read is not None:
            return Decimal(read.value)
    return None


def find_scale(reading: Reading, before: Decimal, denied: set[int]) -> Decimal:
    """ "не 6, а 7" of six thousand means seven thousand."""
    for at in sorted(denied):
        read = read_number(reading.tokens, at, reading.order)
        if read is not None and read.value and before in (Decimal(read.value) * 1000, Decimal(read.value)):
            return Decimal(1000) if before >= 1000 and before % 1000 == 0 else Decimal(1)
    return Decimal(1)
