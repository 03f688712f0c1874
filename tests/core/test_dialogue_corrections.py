"""What a sentence did is corrected by a tap or by a message, and taken back whole: every row as it was before."""

from __future__ import annotations

import json
from decimal import Decimal

import pytest

from crm_core.activities.models import Activity, CallOutcome
from crm_core.db.journal import Change
from crm_core.db.unit_of_work import Work
from crm_core.deals.actions import ChangeDeal, change_deal
from crm_core.deals.models import Deal
from crm_core.dialogue.answers import choose_customer, choose_deal, confirm, create_unknown
from crm_core.dialogue.correcting import change_line, replace, take_back, turn_to, undo_line
from crm_core.dialogue.rows import Plan, View
from crm_core.history.errors import UndoConflict, UndoTooLate
from crm_core.kernel.errors import NotPermitted, NotVisible
from crm_core.language.commands import (
    AssignTask,
    BookVisit,
    CompleteTask,
    CreateCustomer,
    HandOver,
    LogCall,
    LoseDeal,
    MoveDeal,
    SetAmount,
)
from crm_core.language.found import Recurrence, Rhythm
from crm_core.language.understanding import Understanding
from crm_core.learning.models import Sentence
from crm_core.learning.queries import export_corrected, list_corrected
from crm_core.notifications.models import Notification, NotificationKind, NotificationStatus
from crm_core.tasks.errors import SlotTaken
from crm_core.tasks.models import Task, TaskKind, TaskStatus
from crm_core.tasks.queries import get_task_row
from tests.core.office import DAY, HOUR, NOON, Office, local
from tests.core.saying import PERHAPS, answer, fates, say, snapshot, understood

MINUTE = HOUR / 60


def called_vera(
    amount: int = 6000, hour: int = 11, outcome: str = "talked", who: str = "Vera", day: int = 26
) -> Understanding:
    return understood(
        "called Vera, 4 windows about 6000, measurement Thursday 11:00",
        (LogCall(outcome=outcome, text="4 windows"), "called"),  # type: ignore[arg-type]  # a literal
        (SetAmount(amount=Decimal(amount)), "about 6000"),
        (BookVisit(purpose="measurement", start=local(day, hour)), "measurement Thursday 11:00"),
        who=who,
        is_correction=True,
    )


async def make_deal(office: Office, called: str = "Vera", phone: str = "599 12 34 56", by: str = "Giorgi") -> int:
    deal_id = await office.add_deal(await office.add_customer(called, phone, by=by), by=by)
    await office.add_task(deal_id, NOON + HOUR, by=by)
    return deal_id


async def live_visits(office: Office) -> list[Task]:
    tasks = await office.rows(Task)
    return [row for row in tasks if row.kind is TaskKind.VISIT and row.status is TaskStatus.OPEN]


async def send_all(office: Office) -> None:
    """As if everything had been delivered by now."""
    async with office.acting("Nino") as work:
        for row in await office.rows(Notification):
            if row.status is NotificationStatus.WAITING:
                sent = await work.session.get_one(Notification, row.id)
                sent.status, sent.sent_at = NotificationStatus.SENT, work.now


async def told(office: Office, name: str) -> list[NotificationKind]:
    rows = await office.rows(Notification)
    return [
        row.kind for row in rows if row.employee_id == office.ids[name] and row.status is not NotificationStatus.DROPPED
    ]


async def undo(office: Office, said: Plan) -> Plan:
    return await answer(office, take_back, said.sentence_id)


async def test_undo_restores_every_row(office: Office) -> None:
    await make_deal(office)
    before = await snapshot(office)
    said = await say(office, called_vera())
    assert await snapshot(office) != before
    after = await undo(office, said)
    assert await snapshot(office) == before
    assert (after.is_taken_back, fates(after)) == (
        True,
        ["log_call dropped", "set_amount dropped", "book_visit dropped"],
    )
    assert await told(office, "Levan") == []
    with pytest.raises(UndoTooLate):
        await undo(office, said)
    assert fates(await answer(office, confirm, said.sentence_id)) == fates(after)


async def test_undo_takes_back_what_was_confirmed_afterwards(office: Office) -> None:
    await make_deal(office)
    before = await snapshot(office)
    sentence = understood("called, agreed", LogCall(), (MoveDeal(stage="payment"), "agreed", PERHAPS), who="Vera")
    said = await say(office, sentence)
    office.pass_time(MINUTE)
    confirmed = await answer(office, confirm, said.sentence_id)
    assert len(confirmed.change_ids) == 2
    await undo(office, confirmed)
    assert await snapshot(office) == before
    undone = {row.undoes_id for row in await office.rows(Change)}
    assert set(confirmed.change_ids) <= undone


