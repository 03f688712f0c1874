"""What was understood becomes a plan: lines about a customer and a deal that the actor sees. Reads only."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from crm_core.cards.customers import find_customers
from crm_core.cards.meant import Meant, find_meant
from crm_core.cards.rows import CustomerRow
from crm_core.db.unit_of_work import Work
from crm_core.dialogue.needs import find_missing
from crm_core.dialogue.rows import Line, Plan, View
from crm_core.dialogue.targets import Chosen, Seen, choose_meant, choose_target, find_seen, make_row
from crm_core.language.commands import CompleteTask, CreateCustomer, Find, PostponeTask
from crm_core.language.found import Mention, MentionKind
from crm_core.language.nominative import put_in_nominative
from crm_core.language.understanding import SURE, Understanding

_PEOPLE = (MentionKind.NAME, MentionKind.DEAL_NUMBER, MentionKind.PHONE, MentionKind.PHONE_TAIL)

#: So many people fit a question; of more, the likeliest.
MOST_CANDIDATES = 7

#: Somebody who is only nearly called so is asked about, however sure the rest is.
NEARLY = SURE - 0.01


@dataclass(frozen=True, slots=True)
class _Who:
    """Whom the sentence may be about."""

    chosen: Chosen | None = None
    candidates: tuple[CustomerRow, ...] = ()
    unknown_name: str | None = None
    is_near: bool = False
    task_id: int | None = None


async def make_plan(work: Work, understanding: Understanding, view: View | None = None) -> Plan:
    """2 queries at most for whoever is named, or is in view; 1 more when several of that name, or several deals, are
    left and the view or the deals have to be looked at.
    """
    lines = _make_lines(understanding)
    mentions = list_meant(understanding)
    if lines and all(isinstance(line.command, Find) for line in lines):
        who = _Who()
    elif any(isinstance(line.command, CreateCustomer) for line in lines):
        lines, who = await _meet_newcomer(work, lines)
    elif mentions:
        who = await _resolve(work, mentions, view or View())
    else:
        who = await _look_at(work, view or View())
    return _put_together(understanding, lines, who)


def _make_lines(understanding: Understanding) -> tuple[Line, ...]:
    return tuple(
        Line(number, one.command, one.confidence, words=" ".join(span.cut(understanding.text) for span in one.spans))
        for number, one in enumerate(understanding.proposals, 1)
    )


def list_meant(understanding: Understanding) -> list[Mention]:
    """The people that the commands are about: usually one, and several in a sentence that has to be asked about."""
    mentions = understanding.mentions
    named = {one.command.who for one in understanding.proposals if one.command.who is not None}
    meant = [mentions[place] for place in sorted(named) if place < len(mentions) and mentions[place].kind in _PEOPLE]
    people = [mention for mention in mentions if mention.kind in _PEOPLE]
    if not meant:
        meant = people[:1]
    names = [mention for mention in people if mention.kind is MentionKind.NAME]
    if len(names) > 1 and understanding.is_unsure and not any(one.is_sure for one in understanding.proposals):
        return names
    return meant


async def _meet_newcomer(work: Work, lines: tuple[Line, ...]) -> tuple[tuple[Line, ...], _Who]:
    """A name with a phone that somebody has already is no newcomer, unless it was said so."""
    (line,) = [one for one in lines if isinstance(one.command, CreateCustomer)][:1]
    command = line.command
    if line.confidence >= SURE or not isinstance(command, CreateCustomer) or command.phone is None:
        return lines, _Who()
    known = (await find_customers(work.session, work.actor, command.phone, limit=1)).items
    if not known:
        return lines, _Who()
    found = replace(line, command=Find(text=command.phone), confidence=1.0)
    return tuple(found if one is line else one for one in lines), _Who(await choose_target(work, known[0]))


async def _look_at(work: Work, view: View) -> _Who:
    seen = await find_seen(work, view)
    if seen.customer is None:
        return _Who(task_id=seen.task_id)
    return _Who(await choose_target(work, seen.customer, deal_id=seen.deal_id or view.deal_id), task_id=seen.task_id)


async def _resolve(work: Work, mentions: list[Mention], view: View) -> _Who:
    found = await find_meant(work.session, work.actor, mentions, limit=MOST_CANDIDATES)
    if len(found) > 1:
        return await _gather(work, found)
    (meant,) = found
    if not meant.people:
        return _Who(unknown_name=_name_unknown(meant.mention))
    if len(meant.people) == 1:
        return _Who(await choose_meant(work, meant.people[0], view.deal_id), is_near=meant.is_near)
    return await _prefer(work, meant, await find_seen(work, view))


def _name_unknown(mention: Mention) -> str:
    return put_in_nominative(mention.text) if mention.kind is MentionKind.NAME else mention.text


async def _prefer(work: Work, meant: Meant, seen: Seen) -> _Who:
    """Of several people of one name, the one in view is meant."""
    in_view = [one for one in meant.people if seen.customer is not None and one.id == seen.customer.id]
    if not in_view or meant.is_near:
        return _Who(candidates=tuple(map(make_row, meant.people)), is_near=meant.is_near)
    return _Who(await choose_meant(work, in_view[0], seen.deal_id), task_id=seen.task_id)


async def _gather(work: Work, found: Sequence[Meant]) -> _Who:
    """Two people in one sentence: which of them is asked."""
    people = {one.id: one for meant in found for one in meant.people if not meant.is_near}
    if not people:
        return _Who(unknown_name=_name_unknown(found[0].mention))
    if len(people) == 1:
        return _Who(await choose_meant(work, next(iter(people.values()))))
    return _Who(candidates=tuple(map(make_row, people.values()))[:MOST_CANDIDATES])


def _put_together(understanding: Understanding, lines: tuple[Line, ...], who: _Who) -> Plan:
    target = who.chosen.target if who.chosen else None
    deals = who.chosen.deals if who.chosen else ()
    is_named = bool(who.candidates) or who.unknown_name is not None
    planned = []
    for line in lines:
        confidence = min(line.confidence, NEARLY) if who.is_near and not line.is_read else line.confidence
        task_id = who.task_id if isinstance(line.command, CompleteTask | PostponeTask) else None
        told = replace(line, confidence=confidence, target=target, task_id=task_id)
        missing = find_missing(told, target, is_named=is_named, has_several_deals=bool(deals))
        planned.append(replace(told, missing=missing))
    return Plan(
        sentence_id=None,
        text=understanding.text,
        language=understanding.language,
        lines=tuple(planned),
        target=target,
        candidates=who.candidates,
        deals=deals,
        unknown_name=who.unknown_name,
        rest=understanding.rest,
        is_correction=understanding.is_correction,
        task_id=who.task_id,
    )
