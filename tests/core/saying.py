"""Sentences as they come out of understanding, made by hand, so that what follows is tested by itself."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Any

from crm_core.dialogue.carrying import carry_out
from crm_core.dialogue.planning import make_plan
from crm_core.dialogue.rows import LineStatus, Plan, View
from crm_core.kernel.search_key import make_search_key
from crm_core.language.commands import Command
from crm_core.language.found import Mention, MentionKind
from crm_core.language.tokens import Span
from crm_core.language.understanding import Proposal, Understanding
from tests.core.office import Office
from tests.snapshot import Rows, read_live_rows

SURELY, PERHAPS = 0.95, 0.6


def name(typed: str, kind: MentionKind = MentionKind.NAME) -> Mention:
    spelling = make_search_key(typed) if kind is MentionKind.NAME else typed.lstrip("#")
    return Mention(kind, typed, (spelling,), Span(0, 0))


def understood(
    words: str, *commands: Command | tuple[Command, str] | tuple[Command, str, float], **how: Any
) -> Understanding:
    """Commands, each with the words it came from and how sure it is; `who` are mentions, or a name."""
    who = how.pop("who", ())
    mentions = (name(who),) if isinstance(who, str) else tuple(who)
    proposals = []
    for one in commands:
        command, source, confidence = (*one, SURELY)[:3] if isinstance(one, tuple) else (one, "", SURELY)
        start = words.index(source)
        spans = (Span(start, start + len(source)),) if source else ()
        proposals.append(Proposal(command, confidence, spans))
    return Understanding(words, how.pop("language", "en"), tuple(proposals), mentions=mentions, **how)


async def plan(office: Office, sentence: Understanding, by: str = "Giorgi", view: View | None = None) -> Plan:
    async with office.reading(by) as work:
        return await make_plan(work, sentence, view)


async def say(
    office: Office, sentence: Understanding, by: str = "Giorgi", view: View | None = None, origin: str | None = None
) -> Plan:
    """Planned and carried out, as a message is."""
    async with office.acting(by, origin) as work:
        return await carry_out(work, await make_plan(work, sentence, view))


async def answer(
    office: Office, action: Callable[..., Awaitable[Plan]], *given: Any, by: str = "Giorgi", **values: Any
) -> Plan:
    async with office.acting(by) as work:
        return await action(work, *given, **values)


def fates(plan: Plan) -> list[str]:
    """The lines as a card shows them: what, and what became of it."""
    return [
        f"{line.command.name} {line.status}"
        + (f" {line.missing}" if line.missing else "")
        + (f" {line.problem}" if line.problem else "")
        for line in plan.lines
    ]


def done(plan: Plan) -> list[str]:
    return [line.command.name for line in plan.lines if line.status is LineStatus.DONE]


async def snapshot(office: Office) -> Rows:
    return await read_live_rows(office.engine)
