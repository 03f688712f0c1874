"""Questions that wait for a typed answer, and what a person looks at meanwhile.

A conversation holds at most one open question with its values, plus the deal whose card was shown last (files and notes
sent without a reply go there). Both live in the conversation's storage and survive a restart.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any

from aiogram.fsm.context import FSMContext
from aiogram.fsm.state import State, StatesGroup

_VALUES = "question"
_DEAL = "deal"
_LOOKED = "looked"
_FILES = "files"
_TEXTS = "texts"

#: Texts that are kept at the same time.
TEXTS = 5


class Asking(StatesGroup):
    """What is asked of an employee about a thing that is there."""

    amount = State()
    note = State()
    address = State()
    customer_name = State()
    phone = State()
    task_title = State()
    #: When? for a next step, a postponed or changed task, a visit, a task from a text: see values["purpose"].
    time = State()
    #: Another value for a line of what was understood: values "sentence", "line", "what".
    line = State()
    #: What a line lacks; a text that does not answer is said anew, see handlers.staff.saying.
    lacking = State()
    #: Who is meant by a sentence.
    person = State()


class Adding(StatesGroup):
    """The steps of a new customer with a deal."""

    name = State()
    phone = State()
    wish = State()


async def ask(state: FSMContext, question: State, **values: Any) -> None:
    """Open a question; an earlier one is dropped."""
    await state.set_state(question)
    await state.update_data({_VALUES: values})


async def get_question(state: FSMContext) -> dict[str, Any]:
    """The values of the open question."""
    values: dict[str, Any] = (await state.get_data()).get(_VALUES) or {}
    return values


async def close_question(state: FSMContext) -> None:
    """Nothing is asked any more; what the person looks at stays."""
    if await state.get_state() is not None:
        await state.set_state(None)
        await state.update_data({_VALUES: {}})


async def look_at(state: FSMContext, deal_id: int, now: datetime) -> None:
    """Remember the deal whose card is in view, and since when."""
    await state.update_data({_DEAL: deal_id, _LOOKED: now.isoformat()})


async def get_deal_in_view(state: FSMContext) -> int | None:
    deal_id: int | None = (await state.get_data()).get(_DEAL)
    return deal_id


async def get_last_look(state: FSMContext) -> datetime | None:
    """When the card of the deal in view was shown."""
    looked: str | None = (await state.get_data()).get(_LOOKED)
    return datetime.fromisoformat(looked) if looked else None


async def keep_waiting(state: FSMContext, files: list[dict[str, Any]]) -> None:
    """Files whose deal has been asked for."""
    await state.update_data({_FILES: files})


async def get_waiting(state: FSMContext) -> list[dict[str, Any]]:
    files: list[dict[str, Any]] = (await state.get_data()).get(_FILES) or []
    return files


async def keep_text(state: FSMContext, number: int, text: str) -> None:
    """A text that is needed again: whose answer has pages, or of which something may become; the oldest makes room."""
    kept = await _get_texts(state) | {str(number): text}
    await state.update_data({_TEXTS: dict(list(kept.items())[-TEXTS:])})


async def get_text(state: FSMContext, number: int) -> str | None:
    """The text of the message with this number."""
    return (await _get_texts(state)).get(str(number))


async def forget_text(state: FSMContext, number: int) -> None:
    """Something has become of it."""
    kept = {key: text for key, text in (await _get_texts(state)).items() if key != str(number)}
    await state.update_data({_TEXTS: kept})


async def _get_texts(state: FSMContext) -> dict[str, str]:
    kept: dict[str, str] = (await state.get_data()).get(_TEXTS) or {}
    return kept
