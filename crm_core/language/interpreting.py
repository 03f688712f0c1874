"""Second thoughts about a sentence that the rules are unsure of, checked word by word before a person sees them.

An interpreter's answer is data from outside. It may name only commands, stages, reasons and colleagues of the menu,
times that can be, and words that stand in the sentence; one thing amiss and the whole answer is refused. What is left
is proposed below `SURE`, so nothing of it is ever done without a person's *Yes*.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime, timedelta
from decimal import Decimal, InvalidOperation
from typing import Any

from crm_core.kernel.money import CURRENCIES, LARGEST
from crm_core.kernel.phone import PhoneInvalid, parse_phone
from crm_core.language.commands import COMMANDS
from crm_core.language.context import Context
from crm_core.language.found import Mention, MentionKind
from crm_core.language.menu import (
    COLLEAGUE_FIELDS,
    MOST_COMMANDS,
    MOST_TEXT,
    Argument,
    Menu,
    build_menu,
    list_arguments,
    list_choices,
    list_names,
)
from crm_core.language.names import list_spellings
from crm_core.language.ports import InterpretationFailed, Interpreter
from crm_core.language.tokens import Span
from crm_core.language.understanding import SURE, Proposal, Understanding

#: Below `SURE`: shown, never done by itself.
CONFIDENCE = SURE / 2

#: What is planned lies ahead but not beyond, what happened lies behind but not long ago.
FARTHEST_AHEAD = timedelta(days=3 * 366)
FARTHEST_BEHIND = timedelta(days=366)
MOST_MINUTES = 24 * 60

_PAST_FIELDS = frozenset({"at"})
_LOCAL = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d(?::\d\d)?")


def needs_interpreter(understood: Understanding) -> bool:
    """Whether the rules are unsure: nothing was understood, or something waits for a *Yes*; corrections never."""
    if understood.is_correction or not understood.text.strip() or len(understood.text) > MOST_TEXT:
        return False
    return understood.is_unsure or not understood.proposals or not all(one.is_sure for one in understood.proposals)


async def interpret(interpreter: Interpreter, understood: Understanding, context: Context) -> Understanding:
    """The same sentence with the interpreter's proposals, each below `SURE`; as it was when there are none.

    Raises InterpretationFailed: the caller then stays with what the rules understood.
    """
    menu = build_menu(context)
    answer = await interpreter.interpret(understood.text, context, menu)
    return read_interpretation(answer, understood, context, menu)


def read_interpretation(answer: object, understood: Understanding, context: Context, menu: Menu) -> Understanding:
    """Check an answer against the menu and the sentence. Raises InterpretationFailed("invalid")."""
    try:
        commands = _get_commands(answer)
        reading = _Reading(understood, context, menu)
        proposals = tuple(reading.read(command) for command in commands)
    except _Invalid as refusal:
        raise InterpretationFailed("invalid") from refusal
    return _join(understood, proposals, tuple(reading.mentions))


def _join(understood: Understanding, proposals: tuple[Proposal, ...], mentions: tuple[Mention, ...]) -> Understanding:
    """What the rules are sure of stays; the interpreter's takes the place of what they were not sure of."""
    sure = tuple(one for one in understood.proposals if one.is_sure)
    new = tuple(one for one in proposals if one.command.name not in {kept.command.name for kept in sure})
    if not new:
        return understood
    rest = understood.rest
    for span in {span for one in new for span in one.spans}:
        rest = rest.replace(span.cut(understood.text), " ", 1)
    return replace(understood, proposals=(*sure, *new), mentions=mentions, rest=" ".join(rest.split()), is_unsure=True)


class _Invalid(Exception):
    """The answer names what does not exist or was not said."""


def _get_commands(answer: object) -> list[dict[str, Any]]:
    if not isinstance(answer, dict) or answer.keys() != {"commands"} or not isinstance(answer["commands"], list):
        raise _Invalid
    commands = answer["commands"]
    if len(commands) > MOST_COMMANDS or not all(isinstance(command, dict) for command in commands):
        raise _Invalid
    return commands


