"""A text with everything that was found in it: the ground on which sentences are understood.

Positions are places of tokens. A cue is a phrase of acts ("called", "перезвонить"), a mark a function word ("not",
"если"); both say in which clause they stand.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from crm_core.language.context import Context
from crm_core.language.found import (
    AddressFound,
    AmountFound,
    EmailFound,
    LengthFound,
    Mention,
    MentionKind,
    PhoneFound,
    QuantityFound,
    TimeFound,
)
from crm_core.language.name_lexicon import get_name_lexicon
from crm_core.language.talk.lexicon import Senses, find_near, get_layer, load_senses
from crm_core.language.tokens import Span, Token
from crm_core.language.vocabulary import Match

PEOPLE = frozenset({MentionKind.NAME, MentionKind.DEAL_NUMBER, MentionKind.PHONE, MentionKind.PHONE_TAIL})

#: Shorter words in Latin letters are read in the language that the rest of the text is in.
SHORT = 3


@dataclass(frozen=True, slots=True)
class Cue:
    """Tokens `first` to `last` (exclusive) that say something. `clause` is its number."""

    senses: Senses
    first: int
    last: int
    language: str
    slips: int = 0
    clause: int = 0

    def says(self, *senses: str) -> bool:
        return any(sense in self.senses for sense in senses)


@dataclass(frozen=True, slots=True)
class Clause:
    """Tokens `first` to `last` (exclusive), signs at the ends included; `sentence` is the number of its sentence."""

    first: int
    last: int
    sentence: int
    is_question: bool = False


@dataclass(slots=True)
class Found:
    """What the readers of times, sums, numbers and names found."""

    times: tuple[TimeFound, ...] = ()
    amounts: tuple[AmountFound, ...] = ()
    quantities: tuple[QuantityFound, ...] = ()
    phones: tuple[PhoneFound, ...] = ()
    emails: tuple[EmailFound, ...] = ()
    addresses: tuple[AddressFound, ...] = ()
    lengths: tuple[LengthFound, ...] = ()
    mentions: tuple[Mention, ...] = ()

    def list_values(self) -> list[Span]:
        """Spans in which no word means anything else."""
        groups: tuple[Sequence[TimeFound | AmountFound | PhoneFound | EmailFound | LengthFound], ...] = (
            self.times, self.amounts, self.phones, self.emails, self.lengths,
        )  # fmt: skip
        return [one.span for group in groups for one in group]


@dataclass(slots=True)
class Reading:
    text: str
    tokens: tuple[Token, ...]
    context: Context
    language: str
    #: The languages in the order in which a doubtful word is read.
    order: tuple[str, ...]
    found: Found
    cues: tuple[Cue, ...] = ()
    marks: tuple[Cue, ...] = ()
    clauses: tuple[Clause, ...] = ()
    _places: dict[int, int] = field(default_factory=dict)

    def place(self, span: Span) -> tuple[int, int]:
        """The tokens of a span: first and last (exclusive)."""
        first = next((at for at, token in enumerate(self.tokens) if token.end > span.start), len(self.tokens))
        last = next(
            (at for at in range(first, len(self.tokens)) if self.tokens[at].start >= span.end), len(self.tokens)
        )
        return first, last

    def clause_at(self, at: int) -> int:
        if not self._places:
            self._places = {
                place: number
                for number, clause in enumerate(self.clauses)
                for place in range(clause.first, clause.last)
            }
        return self._places.get(at, 0)

    def clause_of(self, span: Span) -> int:
        return self.clause_at(self.place(span)[0])

    def span(self, first: int, last: int) -> Span:
        return Span(self.tokens[first].start, self.tokens[last - 1].end)

    def cues_in(self, clause: int, *senses: str) -> list[Cue]:
        return [cue for cue in self.cues if cue.clause == clause and cue.says(*senses)]

    def has_cue(self, *senses: str) -> bool:
        return any(cue.says(*senses) for cue in self.cues)

    def marks_in(self, first: int, last: int, *senses: str) -> list[Cue]:
        return [mark for mark in self.marks if first <= mark.first < last and mark.says(*senses)]

    def people(self) -> list[Mention]:
        """Customers and deals that are named, in order."""
        return [mention for mention in self.found.mentions if mention.kind in PEOPLE]

    def mention_at(self, at: int) -> Mention | None:
        """The mention that a token belongs to."""
        if not 0 <= at < len(self.tokens):
            return None
        span = self.tokens[at].span
        return next((mention for mention in self.found.mentions if mention.span.overlaps(span)), None)

    def word(self, at: int) -> str:
        return self.tokens[at].word if 0 <= at < len(self.tokens) else ""

    def is_between_quiet(self, first: int, last: int) -> bool:
        """No sign that parts clauses stands in these tokens."""
        return not any(token.text in ",;.!?\n:" for token in self.tokens[first:last])


def find_cues(reading: Reading, layer: str, *, near: bool = False, busy: Iterable[int] = ()) -> tuple[Cue, ...]:
    """All phrases of a layer, left to right, not overlapping."""
    taken = frozenset(busy)
    found: list[Cue] = []
    at = 0
    while at < len(reading.tokens):
        match = None if at in taken else find_phrase(reading, layer, at)
        if match is None and near and at not in taken and _may_be_slip(reading, at):
            match = find_near(reading.tokens[at], reading.order)
        if match is None:
            at += 1
            continue
        clause = reading.clause_at(at)
        found.append(Cue(match.value, at, at + match.length, match.language, match.slips, clause))
        at += match.length
    return tuple(found)


def _may_be_slip(reading: Reading, at: int) -> bool:
    """A word that nothing else knows: no name, and no common word that only looks like one of ours."""
    token = reading.tokens[at]
    if not token.is_word or reading.mention_at(at) is not None or get_layer("words").find(reading.tokens, at):
        return False
    return not get_name_lexicon().is_ordinary(token)


def find_phrase(reading: Reading, layer: str, at: int) -> Match[Senses] | None:
    """The phrase of a layer at a place. What shares a key ("перезвонит", "перезвонить") is told apart as written.

    A short word in Latin letters counts only in the language that the text is in, unless a longer phrase follows.
    """
    vocabulary = get_layer(layer)
    match = vocabulary.find(reading.tokens, at, reading.order)
    if match is None or match.length > 1:
        return match
    token = reading.tokens[at]
    if len(token.keys) == 1:
        exact = load_senses(layer)[match.language].get(token.word)
        if exact is not None:
            return Match(exact, 1, match.language)
        is_other = layer != "words" and token.word in load_senses("words")[match.language]
        return None if is_other else match
    if len(token.word) > SHORT or match.language == reading.order[0]:
        return match
    return vocabulary.find(reading.tokens, at, reading.order[:1])
