"""One customer's year, as rows for the tables: who she is, her deals, what happened, what is still to do.

Deterministic: the same source of chance makes the same rows.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, time, timedelta
from decimal import Decimal
from functools import cache
from itertools import count, pairwise
from random import Random
from typing import Any

from crm_core.deals.models import StageKind
from crm_core.kernel.search_key import make_search_key, make_words_key
from crm_core.seeding.columns import COLUMNS
from crm_core.seeding.house import House, StageOfSeed
from crm_core.seeding.words import SCRIPTS, load_words, pick

YEAR = 365

#: Visits ahead that are really booked; their slots never overlap.
MOST_VISITS = 60
_SLOT_HOURS = (10, 12, 14, 16)
_SLOT = timedelta(hours=2)


@dataclass(slots=True)
class Ids:
    """Where the numbering of this filling goes on."""

    customer: Iterator[int]
    deal: Iterator[int]
    number: Iterator[int]


@dataclass(frozen=True, slots=True)
class Buyer:
    """What all rows about one customer share; `script` is the spelling she uses."""

    id: int
    script: int
    seller: int
    team: int
    source: str
    born: datetime


@dataclass(slots=True)
class Teller:
    """Makes rows into `rows`, by table; whoever writes them empties the lists."""

    house: House
    source: Random
    ids: Ids
    now: datetime
    activities_per_customer: int
    rows: dict[str, list[dict[str, Any]]] = field(default_factory=lambda: {table: [] for table in COLUMNS})
    _visits: Iterator[int] = field(default_factory=count)

    def tell(self, phone: str) -> None:
        """One customer with everything about her."""
        seller, team = self._choose(self.house.sellers)
        script = self._roll(len(SCRIPTS))
        source = self._choose(load_words()["sources"])
        buyer = Buyer(next(self.ids.customer), script, seller, team, source, self._at(self.source.random() * YEAR))
        name = f"{self._say('first_names', script)} {self._say('surnames', script)}"
        address = f"{self._say('streets', script)} {self._roll(90) + 1}"
        self._add(
            "customers",
            id=buyer.id,
            version=1,
            kind="person",
            name=name,
            search_key=" ".join(map(_make_key, name.split())),
            locale=SCRIPTS[script],
            address=address,
            address_key=_make_words(address),
            source=source,
            tags="{}",
            responsible_id=seller,
            created_at=buyer.born,
        )
        self._add("contact_points", customer_id=buyer.id, kind="phone", value=phone, typed=phone, created_at=buyer.born)
        starts = [buyer.born]
        if self.source.random() < 0.1:
            starts.append(min(self.now, buyer.born + timedelta(days=30)))
        for start in starts:
            self._tell_deal(buyer, start, self.activities_per_customer // len(starts))
        for _ in range(self.activities_per_customer % len(starts)):
            self._tell_activity(buyer, None, buyer.born)

    def _tell_deal(self, buyer: Buyer, born: datetime, activities: int) -> None:
        path = self._choose_path((self.now - born).days)
        moments = self._spread(born, len(path))
        deal, last = next(self.ids.deal), path[-1]
        reason = self._choose(self.house.reasons) if last.kind is StageKind.LOST else None
        is_open = last.kind is StageKind.OPEN
        wish = self._say("wishes", buyer.script)
        self._add(
            "deals",
            id=deal,
            version=1,
            number=next(self.ids.number),
            customer_id=buyer.id,
            pipeline_id=last.pipeline_id,
            stage_id=last.id,
            stage_kind=last.kind.value,
            stage_entered_at=moments[-1],
            responsible_id=buyer.seller,
            team_id=buyer.team,
            wish=wish,
            wish_key=_make_words(wish),
            amount=Decimal((self._roll(140) + 5) * 100),
            currency=self.house.currency,
            source=buyer.source,
            loss_reason_id=reason,
            created_at=born,
            closed_at=None if is_open else moments[-1],
        )
        self._tell_moves(buyer, deal, path, moments, reason)
        until = self.now if is_open else moments[-1]
        for _ in range(activities):
            self._tell_activity(buyer, deal, born + (until - born) * self.source.random())
        self._tell_tasks(buyer, deal, last, moments)
        if last.kind is StageKind.WON and self.source.random() < 0.4:
            value = 5 if self.source.random() < 0.7 else self._roll(4) + 1
            comment = self._say("comments", buyer.script) if self.source.random() < 0.3 else None
            self._add("marks", deal_id=deal, value=value, comment=comment, at=moments[-1])

    def _choose_path(self, age_days: int) -> list[StageOfSeed]:
        """Older deals are mostly closed; younger ones stand somewhere on the way."""
        stages = self.house.open_stages
        reached = list(stages[: self._roll(len(stages)) + 1])
        if self.source.random() >= min(0.97, age_days / 60):
            return reached
        if self.source.random() < 0.45:
            return [*stages, self.house.get_closing(StageKind.WON)]
        return [*reached, self.house.get_closing(StageKind.LOST)]

    def _tell_moves(
        self, buyer: Buyer, deal: int, path: list[StageOfSeed], moments: list[datetime], reason: int | None
    ) -> None:
        steps = zip(pairwise([None, *path]), moments, strict=True)
        for (former, stage), at in steps:
            self._add(
                "stage_changes",
                deal_id=deal,
                from_stage_id=former.id if former else None,
                to_stage_id=stage.id if stage else None,
                loss_reason_id=reason if stage is path[-1] else None,
                employee_id=buyer.seller,
                at=at,
            )

    def _tell_activity(self, buyer: Buyer, deal: int | None, at: datetime) -> None:
        chance = self.source.random()
        row: dict[str, Any] = {"kind": "note", "text": self._say("notes", buyer.script)}
        if chance < 0.42:
            row = {"kind": "call", "direction": "out", "outcome": "talked", "duration_seconds": self._roll(600)}
            row["text"] = self._say("calls", buyer.script)
        elif chance < 0.6:
            row = {"kind": "call", "direction": "in" if chance < 0.5 else "out", "outcome": "no_answer"}
        elif chance > 0.96:
            place = {"latitude": 41.7 + self.source.random() / 20, "longitude": 44.75}
            row = {"kind": "file", "file_kind": "location", "file": json.dumps(place)}
        self._add("activities", customer_id=buyer.id, deal_id=deal, employee_id=buyer.seller, at=at, **row)

    def _tell_tasks(self, buyer: Buyer, deal: int, last: StageOfSeed, moments: list[datetime]) -> None:
        """What was done on the way; on most open deals, one thing that is still to do."""
        if len(moments) > 1:
            done = {"status": "done", "outcome": "talked", "closed_at": moments[1]}
            self._add_task(buyer, deal, due_at=moments[1], created_at=moments[0], **done)
            measurer, _ = self._choose(self.house.measurers)
            self._add("participants", deal_id=deal, employee_id=measurer, craft="measurer")
        if last.kind is not StageKind.OPEN or self.source.random() < 0.1:
            return
        if last.code in ("measurement", "installation"):
            start_of_visit = self._find_visit(last.code)
            if start_of_visit is not None:
                assignee, start = start_of_visit
                visit = {"kind": "visit", "purpose": last.code, "title": "{}", "ends_at": start + _SLOT}
                self._add_task(buyer, deal, due_at=start, created_at=self.now, assignee_id=assignee, **visit)
                return
        due = self._at(self.source.random() * 7 - 5)
        self._add_task(buyer, deal, due_at=due, created_at=min(due, self.now) - timedelta(days=1))

    def _add_task(self, buyer: Buyer, deal: int, **values: Any) -> None:
        """A call of the seller's unless `values` say otherwise."""
        title = json.dumps(self._choose(load_words()["tasks"]), ensure_ascii=False)
        usual = {"kind": "call", "title": title, "assignee_id": buyer.seller, "status": "open", "is_deadline": False}
        subject = {"deal_id": deal, "customer_id": buyer.id, "created_by": buyer.seller, "version": 1}
        self._add("tasks", **(usual | subject | values))

    def _find_visit(self, purpose: str) -> tuple[int, datetime] | None:
        """Who and when, while there are slots left."""
        number = next(self._visits)
        if number >= MOST_VISITS:
            return None
        crew = self.house.measurers if purpose == "measurement" else self.house.installers
        turn, person = divmod(number, len(crew))
        days, slot = divmod(turn, len(_SLOT_HOURS))
        day = self.house.visits_from + timedelta(days=days)
        return crew[person][0], datetime.combine(day, time(_SLOT_HOURS[slot]), self.house.zone).astimezone(UTC)

    def _spread(self, born: datetime, moments: int) -> list[datetime]:
        """Growing moments from `born` on, not after now, at most four days apart."""
        found = [born]
        while len(found) < moments:
            found.append(min(self.now, found[-1] + timedelta(days=4) * self.source.random()))
        return found

    def _at(self, days_ago: float) -> datetime:
        """A moment in the working hours of that day (negative: ahead); what is meant to be past is not after now."""
        day = (self.now - timedelta(days=days_ago)).astimezone(self.house.zone).date()
        clock = time(10 + self._roll(9), self._roll(60))
        moment = datetime.combine(day, clock, self.house.zone).astimezone(UTC)
        return min(moment, self.now) if days_ago >= 0 else moment

    def _roll(self, sides: int) -> int:
        return int(self.source.random() * sides)

    def _choose(self, choices: Any) -> Any:
        return choices[self._roll(len(choices))]

    def _say(self, topic: str, script: int) -> str:
        return pick(self.source, topic, script)

    def _add(self, table: str, **values: Any) -> None:
        self.rows[table].append(values)


@cache
def _make_key(word: str) -> str:
    return make_search_key(word)


@cache
def _make_words(text: str) -> str:
    return make_words_key(text)