async def test_undo_of_a_newcomer_and_of_a_new_deal_restores_every_row(office: Office) -> None:
    before = await snapshot(office)
    said = await say(office, called_vera())
    await undo(office, await answer(office, create_unknown, said.sentence_id, "577 11 22 33"))
    assert await snapshot(office) == before
    await office.add_customer()
    before = await snapshot(office)
    said = await say(office, called_vera())
    await undo(office, await answer(office, choose_deal, said.sentence_id, None))
    assert await snapshot(office) == before


async def test_undo_is_for_ten_minutes_and_leaves_what_others_built_upon(office: Office) -> None:
    deal_id = await make_deal(office)
    said = await say(office, called_vera())
    await office.move(deal_id, "payment", by="Ana")
    with pytest.raises(UndoConflict):
        await undo(office, said)
    office.pass_time(11 * MINUTE)
    with pytest.raises(UndoTooLate):
        await undo(office, said)
    with pytest.raises(NotVisible):
        await answer(office, take_back, said.sentence_id, by="Ana")


async def test_another_sum_and_another_hour_by_message_change_only_these(office: Office) -> None:
    deal_id = await make_deal(office)
    before = await snapshot(office)
    said = await say(office, called_vera())
    await send_all(office)
    office.pass_time(MINUTE)
    after = await answer(office, replace, said.sentence_id, called_vera(7000, 13), "no, 7000 and at 13")
    assert fates(after) == ["log_call done", "set_amount done", "book_visit done"]
    assert len(await office.rows(Activity)) == 1
    assert (await office.row(Deal, deal_id)).amount == Decimal(7000)
    assert [row.due_at for row in await live_visits(office)] == [local(26, 13)]
    assert await told(office, "Levan") == [NotificationKind.TASK_ASSIGNED, NotificationKind.VISIT_MOVED]
    (sentence,) = await office.rows(Sentence)
    assert (sentence.text, sentence.correction) == (called_vera().text, "no, 7000 and at 13")
    assert [one["arguments"]["amount"] for one in (sentence.proposal[1], sentence.became[1])] == ["6000", "7000"]
    await undo(office, after)
    assert await snapshot(office) == before


async def test_corrections_of_corrections_are_taken_back_together(office: Office) -> None:
    await make_deal(office)
    before = await snapshot(office)
    said = await say(office, called_vera())
    for amount, hour, outcome in ((7000, 11, "talked"), (7000, 11, "call_back"), (8000, 15, "call_back")):
        office.pass_time(MINUTE)
        said = await answer(office, replace, said.sentence_id, called_vera(amount, hour, outcome))
        assert fates(said) == ["log_call done", "set_amount done", "book_visit done"]
    assert [row.due_at for row in await live_visits(office)] == [local(26, 15)]
    await undo(office, said)
    assert await snapshot(office) == before


async def test_what_cannot_be_changed_afterwards_is_done_anew(office: Office) -> None:
    """The visit is at the same hour before and after: neither the redoing nor *Undo* trips over it."""
    await make_deal(office)
    before = await snapshot(office)
    said = await say(office, called_vera())
    await send_all(office)
    after = await answer(office, change_line, said.sentence_id, 1, outcome="call_back")
    assert fates(after) == ["log_call done", "set_amount done", "book_visit done"]
    live = [row.outcome for row in await office.rows(Activity) if row.retracted_at is None]
    assert live == [CallOutcome.CALL_BACK]
    assert [row.due_at for row in await live_visits(office)] == [local(26, 11)]
    assert await told(office, "Levan") == [
        NotificationKind.TASK_ASSIGNED, NotificationKind.TASK_WITHDRAWN, NotificationKind.TASK_ASSIGNED,
    ]  # fmt: skip
    await undo(office, after)
    assert await snapshot(office) == before


async def test_a_withdrawn_visit_is_told_once_whatever_is_undone(office: Office) -> None:
    await make_deal(office)
    said = await say(office, called_vera())
    await send_all(office)
    after = await answer(office, change_line, said.sentence_id, 1, outcome="call_back")
    await send_all(office)
    await undo(office, after)
    first, second = [row.id for row in await office.rows(Task) if row.kind is TaskKind.VISIT]
    withdrawn = [
        row.payload["task_id"]
        for row in await office.rows(Notification)
        if row.kind is NotificationKind.TASK_WITHDRAWN and row.status is not NotificationStatus.DROPPED
    ]
    assert withdrawn == [first, second]


