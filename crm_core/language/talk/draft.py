"""A command in the making: with the words that it took, and how sure it is.

The scale: `CLEAR` was said in so many words; `FAIR` needed one assumption that is nearly always right; below
`SURE` of `crm_core.language.understanding` a command waits for *Yes*: `HEAVY` by its weight (a loss, a payment),
`GUESSED` because the words allow another reading, `FAINT` when it is offered and no more.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from crm_core.language.commands import Command
from crm_core.language.talk.reading import Cue, Reading
from crm_core.language.tokens import Span

CLEAR = 0.95
FAIR = 0.85
HEAVY = 0.7
GUESSED = 0.6
FAINT = 0.5

#: What a slip of the finger in the deciding word costs; a clear command stays sure.
SLIP = 0.1


@dataclass(slots=True)
class Draft:
    """`taken` are the places of the tokens it came from; `clause` is where it was said."""

    command: Command
    confidence: float
    taken: set[int] = field(default_factory=set)
    clause: int = 0

    def take(self, reading: Reading, span: Span) -> None:
        self.taken.update(range(*reading.place(span)))

    def take_cue(self, cue: Cue) -> None:
        self.taken.update(range(cue.first, cue.last))

    def cap(self, most: float) -> None:
        self.confidence = min(self.confidence, most)


def rate(confidence: float, *cues: Cue) -> float:
    """The confidence of a command that rests on these cues."""
    if any(cue.slips > 1 for cue in cues):
        return min(confidence, HEAVY)
    return confidence - SLIP * any(cue.slips for cue in cues)


def list_spans(reading: Reading, taken: set[int]) -> tuple[Span, ...]:
    """The spans of the tokens, neighbours joined, in order."""
    spans: list[Span] = []
    last = -2
    for at in sorted(taken):
        if not 0 <= at < len(reading.tokens):
            continue
        span = reading.tokens[at].span
        if at == last + 1:
            spans[-1] = Span(spans[-1].start, span.end)
        else:
            spans.append(span)
        last = at
    return tuple(spans)
