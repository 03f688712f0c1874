"""`python -m benchmarks.language`: how much of what people say is understood, and what that costs.

Prints the score on a corpus of dates (when its folder is there), on the evaluation set, the CPU time of a sentence, and
the look-up of names in the database of a large company. See docs/performance.md.
"""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from benchmarks.dates import DatesScore, score_dates
from benchmarks.lookups import LookupCost, measure_lookups
from benchmarks.sentences import Cost, HalfScore, score_halves, take_costs
from benchmarks.table import NAMES, render_rows
from tests.language.evaluation.scoring import LANGUAGES

#: Beside the repository; it is not part of it.
DATES = Path(__file__).resolve().parents[2] / "shared" / "data" / "dates"


def build_parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="benchmarks.language", description="Measure the understanding of sentences.")
    parser.add_argument("--dates", type=Path, default=DATES, metavar="FOLDER", help="the corpus of dates, *.jsonl")
    parser.add_argument("--misses", action="store_true", help="list what was missed")
    parser.add_argument("--customers", type=int, default=100_000, metavar="N", help="of the look-up; 0 leaves it out")
    parser.add_argument("--activities", type=int, default=2, metavar="M", help="activities of a customer")
    parser.add_argument("--runs", type=int, default=25, metavar="R", help="runs of a look-up; the median is told")
    return parser


def main() -> None:
    given = build_parser().parse_args()
    if given.dates.is_dir():
        show_dates([score_dates(given.dates, language) for language in LANGUAGES], misses=given.misses)
    else:
        print(f"Dates: there is no folder {given.dates}: name one with --dates.")
    show_halves(score_halves(), misses=given.misses)
    show_costs(take_costs())
    if given.customers:
        print(f"\nSeeding {given.customers:,} customers...", file=sys.stderr, flush=True)
        show_lookups(measure_lookups(given.customers, given.activities, given.runs), given.customers)


def show_dates(scores: list[DatesScore], *, misses: bool) -> None:
    head = ["dates", "phrases", "exact", "wrong", "none", "not a date", "taken"]
    body = [
        [
            score.language,
            str(score.phrases),
            _share(score.exact, score.phrases),
            _share(len(score.wrong), score.phrases),
            _share(len(score.unfound), score.phrases),
            str(score.no_dates),
            str(len(score.taken)),
        ]
        for score in scores
    ]
    print(render_rows(head, body, words=1))
    for score in scores if misses else ():
        for missed in (*score.wrong, *score.unfound, *score.taken):
            print(f"  {score.language}: {missed.phrase!r} is {missed.meant or 'no date'}, found {missed.found}")
    print()


def show_halves(scores: list[HalfScore], *, misses: bool) -> None:
    head = ["sentences", "half", "all", "right", "must act", "at once", "must not act", "wrong writes"]
    body = [
        [
            score.language,
            score.half,
            str(len(score.verdicts)),
            _share(score.right, len(score.verdicts)),
            str(score.acting),
            _share(score.at_once, score.acting),
            str(len(score.verdicts) - score.acting),
            str(score.wrong_writes),
        ]
        for score in scores
    ]
    print(render_rows(head, body, words=2))
    for score in scores if misses else ():
        for verdict in score.verdicts:
            if verdict.problems:
                mark = "WRONG WRITE" if verdict.wrong_writes else "missed"
                print(f"  {score.language} {mark}: {verdict.sentence.text!r}: {'; '.join(verdict.problems)}")
    print()


def show_costs(costs: list[Cost]) -> None:
    head = ["CPU of a sentence", "sentences", "median, ms", "99 %, ms", "slowest, ms"]
    body = [
        [cost.language, str(cost.sentences), f"{cost.median:.2f}", f"{cost.slow:.2f}", f"{cost.slowest:.2f}"]
        for cost in costs
    ]
    print(render_rows(head, body, words=1))


def show_lookups(costs: list[LookupCost], customers: int) -> None:
    head = [f"who is meant, of {customers:,}", "who asks", "queries", "median, ms", "x"]
    body = [
        [
            cost.said,
            NAMES[cost.who],
            str(cost.queries),
            f"{cost.timing.seconds * 1000:.1f}",
            f"{cost.timing.ratio:.1f}",
        ]
        for cost in costs
    ]
    print(render_rows(head, body, words=2))


def _share(part: int, whole: int) -> str:
    return f"{part / whole:.1%}" if whole else ""


if __name__ == "__main__":
    main()