async def test_another_customer_by_message_takes_all_of_it_along(office: Office) -> None:
    vera, nino = await make_deal(office), await make_deal(office, "Nino", "577 00 11 22")
    before = await snapshot(office)
    said = await say(office, called_vera())
    after = await answer(office, replace, said.sentence_id, called_vera(who="Nino"))
    assert fates(after) == ["log_call done", "set_amount done", "book_visit done"]
    assert ((await office.row(Deal, vera)).amount, (await office.row(Deal, nino)).amount) == (None, Decimal(6000))
    assert [row.deal_id for row in await live_visits(office)] == [nino]
    await undo(office, after)
    assert await snapshot(office) == before


async def test_another_customer_by_tap_takes_all_of_it_along(office: Office) -> None:
    vera, nino = await make_deal(office), await make_deal(office, "Nino", "577 00 11 22")
    before = await snapshot(office)
    said = await say(office, called_vera())
    other = (await office.row(Deal, nino)).customer_id
    assert (await answer(office, choose_customer, said.sentence_id, other)).change_ids == said.change_ids
    after = await answer(office, turn_to, said.sentence_id, other)
    assert fates(after) == ["log_call done", "set_amount done", "book_visit done"]
    assert ((await office.row(Deal, vera)).amount, (await office.row(Deal, nino)).amount) == (None, Decimal(6000))
    await undo(office, after)
    assert await snapshot(office) == before
    foreign = await office.add_customer("Foreign", "577 00 11 33", by="Keti")
    with pytest.raises(NotVisible):
        await answer(office, turn_to, (await say(office, called_vera())).sentence_id, foreign)


async def test_a_line_less_by_message_and_by_tap(office: Office) -> None:
    deal_id = await make_deal(office)
    before = await snapshot(office)
    said = await say(office, called_vera())
    less = await answer(office, undo_line, said.sentence_id, 3)
    assert fates(less) == ["log_call done", "set_amount done", "book_visit dropped"]
    assert await live_visits(office) == []
    assert (await office.row(Deal, deal_id)).stage_id == await office.stage("first_call")
    only_call = understood("called Vera", (LogCall(text="4 windows"), "called"), who="Vera")
    fewer = await answer(office, replace, said.sentence_id, only_call)
    assert (fates(fewer), (await office.row(Deal, deal_id)).amount) == (["log_call done"], None)
    await undo(office, fewer)
    assert await snapshot(office) == before


async def test_a_task_by_another_time_title_and_person(office: Office) -> None:
    deal_id = await make_deal(office)
    before = await snapshot(office)
    sentence = understood("draw tomorrow", AssignTask(title="draw", due=local(25, 10)))
    said = await say(office, sentence, view=View(deal_id=deal_id))
    changed = await answer(
        office, change_line, said.sentence_id, 1, due=local(25, 12), title="draw it", assignee=office.ids["Levan"]
    )
    task = await office.row(Task, changed.lines[0].task_id or 0)
    assert (task.due_at, task.title, task.assignee_id) == (local(25, 12), {"*": "draw it"}, office.ids["Levan"])
    await undo(office, changed)
    assert await snapshot(office) == before


async def test_a_corrected_newcomer_is_not_made_twice(office: Office) -> None:
    before = await snapshot(office)

    def newcomer(full_name: str, hour: int) -> Understanding:
        create = CreateCustomer(full_name=full_name, phone="577112233")
        return understood("x", create, AssignTask(kind="call", due=local(25, hour)), who=full_name)

    said = await say(office, newcomer("Nino", 10))
    said = await answer(office, replace, said.sentence_id, newcomer("Nino", 12))
    assert len(await office.rows(Deal)) == 1
    said = await answer(office, replace, said.sentence_id, newcomer("Nina", 12))
    assert fates(said) == ["create_customer done", "assign_task done"]
    assert said.target is not None
    assert said.target.customer_name == "Nina"
    assert len([row for row in await office.rows(Deal) if row.archived_at is None]) == 1
    await undo(office, said)
    assert await snapshot(office) == before


async def test_losing_and_handing_over_are_taken_back(office: Office) -> None:
    deal_id = await make_deal(office)
    before = await snapshot(office)
    lost = understood("refused, spring", LoseDeal(reason="no_need"), AssignTask(kind="call", due=NOON + 90 * DAY))
    said = await say(office, lost, view=View(deal_id=deal_id))
    planned = await office.row(Task, said.lines[1].task_id or 0)
    assert (planned.status, planned.deal_id) == (TaskStatus.OPEN, None)
    await undo(office, said)
    assert await snapshot(office) == before
    handed = understood("x", HandOver(to=office.ids["Keti"]), rest="likes blue")
    said = await say(office, handed, view=View(deal_id=deal_id))
    assert fates(said) == ["hand_over done", "add_note done"]
    await undo(office, said)
    assert await snapshot(office) == before


