"""`kavshiri understand`: why a sentence was understood as it was, one JSON object a line.

Sentences come from standard input and are answered one by one. Needs no settings, no database and no network; names are
left as text, times are local and have no offset.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Iterator
from dataclasses import fields, is_dataclass
from datetime import UTC, datetime, time, timedelta
from decimal import Decimal
from typing import Any, BinaryIO
from zoneinfo import ZoneInfo, available_timezones

from crm_core.kernel.actor import LOCALES
from crm_core.language.context import Context, build_usual_context
from crm_core.language.found import AmountFound, AmountRole, TimeFound
from crm_core.language.understand import understand
from crm_core.language.understanding import Proposal, Understanding

USUAL_ZONE = "Asia/Tbilisi"

EXPECTED = {
    "--lang": f"one of {', '.join(LOCALES)}",
    "--now": "a moment such as 2026-11-26T10:00 or 2026-11-26T10:00+04:00",
    "--zone": "the name of a time zone, such as Asia/Tbilisi",
}


class ArgumentInvalid(Exception):
    """An argument is wrong; the text is the sentence to show."""

    def __init__(self, name: str) -> None:
        super().__init__(f"{name} should be {EXPECTED[name]}.")


def answer(given: argparse.Namespace) -> None:
    """Read standard input to its end. Raises ArgumentInvalid before anything is read."""
    context = build_context(given.lang, given.now, given.zone, has_view=given.view)
    for line in answer_lines(sys.stdin.buffer, context):
        sys.stdout.buffer.write(line)
        sys.stdout.buffer.flush()


def build_context(language: str, now: str | None, zone_name: str | None, *, has_view: bool = False) -> Context:
    """A company with the usual stages and hours. Raises ArgumentInvalid."""
    if language not in LOCALES:
        raise ArgumentInvalid("--lang")
    try:
        moment = datetime.now(UTC) if now is None else datetime.fromisoformat(now)
    except ValueError:
        raise ArgumentInvalid("--now") from None
    zone = _choose_zone(zone_name, moment, is_said=now is not None)
    try:
        local = moment.replace(tzinfo=zone) if moment.tzinfo is None else moment.astimezone(zone)
        first, last = local - timedelta(days=3660), local + timedelta(days=36600)
        first.astimezone(UTC), last.astimezone(UTC)
    except (OverflowError, ValueError):
        raise ArgumentInvalid("--now") from None
    usual = build_usual_context(language, local, zone)
    return Context(**{one.name: getattr(usual, one.name) for one in fields(usual)} | {"has_view": has_view})


def _choose_zone(name: str | None, moment: datetime, *, is_said: bool) -> ZoneInfo:
    """The named zone; else the usual one, unless `--now` says another offset: then a zone that has it."""
    if name is not None:
        if name not in available_timezones():
            raise ArgumentInvalid("--zone")
        return ZoneInfo(name)
    usual = ZoneInfo(USUAL_ZONE)
    if not is_said or moment.tzinfo is None:
        return usual
    offset = moment.utcoffset()
    fixed = [f"Etc/GMT{-hours:+d}" for hours in range(-12, 15)]
    for candidate in (USUAL_ZONE, *fixed, *sorted(available_timezones())):
        if moment.astimezone(ZoneInfo(candidate)).utcoffset() == offset:
            return ZoneInfo(candidate)
    raise ArgumentInvalid("--zone")


def answer_lines(source: BinaryIO, context: Context) -> Iterator[bytes]:
    """One line of JSON for every line of `source`, empty ones too. What is not UTF-8 is read with replacements."""
    for raw in source:
        text = raw.decode("utf-8", "replace").removesuffix("\n").removesuffix("\r").removeprefix("\ufeff")
        told = tell(understand(text, context))
        yield json.dumps(told | {"text": text}, ensure_ascii=False).encode("utf-8", "replace") + b"\n"


def tell(understood: Understanding) -> dict[str, Any]:
    """The understanding as JSON. Times that count only where one is expected, and numbers that may be anything, are
    left out."""
    text = understood.text
    return {
        "text": text,
        "times": [_tell_time(one, text) for one in understood.times if not one.is_latent],
        "amounts": [_tell_amount(one, text) for one in understood.amounts if _is_amount(one)],
        "commands": [_tell_command(one, understood) for one in understood.proposals],
        "unsure": understood.is_unsure,
        "mentions": [{"kind": one.kind.value, "text": one.text} for one in understood.mentions],
        "quantities": [{"quantity": _simplify(one.quantity), "thing": one.thing} for one in understood.quantities],
        "phones": [{"value": one.value, "tail": one.is_tail} for one in understood.phones],
        "emails": [one.value for one in understood.emails],
        "addresses": [one.value for one in understood.addresses],
        "lengths": [{"minutes": one.length / timedelta(minutes=1)} for one in understood.lengths],
        "rest": understood.rest,
    }


def _tell_time(found: TimeFound, text: str) -> dict[str, Any]:
    told = {
        "start": _simplify(found.start),
        "end": _simplify(found.end),
        "grain": found.grain.value,
        "text": found.span.cut(text),
    }
    return told if found.recurrence is None else told | {"recurrence": _simplify(found.recurrence)}


def _is_amount(found: AmountFound) -> bool:
    return found.is_sure or found.role is not AmountRole.WHOLE


def _tell_amount(found: AmountFound, text: str) -> dict[str, Any]:
    return {
        "amount": _simplify(found.amount),
        "most": _simplify(found.most),
        "currency": found.currency,
        "role": found.role.value,
        "text": found.span.cut(text),
    }


def _tell_command(proposal: Proposal, understood: Understanding) -> dict[str, Any]:
    """Arguments that were not said are left out; people are named as they were typed."""
    command = proposal.command
    arguments = {one.name: _simplify(getattr(command, one.name)) for one in fields(command) if one.name != "who"}
    arguments = {name: value for name, value in arguments.items() if value not in (None, "")}
    who = None if command.who is None else understood.mentions[command.who].text
    return {
        "name": command.name,
        "arguments": ({"who": who} if who is not None else {}) | arguments,
        "confidence": round(proposal.confidence, 3),
        "text": " ".join(span.cut(understood.text) for span in proposal.spans),
    }


def _simplify(value: object) -> Any:
    """As JSON has it: local times without an offset, sums as numbers."""
    match value:
        case datetime():
            return value.replace(tzinfo=None, microsecond=0).isoformat()
        case time():
            return value.isoformat("minutes")
        case Decimal():
            return int(value) if value == value.to_integral_value() else float(value)
        case tuple():
            return [_simplify(one) for one in value]
        case _ if is_dataclass(value):
            return {one.name: _simplify(getattr(value, one.name)) for one in fields(value)}
        case _:
            return value
