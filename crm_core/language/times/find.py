"""Finding times in a text: the words are looked up, the rules make all they can of them, and of what they made those
times are taken that together cover the most of the text with the fewest pieces.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from crm_core.language.context import Context
from crm_core.language.found import LengthFound, Recurrence, TimeFound
from crm_core.language.times import rules
from crm_core.language.times.calendar import Moment
from crm_core.language.times.frame import Frame
from crm_core.language.times.grammar import Chart, Piece
from crm_core.language.times.reading import Places, read_words
from crm_core.language.times.resolve import resolve
from crm_core.language.times.values import Length, When
from crm_core.language.tokens import Span, Token

#: Tags of what is a time only where one is expected.
_LENGTHS = frozenset(("len", "len_short", "len_about"))
_LATENT = frozenset(("bare_hour", "year_bare", "dom_bare", "bare_dot", "bare_span", "quarter_said"))


@dataclass(frozen=True, slots=True)
class _Candidate:
    piece: Piece
    covered: int
    score: int
    is_latent: bool = False


def find_times(tokens: Sequence[Token], context: Context) -> tuple[TimeFound, ...]:
    """In order, not overlapping; no "now" beside what is ahead. Latent ones only when the context expects
    a time. Never raises.
    """
    places, chart, frame = _read(tokens, context)
    if chart is None:
        return ()
    chosen = _choose(list(_list_candidates(chart, places, context)), len(places.bounds))
    told = [(one, _tell(one, places, frame)) for one in chosen if isinstance(one.piece.value, When)]
    is_ahead = any(time and time.start > context.now for _, time in told)
    return tuple(time for one, time in told if time and not (is_ahead and "now_moment" in one.piece.tags))


def find_lengths(tokens: Sequence[Token], context: Context) -> tuple[LengthFound, ...]:
    """Lengths of time that belong to no moment: "talked 10 min". In order. Never raises."""
    places, chart, _ = _read(tokens, context)
    if chart is None:
        return ()
    chosen = _choose(list(_list_candidates(chart, places, context)), len(places.bounds))
    return tuple(
        LengthFound(one.piece.value.time, _span(one.piece, places))
        for one in chosen
        if isinstance(one.piece.value, Length) and one.piece.value.time
    )


def _read(tokens: Sequence[Token], context: Context) -> tuple[Places, Chart | None, Frame]:
    frame = Frame(context.local_now.replace(tzinfo=None), context)
    places = read_words(tokens, context.language)
    if not any(places.pieces):
        return places, None, frame
    chart = Chart(len(places.bounds), frame)
    try:
        chart.fill(places.pieces)
    except (OverflowError, ValueError):
        return places, None, frame
    return places, chart, frame


def _cover(piece: Piece, places: Places) -> int:
    return sum(places.content[piece.start : piece.end])


def _list_candidates(chart: Chart, places: Places, context: Context) -> Iterator[_Candidate]:
    for pieces in chart.starting:
        for piece in pieces:
            candidate = _weigh(piece, places, context)
            if candidate:
                yield candidate


def _weigh(piece: Piece, places: Places, context: Context) -> _Candidate | None:
    """Lengths and greetings take their words too, so that no piece of them is taken for a time."""
    when = piece.value
    if not isinstance(when, When):
        if "nothing" in piece.tags or (isinstance(when, Length) and not _LENGTHS.isdisjoint(piece.tags)):
            return _Candidate(piece, _cover(piece, places), -5)
        return None
    is_latent = "time" not in piece.tags and not _LATENT.isdisjoint(piece.tags)
    if "time" not in piece.tags and not is_latent:
        return None
    if is_latent and not context.expects_time:
        if not ("quarter_said" in piece.tags and _is_all(piece, places)):
            return None
        is_latent = False
    if when.is_shy and not _is_meant(piece, places, context):
        return None
    return _Candidate(piece, _cover(piece, places), piece.score, is_latent)


def _is_all(piece: Piece, places: Places) -> bool:
    return not any(places.content[: piece.start]) and not any(places.content[piece.end :])


def _is_meant(piece: Piece, places: Places, context: Context) -> bool:
    """Whether a word like "March" is a time here: where one is expected, or alone in the text."""
    return context.expects_time or _is_all(piece, places)


def _choose(candidates: list[_Candidate], places: int) -> list[_Candidate]:
    """The set that covers most words with the fewest pieces, then with the best rules."""
    ending: list[list[_Candidate]] = [[] for _ in range(places + 1)]
    for candidate in candidates:
        ending[candidate.piece.end].append(candidate)
    best: list[tuple[tuple[int, int, int], list[_Candidate]]] = [((0, 0, 0), [])]
    for at in range(1, places + 1):
        top = best[at - 1]
        for candidate in ending[at]:
            (covered, pieces, score), chain = best[candidate.piece.start]
            rank = (covered + candidate.covered, pieces - 1, score + candidate.score)
            if rank > top[0]:
                top = (rank, [*chain, candidate])
        best.append(top)
    return best[places][1]


def _span(piece: Piece, places: Places) -> Span:
    return Span(places.bounds[piece.start][0], places.bounds[piece.end - 1][1])


def _tell(candidate: _Candidate, places: Places, frame: Frame) -> TimeFound | None:
    when: When = candidate.piece.value
    try:
        told = resolve(when, frame)
        if told is None:
            return None
        start = frame.aware(told.start)
        end = frame.aware(told.end) if told.end and told.end > told.start else None
    except (OverflowError, ValueError):
        return None
    is_clock = when.clock is not None
    return TimeFound(
        start=start,
        end=end,
        grain=told.grain,
        span=_span(candidate.piece, places),
        part=when.clock.part if when.clock else None,
        recurrence=_say_again(when, told.start, frame),
        is_latent=candidate.is_latent,
        is_open=when.is_open and not when.is_deadline,
        is_deadline=when.is_deadline or "deadline_span" in candidate.piece.tags,
        is_dayless=is_clock and (when.days is None or "this_part" in when.sorts),
        phase=when.phase,
    )


def _say_again(when: When, start: Moment, frame: Frame) -> Recurrence | None:
    if when.recurrence is None or when.clock is None or when.clock.is_part:
        return when.recurrence
    return replace(when.recurrence, at=start.time())


#: Imported for what it registers.
RULES = rules.__all__
