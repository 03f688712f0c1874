"""What a sentence came to, for the card that shows it: lines with their fates, whom they are about, what is asked.

The contract with whoever shows a plan:

- `dialogue.context.load_context(session, actor, now, *, has_view=False, expects_time=False) -> Context`
- `dialogue.planning.make_plan(work, understanding, view) -> Plan` reads only.
- `dialogue.carrying.carry_out(work, plan, *, numbers=None) -> Plan` does the sure lines (or those numbered) and keeps
  the sentence; from then on `plan.sentence_id` names it, and what follows takes that id, all in a unit of work:
- `dialogue.answers`: `get_plan`, `confirm(work, id, number | None)`, `drop_line(work, id, number)`,
  `choose_customer(work, id, customer_id)`, `choose_deal(work, id, deal_id | None)` (None: a new deal),
  `create_unknown(work, id, phone=None)`, `take_as(work, id, command)` (for a text in which nothing was understood).
- `dialogue.correcting`: `change_line(work, id, number, **values)` (the command's own field names),
  `replace(work, id, understanding)`, `take_back(work, id)`.
- `dialogue.examples.list_examples(session, actor) -> tuple[Example, ...]`, always three, for `/help`.
- `learning.queries`: `list_corrected(session, actor, limit, offset)`, `export_corrected(session, actor)` (JSON lines).

Each returns the plan as it stands then. A sentence of somebody else is NotVisible.
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

from crm_core.cards.rows import CustomerRow, DealRow
from crm_core.kernel.wording import Wording
from crm_core.language.commands import Ask, Command, Find


@dataclass(frozen=True, slots=True)
class View:
    """What is in view or was replied to. Ids may come from anywhere: only what the actor sees counts."""

    deal_id: int | None = None
    customer_id: int | None = None
    task_id: int | None = None


@dataclass(frozen=True, slots=True)
class Target:
    """Whom a line is about. `deal_id` None: her, without a deal. `stage` and `amount` are as they stood when loaded."""

    customer_id: int | None
    customer_name: str
    phone: str | None = None
    deal_id: int | None = None
    deal_number: int | None = None
    stage: Wording | None = None
    stage_id: int | None = None
    amount: Decimal | None = None
    currency: str = "GEL"


class Missing(StrEnum):
    """What a line still needs before it can be done."""

    CUSTOMER = "customer"
    #: Several open deals (`Plan.deals`), or none: then a new one is offered.
    DEAL = "deal"
    #: A task without a time, a visit without a day.
    TIME = "time"
    #: A visit with a day and no hour: the free hours are offered.
    HOUR = "hour"
    REASON = "reason"
    STAGE = "stage"
    #: A sum in another currency than the deal's.
    AMOUNT = "amount"
    TASK = "task"


class LineStatus(StrEnum):
    #: Not tried yet: before `carry_out`, and always for questions and searches, which are answered by whoever shows.
    PROPOSED = "proposed"
    DONE = "done"
    #: For *Yes*, or for what is missing.
    WAITING = "waiting"
    #: `Line.problem` says why; nothing of it was written.
    REFUSED = "refused"
    #: Put aside by the person, or taken back by *Undo*.
    DROPPED = "dropped"


@dataclass(frozen=True, slots=True)
class Line:
    """One line of the card. `words` are those it came from, as typed; `problem` is the code of the refusal.

    `task_id` is the task or visit that the line is about: in view, or made, moved or finished once it is done.
    `is_rest`: the line keeps, as a note, words that no other line has.
    """

    number: int
    command: Command
    confidence: float
    target: Target | None = None
    missing: Missing | None = None
    status: LineStatus = LineStatus.PROPOSED
    problem: str | None = None
    words: str = ""
    task_id: int | None = None
    is_rest: bool = False

    @property
    def is_read(self) -> bool:
        """A question or a search."""
        return isinstance(self.command, Find | Ask)


@dataclass(frozen=True, slots=True)
class Plan:
    """`text` as typed. `candidates` (2 to 7) when a name is several people's, `deals` when she has several open ones.

    `unknown_name`: nobody is called so; she may be created. `rest`: words that no line keeps (nothing was written).
    `change_ids`: what *Undo* takes back, in order. `is_taken_back`: it has been. `task_id`: the task in view.
    """

    sentence_id: int | None
    text: str
    language: str
    lines: tuple[Line, ...]
    target: Target | None = None
    candidates: tuple[CustomerRow, ...] = ()
    deals: tuple[DealRow, ...] = ()
    unknown_name: str | None = None
    rest: str = ""
    is_correction: bool = False
    change_ids: tuple[int, ...] = ()
    is_taken_back: bool = False
    task_id: int | None = None

    @property
    def writes(self) -> tuple[Line, ...]:
        return tuple(line for line in self.lines if not line.is_read)

    @property
    def reads(self) -> tuple[Line, ...]:
        return tuple(line for line in self.lines if line.is_read)

    @property
    def asks(self) -> bool:
        """Whether something waits for the person."""
        return any(line.status is LineStatus.WAITING for line in self.lines)

    @property
    def question(self) -> Line | None:
        """The one line to ask about next: whom first, then which deal, then what else is missing, then *Yes*."""
        waiting = [line for line in self.lines if line.status is LineStatus.WAITING]
        order = (Missing.CUSTOMER, Missing.DEAL, *Missing, None)
        return min(waiting, key=lambda line: (order.index(line.missing), line.number), default=None)


class ExampleKind(StrEnum):
    #: "called Vera, 4 windows about 6000, measurement Thursday 11:00"
    CALLED = "called"
    #: "call Vera back tomorrow at 10"
    CALL_LATER = "call_later"
    #: "measured at Vera's, 4 windows 140x120"
    VISITED = "visited"
    #: "how much does Vera owe", or just "Vera".
    LOOK = "look"


@dataclass(frozen=True, slots=True)
class Example:
    """A sentence to try, of the person's own work; without a name when he has no deals yet."""

    kind: ExampleKind
    customer_name: str | None
    deal_number: int | None
