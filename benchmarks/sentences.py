"""What the evaluation set says of understanding: how much is right, and what a sentence costs in CPU time."""

from __future__ import annotations

import gc
import time
from dataclasses import dataclass
from functools import cache, partial
from itertools import chain
from statistics import median, quantiles

from benchmarks.company import Company
from benchmarks.scenes import Scene
from benchmarks.stopwatch import Run
from crm_core.language.context import Context
from crm_core.language.understand import understand
from tests.language.evaluation.scoring import HALVES, LANGUAGES, Verdict, build_context, judge, load_sentences

#: Each sentence is understood so often; its median counts, so that a neighbour on the machine does not.
RUNS = 7


@dataclass(frozen=True, slots=True)
class HalfScore:
    language: str
    half: str
    verdicts: tuple[Verdict, ...]

    @property
    def right(self) -> int:
        return sum(not one.problems for one in self.verdicts)

    @property
    def wrong_writes(self) -> int:
        return sum(bool(one.wrong_writes) for one in self.verdicts)

    @property
    def acting(self) -> int:
        return sum(one.sentence.acts for one in self.verdicts)

    @property
    def at_once(self) -> int:
        return sum(one.is_done_at_once for one in self.verdicts)


@dataclass(frozen=True, slots=True)
class Cost:
    """Milliseconds of CPU for one sentence."""

    language: str
    sentences: int
    median: float
    slow: float
    slowest: float


def score_halves() -> list[HalfScore]:
    return [
        HalfScore(
            language, half, tuple(judge(one, understand(one.text, build_context(language, one))) for one in written)
        )
        for language in LANGUAGES
        for half in HALVES
        if (written := load_sentences(language, half))
    ]


def take_costs() -> list[Cost]:
    """The median, the 99th percentile and the slowest, by language; lexicons are read and indexed before."""
    return [_take_cost(language) for language in LANGUAGES]


def _take_cost(language: str) -> Cost:
    said = list_said(language)
    for text, context in said:
        understand(text, context)
    gc.collect()
    times = [median(_time(text, context) for _ in range(RUNS)) for text, context in said]
    return Cost(language, len(said), median(times), quantiles(times, n=100)[-1], max(times))


def _time(text: str, context: Context) -> float:
    started = time.thread_time_ns()
    understand(text, context)
    return (time.thread_time_ns() - started) / 1_000_000


@cache
def list_said(language: str) -> tuple[tuple[str, Context], ...]:
    """Every sentence of the set with its context."""
    written = chain.from_iterable(load_sentences(language, half) for half in HALVES)
    return tuple((one.text, build_context(language, one)) for one in written)


def build_sentences() -> list[Scene]:
    """For the table of all benchmarks: wall time, with no database in it."""
    return [
        Scene(f"a sentence is understood, {language}", None, partial(_prepare, language), len(list_said(language)))
        for language in LANGUAGES
    ]


async def _prepare(language: str, _company: Company) -> Run:
    async def run() -> object:
        return [understand(text, context) for text, context in list_said(language)]

    return run