class _Reading:
    """Collects the people that the commands name."""

    def __init__(self, understood: Understanding, context: Context, menu: Menu) -> None:
        self.mentions: list[Mention] = list(understood.mentions)
        self._text, self._understood = understood.text, understood
        self._context, self._menu = context, menu
        self._spans: list[Span] = []
        self._is_day = False

    def read(self, given: Mapping[str, Any]) -> Proposal:
        name = given.get("name")
        if not isinstance(name, str) or name not in list_names(self._context):
            raise _Invalid
        kind = COMMANDS[name]
        arguments = {argument.name: argument for argument in list_arguments(name)}
        if not given.keys() <= arguments.keys() | {"name"}:
            raise _Invalid
        self._spans = []
        self._is_day = given.get("is_day") is True
        values = {
            key: self._read_argument(arguments[key], value)
            for key, value in given.items()
            if key != "name" and value is not None
        }
        missing = {one.name for one in arguments.values() if not one.is_optional} - values.keys()
        if missing:
            raise _Invalid
        spans = tuple(sorted(set(self._spans)))
        return Proposal(kind(**values), CONFIDENCE, spans)

    def _read_argument(self, argument: Argument, value: object) -> Any:
        choices = list_choices(argument, self._context)
        if choices is not None and value not in choices:
            raise _Invalid
        if argument.name in COLLEAGUE_FIELDS:
            return self._menu.colleagues[str(value)]
        if argument.name == "who":
            return self._read_who(value)
        if argument.kind is datetime:
            return self._read_time(argument.name, value)
        if argument.kind is Decimal:
            return _read_amount(value)
        if argument.kind is bool:
            return _check_is(value, bool)
        if argument.kind is int:
            return _read_minutes(value)
        return value if choices is not None else self._read_words(argument.name, value)

    def _read_words(self, name: str, value: object) -> str:
        """Words that stand in the sentence; telephones, e-mail addresses and currencies in their own form."""
        words = _check_is(value, str)
        match name:
            case "phone":
                return self._read_phone(words)
            case "currency" if words in CURRENCIES:
                return str(words)
            case "currency":
                raise _Invalid
            case "email" if words not in [one.value for one in self._understood.emails]:
                raise _Invalid
            case _:
                return self._find_words(words).cut(self._text)

    def _find_words(self, words: str) -> Span:
        """Where the words stand in the sentence, whatever their case and the spaces between them."""
        pattern = r"\s+".join(re.escape(word) for word in words.split())
        found = re.search(pattern, self._text, re.IGNORECASE) if pattern else None
        if found is None:
            raise _Invalid
        span = Span(found.start(), found.end())
        self._spans.append(span)
        return span

    def _read_who(self, value: object) -> int:
        span = self._find_words(_check_is(value, str))
        for number, mention in enumerate(self.mentions):
            if mention.span.overlaps(span):
                return number
        name = span.cut(self._text)
        spellings = list_spellings(name, self._context.language)
        if not spellings:
            raise _Invalid
        self.mentions.append(Mention(MentionKind.NAME, name, spellings, span))
        return len(self.mentions) - 1

    def _read_phone(self, typed: str) -> str:
        try:
            phone = parse_phone(typed, self._context.region)
        except PhoneInvalid as invalid:
            raise _Invalid from invalid
        said = [one for one in self._understood.phones if one.value == phone]
        if not said:
            raise _Invalid
        self._spans.append(said[0].span)
        return phone

    def _read_time(self, name: str, value: object) -> datetime:
        typed = _check_is(value, str)
        if not _LOCAL.fullmatch(typed):
            raise _Invalid
        try:
            moment = datetime.fromisoformat(typed).replace(tzinfo=self._context.zone)
        except ValueError as invalid:
            raise _Invalid from invalid
        now = self._context.local_now
        if name in _PAST_FIELDS:
            first, last = now - FARTHEST_BEHIND, now + timedelta(minutes=1)
        else:
            today = now.replace(hour=0, minute=0, second=0, microsecond=0)
            first, last = today if self._is_day else now, now + FARTHEST_AHEAD
        if not first <= moment <= last:
            raise _Invalid
        return moment


def _check_is(value: object, kind: type) -> Any:
    if type(value) is not kind:
        raise _Invalid
    return value


def _read_amount(value: object) -> Decimal:
    if type(value) not in {int, float}:
        raise _Invalid
    try:
        amount = Decimal(str(value)).quantize(Decimal("0.01"))
    except InvalidOperation as invalid:
        raise _Invalid from invalid
    if not 0 < amount <= LARGEST:
        raise _Invalid
    return Decimal(int(amount)) if amount == amount.to_integral_value() else amount


def _read_minutes(value: object) -> int:
    minutes = _check_is(value, int)
    if not 0 < minutes <= MOST_MINUTES:
        raise _Invalid
    return int(minutes)
