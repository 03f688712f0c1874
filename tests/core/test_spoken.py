"""Typed sentences go the whole way: understood, carried out, corrected by the next message, taken back."""

from __future__ import annotations

from dataclasses import replace as copy
from decimal import Decimal

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from crm_core.activities.models import Activity
from crm_core.deals.models import Deal, StageChange
from crm_core.dialogue.carrying import carry_out
from crm_core.dialogue.context import load_context
from crm_core.dialogue.correcting import replace, take_back
from crm_core.dialogue.planning import make_plan
from crm_core.dialogue.recalling import recall
from crm_core.dialogue.rows import Plan, View
from crm_core.language.commands import AddNote, LogCall, LogMeeting, LogMessage
from crm_core.language.context import Context
from crm_core.language.understand import correct, understand
from crm_core.tasks.models import Task, TaskKind
from tests.core.office import NOON, Office, local
from tests.core.saying import answer, done, snapshot

CALLED = ("Vera", "called Vera, 4 windows about 6000, measurement Thursday 11:00", "no, Friday")
SPOKEN = {
    "en": CALLED,
    "ru": ("Вера", "звонил Вере, 4 окна около 6000, замер в четверг в 11:00", "нет, в пятницу"),
    "ka": ("ვერა", "დავურეკე ვერას, 4 ფანჯარა დაახლოებით 6000, აზომვა ხუთშაბათს 11:00", "არა, პარასკევს"),
}


async def hear(office: Office, text: str, language: str = "en", view: View | None = None) -> Plan:
    async with office.acting("Giorgi") as work:
        context = await load_context(work.session, work.actor, work.now, has_view=view is not None)
        return await carry_out(work, await make_plan(work, understand(text, alter(context, language)), view))


def alter(context: Context, language: str) -> Context:
    return copy(context, language=language)


@pytest.mark.parametrize("language", SPOKEN)
async def test_one_message_its_correction_and_undo(office: Office, language: str) -> None:
    name, text, correction = SPOKEN[language]
    deal_id = await office.add_deal(await office.add_customer(name))
    before = await snapshot(office)
    said = await hear(office, text, language)
    assert sorted(done(said)) == ["book_visit", "log_call", "set_amount"]
    assert (await office.row(Deal, deal_id)).amount == Decimal(6000)
    async with office.acting("Giorgi") as work:
        context = alter(await load_context(work.session, work.actor, work.now, has_view=True), language)
        corrected = correct(recall(said, understand(text, context)), correction, context)
        assert corrected is not None
        after = await replace(work, said.sentence_id or 0, corrected, correction)
    assert sorted(done(after)) == ["book_visit", "log_call", "set_amount"]
    visits = [row for row in await office.rows(Task) if row.kind is TaskKind.VISIT]
    assert [row.due_at for row in visits] == [local(27, 11)]
    await answer(office, take_back, said.sentence_id)
    assert await snapshot(office) == before


PIECES = st.one_of(
    st.sampled_from([word for _, text, correction in SPOKEN.values() for word in f"{text} {correction}".split()]),
    st.sampled_from(
        ["не", "paid", "agreed", "refused", "lost", "done", "завтра", "ხვალ", "call", "#1001", "599123456"]
    ),
    st.text(max_size=12),
)


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(st.lists(PIECES, max_size=12).map(" ".join))
async def test_no_text_writes_what_has_no_line(office: Office, text: str) -> None:
    deals = await office.rows(Deal)
    deal_id = deals[0].id if deals else await office.add_deal(await office.add_customer())
    counted = {kind: len(await office.rows(kind)) for kind in (Activity, Deal)}
    said = await hear(office, text, view=View(deal_id=deal_id))
    written = [line.command for line in said.writes if line.status == "done"]
    texts = [one for one in written if isinstance(one, LogCall | LogMeeting | LogMessage | AddNote)]
    assert len(await office.rows(Activity)) - counted[Activity] == len(texts)
    new = [name for name in done(said) if name in ("create_customer", "open_deal")]
    assert len(await office.rows(Deal)) - counted[Deal] == len(new)
    if not written:
        assert said.change_ids == ()
        assert all(row.at <= NOON for row in await office.rows(StageChange))
