"""What became of a sentence: proposed commands in order, the things found in it, and the words left over."""

from __future__ import annotations

from dataclasses import dataclass

from crm_core.language.commands import Command
from crm_core.language.found import (
    AddressFound,
    AmountFound,
    EmailFound,
    LengthFound,
    Mention,
    PhoneFound,
    QuantityFound,
    TimeFound,
)
from crm_core.language.tokens import Span

#: From here on a command is done at once; below, it is proposed and waits for *Yes*.
SURE = 0.8


@dataclass(frozen=True, slots=True)
class Proposal:
    """`confidence` from 0 to 1. `spans` are the words it came from, in order."""

    command: Command
    confidence: float
    spans: tuple[Span, ...]

    @property
    def is_sure(self) -> bool:
        return self.confidence >= SURE


@dataclass(frozen=True, slots=True)
class Understanding:
    """`mentions[0]` is whom the sentence is about, unless commands name another. `rest` are the words that no command
    took, untouched, in order; empty when they are kept with a command (`LogCall.text`, `AddNote.text`).

    `is_unsure` when something contradicts itself ("call yesterday tomorrow", two customers) or any command is unsure:
    then a question is asked. `is_correction` when the text corrects what was said before ("no, Friday").
    """

    text: str
    language: str
    proposals: tuple[Proposal, ...]
    times: tuple[TimeFound, ...] = ()
    amounts: tuple[AmountFound, ...] = ()
    quantities: tuple[QuantityFound, ...] = ()
    phones: tuple[PhoneFound, ...] = ()
    emails: tuple[EmailFound, ...] = ()
    addresses: tuple[AddressFound, ...] = ()
    lengths: tuple[LengthFound, ...] = ()
    mentions: tuple[Mention, ...] = ()
    rest: str = ""
    is_unsure: bool = False
    is_correction: bool = False
