"""Scores the finding of times on a corpus of phrases: what was exact, what was wrong, what was taken for a date.

A corpus is a folder with `<language>.jsonl`: phrase, kind, latent, start. Latent ones are left out. The first time
found counts, to the minute.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

from crm_core.language.context import Context, build_usual_context
from crm_core.language.times import find_times
from crm_core.language.tokens import cut

#: Two hours west of Greenwich, where the phrases that name a zone fit ("8h00 gmt" is 6:00 there). Zones of this kind
#: have the sign of POSIX.
ZONE = ZoneInfo("Etc/GMT+2")
NOW = datetime(2013, 2, 12, 4, 30, tzinfo=ZONE)
NO_DATE = "not a date"


@dataclass(frozen=True, slots=True)
class Missed:
    """`meant` and `found` are local times; None for none."""

    phrase: str
    meant: str | None
    found: str | None


@dataclass(frozen=True, slots=True)
class DatesScore:
    """Of `phrases`, `wrong` got another time and `unfound` none. Of `no_dates`, `taken` got one all the same."""

    language: str
    phrases: int
    no_dates: int
    wrong: tuple[Missed, ...]
    unfound: tuple[Missed, ...]
    taken: tuple[Missed, ...]

    @property
    def exact(self) -> int:
        return self.phrases - len(self.wrong) - len(self.unfound)


def score_dates(folder: Path, language: str) -> DatesScore:
    context = build_usual_context(language, NOW, ZONE)
    wrong, unfound, taken = [], [], []
    phrases = no_dates = 0
    for phrase, meant in _read(folder / f"{language}.jsonl"):
        missed = Missed(phrase, meant, _find_first(phrase, context))
        if meant is None:
            no_dates += 1
            taken += [missed] if missed.found else []
            continue
        phrases += 1
        if missed.found is None:
            unfound.append(missed)
        elif missed.found != meant:
            wrong.append(missed)
    return DatesScore(language, phrases, no_dates, tuple(wrong), tuple(unfound), tuple(taken))


def _read(path: Path) -> Iterator[tuple[str, str | None]]:
    """(phrase, its start to the minute), None for what is no date."""
    for line in path.read_text("utf-8").splitlines():
        row = json.loads(line)
        if not row["latent"]:
            yield row["phrase"], None if row["kind"] == NO_DATE else row["start"][:16]


def _find_first(phrase: str, context: Context) -> str | None:
    found = find_times(cut(phrase), context)
    return found[0].start.astimezone(ZONE).replace(tzinfo=None).isoformat()[:16] if found else None