async def test_a_correction_that_is_refused_changes_nothing(office: Office) -> None:
    other = await make_deal(office, "Tamar", "577 00 11 22")
    taken = understood("x", BookVisit(purpose="measurement", start=local(26, 13)))
    await say(office, taken, view=View(deal_id=other))
    await make_deal(office)
    said = await say(office, called_vera())
    before = await snapshot(office)
    with pytest.raises(SlotTaken):
        await answer(office, replace, said.sentence_id, called_vera(7000, 13))
    assert await snapshot(office) == before


async def test_a_correction_comes_in_ten_minutes_and_before_others(office: Office) -> None:
    deal_id = await make_deal(office)
    said = await say(office, called_vera())
    async with office.acting("Ana") as work:
        await change_deal(work, ChangeDeal(deal_id, amount=Decimal(1)))
    with pytest.raises(UndoConflict):
        await answer(office, replace, said.sentence_id, called_vera(7000))
    office.pass_time(11 * MINUTE)
    with pytest.raises(UndoTooLate):
        await answer(office, replace, said.sentence_id, called_vera(hour=13))


async def test_a_correction_before_anything_was_done(office: Office) -> None:
    said = await say(office, called_vera())
    assert said.unknown_name == "Vera"
    await make_deal(office, "Nino", "577 00 11 22")
    before = await snapshot(office)
    after = await answer(office, replace, said.sentence_id, called_vera(who="Nino"))
    assert fates(after) == ["log_call done", "set_amount done", "book_visit done"]
    await undo(office, after)
    assert await snapshot(office) == before


async def test_values_that_a_line_does_not_have_are_refused(office: Office) -> None:
    await make_deal(office)
    said = await say(office, called_vera())
    for values in ({"colour": "red"}, {"outcome": "sang"}):
        with pytest.raises(ValueError, match=r"colour|sang"):
            await answer(office, change_line, said.sentence_id, 1, **values)
    with pytest.raises(NotVisible):
        await answer(office, change_line, said.sentence_id, 9, text="x")


async def test_the_owner_reads_and_exports_what_was_corrected(office: Office) -> None:
    await make_deal(office)
    await say(office, understood("called", LogCall(), who="Vera"))
    said = await say(office, called_vera())
    await answer(office, replace, said.sentence_id, called_vera(7000), "не 6, а 7")
    async with office.reading("Nino") as work:
        page = await list_corrected(work.session, work.actor)
        exported = await export_corrected(work.session, work.actor)
    (row,) = page.items
    assert (page.total, row.employee_name, row.correction) == (1, "Giorgi", "не 6, а 7")
    (line,) = exported.splitlines()
    kept = json.loads(line)
    assert (kept["text"], kept["language"], kept["correction"]) == (called_vera().text, "en", "не 6, а 7")
    assert [one["name"] for one in kept["became"]] == ["log_call", "set_amount", "book_visit"]
    for by in ("Ana", "Giorgi", "Levan"):
        with pytest.raises(NotPermitted):
            async with office.reading(by) as work:
                await _read(work)


async def _read(work: Work) -> None:
    await list_corrected(work.session, work.actor)


async def test_a_task_said_to_recur_comes_again_when_it_is_done(office: Office) -> None:
    deal_id = await make_deal(office)
    before = await snapshot(office)
    weekly = AssignTask(kind="call", due=local(30, 9), recurrence=Recurrence(Rhythm.WEEKLY, weekdays=(0,)))
    said = await say(office, understood("every monday at 9", weekly), view=View(deal_id=deal_id))
    office.clock.moment = local(30, 8)
    planned = await snapshot(office)
    called = await say(office, understood("done", CompleteTask()), view=View(task_id=said.lines[0].task_id))
    (following,) = [row for row in await office.rows(Task) if row.due_at > local(30, 9)]
    assert (following.due_at, following.kind, following.deal_id) == (local(30, 9) + 7 * DAY, TaskKind.CALL, deal_id)
    assert (following.assignee_id, following.status) == (office.ids["Giorgi"], TaskStatus.OPEN)
    async with office.reading("Giorgi") as work:
        assert (await get_task_row(work.session, work.actor, following.id)).recurrence is not None
    await undo(office, called)
    assert await snapshot(office) == planned
    office.clock.moment = NOON
    await undo(office, said)
    assert await snapshot(office) == before
